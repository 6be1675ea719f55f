"""Asking for qualifications."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from lms.qualifications.models import TrackedLevel
from lms.requirements.actions import AskedFor, Draft, decide, repeat, require, stop_requiring
from lms.requirements.models import Effect, Phase, Requirement
from tests.factories.people import PersonFactory
from tests.factories.qualifications import QualificationFactory
from tests.factories.roles import RoleFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db

BEGAN = date(2026, 1, 1)


def test_require_twice_is_once_and_the_second_decides_when():
    qualification, role = QualificationFactory.create(), RoleFactory.create()
    first = require(qualification=qualification, role=role, valid_from=BEGAN)
    second = require(qualification=qualification, role=role, valid_from=BEGAN, phase=Phase.WITHIN_DAYS, days=30)
    assert (second, Requirement.objects.count()) == (first, 1)
    assert (second.phase, second.days) == (Phase.WITHIN_DAYS, 30)
    assert require(qualification=qualification, valid_from=BEGAN) != first


@pytest.mark.parametrize(
    "wrong", [{"days": 30}, {"phase": Phase.WITHIN_DAYS}, {"phase": Phase.BY_DAY}, {"due_on": BEGAN}, {"valid_until": date(2025, 12, 31)}]
)
def test_require_refuses_what_makes_no_sense(wrong):
    with pytest.raises(ValidationError):
        require(qualification=QualificationFactory.create(), valid_from=BEGAN, **wrong)
    assert not Requirement.objects.exists()


def test_stop_requiring_keeps_it_on_record_to_its_last_day():
    requirement = require(qualification=QualificationFactory.create(), valid_from=BEGAN)
    assert stop_requiring(requirement=requirement, on=date(2026, 6, 1)).valid_until == date(2026, 6, 1)
    with pytest.raises(ValidationError):
        stop_requiring(requirement=requirement, on=date(2025, 12, 31))


# --- Versions --------------------------------------------------------------------------------------------------------------------------------

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def version(draft: Draft, before: Requirement | None = None) -> Requirement:
    return decide(draft=draft, reason="Vedtatt i styret.", by=PersonFactory.create(), now=NOW, supersedes=before)


def test_a_new_version_ends_the_one_before_the_day_before_and_keeps_the_days_of_what_was_asked_already():
    aid, rescue, secrecy = QualificationFactory.create_batch(3)
    asked = [AskedFor([aid, rescue], name="Førstehjelp, ett av disse")]
    first = version(Draft(valid_from=BEGAN, clauses=asked, phase=Phase.WITHIN_DAYS, days=30))
    second = version(Draft(valid_from=date(2026, 6, 1), clauses=[*asked, AskedFor([secrecy], 40)], phase=Phase.WITHIN_DAYS, days=30), first)
    first.refresh_from_db()
    assert (first.valid_until, second.supersedes, second.reason) == (date(2026, 5, 31), first, "Vedtatt i styret.")
    assert [(each.words, each.since) for each in second.clauses.all()] == [
        ("Førstehjelp, ett av disse", BEGAN),
        (secrecy.name, date(2026, 6, 1)),
    ]
    assert TrackedLevel.objects.filter(qualification=secrecy, level=40).exists()
    with pytest.raises(ValidationError):
        version(Draft(valid_from=date(2026, 7, 1), clauses=asked), first)
    with pytest.raises(ValidationError):
        version(Draft(valid_from=date(2026, 6, 1), clauses=asked), second)


def test_a_wider_audience_has_its_days_counted_from_the_new_version():
    qualification, role = QualificationFactory.create(), RoleFactory.create()
    asked = [AskedFor([qualification])]
    first = version(Draft(valid_from=BEGAN, clauses=asked, role=role))
    second = version(Draft(valid_from=date(2026, 6, 1), clauses=asked), first)
    assert [each.since for each in second.clauses.all()] == [date(2026, 6, 1)]


@pytest.mark.parametrize("clauses", [[], [AskedFor([])]])
def test_a_rule_asks_for_something(clauses):
    with pytest.raises(ValidationError):
        version(Draft(valid_from=BEGAN, clauses=clauses))
    assert not Requirement.objects.exists()


def test_repeat_asks_the_same_elsewhere_from_a_day_on():
    aid, rescue = QualificationFactory.create_batch(2)
    here, there = UnitFactory.create_batch(2)
    rule = version(Draft(valid_from=BEGAN, clauses=[AskedFor([aid, rescue], 40, "Aid")], unit=here, effect=Effect.NOT_ALONE))
    again = repeat(requirement=rule, unit=there, valid_from=date(2026, 6, 1))
    assert (again.unit, again.subjects, again.words, again.effect) == (there, rule.subjects, "Aid", Effect.NOT_ALONE)
    assert [each.since for each in again.clauses.all()] == [date(2026, 6, 1)]
