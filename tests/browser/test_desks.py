"""The screens that leaders and the centre work on, on a phone: they fit it, and can be used by everybody."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from content import actions
from lms.courses.models import CoursePage, ModulePage
from lms.mail.models import Letter
from lms.people.models import Person
from lms.units.models import Unit

pytestmark = pytest.mark.browser

SCREENS = [
    ("silje", "/innhold/vedlikehold/"),
    ("silje", "/innhold/vedlikehold/?type=article"),
    ("henrik", "/enhet/dekning/"),
    ("henrik", "/enhet/dekning/?vis=kurs"),
    ("henrik", "/enhet/bla-kors-norge/folk/tall/kurs/"),
    ("astrid", "/enhet/bla-kors-norge/folk/tall/frist/"),
    ("ingrid", "/enhet/steg-for-steg-bergen/folk/tall/tid/"),
    ("henrik", "/enhet/bla-kors-norge/folk/arsrapport/"),
    ("ingrid", "/enhet/steg-for-steg-bergen/folk/arsrapport/mal/"),
    ("astrid", "/enhet/varmestua-fredrikstad/grunnlag/slaa-sammen/?target="),
    ("astrid", "/enhet/bla-kors-kristiansand/tilpasninger/"),
    ("amina", "/kurs/gjort/"),
]


def step_in(site: str, page: Page, key: str) -> None:
    """As somebody of the demo."""
    page.goto(f"{site}/demo/")
    page.locator(f'form[action="/demo/{key}/"] button').first.click()


def fits(page: Page) -> bool:
    assert page.viewport_size
    return bool(page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"])


@pytest.mark.parametrize(("key", "address"), SCREENS)
def test_a_screen_fits_a_phone_and_is_accessible(site, page, accessible, key, address):
    step_in(site, page, key)
    page.goto(site + address)
    assert page.locator("main h1").count() == 1
    assert fits(page)
    accessible(page)


def test_a_course_is_taken_out_of_use_and_up_again(site, page, accessible):
    unit = Unit.objects.get(slug="steg-for-steg-bergen")
    leader = Person.objects.get(given_name__startswith="Ingrid", user__isnull=False)
    course = actions.begin_own_course(unit=unit, title="Kjøkkenet", summary="Mat.", valid_months=None, by=leader, at=timezone.now())
    ModulePage.objects.child_of(course).get().get_latest_revision().publish()
    course.get_latest_revision().publish()
    step_in(site, page, "ingrid")
    page.goto(f"{site}/enhet/steg-for-steg-bergen/egne-kurs/")
    page.get_by_role("link", name="Ta kurset ut av bruk").click()
    assert fits(page)
    accessible(page)
    page.get_by_role("button", name="Ta det ut av bruk").click()
    page.get_by_text("Ute av bruk", exact=True).wait_for()
    page.goto(f"{site}/kurs/{course.slug}/")
    page.get_by_text("Dette kurset er slutt").wait_for()
    assert fits(page)
    accessible(page)
    page.goto(f"{site}/enhet/steg-for-steg-bergen/egne-kurs/")
    page.get_by_role("button", name="Ta kurset opp igjen").click()
    page.get_by_text("Publisert, frivillig").wait_for()
    assert CoursePage.objects.get(pk=course.pk).live


def test_the_list_follows_what_one_types_and_the_field_keeps_the_cursor(site, page, accessible):
    page.set_viewport_size({"width": 1280, "height": 900})
    step_in(site, page, "oddarne")
    page.goto(f"{site}/enhet/huset-horten/folk/")
    everybody = page.locator(".found").inner_text()
    page.locator("[name=q]").press_sequentially("an")
    page.wait_for_function("before => document.querySelector('.found').textContent !== before", arg=everybody)
    names = page.locator(".matrix__person a").all_inner_texts()
    assert names
    assert all("an" in name.lower() for name in names)
    assert page.evaluate("document.activeElement.name") == "q"
    assert "q=an" in page.url
    assert "q=an" in (page.locator(".take-with a").first.get_attribute("href") or "")
    page.get_by_text("Flere valg").click()
    page.locator("[name=grupper]").select_option("rolle")
    page.locator(".matrix__group").first.wait_for()
    page.locator("[name=q]").fill("zzzz")
    page.get_by_role("status").filter(has_text="Ingen passer").wait_for()
    accessible(page)


def test_whoever_lacks_something_for_saturday_is_reminded_in_four_taps_and_it_is_taken_back(site, page, accessible):
    step_in(site, page, "astrid")
    page.goto(f"{site}/enhet/varmestua-fredrikstad/folk/")
    accessible(page)
    page.get_by_role("link", name="Lørdag").click()
    page.locator(".chips a[href='#lacking']").click()
    assert fits(page)
    accessible(page)
    page.locator("#lacking").get_by_role("button", name="Minn på alle").click()
    number = page.locator("input[name=person]:checked").count()
    assert fits(page)
    accessible(page)
    page.get_by_role("button", name="Send påminnelsene").click()
    page.get_by_text(f"{number} påminnelser går om ti minutter.").wait_for()
    assert Letter.objects.filter(key__startswith="remind:", sent_at=None).count() == number
    accessible(page)
    page.get_by_role("button", name="Angre").click()
    page.get_by_text("Angret. Alt er som før.").wait_for()
    assert not Letter.objects.filter(key__startswith="remind:", sent_at=None).exists()


def test_the_first_screen_of_a_phone_has_the_search_the_states_and_the_first_people(site, page, accessible):
    step_in(site, page, "ingrid")
    page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/")
    foot = page.evaluate("window.innerHeight")
    for part in (page.locator("[name=q]"), page.locator(".chips a").first, page.locator(".only-phone .person__name").first):
        assert part.evaluate("part => part.getBoundingClientRect().bottom") < foot
    page.keyboard.press("Tab")
    more = page.locator(".desk-head summary")
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Årsrapport").wait_for()
    assert page.get_by_role("button", name="Skriv ut").is_visible()
    assert fits(page)
    accessible(page)
    page.locator("[name=mangler]").evaluate("field => field.closest('details').open = true")
    page.locator("[name=mangler]").select_option(index=1)
    page.locator(".found").filter(has_text="Mangler:").wait_for()
    for address in ("i-dag/", "bemanning/"):
        page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/{address}")
        assert page.locator(".person__name").first.evaluate("part => part.getBoundingClientRect().bottom") < foot
        assert fits(page)
        accessible(page)


def test_the_first_screen_about_a_person_says_whether_they_may_come_what_is_lacking_and_what_to_do(site, page, accessible):
    step_in(site, page, "astrid")
    page.goto(f"{site}/enhet/varmestua-fredrikstad/folk/bemanning/")
    page.locator("#lacking .person__link").first.click()
    said = page.get_by_text("kan ikke gjøre tjeneste ennå.")
    deeds = [
        page.locator(".verdict").get_by_role("button", name="Minn på"),
        page.locator(".asked__line").get_by_role("link", name="Registrer"),
    ]
    for part in (said, *deeds):
        assert part.first.evaluate("part => part.getBoundingClientRect().bottom < window.innerHeight")
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("link", name="Kontaktopplysninger").first.wait_for()
    page.get_by_label("Dag", exact=True).first.fill(timezone.localdate().isoformat())
    assert fits(page)
    accessible(page)


def test_without_a_script_the_search_and_the_day_have_a_button(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="nb-NO")
    page = context.new_page()
    step_in(site, page, "ingrid")
    page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/")
    page.locator("[name=q]").fill("zzzz")
    page.get_by_role("search", name="Finn folk").get_by_role("button", name="Vis").click()
    page.get_by_role("status").filter(has_text="Ingen passer").wait_for()
    page.goto(f"{site}/enhet/steg-for-steg-bergen/folk/bemanning/")
    page.get_by_role("button", name="Vis", exact=True).click()
    assert "dag=" in page.url
    context.close()


def test_the_bar_for_those_who_are_ticked_stays_at_hand(site, page, accessible):
    step_in(site, page, "astrid")
    page.goto(f"{site}/enhet/varmestua-fredrikstad/folk/i-dag/")
    page.locator(".row-menu summary").first.click()
    page.get_by_role("link", name="Planlegg en samtale").first.wait_for()
    page.get_by_role("checkbox", name="Kryss av").first.check()
    assert page.locator(".several").evaluate("bar => bar.getBoundingClientRect().bottom <= window.innerHeight")
    accessible(page)
    page.locator(".several").get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Gi dem pause").wait_for()
    assert fits(page)
    accessible(page)
