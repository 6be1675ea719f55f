"""The coordinator's screens: who may open them, what they say, what they do."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.people.models import Person
from lms.qualifications.actions import extend
from lms.qualifications.actions import reverse as reverse_decision
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Qualification
from lms.roles.models import Assignment, AssignmentStatus
from lms.roles.models import ResponsibilityKind as Kind
from lms.tracking.selectors import followed_units
from lms.units.models import Unit
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory, RoleFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """Two units side by side; in Harbour, Kim coordinates and Ana, who lacks «Secrecy», is a companion."""

    nation: Unit
    harbour: Unit
    hill: Unit
    kim: Person
    ana: Person
    assignment: Assignment
    secrecy: Qualification

    @property
    def person_url(self) -> str:
        return reverse("tracking:person", args=["harbour", self.ana.pk])

    @property
    def register_url(self) -> str:
        return reverse("tracking:register", args=["harbour", self.ana.pk])

    def evidence_form(self, **values: object) -> dict[str, object]:
        return {
            "qualification": self.secrecy.pk,
            "kind": EvidenceKind.REGISTERED,
            "earned_on": timezone.localdate().isoformat(),
            "valid_until": "",
            "reason": "Went through it together",
        } | values


@pytest.fixture
def place() -> Place:
    nation = UnitFactory.create(slug="nation", name="Nation")
    harbour = UnitFactory.create(slug="harbour", name="Harbour", parent=nation, kind=nation.kind)
    hill = UnitFactory.create(slug="hill", name="Hill", parent=nation, kind=nation.kind)
    assignment = AssignmentFactory.create(
        unit=harbour,
        role=RoleFactory.create(key="companion", name="Companion"),
        person=PersonFactory.create(given_name="Ana", family_name="Lie", login=True),
    )
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    RequirementFactory.create(qualification=secrecy)
    kim = ResponsibilityFactory.create(unit=harbour, person=PersonFactory.create(given_name="Kim", login=True)).person
    return Place(nation, harbour, hill, kim, assignment.person, assignment, secrecy)


def as_(client: Client, person: Person) -> Client:
    assert person.user
    client.force_login(person.user)
    return client


def text(response) -> str:
    """What stands on a page, without markup and runs of space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# --- Who may ---------------------------------------------------------------------------------------------------------------------------------


def addresses(place: Place) -> dict[str, list[object]]:
    """Every address about a unit's people."""
    piece = EvidenceFactory.create(person=place.ana, qualification=place.secrecy, unit=place.harbour)
    ana = place.ana.pk
    return {
        "people": ["harbour"],
        "export": ["harbour", "csv"],
        "person": ["harbour", ana],
        "register": ["harbour", ana],
        "revoke": ["harbour", ana, piece.pk],
        "move": ["harbour", ana, place.assignment.pk],
    }


def asked(place: Place, client: Client, method: str) -> dict[str, int]:
    return {
        name: client.generic(method.upper(), reverse(f"tracking:{name}", args=args)).status_code for name, args in addresses(place).items()
    }


@pytest.mark.parametrize(
    ("where", "responsibility"),
    [
        ("harbour", {"kind": Kind.LEADER}),
        ("harbour", {"kind": Kind.COORDINATOR}),
        ("harbour", {"kind": Kind.LEADER, "is_deputy": True}),
        ("nation", {"kind": Kind.COORDINATOR}),
        ("nation", {"kind": Kind.ADMINISTRATOR}),
        ("harbour", {"kind": Kind.COORDINATOR, "ends_on": timezone.localdate()}),
    ],
)
def test_those_responsible_for_the_unit_or_one_above_may_open_everything(place, client, where, responsibility):
    viewer = ResponsibilityFactory.create(unit=getattr(place, where), **responsibility).person
    assert set(asked(place, as_(client, viewer), "get").values()) == {200}


@pytest.mark.parametrize(
    ("where", "responsibility"),
    [
        ("hill", {"kind": Kind.LEADER}),
        ("harbour", {"kind": Kind.RECRUITER}),
        ("harbour", {"kind": Kind.EDITOR}),
        ("nation", {"kind": Kind.CENTRAL_COORDINATOR}),
        ("harbour", {"kind": Kind.LEADER, "ends_on": timezone.localdate() - timedelta(days=1)}),
        ("harbour", {"kind": Kind.LEADER, "starts_on": timezone.localdate() + timedelta(days=1)}),
        (None, {}),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_else_finds_nothing_there(place, client, where, responsibility, method):
    """The leader of another unit, one whose responsibility is over or not begun, one who may only see numbers, and a tidgiver of the unit."""
    viewer = ResponsibilityFactory.create(unit=getattr(place, where), **responsibility).person if where else place.ana
    found = asked(place, as_(client, viewer), method)
    read_only = {"people", "export", "person"} if method == "post" else set()
    assert {status for name, status in found.items() if name not in read_only} == {404}
    assert place.assignment.status == AssignmentStatus.ACTIVE


def test_those_not_logged_in_are_asked_to(place, client):
    assert set(asked(place, client, "get").values()) == {302}


def test_a_unit_that_is_not_looks_like_one_that_is_closed_to_you(place, client):
    as_(client, place.kim)
    there = client.get(reverse("tracking:people", args=["hill"]))
    nowhere = client.get(reverse("tracking:people", args=["nowhere"]))
    assert (there.status_code, text(there)) == (nowhere.status_code, text(nowhere))


def test_somebody_of_another_unit_is_not_found_through_ones_own(place, client):
    stranger = AssignmentFactory.create(unit=place.hill)
    as_(client, place.kim)
    assert client.get(reverse("tracking:person", args=["harbour", stranger.person.pk])).status_code == 404
    moving = reverse("tracking:move", args=["harbour", place.ana.pk, stranger.pk])
    assert client.post(moving, {"move": "end", "on": timezone.localdate()}).status_code == 404


def test_what_somebody_does_in_another_unit_stays_there(place, client):
    """Kim sees that Ana holds something, since readiness rests on it, but neither where she got it nor what was written about it."""
    AssignmentFactory.create(person=place.ana, unit=place.hill, role=RoleFactory.create(name="Driver"))
    piece = EvidenceFactory.create(
        person=place.ana, qualification=place.secrecy, unit=place.hill, source="Hill", reason="Said by Omar", by=place.kim
    )
    as_(client, place.kim)
    page = text(client.get(place.person_url))
    assert "Secrecy" in page
    assert [word for word in ("Hill", "Driver", "Omar") if word in page] == []
    assert client.get(reverse("tracking:revoke", args=["harbour", place.ana.pk, piece.pk])).status_code == 404


# --- Choosing a unit -------------------------------------------------------------------------------------------------------------------------


def test_choosing_leads_straight_on_where_there_is_one_unit_and_nowhere_where_there_is_none(place, client):
    assert as_(client, place.kim).get("/enhet/").headers["Location"] == reverse("tracking:people", args=["harbour"])
    assert as_(client, place.ana).get("/enhet/").status_code == 404


def test_choosing_among_units_tells_how_each_stands(place, client):
    leader = ResponsibilityFactory.create(unit=place.nation, kind=Kind.LEADER).person
    page = text(as_(client, leader).get("/enhet/"))
    assert [name for name in ("Nation", "Harbour", "Hill") if name in page] == ["Nation", "Harbour", "Hill"]
    assert "1 tidgiver. 1 mangler noe." in page


# --- The list --------------------------------------------------------------------------------------------------------------------------------


def people_page(client: Client, query: str = "", unit: str = "harbour") -> str:
    response = client.get(reverse("tracking:people", args=[unit]) + query)
    assert response.status_code == 200
    return text(response)


def test_the_list_says_how_many_stand_how_and_why(place, client):
    today = timezone.localdate()
    ready, soon = AssignmentFactory.create_batch(2, unit=place.harbour, role=place.assignment.role)
    EvidenceFactory.create(person=ready.person, qualification=place.secrecy, earned_on=today)
    EvidenceFactory.create(person=soon.person, qualification=place.secrecy, earned_on=today, valid_until=today)
    page = people_page(as_(client, place.kim))
    assert "3 tidgivere. 1 er klar, 1 er klar, men har en frist, 1 mangler noe." in page
    for said in ("Gyldig. Utløper ikke.", "Mangler. Skulle vært gjort innen 1. januar 2026.", "Utløper"):
        assert said in page


def test_an_empty_unit_says_so_and_shows_the_way_on(place, client):
    leader = ResponsibilityFactory.create(unit=place.hill, kind=Kind.LEADER).person
    page = as_(client, leader).get(reverse("tracking:people", args=["hill"]))
    assert "Ingen her ennå" in text(page)
    assert reverse("onboarding:invite", args=["hill"]) in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ana", "Bo", "Åse"]),
        ("?vis=lacking", ["Ana", "Åse"]),
        ("?vis=ready", ["Bo"]),
        ("?rolle=cook", ["Åse"]),
        ("?q=o", ["Bo"]),
        ("?q=åSE", ["Åse"]),
        ("?under=nei", ["Ana", "Bo"]),
        ("?q=nobody", []),
        ("?vis=nonsense&sorter=nonsense&rolle=nonsense&page=99", ["Ana", "Bo", "Åse"]),
    ],
)
def test_the_list_can_be_narrowed_and_nonsense_is_passed_over(place, client, query, names):
    bo = AssignmentFactory.create(unit=place.harbour, role=place.assignment.role, person=PersonFactory.create(given_name="Bo"))
    EvidenceFactory.create(person=bo.person, qualification=place.secrecy)
    kitchen = UnitFactory.create(parent=place.harbour, kind=place.nation.kind)
    AssignmentFactory.create(unit=kitchen, role=RoleFactory.create(key="cook", name="Cook"), person=PersonFactory.create(given_name="Åse"))
    page = people_page(as_(client, place.kim), query)
    assert [name for name in ("Ana", "Bo", "Åse") if f"{name} " in page] == names


def test_the_list_puts_those_who_lack_most_first_or_follows_the_alphabet(place, client):
    for name in ("Åse", "Øystein", "Ærlend", "Zahra"):
        person = AssignmentFactory.create(
            unit=place.harbour, role=place.assignment.role, person=PersonFactory.create(given_name=name)
        ).person
        EvidenceFactory.create(person=person, qualification=place.secrecy)
    place.ana.given_name = "Østen"
    place.ana.save()
    as_(client, place.kim)

    def order(query):
        content = client.get(reverse("tracking:people", args=["harbour"]) + query).content.decode()
        return re.findall(r'class="matrix__person">.*?<a[^>]*>(\w+)', content)

    assert order("") == ["Østen", "Zahra", "Ærlend", "Øystein", "Åse"]
    assert order("?sorter=name") == ["Zahra", "Ærlend", "Østen", "Øystein", "Åse"]


def test_every_cell_leads_to_what_it_is_about(place, client):
    content = as_(client, place.kim).get(reverse("tracking:people", args=["harbour"])).content.decode()
    assert f'href="{place.person_url}#krav-secrecy"' in content
    assert 'id="krav-secrecy"' in client.get(place.person_url).content.decode()


def test_many_people_come_in_pages_that_keep_the_choice(place, client):
    AssignmentFactory.create_batch(120, unit=place.harbour, role=place.assignment.role)
    as_(client, place.kim)
    first = client.get(reverse("tracking:people", args=["harbour"]) + "?vis=lacking")
    assert first.content.decode().count('class="matrix__person"') == 100
    assert "vis=lacking&amp;page=2" in first.content.decode()
    second = client.get(reverse("tracking:people", args=["harbour"]) + "?vis=lacking&page=2")
    assert second.content.decode().count('class="matrix__person"') == 21


@pytest.mark.parametrize("people", [1, 3, 30])
def test_the_screens_take_as_many_queries_for_many_as_for_one(place, client, people, django_assert_num_queries):
    RequirementFactory.create(phase="within_days", days=30)
    for assignment in [place.assignment, *AssignmentFactory.create_batch(people - 1, unit=place.harbour, role=place.assignment.role)]:
        for _ in range(3):
            EvidenceFactory.create(person=assignment.person, by=place.kim, unit=place.harbour)
    as_(client, place.kim)
    client.get("/enhet/")  # what is found once and kept: the site, content types
    with django_assert_num_queries(PEOPLE_QUERIES):
        people_page(client)
    with django_assert_num_queries(PERSON_QUERIES):
        client.get(place.person_url)


PEOPLE_QUERIES, PERSON_QUERIES = 19, 37


# --- One person ------------------------------------------------------------------------------------------------------------------------------


def test_the_person_page_says_how_they_stand_why_and_what_to_do(place, client):
    page = text(as_(client, place.kim).get(place.person_url))
    for said in (
        "Ikke klar for companion i Harbour. Mangler: Secrecy.",
        "Mangler. Skulle vært gjort innen 1. januar 2026.",
        "Må være på plass før første dag.",
    ):
        assert said in page
    assert f"{place.register_url}?hva={place.secrecy.pk}" in client.get(place.person_url).content.decode()


def test_somebody_who_has_ended_can_still_be_looked_up(place, client):
    Assignment.objects.update(status=AssignmentStatus.ENDED, ends_on=timezone.localdate())
    EvidenceFactory.create(person=place.ana, qualification=QualificationFactory.create(name="First aid"), unit=place.harbour)
    as_(client, place.kim)
    assert "Ana" not in people_page(client)
    page = text(client.get(place.person_url))
    assert "First aid" in page
    assert "Companion" in page


# --- Registering and taking back -------------------------------------------------------------------------------------------------------------


def test_registering_makes_ready_and_twice_is_once(place, client):
    as_(client, place.kim)
    data = place.evidence_form()
    for _ in range(2):
        assert client.post(place.register_url, data).headers["Location"] == place.person_url
    piece = Evidence.objects.get()
    assert (piece.person, piece.unit, piece.registered_by) == (place.ana, place.harbour, place.kim)
    assert (piece.kind, piece.assurance, piece.reason) == (EvidenceKind.REGISTERED, Assurance.REGISTERED, "Went through it together")
    assert "Klar for companion i Harbour." in text(client.get(place.person_url))


def test_a_persons_page_tells_what_was_decided_by_whom_and_why(place, client):
    piece = EvidenceFactory.create(
        person=place.ana,
        qualification=place.secrecy,
        unit=place.harbour,
        earned_on=date(2025, 1, 1),
        valid_until=date(2026, 1, 1),
    )
    now = timezone.now()
    said = {"evidence": Evidence.objects.filter(pk=piece.pk), "until": date(2030, 5, 1), "by": place.kim, "at": now}
    decision = extend(**said, reason="No course this spring", key="k")
    shown = text(as_(client, place.kim).get(place.person_url))
    assert f"Vedtak: gjelder til og med 1. mai 2030. {place.kim.name}. «No course this spring»." in shown
    assert "Gyldig til og med 1. mai 2030" in shown
    reverse_decision(decision=decision, by=place.kim, at=now, reason="There was one")
    assert "Omgjort" in text(client.get(place.person_url))


def test_registering_an_outside_certificate_keeps_its_own_last_day(place, client):
    data = place.evidence_form(kind=EvidenceKind.OUTSIDE, earned_on="2026-01-05", valid_until="2030-05-01")
    as_(client, place.kim).post(place.register_url, data)
    assert Evidence.objects.get().valid_until == date(2030, 5, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("qualification", ""),
        ("qualification", "999999"),
        ("kind", "course"),
        ("earned_on", "yesterday"),
        ("earned_on", (timezone.localdate() + timedelta(days=1)).isoformat()),
        ("valid_until", "2020-01-01"),
        ("reason", "  "),
        ("reason", "x" * 301),
    ],
)
def test_wrong_input_is_said_beside_the_field_and_the_rest_is_kept(place, client, field, value):
    data = place.evidence_form(reason="Went through it at the café", kind=EvidenceKind.OUTSIDE) | {field: value}
    response = as_(client, place.kim).post(place.register_url, data)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    content = response.content.decode()
    assert content.count('class="field__error"') + content.count('class="fieldset__error"') == 1
    if field != "reason":
        assert "Went through it at the café" in content
    assert not Evidence.objects.exists()


def test_nobody_registers_for_themselves(place, client):
    own = AssignmentFactory.create(person=place.kim, unit=place.harbour)
    url = reverse("tracking:register", args=["harbour", own.person.pk])
    assert as_(client, place.kim).post(url, place.evidence_form()).status_code == 302
    assert not Evidence.objects.exists()


def test_taking_back_needs_a_reason_and_makes_it_count_no_more(place, client):
    as_(client, place.kim).post(place.register_url, place.evidence_form())
    piece = Evidence.objects.get()
    url = reverse("tracking:revoke", args=["harbour", place.ana.pk, piece.pk])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Wrong person"}).headers["Location"] == place.person_url
    page = text(client.get(place.person_url))
    assert "Wrong person" in page
    assert "Ikke klar for companion i Harbour." in page
    assert client.post(url, {"reason": "Wrong person"}).status_code in (302, 404)
    client.post(place.register_url, place.evidence_form())
    assert "Klar for companion i Harbour." in text(client.get(place.person_url)).replace("Ikke klar", "")


# --- Assignments -----------------------------------------------------------------------------------------------------------------------------


def moved(place: Place, client: Client, move: str, on: object = None) -> Assignment:
    url = reverse("tracking:move", args=["harbour", place.ana.pk, place.assignment.pk])
    response = client.post(url, {"move": move, "on": on or timezone.localdate().isoformat()})
    assert response.status_code == 302
    return Assignment.objects.get(pk=place.assignment.pk)


def test_an_assignment_is_paused_resumed_and_ended_on_a_day(place, client):
    as_(client, place.kim)
    assert moved(place, client, "pause").status == AssignmentStatus.PAUSED
    assert "Pause" in people_page(client)
    assert moved(place, client, "resume").status == AssignmentStatus.ACTIVE
    for _ in range(2):
        ended = moved(place, client, "end", "2026-03-01")
        assert (ended.status, ended.ends_on) == (AssignmentStatus.ENDED, date(2026, 3, 1))


def test_a_planned_assignment_is_started_on_a_day(place, client):
    Assignment.objects.update(status=AssignmentStatus.PLANNED)
    started = moved(place, as_(client, place.kim), "start", "2026-02-02")
    assert (started.status, started.starts_on) == (AssignmentStatus.ACTIVE, date(2026, 2, 2))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"move": "end", "on": "2025-12-31"}, "on"),
        ({"move": "end", "on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "on"),
        ({"move": "end", "on": "soon"}, "on"),
        ({"move": "", "on": "2026-03-01"}, "move"),
        ({"move": "resume", "on": "2026-03-01"}, None),
        ({"move": "promote", "on": "2026-03-01"}, "move"),
    ],
)
def test_a_move_that_cannot_be_is_said_and_changes_nothing(place, client, data, field):
    url = reverse("tracking:move", args=["harbour", place.ana.pk, place.assignment.pk])
    response = as_(client, place.kim).post(url, data)
    if field:
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
        assert data["on"] in response.content.decode()
    assert Assignment.objects.get().status == AssignmentStatus.ACTIVE


def test_the_menu_leads_to_the_desk(place, client):
    assert 'href="/enhet/"' in as_(client, place.kim).get("/kurs/").content.decode()
    assert 'href="/enhet/"' not in as_(client, place.ana).get("/kurs/").content.decode()


def test_qualifications_are_offered_with_those_asked_for_first(place, client):
    QualificationFactory.create(key="another", name="Another", order=0)
    content = as_(client, place.kim).get(place.register_url).content.decode()
    names = re.findall(r"<option[^>]*>(Secrecy|Another)</option>", content)
    assert (names, Qualification.objects.count()) == (["Secrecy", "Another"], 2)


def test_their_own_word_is_less_than_what_one_has_seen(place, client):
    as_(client, place.kim)
    response = client.post(place.register_url, place.evidence_form(kind=EvidenceKind.OBSERVED, own_word="on"))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["own_word"])
    client.post(place.register_url, place.evidence_form(own_word="on"))
    assert Evidence.objects.get().assurance == Assurance.OWN_WORD
    assert "Eget ord" in text(client.get(place.person_url))


def test_the_units_one_follows_stand_by_name(place):
    for name in ("Ålesund", "Bergen"):
        UnitFactory.create(parent=place.nation, name=name)
    siv = ResponsibilityFactory.create(unit=place.nation, kind=Kind.COORDINATOR).person
    names = [line.unit.name for line in followed_units(siv, on=timezone.localdate())]
    assert names == ["Nation", "Bergen", "Harbour", "Hill", "Ålesund"]
