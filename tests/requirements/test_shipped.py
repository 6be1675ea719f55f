"""What an installation begins with."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import call_command

from content.guidelines.model import Shipped
from lms.qualifications.models import Qualification
from lms.requirements.actions import require, stop_requiring
from lms.requirements.models import Phase, Requirement
from lms.requirements.shipped import load_shipped, shipped
from lms.roles.models import Role

TODAY = date(2026, 11, 21)


@pytest.fixture
def courses(db: None) -> Callable[[], None]:
    """Makes what the shipped courses earn."""

    def earn() -> None:
        for key in {asked["qualification"] for asked in shipped()["requirements"]}:
            Qualification.objects.get_or_create(key=key, defaults={"name": key})

    return earn


def asked_of(role: str) -> set[str]:
    return {key for requirement in Requirement.objects.filter(role__key=role).with_clauses() for key in requirement.subjects}


def test_every_shipped_course_is_asked_of_somebody_and_every_role_that_is_asked_is_shipped(shipped_files: Shipped) -> None:
    earned = {each.qualification.key for each in (*shipped_files.courses.courses, *shipped_files.guidelines) if each.qualification}
    registered = {each["key"] for each in shipped()["qualifications"]}
    assert {asked["qualification"] for asked in shipped()["requirements"]} == earned | registered
    assert not earned & registered
    assert {asked["role"] for asked in shipped()["requirements"] if "role" in asked} <= {role["key"] for role in shipped()["roles"]}


def test_a_new_installation_gets_the_roles_and_asks_each_course_of_those_it_is_for(courses: Callable[[], None]) -> None:
    courses()
    loaded = load_shipped(on=TODAY)
    assert [role.key for role in loaded.roles] == [role["key"] for role in shipped()["roles"]]
    assert (len(loaded.requirements), loaded.missing) == (len(shipped()["requirements"]), [])
    assert asked_of("motivasjonsteam") == {"motivasjonssamtalen", "motivasjonssamtalen-praktisk", "hms-runde", "folge-og-stotte"}
    assert asked_of("lager-og-transport") == {"hms-runde"}
    everybody = {
        (key, requirement.phase, requirement.days, requirement.valid_from)
        for requirement in Requirement.objects.filter(role=None).with_clauses()
        for key in requirement.subjects
    }
    assert ("taushetsplikt", Phase.BEFORE_START, None, TODAY) in everybody
    assert ("taushetserklaering", Phase.BEFORE_START, None, TODAY) in everybody
    assert ("tidgiverrollen", Phase.WITHIN_DAYS, 30, TODAY) in everybody


def test_twice_is_once_also_on_another_day(courses: Callable[[], None]) -> None:
    courses()
    load_shipped(on=TODAY)
    again = load_shipped(on=date(2027, 3, 1))
    assert (again.roles, again.qualifications, again.requirements, again.missing) == ([], [], [], [])


def test_what_the_centre_has_decided_is_left_alone(courses: Callable[[], None]) -> None:
    courses()
    Role.objects.create(key="motivasjonsteam", name="Samtaleteamet")
    secrecy = Qualification.objects.get(key="taushetsplikt")
    decided = require(qualification=secrecy, valid_from=date(2025, 1, 1), phase=Phase.WITHIN_DAYS, days=14)
    stop_requiring(requirement=decided, on=date(2025, 12, 31))
    loaded = load_shipped(on=TODAY)
    assert Role.objects.get().name == "Samtaleteamet"
    assert Requirement.objects.get(clauses__options__qualification=secrecy) == decided
    assert asked_of("motivasjonsteam") == {"motivasjonssamtalen", "motivasjonssamtalen-praktisk", "hms-runde", "folge-og-stotte"}
    assert loaded.missing == ["velkomstgruppe", "kjokken-og-kafe", "lager-og-transport", "stottespiller", "arbeidsleder", "kursholder"]


@pytest.mark.django_db
def test_the_command_says_what_it_left_out_and_makes_it_when_it_is_there() -> None:
    out = io.StringIO()
    call_command("load_requirements", stdout=out)
    assert out.getvalue().startswith(
        "8 roles, 3 qualifications and 7 requirements made; what was decided before is left alone.\nLeft out, since they are not here: "
    )
    Qualification.objects.create(key="arbeidsleder", name="Arbeidsleder")
    call_command("load_requirements", verbosity=0)
    assert asked_of("arbeidsleder") == {"arbeidsleder", "hms-runde"}


@pytest.mark.django_db
def test_what_hands_learn_is_a_qualification_that_no_course_earns(shipped_files: Shipped) -> None:
    """Who has passed the test about first aid has half of it: the other half is registered by somebody who was there."""
    call_command("load_requirements", verbosity=0)
    aid = Qualification.objects.get(key="forstehjelp-praktisk")
    assert (aid.name, aid.names["en"], aid.valid_months, aid.takes_outside) == (
        "Førstehjelp – praktisk",
        "First aid – hands-on",
        12,
        True,
    )
    aid.name = "Kurs hos Røde Kors"
    aid.save()
    assert load_shipped(on=TODAY).qualifications == []
    assert Qualification.objects.get(key="forstehjelp-praktisk").name == "Kurs hos Røde Kors"
    digital = {course.slug: course.qualification.name for course in shipped_files.courses.courses if course.qualification}
    assert [digital[slug] for slug in ("forstehjelp", "motivasjonssamtalen")] == [
        "Førstehjelp – digital del",
        "Motivasjonssamtalen – digital del",
    ]
