"""Moving units: the tree stays a tree, and nothing that hangs on it moves."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from lms.qualifications.models import Evidence, Holding
from lms.roles.models import Assignment, Responsibility
from lms.units.actions import move_unit, open_unit
from lms.units.models import Unit, UnitKind
from tests.factories.qualifications import EvidenceFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory
from tests.factories.units import UnitFactory

places = st.lists(st.integers(0, 99), min_size=2, max_size=9)
moves = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=6)


def tree() -> dict[int, tuple[int | None, str | None]]:
    return {pk: (parent, path) for pk, parent, path in Unit.objects.values_list("pk", "parent_id", "path")}


def hanging() -> list[list[tuple[object, ...]]]:
    """Everything about people that points at a unit."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Assignment, Responsibility, Evidence, Holding)]


def plant(shape: list[int]) -> list[Unit]:
    """A tree in which each unit hangs on an earlier one, with somebody in every unit."""
    kind = UnitKind.objects.create(key="any", name="Any")
    units = [open_unit(name="0", slug="u-0", kind=kind, parent=None)]
    for number, place in enumerate(shape, start=1):
        units.append(open_unit(name=str(number), slug=f"u-{number}", kind=kind, parent=units[place % len(units)]))
    for unit in units[-2:]:
        EvidenceFactory.create(unit=unit, person=AssignmentFactory.create(unit=unit).person)
        ResponsibilityFactory.create(unit=unit)
    return units


@pytest.mark.django_db
@given(places, moves)
def test_any_moves_leave_a_tree_and_touch_nobody(shape, asked):
    with transaction.atomic():
        units = plant(shape)
        people = hanging()
        for which, where in asked:
            unit, parent = (Unit.objects.get(pk=units[number % len(units)].pk) for number in (which, where))
            before = tree()
            allowed = unit.parent_id is not None and unit.pk not in parent.path_ids
            try:
                moved = move_unit(unit=unit, parent=parent)
            except ValidationError:
                assert not allowed
                assert tree() == before
                continue
            assert allowed
            assert moved.parent_id == parent.pk
            for pk, (above, path) in tree().items():
                assert path == (f"{tree()[above][1]}{pk}/" if above else f"/{pk}/")
            assert {pk: above for pk, (above, _path) in tree().items() if pk != unit.pk} == {
                pk: above for pk, (above, _path) in before.items() if pk != unit.pk
            }
        assert hanging() == people
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_closed_unit_takes_in_nobody():
    root = UnitFactory.create()
    closed, unit = (UnitFactory.create(parent=root, kind=root.kind) for _ in range(2))
    Unit.objects.filter(pk=closed.pk).update(closed_on=date(2026, 1, 1))
    with pytest.raises(ValidationError) as refused:
        move_unit(unit=unit, parent=closed)
    assert list(refused.value.error_dict) == ["parent"]


@pytest.mark.django_db
def test_a_move_costs_the_same_for_a_large_branch(django_assert_num_queries):
    root = UnitFactory.create()
    here, there = (UnitFactory.create(parent=root, kind=root.kind) for _ in range(2))
    with django_assert_num_queries(4):
        move_unit(unit=here, parent=there)
    for _ in range(5):
        UnitFactory.create(parent=here, kind=root.kind)
    with django_assert_num_queries(4):
        move_unit(unit=here, parent=root)
