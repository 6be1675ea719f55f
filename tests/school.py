"""A small school for tests: a centre with two units, one course of four steps, and the people of the story.

Built through the same doors as in real life (publishing makes editions), so a test reads what production would.
"""

from dataclasses import dataclass
from datetime import date

from wagtail.models import Page, Site

from content.models import HomePage, UnitIndexPage, UnitPage
from lms.courses.models import CourseIndexPage, CoursePage, ModulePage, SlotPage
from lms.people.models import Person, User
from lms.qualifications.models import Qualification
from lms.quizzes.models import Question, QuizPage
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, Role
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind
from tests.recorded import recorded

TEXT = [{"type": "text", "value": "<p>Tillit gjør at folk tør å komme.</p>", "id": "11111111-1111-4111-8111-111111111111"}]
LOCAL = {
    "type": "local",
    "value": {
        "key": "skapet",
        "title": "Hvor ligger erklæringen?",
        "guidance": "Skriv hvor.",
        "need": "expected",
        "default": "<p>Spør lederen din.</p>",
    },
    "id": "22222222-2222-4222-8222-222222222222",
}


@dataclass
class School:
    """What tests need to hold on to."""

    home: HomePage
    course: CoursePage
    first: ModulePage
    slot: SlotPage
    last: ModulePage
    quiz: QuizPage
    centre: Unit
    bergen: Unit
    oslo: Unit
    role: Role


def publish(page: Page) -> Page:
    """Save and publish, as the editor does."""
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@recorded
def build() -> School:
    """The school. Built once for each worker, then put there: ask for it once a test."""
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Tidgiver", slug="hjem"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Tidgiver"})
    index = home.add_child(instance=CourseIndexPage(title="Kurs", slug="kurs"))
    places = home.add_child(instance=UnitIndexPage(title="Enheter", slug="enheter"))
    kind = UnitKind.objects.create(key="steg-for-steg", name="Steg for Steg")
    centre = open_unit(name="Blå Kors Norge", slug="blakors", kind=kind, parent=None)
    bergen = open_unit(name="Steg for Steg Bergen", slug="bergen", kind=kind, parent=centre, city="Bergen")
    oslo = open_unit(name="Steg for Steg Oslo", slug="oslo", kind=kind, parent=centre, city="Oslo")
    for unit in (centre, bergen, oslo):
        unit.page = places.add_child(instance=UnitPage(title=unit.name, slug=unit.slug)).page_ptr
        unit.save()
    qualification = Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt", valid_for=12, valid_unit="months")
    course = index.add_child(
        instance=CoursePage(title="Taushetsplikt", slug="taushetsplikt", code="TAU", summary="Kort.", qualification=qualification)
    )
    first = publish(course.add_child(instance=ModulePage(title="Hvorfor", slug="hvorfor", minutes=5, body=[*TEXT, LOCAL], live=False)))
    slot = publish(
        course.add_child(
            instance=SlotPage(title="Slik gjør vi det", slug="slik", minutes=3, guidance="<p>Skriv selv.</p>", body=TEXT, live=False)
        )
    )
    last = publish(course.add_child(instance=ModulePage(title="Til slutt", slug="slutt", minutes=4, body=TEXT, live=False)))
    quiz = publish(course.add_child(instance=QuizPage(title="Prøve", slug="prove", subject="taushetsplikt", minutes=8, live=False)))
    Question.objects.create(
        key="TAU-01",
        subject="taushetsplikt",
        prompt="Gjelder plikten hjemme?",
        body=[{"type": "true_false", "value": {"answer": "true", "feedback_true": "Ja.", "feedback_false": "Jo."}}],
        critical=True,
    )
    course.refresh_from_db()
    role = Role.objects.create(key="stottespiller", name="støttespiller")
    return School(home, course, first, slot, last, quiz, centre, bergen, oslo, role)


def person(given: str, family: str = "Prøve", *, login: bool = True) -> Person:
    """Somebody, with a login unless said otherwise."""
    email = f"{given.lower()}@example.org"
    user = User.objects.create_user(email) if login else None
    return Person.objects.create(given_name=given, family_name=family, email=email, user=user)


def tidgiver(given: str, unit: Unit, role: Role) -> Person:
    """Somebody with an active assignment since New Year 2026."""
    someone = person(given)
    Assignment.objects.create(person=someone, role=role, unit=unit, status=AssignmentStatus.ACTIVE, starts_on=date(2026, 1, 1))
    return someone


def responsible(given: str, unit: Unit, kind: str) -> Person:
    """Somebody with a responsibility since New Year 2026."""
    someone = person(given)
    Responsibility.objects.create(person=someone, unit=unit, kind=kind, starts_on=date(2026, 1, 1))
    return someone


def local_module(unit: Unit, *, fills: SlotPage | None = None, hangs_on: CoursePage | None = None, slug: str = "hos-oss") -> ModulePage:
    """A unit's own published module."""
    assert unit.page
    page = unit.page.specific
    page.refresh_from_db()
    module = ModulePage(
        title=f"Slik gjør vi det i {unit.city}", slug=slug, minutes=6, body=TEXT, fills=fills, hangs_on=hangs_on, live=False
    )
    return publish(page.add_child(instance=module))
