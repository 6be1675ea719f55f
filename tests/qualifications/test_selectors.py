"""How many people hold what, unit by unit."""

from datetime import date, timedelta

import pytest

from lms.qualifications.selectors import Reach, reach_by_unit
from lms.roles.models import AssignmentStatus
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def nation():
    return UnitFactory.create(slug="nation")


def test_reach_counts_people_once_with_the_units_below(nation, django_assert_num_queries):
    harbour, hill = (UnitFactory.create(parent=nation, kind=nation.kind) for _ in range(2))
    secrecy, role = QualificationFactory.create(), RoleFactory.create()
    ana, ben = PersonFactory.create(), PersonFactory.create()
    for person, unit in ((ana, harbour), (ana, hill), (ben, hill)):
        AssignmentFactory.create(person=person, unit=unit, role=role)
    EvidenceFactory.create(person=ana, qualification=secrecy)
    EvidenceFactory.create(qualification=secrecy)  # somebody who serves nowhere
    with django_assert_num_queries(1):
        found = reach_by_unit([nation, harbour, hill], [secrecy.pk], on=TODAY)
    assert found == {
        nation.pk: Reach(2, {secrecy.pk: 1}),
        harbour.pk: Reach(1, {secrecy.pk: 1}),
        hill.pk: Reach(2, {secrecy.pk: 1}),
    }


@pytest.mark.parametrize(
    ("status", "ends_on", "serving"),
    [
        (AssignmentStatus.PLANNED, None, 1),
        (AssignmentStatus.ACTIVE, TODAY, 1),
        (AssignmentStatus.ACTIVE, TODAY - timedelta(days=1), 0),
        (AssignmentStatus.PAUSED, None, 0),
        (AssignmentStatus.ENDED, TODAY, 0),
    ],
)
def test_those_on_a_break_and_those_who_left_do_not_serve(nation, status, ends_on, serving):
    AssignmentFactory.create(unit=nation, status=status, ends_on=ends_on)
    assert reach_by_unit([nation], [], on=TODAY) == {nation.pk: Reach(serving)}


@pytest.mark.parametrize(
    ("on", "holding"), [(date(2025, 12, 31), {}), (date(2026, 1, 1), 1), (date(2026, 3, 1), 1), (date(2026, 3, 2), {})]
)
def test_what_has_lapsed_is_not_held(nation, on, holding):
    secrecy = QualificationFactory.create()
    person = AssignmentFactory.create(unit=nation).person
    EvidenceFactory.create(person=person, qualification=secrecy, earned_on=date(2026, 1, 1), valid_until=date(2026, 3, 1))
    assert reach_by_unit([nation], [secrecy.pk], on=on)[nation.pk].holding == (holding and {secrecy.pk: holding})


def test_no_units_is_no_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reach_by_unit([], [1], on=TODAY) == {}
