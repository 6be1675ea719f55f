"""Each question in its shapes says the same, and what `docs/architecture.md` («Who may what») says."""

from datetime import date

import pytest

from lms.roles.models import Assignment, Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.policies import GRANTS, Permission, may, units_where, visible_assignments
from lms.units.models import Unit
from tests.factories.people import PersonFactory
from tests.factories.roles import ResponsibilityFactory

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize("permission", Permission)
def test_the_shapes_of_a_question_say_the_same(cast, permission):
    units = list(Unit.objects.all())
    for name, person in cast.people.items():
        own = [each for each in Responsibility.objects.on(TODAY).filter(person=person) if permission in GRANTS[Kind(each.kind)]]
        expected = {unit for unit in units if {each.unit_id for each in own} & set(unit.path_ids)}

        assert set(units_where(person, permission, on=TODAY)) == expected, name
        assert {unit for unit in units if may(person, permission, unit, on=TODAY)} == expected, name


def test_people_are_seen_where_the_permission_reaches(cast):
    for name, person in cast.people.items():
        expected = set(Assignment.objects.filter(unit__in=units_where(person, Permission.SEE_PEOPLE, on=TODAY)))
        assert set(visible_assignments(person, on=TODAY)) == expected, name
    assert cast.ana.assignments.get() in visible_assignments(cast.kim, on=TODAY)
    assert cast.ana.assignments.get() not in visible_assignments(cast.omar, on=TODAY)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [(date(2026, 1, 31), False), (date(2026, 2, 1), True), (date(2026, 2, 28), True), (date(2026, 3, 1), False)],
)
def test_a_responsibility_holds_from_its_first_day_to_its_last(cast, on, allowed):
    held = ResponsibilityFactory.create(unit=cast.harbour, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28))

    assert may(held.person, Permission.SEE_PEOPLE, cast.kitchen, on=on) == allowed
    assert units_where(held.person, Permission.SEE_PEOPLE, on=on).filter(pk=cast.kitchen.pk).exists() == allowed


def test_nobody_may_nothing(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not units_where(None, Permission.SEE_PEOPLE, on=TODAY)
        assert not may(None, Permission.SEE_PEOPLE, cast.harbour, on=TODAY)


@pytest.mark.parametrize("times", [1, 3])
def test_a_question_costs_one_query_however_many_responsibilities(cast, times, django_assert_num_queries):
    person = PersonFactory.create(login=True)
    for kind in (Kind.COORDINATOR, Kind.LEADER, Kind.EDITOR)[:times]:
        ResponsibilityFactory.create(person=person, unit=cast.harbour, kind=kind)
    with django_assert_num_queries(1):
        assert may(person, Permission.SEE_PEOPLE, cast.kitchen, on=TODAY)
    with django_assert_num_queries(2):
        assert len(units_where(person, Permission.SEE_PEOPLE, on=TODAY)) == 2
