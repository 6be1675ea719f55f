"""What is asked of a unit's people and held by them: who counts, on which day, and what it costs."""

from datetime import date, timedelta

import pytest

from lms.requirements.models import Leave
from lms.requirements.reach import Reach, first_ready_days, lapses_after, reach_on, since_days
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
BEGAN = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def unit():
    return UnitFactory.create()


@pytest.fixture
def aid(unit):
    aid = QualificationFactory.create(key="aid")
    RequirementFactory.create(qualification=aid, unit=unit, valid_from=BEGAN - 100 * DAY)
    return aid


def test_each_person_counts_once_of_whom_it_is_asked_that_day(unit, aid):
    below, beside = UnitFactory.create(parent=unit, kind=unit.kind), UnitFactory.create()
    ana, ben = PersonFactory.create_batch(2)
    for place in (unit, below, beside):
        AssignmentFactory.create(person=ana, unit=place, starts_on=BEGAN)
    AssignmentFactory.create(person=ben, unit=below, starts_on=BEGAN + 9 * DAY, status="ended", ends_on=TODAY - DAY)
    AssignmentFactory.create(unit=unit, status="planned", starts_on=BEGAN)
    EvidenceFactory.create(person=ana, qualification=aid, earned_on=BEGAN, valid_until=TODAY - 5 * DAY)
    EvidenceFactory.create(person=ben, qualification=aid, earned_on=BEGAN)
    found = reach_on(unit, days=[BEGAN - DAY, BEGAN, BEGAN + 9 * DAY, TODAY - DAY, TODAY])
    assert [each.get(aid.pk) for each in found.values()] == [None, Reach(1, 1), Reach(2, 2), Reach(2, 1), Reach(1, 0)]


def test_a_rule_that_is_not_in_force_or_is_of_others_asks_nothing(unit):
    aid = QualificationFactory.create()
    RequirementFactory.create(qualification=aid, unit=unit, valid_from=BEGAN, valid_until=BEGAN + 9 * DAY)
    RequirementFactory.create(qualification=aid, unit=unit, valid_from=BEGAN, role=RoleFactory.create())
    RequirementFactory.create(qualification=aid, unit=UnitFactory.create(), valid_from=BEGAN)
    AssignmentFactory.create(unit=unit, starts_on=BEGAN)
    found = reach_on(unit, days=[BEGAN + 9 * DAY, BEGAN + 10 * DAY])
    assert list(found.values()) == [{aid.pk: Reach(1, 0)}, {}]


def test_what_lapses_has_its_last_day_in_time_and_is_not_renewed(unit, aid):
    ends = [TODAY - DAY, TODAY, TODAY + 30 * DAY, TODAY + 31 * DAY]
    for last in ends:
        post = AssignmentFactory.create(unit=unit, starts_on=BEGAN)
        EvidenceFactory.create(person=post.person, qualification=aid, earned_on=BEGAN, valid_until=last)
    renewed = AssignmentFactory.create(unit=unit, starts_on=BEGAN)
    EvidenceFactory.create(person=renewed.person, qualification=aid, earned_on=BEGAN, valid_until=TODAY + 3 * DAY)
    EvidenceFactory.create(person=renewed.person, qualification=aid, earned_on=TODAY, valid_until=TODAY + 300 * DAY)
    assert lapses_after(unit, on=TODAY, until=TODAY + 30 * DAY) == {aid.pk: {TODAY: 1, TODAY + 30 * DAY: 1}}


def test_the_first_day_ready_comes_with_evidence_or_a_leave_and_not_after_the_end(unit, aid):
    posts = AssignmentFactory.create_batch(4, unit=unit, starts_on=BEGAN)
    EvidenceFactory.create(person=posts[0].person, qualification=aid, earned_on=BEGAN + 7 * DAY)
    EvidenceFactory.create(person=posts[1].person, qualification=aid, earned_on=BEGAN - 50 * DAY)
    Leave.objects.create(
        assignment=posts[2], reason="Full.", starts_on=BEGAN + 3 * DAY, until=BEGAN + 20 * DAY, at=posts[2].person.created_at
    )
    posts[3].status, posts[3].ends_on = "ended", BEGAN + 2 * DAY
    posts[3].save()
    EvidenceFactory.create(person=posts[3].person, qualification=aid, earned_on=BEGAN + 3 * DAY)
    found = first_ready_days({post.pk: BEGAN - 10 * DAY for post in posts}, on=TODAY)
    assert [found[post.pk] for post in posts] == [BEGAN + 7 * DAY, BEGAN - 10 * DAY, BEGAN + 3 * DAY, None]


def test_who_came_before_is_not_new_again(unit):
    ana = PersonFactory.create()
    AssignmentFactory.create(person=ana, unit=unit, starts_on=BEGAN - 400 * DAY, status="ended", ends_on=BEGAN - 300 * DAY)
    AssignmentFactory.create(person=ana, unit=unit, starts_on=BEGAN)
    new = AssignmentFactory.create(unit=unit, starts_on=BEGAN)
    AssignmentFactory.create(person=new.person, unit=unit, role=RoleFactory.create(), starts_on=BEGAN + DAY)
    assert since_days(unit, first=BEGAN) == {new.pk: BEGAN}


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(unit, aid, django_assert_num_queries, number):
    for _ in range(number):
        post = AssignmentFactory.create(unit=UnitFactory.create(parent=unit, kind=unit.kind), starts_on=BEGAN)
        EvidenceFactory.create(person=post.person, qualification=aid, earned_on=BEGAN)
    with django_assert_num_queries(3):
        reach_on(unit, days=[BEGAN, TODAY, TODAY - DAY])
    with django_assert_num_queries(1):
        lapses_after(unit, on=TODAY, until=TODAY + DAY)
    with django_assert_num_queries(1):
        since = since_days(unit, first=BEGAN)
    with django_assert_num_queries(1 + 4):
        assert set(first_ready_days(since, on=TODAY).values()) == {BEGAN}
