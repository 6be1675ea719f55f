"""The screens that leaders and the centre work on, on a phone: they fit it, and can be used by everybody."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from content import actions
from lms.courses.models import CoursePage, ModulePage
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
