"""The centre and two units at work in the same course at once, each in a browser of their own."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect
from wagtail.models import Page as TreePage

from lms.courses.models import CoursePage, ModulePage, SlotPage
from lms.learning.models import StepCompletion
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.requirements.rules import State
from lms.requirements.selectors import unit_matrix
from lms.units.models import Unit
from tests.factories.people import PersonFactory
from tests.factories.roles import AssignmentFactory

pytestmark = pytest.mark.browser
BERGEN, FREDRIKSTAD = "steg-for-steg-bergen", "steg-for-steg-fredrikstad"
COURSE, STEP = "taushetsplikt", "hvorfor-taushet"


class Desks:
    """A browser for each who is at work, with their log-in in it."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.pages: list[Page] = []

    def of(self, person: Person) -> Page:
        """Somebody's own browser, with room for the editor."""
        assert person.user
        client = Client()
        client.force_login(person.user)
        context = self.browser.new_context(viewport={"width": 1280, "height": 1000}, locale="nb-NO")
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}])
        page = context.new_page()
        self.pages.append(page)
        return page


@pytest.fixture
def desks(browser: Browser, site: str) -> Iterator[Desks]:
    made = Desks(browser, site)
    yield made
    for page in made.pages:
        page.context.close()


def publish(page: Page, *, kind: str = "", note: str = "", day: date | None = None) -> None:
    """Press «publish» in Wagtail's editor, having said what kind of change it is where that is asked."""
    if kind:
        said = page.locator("[name=change_class]")
        if said.first.get_attribute("type") == "radio":
            page.locator(f'[name=change_class][value="{kind}"]').check()
        else:
            said.select_option(kind)
        page.locator("[name=change_note]").fill(note)
    if day:
        page.locator("[name=retake_from]").fill(day.isoformat())
    # As a person would, let the draft be kept first: one that comes after the press makes the desk ask for it once more.
    page.wait_for_timeout(1000)
    expect(page.locator("#w-autosave-indicator")).not_to_have_attribute("data-w-autosave-state-value", "saving", timeout=30_000)
    page.get_by_role("button", name="Flere handlinger").click()
    page.locator('button[name="action-publish"]').click()
    page.wait_for_load_state()


def edit(page: Page, site: str, step: TreePage) -> None:
    page.goto(f"{site}/admin/pages/{step.pk}/edit/")
    expect(page.locator("#id_title")).to_be_visible()


def lacking(unit: Unit, on: date) -> set[int]:
    """Who lacks something there on a day, by id."""
    rows = unit_matrix(unit, on=on).rows
    return {row.person_id for row in rows if row.state is not None and row.state >= State.NOT_ALONE}


def titles(page: Page, site: str, unit: str) -> str:
    """What the course's own page says to a learner of a unit."""
    page.goto(f"{site}/kurs/{COURSE}/?enhet={unit}")
    return page.locator("main").inner_text()


def test_on_a_slow_line_ones_own_draft_is_not_taken_for_anothers(site: str, desks: Desks) -> None:
    step = TreePage.objects.child_of(CoursePage.objects.get(slug=COURSE)).get(slug=STEP)
    silje = desks.of(Person.objects.get(email="silje@tidgiver.example"))
    questions: list[Route] = []
    silje.route("**/editing-sessions/**", lambda route: questions.append(route))  # who else has the page open: not sent on yet

    edit(silje, site, step)
    silje.wait_for_timeout(2500)  # what stands there within two seconds is what Wagtail takes for unchanged
    silje.locator("#id_title").fill("Hvorfor vi tier")
    expect(silje.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved", timeout=15_000)
    with silje.expect_response("**/editing-sessions/**"):
        questions[-1].continue_()  # each new one takes back those before it
    silje.unroute_all(behavior="ignoreErrors")
    publish(silje, kind="wording", note="Kortere tittel.")
    expect(silje.get_by_role("dialog")).to_have_count(0)
    expect(silje).not_to_have_url(re.compile(r"/edit/"))
    step.refresh_from_db()
    assert step.title == "Hvorfor vi tier"


def test_the_centre_and_two_units_write_at_once_and_nobody_loses_anything(site: str, desks: Desks) -> None:
    course = CoursePage.objects.get(slug=COURSE)
    step = TreePage.objects.child_of(course).get(slug=STEP)
    slot = SlotPage.objects.child_of(course).get()
    bergen, fredrikstad = Unit.objects.get(slug=BERGEN), Unit.objects.get(slug=FREDRIKSTAD)
    silje, ingrid, signe, amina = (Person.objects.get(email=f"{key}@tidgiver.example") for key in ("silje", "ingrid", "signe", "amina"))
    learner = AssignmentFactory.create(unit=fredrikstad, person=PersonFactory.create(login=True)).person
    old = StepCompletion.objects.filter(person=amina, page=step).latest("at")

    centres, ingrids, signes, aminas, learners = (desks.of(each) for each in (silje, ingrid, signe, amina, learner))
    replay = f"{site}/kurs/gjort/steg/{old.pk}/"
    before = aminas.goto(replay)
    assert before
    told_before = aminas.locator("main").inner_html()
    record = reverse("learning:replay_step_file", args=[old.pk, "json"])
    kept_before = aminas.request.get(f"{site}{record}").json()

    # All three have the editor open at once: the centre a step of the course, both leaders what is theirs in it.
    edit(centres, site, step)
    signes.goto(f"{site}/enhet/{FREDRIKSTAD}/tilpasninger/")
    signes.locator(f'form[action$="/tilpasninger/{slot.pk}/skriv/"] button').first.click()
    expect(signes.locator("#id_title")).to_be_visible()
    own = ModulePage.objects.get(fills=slot, path__startswith=bergen.page.path)
    edit(ingrids, site, own)

    signes.locator("#id_title").fill("Slik gjør vi det ved Glomma")
    centres.locator("#id_title").fill("Hvorfor vi tier")
    ingrids.locator("#id_title").fill("Slik gjør vi det under Fløyen")
    publish(centres, kind="wording", note="Kortere tittel.")
    publish(signes)
    publish(ingrids, kind="wording", note="Nytt navn.")

    in_bergen, in_fredrikstad = titles(aminas, site, BERGEN), titles(learners, site, FREDRIKSTAD)
    assert "Hvorfor vi tier" in in_bergen
    assert "Hvorfor vi tier" in in_fredrikstad
    assert "Slik gjør vi det under Fløyen" in in_bergen
    assert "Slik gjør vi det ved Glomma" in in_fredrikstad
    assert "Glomma" not in in_bergen
    assert "Fløyen" not in in_fredrikstad

    # The centre asks for one step again, from a day: exactly those who had done it lack something then, and exactly that step is left for them.
    day = timezone.localdate() + timedelta(days=14)
    had_done = set(StepCompletion.objects.filter(page=step).values_list("person", flat=True))
    held = set(Evidence.objects.counting(day).filter(qualification=course.qualification, kind="course").values_list("person", flat=True))
    lacked = {unit.slug: lacking(unit, day) for unit in (bergen, fredrikstad)}
    edit(centres, site, step)
    centres.locator("#id_title").fill("Hvorfor vi tier stille")
    publish(centres, kind="retake", note="Loven er ny.", day=day)
    expect(centres).to_have_url(re.compile(r"/publiser/"))
    centres.locator("form button[type=submit]", has_text="Ja").click()
    centres.wait_for_load_state()
    for unit in (bergen, fredrikstad):
        everybody = {row.person_id for row in unit_matrix(unit, on=day).rows if row.state is not None}
        assert lacking(unit, day) == lacked[unit.slug] | (everybody & held & had_done)
    assert amina.pk in lacking(bergen, day) - lacked[BERGEN]
    assert amina.pk not in lacking(bergen, day - timedelta(days=1))

    aminas.goto(f"{site}/kurs/{COURSE}/?enhet={BERGEN}")
    expect(aminas.locator("main")).to_contain_text("Ta 1 steg på nytt")
    aminas.goto(f"{site}/kurs/{COURSE}/{STEP}/?enhet={BERGEN}")
    aminas.locator("form.lesson__finish button").click()
    aminas.wait_for_load_state()
    assert amina.pk not in lacking(bergen, day)

    # What she once read is shown as she read it.
    aminas.goto(replay)
    assert aminas.locator("main").inner_html() == told_before
    kept = aminas.request.get(f"{site}{record}").json()
    assert (kept["replay"], kept["replay_sha256"]) == (kept_before["replay"], kept_before["replay_sha256"])
