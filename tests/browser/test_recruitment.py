"""From «I would like this» to the first day: an applicant, two interviewers a round, two referees, two who decide. In a real browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from lms.mail.models import Letter
from lms.people.models import Person
from lms.recruitment.models import Application, Interview, Stage
from lms.roles.models import Assignment

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
WHOM = "vilma.vestby@soker.example"
DESK = {"width": 1280, "height": 900}


@contextmanager
def somebody(browser: Browser, site: str, key: str = "", *, script: bool = True) -> Iterator[Page]:
    """Another person at another device; with `key`, one of the demo's cast."""
    context = browser.new_context(locale="nb-NO", timezone_id="Europe/Oslo", java_script_enabled=script)
    page = context.new_page()
    if key:
        page.goto(f"{site}/demo/")
        page.locator(f'form[action$="/demo/{key}/"] button').click()
        page.wait_for_url("**/min-side/")
    yield page
    context.close()


def link_in(letter: Letter, path: str) -> str:
    """The address in a letter that leads to `path`."""
    found = re.search(rf"https?://\S+/{path}/\S+", letter.body)
    assert found, letter.body
    return found[0]


def apply(page: Page, site: str, accessible: Check) -> str:
    """Find the opening in Bergen, fill in the form, and return the address of one's own page from the receipt."""
    page.goto(f"{site}/bli-tidgiver/")
    accessible(page)
    page.get_by_role("link", name="Bli støttespiller for én person").click()
    accessible(page)
    page.get_by_role("link", name="Dette har jeg lyst til").first.click()
    page.get_by_label("Fornavn").fill("Vilma")
    page.get_by_label("Etternavn").fill("Vestby")
    page.get_by_label("E-post").fill(WHOM)
    page.get_by_label("Være sammen med én person, én til én").check()
    page.get_by_label("Hverdagskvelder").check()
    page.get_by_label("Nei").check()
    page.wait_for_timeout(3200)  # nobody fills it in quicker, and what is quicker is taken for a program
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".error-summary, [class*=error]").first).to_be_visible()  # the information has not been ticked
    accessible(page)
    page.get_by_label("Jeg har lest hva dere gjør").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Takk for at du skrev til oss")).to_be_visible()
    accessible(page)
    return link_in(Letter.objects.get(to=WHOM), "soknad")


def arrange(page: Page, case: str, number: int, *who: str) -> None:
    """Agree on a round in two days with these people, and let the two days pass."""
    page.goto(f"{case}samtale/{number}/")
    for name in who:
        page.get_by_label(re.compile(f"^{name}")).check()
    page.get_by_label("Ett tidspunkt").check()
    page.locator("[name=starts_at]").fill((timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT10:00"))
    page.get_by_label("Sted").fill("Kontoret")
    page.get_by_role("button", name="Lagre").click()
    page.wait_for_url(re.compile(r"/rekruttering/\d+/"))
    Interview.objects.filter(round=number, application__email=WHOM).update(starts_at=timezone.now() - timedelta(hours=1))


def judge(page: Page, site: str, number: int, score: str, accessible: Check | None = None) -> None:
    """Fill in one's own sheet of a round, and hand it in."""
    seat = Interview.objects.get(round=number, application__email=WHOM).seats.get(person__user__email__startswith=_who(page))
    page.goto(f"{site}/mine-samtaler/{seat.pk}/")
    if accessible:
        accessible(page)
    page.locator("textarea").first.fill("Konkret og rolig.")
    for radio in page.locator(f'input[type=radio][value="{score}"]').all():
        radio.check()
    page.get_by_role("button", name="Se over og lever").click()
    page.wait_for_url("**/lever/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/lever/" not in url)


def _who(page: Page) -> str:
    return page.locator(".user-menu__name").first.inner_text().strip().lower()


def answer(page: Page, address: str, accessible: Check | None = None) -> None:
    """Answer as a referee who has known the applicant for years."""
    page.goto(address)
    if accessible:
        accessible(page)
    page.locator("[name=capacity]").fill("Sjefen hennes på kafeen i tre år")
    for name, value in {
        "related": "no",
        "last_contact": "month",
        "confidences": "always",
        "concern": "no",
        "may_ring": "yes",
        "again": "gladly",
        "may_be_read": "yes",
    }.items():
        page.locator(f'[name={name}][value="{value}"]').check()
    page.locator("[name=reliability]").fill("Hun kom hver gang.")
    page.locator("[name=people]").fill("Rolig og vennlig.")
    page.locator("[name=good_faith]").check()
    page.get_by_role("button", name="Send referansen").click()
    page.wait_for_url("**/referanse/takk/**")


def test_from_interest_to_the_first_day(page: Page, browser: Browser, site: str, accessible: Check):
    own_page = apply(page, site, accessible)
    page.goto(own_page)
    accessible(page)
    expect(page.get_by_text("Du hører fra oss innen")).to_be_visible()
    case_pk = Application.objects.get(email=WHOM).pk
    case = f"{site}/enhet/steg-for-steg-bergen/rekruttering/{case_pk}/"

    with (
        somebody(browser, site, "tarjei") as tarjei,
        somebody(browser, site, "amina") as amina,
        somebody(browser, site, "ingrid") as ingrid,
    ):
        for each in (tarjei, ingrid):
            each.set_viewport_size(DESK)
        tarjei.goto(f"{site}/enhet/steg-for-steg-bergen/rekruttering/")
        accessible(tarjei)
        tarjei.get_by_role("link", name="Vilma Vestby").click()
        tarjei.get_by_role("button", name="Har hatt kontakt").click()
        tarjei.get_by_role("button", name="Videre til samtale 1").click()

        # Two rounds; the second has somebody new. A sheet is nobody else's until every sheet is in.
        arrange(tarjei, case, 1, "Tarjei", "Amina")
        judge(tarjei, site, 1, "3", accessible)
        amina.goto(f"{site}/mine-samtaler/")
        accessible(amina)
        expect(amina.get_by_text("Konkret og rolig.")).to_have_count(0)
        tarjei.goto(case)
        expect(tarjei.get_by_role("link", name="Les vurderingene")).to_have_count(0)
        judge(amina, site, 1, "4")
        tarjei.goto(case)
        tarjei.get_by_role("link", name="Les vurderingene").click()
        expect(tarjei.get_by_role("columnheader", name="Amina").first).to_be_visible()
        accessible(tarjei)
        tarjei.goto(case)
        tarjei.get_by_role("button", name="Videre til samtale 2").click()
        arrange(tarjei, case, 2, "Ingrid", "Amina")
        judge(ingrid, site, 2, "3")
        judge(amina, site, 2, "3")
        tarjei.goto(case)
        tarjei.get_by_role("button", name="Videre til referanser").click()

        # The applicant names two; each answers by a link of their own, one of them without a script.
        for name in ("Randi Referanse", "Roar Referanse"):
            page.goto(f"{own_page}referansepersoner/")
            page.locator("[name=name]").fill(name)
            page.locator("[name=relation]").fill("Sjef på kafeen")
            page.locator("[name=email]").fill(f"{name.split()[0].lower()}@kjenner.example")
            page.get_by_role("button", name="Skriv opp").click()
            page.wait_for_load_state()
        tarjei.goto(case)
        accessible(tarjei)
        tarjei.get_by_role("button", name=re.compile("^Spør")).first.click()
        tarjei.wait_for_load_state()
        for who, script in (("randi", True), ("roar", False)):
            letter = Letter.objects.get(to=f"{who}@kjenner.example")
            with somebody(browser, site, script=script) as referee:
                answer(referee, link_in(letter, "referanse"), accessible if script else None)
                again = referee.goto(link_in(letter, "referanse"))
                assert again is not None
                assert again.status == 404  # used once, it opens nothing

        # One proposes, another stands behind it.
        tarjei.goto(f"{case}avgjorelse/")
        tarjei.locator('[name=outcome][value="admitted"]').check()
        tarjei.locator("[name=sentence]").fill("Vi ble trygge på deg, og vil gjerne ha deg med.")
        tarjei.locator("[name=starts_on]").fill((timezone.localdate() + timedelta(days=14)).isoformat())
        accessible(tarjei)
        tarjei.get_by_role("button", name="Foreslå").click()
        tarjei.wait_for_load_state()
        assert Application.objects.get(pk=case_pk).stage == Stage.RULING
        tarjei.goto(f"{case}avgjorelse/bekreft/")
        expect(tarjei.get_by_role("button", name="Bekreft")).to_have_count(0)
        ingrid.goto(f"{case}avgjorelse/bekreft/")
        accessible(ingrid)
        ingrid.get_by_role("button", name="Bekreft").click()
        ingrid.wait_for_load_state()

    admitted = Application.objects.get(pk=case_pk)
    person = Person.objects.get(email=WHOM)
    assert (admitted.stage, admitted.person) == (Stage.ADMITTED, person)
    assert Assignment.objects.get(person=person).status == "planned"
    welcome = Letter.objects.get(key__startswith="welcome", to=WHOM)
    assert "Dette gjenstår før første dag" in welcome.body
    page.goto(own_page)
    accessible(page)


def test_a_stranger_finds_one_plain_page_behind_every_wrong_link(page: Page, site: str, accessible: Check):
    bodies = set()
    for path in ("soknad/gjettet/", "referanse/gjettet/", "soknad/gjettet/innsyn/"):
        answer = page.goto(f"{site}/{path}")
        assert answer is not None
        assert answer.status == 404
        bodies.add(page.locator("main").inner_text())
    assert len(bodies) == 1
    accessible(page)


def test_another_units_leader_finds_no_case(browser: Browser, site: str):
    case = Application.objects.filter(unit__slug="steg-for-steg-bergen").latest("pk")
    with somebody(browser, site, "karielise") as stranger:
        for path in ("", "samtale/1/", "referanser/", "avgjorelse/", "lesninger/"):
            answer = stranger.goto(f"{site}/enhet/steg-for-steg-bergen/rekruttering/{case.pk}/{path}")
            assert answer is not None
            assert answer.status == 404
