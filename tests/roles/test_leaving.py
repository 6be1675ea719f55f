from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.models import Person
from lms.roles.rules.leaving import TOLD_BEFORE, forgotten_on, goes_on, last_day_of_forgotten
from lms.roles.selectors.leaving import last_day_of, left_by
from tests.factories.people import PersonFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
LEFT = date(2023, 11, 28)


@pytest.mark.parametrize(
    ("last", "gone"),
    [(date(2023, 11, 28), date(2026, 11, 28)), (date(2024, 2, 29), date(2027, 3, 1)), (date(2025, 2, 28), date(2028, 2, 28))],
)
def test_somebody_is_kept_three_years_to_the_day(last, gone):
    assert forgotten_on(last) == gone


@given(DAYS, DAYS)
def test_looking_back_finds_exactly_those_whose_day_has_come(last, on):
    assert (last <= last_day_of_forgotten(on)) == (forgotten_on(last) <= on)


@given(DAYS, st.none() | DAYS)
def test_nobody_goes_before_their_time_or_without_a_month_to_think(last, told):
    day = goes_on(last, told_on=told, can_be_told=True)
    assert (day is None) == (told is None)
    if day and told:
        assert day in {forgotten_on(last), told + TOLD_BEFORE}
        assert day >= max(forgotten_on(last), told + TOLD_BEFORE)
    assert goes_on(last, told_on=told, can_be_told=False) == forgotten_on(last)


def somebody(**values: object) -> Person:
    """A person who was registered long before anything else happened."""
    person = PersonFactory.create(**values)
    Person.objects.filter(pk=person.pk).update(created_at=datetime(2015, 5, 5, 12, tzinfo=UTC))
    return person


def ended(person: Person, last: date) -> None:
    AssignmentFactory.create(person=person, status="ended", starts_on=date(2020, 1, 1), ends_on=last)


@pytest.mark.django_db
def test_those_who_are_something_somewhere_have_not_left():
    tidgiver, planned, leader, later, both = (somebody() for _ in range(5))
    for person in (tidgiver, planned, leader, both):
        ended(person, LEFT)
    AssignmentFactory.create(person=tidgiver, status="paused")
    AssignmentFactory.create(person=planned, status="planned", starts_on=date(2027, 1, 1))
    ResponsibilityFactory.create(person=leader)
    ended(later, LEFT + timedelta(days=1))
    ResponsibilityFactory.create(person=both, starts_on=date(2020, 1, 1), ends_on=LEFT + timedelta(days=1))

    assert not left_by(LEFT).filter(pk__in=[person.pk for person in (tidgiver, planned, leader, later, both)]).exists()
    gone = left_by(LEFT + timedelta(days=1))
    assert {(person.pk, person.last_day) for person in gone} == {  # type: ignore[attr-defined]
        (person.pk, LEFT + timedelta(days=1)) for person in (later, both)
    }
    assert [last_day_of(person, on=LEFT) for person in (tidgiver, later)] == [None, None]
    assert last_day_of(both, on=date(2026, 1, 1)) == LEFT + timedelta(days=1)


@pytest.mark.django_db
def test_the_last_day_is_the_latest_of_all():
    person = somebody()
    for last in (date(2021, 3, 1), LEFT, date(2022, 3, 1)):
        ended(person, last)
    ResponsibilityFactory.create(person=person, starts_on=date(2020, 1, 1), ends_on=date(2023, 1, 1))
    assert left_by(LEFT).get(pk=person.pk).last_day == LEFT  # type: ignore[attr-defined]
    assert not left_by(LEFT - timedelta(days=1)).filter(pk=person.pk).exists()


@pytest.mark.django_db
def test_who_never_was_anything_is_reckoned_from_when_they_were_written_down():
    person = somebody()
    assert left_by(date(2015, 5, 5)).get(pk=person.pk).last_day == date(2015, 5, 5)  # type: ignore[attr-defined]
    assert not left_by(date(2015, 5, 4)).filter(pk=person.pk).exists()
    assert last_day_of(person, on=date(2026, 1, 1)) is None
