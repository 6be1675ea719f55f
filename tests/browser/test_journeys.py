"""The stories the platform exists for, in a real browser, on a phone first: from the first module to «who is trained»."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.certificates.models import Certificate
from lms.quizzes.models import Attempt
from lms.quizzes.rules import Kind, Shown, right_answer

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
DESK = {"width": 1280, "height": 900}


def step_in(page: Page, site: str, key: str) -> None:
    """Be somebody of the demo's cast."""
    page.goto(f"{site}/demo/")
    page.locator(f'form[action$="/demo/{key}/"] button').click()
    page.wait_for_url("**/min-side/")


def give_right_answer(page: Page, shown: Shown) -> None:
    """Answer as somebody who knows; by the buttons where a script has made some."""
    answer = right_answer(shown)
    match shown.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            page.locator(f'input[name=answer][value="{answer}"]').check()
        case Kind.MULTIPLE:
            for value in answer:
                page.locator(f'input[name=answer][value="{value}"]').check()
        case Kind.MATCHING:
            assert isinstance(answer, dict)
            for row, value in answer.items():
                page.locator(f'select[name="answer-{row}"]').select_option(value)
        case Kind.ORDERING:
            for place, value in enumerate(answer):
                select = page.locator(f'select[name="answer-{value}"]')
                if select.is_visible():
                    select.select_option(str(place + 1))
                    continue
                item = page.locator(".ordering__item", has=select)
                while int(select.input_value()) > place + 1:
                    item.locator("[data-move=up]").click()
        case _:
            page.locator("input[name=answer]").fill(str(answer))


def pass_the_test(page: Page, accessible: Check | None = None) -> None:
    """From the introduction of a test to its result."""
    page.locator('form[action$="/start/"] button').click()
    attempt = Attempt.objects.filter(submitted_at__isnull=True).latest("started_at")
    responses = list(attempt.responses.order_by("position"))
    for number, response in enumerate(responses, start=1):
        expect(page).to_have_url(re.compile(rf"/sporsmal/{number}/"))
        if accessible and number < 4:
            accessible(page)
        give_right_answer(page, Shown.from_json(response.shown))
        page.locator("form.question button.button, form.question button[name=go]").first.click()
    expect(page).to_have_url(re.compile(r"/se-over/"))
    if accessible:
        accessible(page)
    page.locator('form[action$="/lever/"] button').click()
    expect(page).to_have_url(re.compile(r"/resultat/"))


def read_to_the_test(page: Page) -> None:
    """Finish the modules that are left, one after another."""
    for _step in range(12):
        if page.locator('form[action$="/start/"]').count() or "/prove" in page.url:
            return
        page.locator("form.lesson__finish button").click()
        page.wait_for_load_state()
    pytest.fail("The course never came to its test.")


def test_a_new_tidgiver_goes_from_the_first_module_to_the_certificate(page: Page, browser: Browser, site: str, accessible: Check) -> None:
    step_in(page, site, "nora")
    accessible(page)
    page.goto(f"{site}/kurs/taushetsplikt/")
    accessible(page)
    page.locator('form[action$="/kurs/taushetsplikt/start/"] button').click()
    expect(page.locator("h1")).to_have_text("Hvorfor taushet?")
    accessible(page)
    page.locator("form.lesson__finish button").click()
    page.wait_for_load_state()
    reached = page.url
    # The tab is closed half way. On another day one goes on where one left off.
    cookies = page.context.cookies()
    other = browser.new_context(viewport={"width": 390, "height": 844}, locale="nb-NO")
    other.add_cookies(cookies)  # type: ignore[arg-type]
    later = other.new_page()
    later.goto(f"{site}/kurs/taushetsplikt/")
    later.locator('form[action$="/kurs/taushetsplikt/start/"] button').click()
    expect(later).to_have_url(reached)
    read_to_the_test(later)
    accessible(later)
    pass_the_test(later, accessible)
    accessible(later)
    later.goto(f"{site}/kurs/taushetsplikt/")
    expect(later.locator("a[href$='/pdf/']").first).to_be_visible()
    accessible(later)
    # Whoever scans the code sees that it is valid, and no more of the name than its first letters.
    certificate = Certificate.objects.latest("issued_at")
    public = browser.new_context(locale="nb-NO").new_page()
    public.goto(f"{site}/bevis/{certificate.code}/")
    expect(public.locator("main")).to_contain_text("Taushetsplikt")
    expect(public.locator("main")).not_to_contain_text(certificate.person.family_name)
    accessible(public)


def test_a_course_is_taken_without_javascript(browser: Browser, site: str) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="nb-NO", java_script_enabled=False).new_page()
    step_in(page, site, "nora")
    page.goto(f"{site}/kurs/taushetsplikt/")
    page.locator('form[action$="/kurs/taushetsplikt/start/"] button').click()
    read_to_the_test(page)
    pass_the_test(page)
    page.goto(f"{site}/kurs/taushetsplikt/")
    expect(page.locator("a[href$='/pdf/']").first).to_be_visible()


def test_the_declaration_is_read_and_signed_on_a_phone(page: Page, site: str, accessible: Check) -> None:
    step_in(page, site, "jonas")
    page.goto(f"{site}/mappe/")
    accessible(page)
    page.get_by_role("link", name="Taushetserklæring", exact=True).click()
    accessible(page)
    page.get_by_label("Hele navnet ditt").fill("Jonas")
    page.get_by_role("button", name="Signer").click()
    expect(page.locator("main")).to_contain_text("Skriv hele navnet ditt slik det står hos oss")
    accessible(page)
    page.get_by_label("Hele navnet ditt").fill("jonas berge lien")
    page.get_by_role("button", name="Signer").click()
    expect(page.get_by_text("Takk. «Taushetserklæring» er signert.")).to_be_visible()
    page.get_by_role("link", name="Støttespiller, én til én").click()
    accessible(page)


def test_a_dilemma_answers_in_place(page: Page, site: str, accessible: Check) -> None:
    step_in(page, site, "nora")
    page.goto(f"{site}/kurs/taushetsplikt/")
    page.locator('form[action$="/kurs/taushetsplikt/start/"] button').click()
    for _step in range(8):
        if page.locator(".dilemma-option").count():
            break
        page.locator("form.lesson__finish button").click()
        page.wait_for_load_state()
    where = page.url
    page.locator(".dilemma-option").first.click()
    expect(page.locator(".dilemma-walked").first).to_be_visible()
    assert page.url == where  # no journey to the server and back for the eye
    accessible(page)
    page.reload()
    expect(page.locator(".dilemma-walked").first).to_be_visible()


def test_without_a_connection_nothing_is_lost_and_one_goes_on_afterwards(page: Page, site: str) -> None:
    step_in(page, site, "jonas")
    address = f"{site}/kurs/taushetsplikt/digital-hverdag/"
    page.goto(address)
    page.wait_for_load_state("networkidle")
    note = page.get_by_role("status").filter(has_text="uten nett")
    for button in (page.locator(".dilemma-option").first, page.get_by_role("button", name="Ferdig – gå videre")):
        page.context.set_offline(True)
        button.click()
        expect(note).to_be_visible()
        expect(page).to_have_url(address)
        page.context.set_offline(False)
        expect(note).to_be_hidden()
    page.get_by_role("button", name="Ferdig – gå videre").click()
    page.wait_for_url("**/slik-svarer-du/")


def test_a_coordinator_sees_who_is_trained(page: Page, site: str, accessible: Check) -> None:
    step_in(page, site, "tarjei")
    page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/")
    expect(page.locator("main")).to_contain_text("Nora")
    accessible(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/")
    accessible(page)
    page.get_by_text("Mer", exact=True).click()
    accessible(page)
    with page.expect_download() as download:
        page.locator("a[href*='csv']").first.click()
    assert download.value.suggested_filename.endswith(".csv")
    page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/")
    page.get_by_role("link", name=re.compile("Nora")).first.click()
    expect(page.locator("h1")).to_contain_text("Nora")
    accessible(page)


def test_a_leader_fills_a_slot_and_only_their_own_people_read_it(page: Page, browser: Browser, site: str, accessible: Check) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    step_in(page, site, "karielise")
    page.goto(f"{site}/enhet/steg-for-steg-oslo/tilpasninger/")
    accessible(page)
    page.locator("form[action*='/skriv/'] button").first.click()
    page.wait_for_url("**/admin/pages/**/edit/")
    assert page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/").status == 404  # type: ignore[union-attr]
    assert page.goto(f"{site}/enhet/steg-for-steg-bergen/tilpasninger/").status == 404  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["/", "/enheter/", "/kurs/", "/konto/login/", "/bevis/", "/stil/", "/demo/", "/finnes-ikke/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_public_pages_are_accessible_and_never_wider_than_the_screen(
    page: Page, site: str, accessible: Check, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}{address}")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_leader_gives_a_responsibility_and_approves_what_comes_of_it(page: Page, site: str, accessible: Check) -> None:
    unit = f"{site}/enhet/steg-for-steg-bergen"
    step_in(page, site, "ingrid")
    page.goto(f"{unit}/ansvar/")
    page.get_by_role("button", name="Gi ansvaret").click()
    accessible(page)  # nothing chosen, and said beside the fields
    page.get_by_label("Hvem").select_option(label="Nora Nilsen Vik")
    page.get_by_label("Ansvar").select_option("editor")
    page.get_by_role("button", name="Gi ansvaret").click()
    expect(page.get_by_text("Nora Nilsen Vik er nå skrevet inn som redaktør.")).to_be_visible()

    step_in(page, site, "nora")
    page.goto(f"{unit}/tilpasninger/")
    page.get_by_role("link", name="Skriv deres tekst").first.click()
    accessible(page)
    page.get_by_label("Din tekst").fill("Døra er grønn.")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("heading", name="Venter på godkjenning")).to_be_visible()
    expect(page.get_by_role("button", name="Godkjenn")).to_have_count(0)

    step_in(page, site, "ingrid")
    page.goto(f"{unit}/tilpasninger/")
    accessible(page)
    page.get_by_role("button", name="Godkjenn").click()
    expect(page.get_by_role("heading", name="Venter på godkjenning")).to_have_count(0)
    page.goto(f"{unit}/ansvar/")
    page.locator(".person", has_text="Nora Nilsen Vik").locator("summary").click()
    accessible(page)
    page.get_by_role("button", name="Ja, avslutt").click()
    expect(page.locator(".person", has_text="Nora Nilsen Vik")).to_contain_text("til og med")
