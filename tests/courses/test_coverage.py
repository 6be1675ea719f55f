"""Units against the places in the central courses."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from content.actions import put_page
from content.models import UnitPage
from lms.courses.actions import begin_local_module, write_local_text
from lms.courses.models import Need
from lms.courses.selectors.adaptations import adaptations
from lms.courses.selectors.coverage import Filling, central_places, filling, fillings
from lms.units.actions import attach_page, open_unit
from lms.units.models import Unit
from tests import school

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
# What a unit's own list calls it → what the coverage calls it, for a place that asks to be filled.
SAME = {"own": Filling.OWN, "above": Filling.ABOVE, "default": Filling.EXPECTED, "draft": Filling.EXPECTED}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True), st.sets(st.integers(1, 9)), st.sampled_from(Need))
def test_nearest_writer_decides_and_strangers_never_do(path: list[int], writers: set[int], need: Need) -> None:
    found = filling(path, writers, need)
    assert (found is Filling.OWN) == (path[-1] in writers)
    assert (found is Filling.ABOVE) == (path[-1] not in writers and bool(writers & set(path)))
    assert found is filling(path, writers & set(path), need)


@pytest.mark.parametrize(
    ("need", "expected"),
    [(Need.OPTIONAL, Filling.DEFAULT), (Need.EXPECTED, Filling.EXPECTED), (Need.REQUIRED, Filling.REQUIRED)],
)
def test_an_unfilled_place_stands_as_it_asks(need: Need, expected: Filling) -> None:
    assert filling([1, 2], set(), need) is expected


def in_order(*units: Unit) -> list[list[Filling]]:
    found = fillings(units, central_places())
    return [found[unit.pk] for unit in units]


@pytest.mark.django_db
def test_coverage_says_what_each_units_own_list_says() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.centre, "leader")
    units = (place.centre, place.bergen, place.oslo)

    def agree() -> list[list[Filling]]:
        said = in_order(*units)
        assert said == [[SAME[each.state] for course in adaptations(unit, on=NOW.date()) for each in course.places] for unit in units]
        return said

    assert [each.title for each in central_places()] == ["Hvor ligger erklæringen?", "Slik gjør vi det"]
    assert agree() == [[Filling.EXPECTED] * 2] * 3
    begun = begin_local_module(unit=place.bergen, slot=place.slot, by=lea, at=NOW)
    agree()
    school.publish(begun)
    write_local_text(unit=place.centre, page=place.first, key="skapet", text="I arkivet.", by=lea, at=NOW)
    assert agree() == [[Filling.OWN, Filling.EXPECTED], [Filling.ABOVE, Filling.OWN], [Filling.ABOVE, Filling.EXPECTED]]
    write_local_text(unit=place.centre, page=place.first, key="skapet", text="", by=lea, at=NOW)
    assert agree()[0] == [Filling.EXPECTED] * 2


@pytest.mark.django_db
def test_fifty_units_cost_what_one_does(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = school.build()
    units = [place.bergen]
    for expected in (1, 50):
        while len(units) < expected:
            unit = open_unit(name="U", slug=f"u-{len(units)}", kind=place.bergen.kind, parent=place.centre)
            page = UnitPage(title="U", slug=unit.slug)
            put_page(place.bergen.page.get_parent(), page)  # type: ignore[union-attr]
            units.append(attach_page(unit=unit, page=page))
        with django_assert_num_queries(8):
            fillings(units, central_places())
