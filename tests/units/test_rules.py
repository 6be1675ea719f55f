"""The order of units."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from lms.units.rules import in_tree_order, places


@dataclass
class Place:
    """A unit without a database."""

    pk: int
    name: str
    path_ids: list[int]


@st.composite
def trees(draw: st.DrawFn) -> list[Place]:
    found = [Place(1, "Hele landet", [1])]
    for pk in range(2, draw(st.integers(2, 130))):
        above = found[draw(st.integers(0, len(found) - 1))]
        found.append(Place(pk, draw(st.sampled_from(["Ås", "Bergen", "bergen", "Østfold", "Oslo"])), [*above.path_ids, pk]))
    return draw(st.permutations(found))


@given(trees())
def test_every_unit_stands_right_behind_the_branch_it_belongs_to(units):
    listed = in_tree_order(units)
    assert sorted(unit.pk for unit in listed) == sorted(unit.pk for unit in units)
    open_branch: list[int] = []
    for unit in listed:
        assert unit.path_ids[:-1] == open_branch[: len(unit.path_ids) - 1]
        open_branch = unit.path_ids


def test_units_beside_one_another_stand_by_name_whatever_their_number():
    units = [Place(1, "Landet", [1]), Place(99, "Ålesund", [1, 99]), Place(100, "Bergen", [1, 100]), Place(7, "Østfold", [1, 7])]
    assert [unit.name for unit in in_tree_order(units)] == ["Landet", "Bergen", "Østfold", "Ålesund"]


def test_where_those_above_are_not_listed_their_branches_stay_together():
    units = [Place(5, "Oslo", [1, 3, 5]), Place(6, "Bergen", [1, 2, 6]), Place(4, "Arendal", [1, 3, 4])]
    assert [unit.name for unit in in_tree_order(units)] == ["Bergen", "Arendal", "Oslo"]


def test_what_belongs_to_units_is_put_in_their_order_however_often_they_are_named():
    oslo, bergen = Place(5, "Oslo", [1, 5]), Place(6, "Bergen", [1, 6])
    place = places([oslo, bergen, oslo])
    assert sorted([5, 6, 5], key=place.__getitem__) == [6, 5, 5]
