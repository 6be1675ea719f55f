"""A fixed cast, so that a test reads as a story and everybody knows at once who ought to see what.

Two units lie side by side under a nation: Harbour and Hill. Harbour has a kitchen under it. Whoever belongs to Hill must see nothing of Harbour.

    def test_kim_sees_the_people_of_harbour(cast, client):
        client.force_login(cast.kim.user)
"""

from dataclasses import dataclass, fields
from datetime import date

from django.test import Client
from wagtail.models import Page, Site

from content.models import HomePage, StandardPage, UnitIndexPage, UnitPage
from lms.courses.models import CourseIndexPage, CoursePage
from lms.people.models import Person, User
from lms.roles.actions import plan_assignment, start_assignment, sync_wagtail_access
from lms.roles.models import Responsibility, Role
from lms.roles.models import ResponsibilityKind as Kind
from lms.units.actions import attach_page, open_unit
from lms.units.models import Unit, UnitKind
from tests.recorded import recorded

LONG_AGO = date(2024, 1, 1)


@dataclass
class Cast:
    """Who plays, and where."""

    nation: Unit
    harbour: Unit  # where most stories happen
    kitchen: Unit  # lies under Harbour
    hill: Unit  # the other unit
    companion: Role

    ana: Person  # has just become a tidgiver in Harbour; planned
    ben: Person  # has been a tidgiver in Harbour for years; active
    ola: Person  # tidgiver in Hill
    lea: Person  # leads Harbour
    kim: Person  # coordinates Harbour
    dag: Person  # Lea's deputy
    eva: Person  # edits Harbour's pages, but does not publish
    omar: Person  # leads Hill and must see nothing of Harbour
    cleo: Person  # edits centrally
    siv: Person  # coordinates centrally: counts, no names
    adm: Person  # administrator
    noor: Person  # has no login

    home: Page
    articles: Page  # a central article
    catalogue: Page
    course: Page
    harbour_page: Page
    kitchen_page: Page
    hill_page: Page

    @property
    def people(self) -> dict[str, Person]:
        """Everybody, by first name."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.type is Person}


def login(person: Person) -> Client:
    """A browser in which somebody is logged in."""
    assert person.user
    client = Client()
    client.force_login(person.user)
    return client


def _person(name: str, *, with_login: bool = True) -> Person:
    user = User.objects.create_user(f"{name}@havna.example", first_name=name.title(), last_name="Lie") if with_login else None
    return Person.objects.create(given_name=name.title(), family_name="Lie", user=user, email=user.email if user else "")


@recorded
def make_cast() -> Cast:
    """Build units, pages and people through the rooms' own actions."""
    place, _ = UnitKind.objects.get_or_create(key="kafe", defaults={"name": "Gatenært tiltak"})
    nation = open_unit(name="Nation", slug="nation", kind=place, parent=None)
    harbour = open_unit(name="Harbour", slug="harbour", kind=place, parent=nation, city="Bergen")
    kitchen = open_unit(name="Kitchen", slug="kitchen", kind=place, parent=harbour, city="Bergen")
    hill = open_unit(name="Hill", slug="hill", kind=place, parent=nation, city="Oslo")
    companion, _ = Role.objects.get_or_create(key="stottespiller", defaults={"name": "Støttespiller"})

    Site.objects.all().delete()
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Front", slug="front"))
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True, site_name="Tidgiver")
    articles = home.add_child(instance=StandardPage(title="About us", slug="about"))
    catalogue = home.add_child(instance=CourseIndexPage(title="Courses", slug="courses"))
    course = catalogue.add_child(instance=CoursePage(title="Confidentiality", slug="confidentiality", summary="Short."))
    index = home.add_child(instance=UnitIndexPage(title="Units", slug="units"))
    pages = [index.add_child(instance=UnitPage(title=unit.name, slug=unit.slug)) for unit in (harbour, kitchen, hill)]
    for unit, page in zip((harbour, kitchen, hill), pages, strict=True):
        attach_page(unit=unit, page=page)

    people = {name: _person(name) for name in ("ana", "ben", "ola", "lea", "kim", "dag", "eva", "omar", "cleo", "siv", "adm")}
    people["noor"] = _person("noor", with_login=False)
    plan_assignment(person=people["ana"], role=companion, unit=harbour, starts_on=date.today())
    for name, unit in (("ben", harbour), ("ola", hill), ("noor", harbour)):
        assignment = plan_assignment(person=people[name], role=companion, unit=unit, starts_on=LONG_AGO)
        start_assignment(assignment=assignment, on=LONG_AGO, by=None)
    for name, unit, kind, deputy in (
        ("lea", harbour, Kind.LEADER, False),
        ("dag", harbour, Kind.LEADER, True),
        ("kim", harbour, Kind.COORDINATOR, False),
        ("eva", harbour, Kind.EDITOR, False),
        ("omar", hill, Kind.LEADER, False),
        ("cleo", nation, Kind.CENTRAL_EDITOR, False),
        ("siv", nation, Kind.CENTRAL_COORDINATOR, False),
        ("adm", nation, Kind.ADMINISTRATOR, False),
    ):
        Responsibility.objects.create(person=people[name], unit=unit, kind=kind, starts_on=LONG_AGO, is_deputy=deputy)
    sync_wagtail_access(on=date.today())
    return Cast(
        nation=nation,
        harbour=harbour,
        kitchen=kitchen,
        hill=hill,
        companion=companion,
        home=home,
        articles=articles,
        catalogue=catalogue,
        course=course,
        harbour_page=pages[0],
        kitchen_page=pages[1],
        hill_page=pages[2],
        **people,
    )
