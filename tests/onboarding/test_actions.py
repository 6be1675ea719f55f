from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from lms.mail.models import Letter, LetterText
from lms.onboarding.actions import Welcome, invite
from lms.people.models import Person, User
from lms.qualifications.models import Qualification
from lms.requirements.actions import require
from lms.requirements.models import Phase
from lms.roles.models import Assignment, AssignmentStatus, Role
from lms.units.models import ContactCard, Unit
from tests import school
from tests.factories.certificates import a_unit
from tests.school import School

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = date(2026, 12, 1)


@dataclass
class Place:
    """Two units and a role: no course, no page."""

    bergen: Unit
    oslo: Unit
    role: Role


@pytest.fixture
def place() -> Place:
    return Place(
        a_unit("Steg for Steg Bergen"), a_unit("Steg for Steg Oslo"), Role.objects.create(key="stottespiller", name="Støttespiller")
    )


@pytest.fixture
def taught() -> School:
    """A school in which things are asked: before the first day a course and a signature, later first aid."""
    made = school.build()
    require(qualification=Qualification.objects.get(key="taushetsplikt"), valid_from=date(2020, 1, 1), role=made.role)
    promise = Qualification.objects.create(key="erklaering", name="Taushetserklæring signert")
    require(qualification=promise, valid_from=date(2020, 1, 1))
    aid = Qualification.objects.create(key="forstehjelp", name="Førstehjelp", order=9)
    require(qualification=aid, valid_from=date(2020, 1, 1), phase=Phase.WITHIN_DAYS, days=90)
    return made


def ask(place: Place | School, **changes: object) -> Welcome:
    values = {
        "unit": place.bergen,
        "role": place.role,
        "given_name": "Ana",
        "family_name": "Åsen",
        "email": "ana@havna.example",
        "phone": "",
        "starts_on": START,
        "by": None,
        "now": NOW,
    }
    return invite(**values | changes)  # type: ignore[arg-type]


def test_invite_makes_everything_in_one_go(taught):
    ContactCard.objects.create(unit=taught.bergen, title="Vakt", who="Lea Vik", phone="900 00 001")
    welcome = ask(taught)
    assert (welcome.is_new_person, welcome.is_new_assignment) == (True, True)
    assert welcome.person.user == User.objects.get(email="ana@havna.example")
    assert (welcome.assignment.status, welcome.assignment.starts_on) == (AssignmentStatus.PLANNED, START)
    assert [(row.course, row.unit) for row in welcome.enrolments] == [(taught.course, taught.bergen)]
    letter = welcome.letter
    assert letter
    assert (letter.to, letter.key) == ("ana@havna.example", f"welcome:{welcome.assignment.pk}")
    assert letter.subject == "Velkommen til Steg for Steg Bergen"
    said = [
        "Hei, Ana!",
        "Fra 1. desember 2026 er du støttespiller i Steg for Steg Bergen.",
        "Dette gjenstår før første dag: 2 ting, ca. 20 min.",
        "- Taushetsplikt (ca. 20 min)",
        "- Taushetserklæring signert\n",
        "- Førstehjelp, innen 1. mars 2027",
        "/konto/login/",
        "Lea Vik, 900 00 001",
    ]
    assert [words for words in said if words not in letter.body] == []
    assert "\n\n\n" not in letter.body


def test_invite_enrols_only_in_what_the_role_asks_for(taught):
    other = Role.objects.create(key="vert", name="Vert")
    welcome = ask(taught, role=other)
    assert welcome.enrolments == []
    assert welcome.letter
    assert "Taushetsplikt" not in welcome.letter.body


def test_letter_is_in_the_persons_language(place):
    letter = ask(place, language="nn").letter
    assert letter
    assert letter.subject == "Velkomen til Steg for Steg Bergen"
    assert "Frå 1. desember 2026 er du støttespiller" in letter.body


def test_letter_calls_role_and_qualification_what_its_reader_calls_them(taught):
    Role.objects.filter(pk=taught.role.pk).update(names={"nn": "Støttespelar"})
    Qualification.objects.filter(key="erklaering").update(names={"nn": "Teieplikterklæring"})
    letter = ask(taught, role=Role.objects.get(pk=taught.role.pk), language="nn").letter
    assert letter
    assert "støttespelar" in letter.body
    assert "- Teieplikterklæring\n" in letter.body
    assert "Taushetserklæring" not in letter.body


def test_letter_has_the_words_that_are_published_at_the_desk(taught):
    body = "Hei, {fornavn}! Fint at du vil være {rolle}.\n\n{liste}\n\n{lenke} – spør {kontakt}."
    LetterText.objects.create(key="welcome", language="nb", subject="{enhet} venter på deg fra {dag}", body=body)
    letter = ask(taught).letter
    assert letter
    assert letter.subject == "Steg for Steg Bergen venter på deg fra 1. desember 2026"
    assert letter.body.startswith("Hei, Ana! Fint at du vil være støttespiller.\n\nDette gjenstår før første dag: 2 ting")
    assert letter.body.endswith("/konto/login/ – spør Steg for Steg Bergen.\n")


def test_letter_names_whoever_took_them_in(place):
    ContactCard.objects.create(unit=place.bergen, title="Vakt", who="Vakten", phone="900 00 001")
    letter = ask(place, by=school.responsible("Lea", place.bergen, "leader")).letter
    assert letter
    assert "Spør Lea Prøve, lea@example.org." in letter.body
    assert "Vakten" not in letter.body


def test_letter_to_somebody_who_needs_nothing_says_so(place):
    letter = ask(place).letter
    assert letter
    assert "Du har alt du trenger fra før." in letter.body


def test_invite_twice_is_once(place):
    first, again = ask(place), ask(place, email=" ANA@havna.example ", given_name="Anna")
    assert (again.person, again.assignment) == (first.person, first.assignment)
    assert (again.is_new_person, again.is_new_assignment, again.letter) == (False, False, None)
    assert [model.objects.count() for model in (Person, User, Assignment, Letter)] == [1, 1, 1, 1]


def test_invite_to_a_second_unit_finds_the_person_again(place):
    first, second = ask(place), ask(place, unit=place.oslo)
    assert (second.person, second.is_new_person, second.is_new_assignment) == (first.person, False, True)
    assert Letter.objects.count() == 2


def test_invite_again_after_the_end_is_a_new_assignment_and_letter(place):
    ask(place)
    Assignment.objects.update(status=AssignmentStatus.ENDED, ends_on=START)
    assert ask(place, starts_on=START + timedelta(300)).is_new_assignment
    assert Letter.objects.count() == 2


def test_invite_without_an_address_makes_no_login_and_no_letter(place):
    welcome = ask(place, email="")
    assert (welcome.person.user, welcome.letter, welcome.is_new_person) == (None, None, True)
    again = ask(place, email="", given_name="ana ")
    assert (again.person, again.is_new_assignment) == (welcome.person, False)
    assert ask(place, email="", phone="900 00 003").person != welcome.person


def test_invite_into_a_closed_unit_makes_nothing(place):
    place.bergen.closed_on = date(2026, 6, 1)
    place.bergen.save()
    with pytest.raises(ValidationError):
        ask(place)
    assert (Person.objects.count(), User.objects.filter(email__startswith="ana").count()) == (0, 0)
