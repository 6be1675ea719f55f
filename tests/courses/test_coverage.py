"""Units against the places in the central courses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from content.actions import put_page
from content.foundation import foundation
from content.models import UnitPage
from lms.courses.actions import begin_local_module, write_local_text
from lms.courses.models import Need
from lms.courses.rules.places import Filling
from lms.courses.selectors.adaptations import adaptations
from lms.courses.selectors.coverage import central_places, fillings
from lms.units.actions import attach_page, open_unit
from lms.units.models import Unit
from tests import school

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
# What a unit's own list calls it → what the coverage calls it, for a place that asks to be filled.
SAME = {"own": Filling.OWN, "above": Filling.ABOVE, "default": Filling.EXPECTED, "draft": Filling.EXPECTED}


def in_order(*units: Unit, on: date = TODAY) -> list[list[Filling]]:
    found = fillings(units, central_places(), on=on)
    return [found[unit.pk] for unit in units]


@pytest.mark.django_db
def test_coverage_says_what_each_units_own_list_says() -> None:
    place = school.build()
    lea = school.responsible("Lea", place.centre, "leader")
    units = (place.centre, place.bergen, place.oslo)

    def agree() -> list[list[Filling]]:
        said = in_order(*units)
        assert said == [[SAME[each.state] for course in adaptations(unit, on=TODAY) for each in course.places] for unit in units]
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
@pytest.mark.parametrize(
    ("late", "slot", "text"),
    [
        (-1, Filling.DUE, Filling.DUE),
        (0, Filling.DUE, Filling.DUE),
        (1, Filling.OVERDUE, Filling.DUE),
        (2, Filling.OVERDUE, Filling.OVERDUE),
    ],
)
def test_a_last_day_counts_from_the_day_after_and_alike_everywhere(late: int, slot: Filling, text: Filling) -> None:
    place, today = school.build(), TODAY
    place.slot.need, place.slot.required_by = Need.REQUIRED, today
    value = dict(school.LOCAL["value"], need="required", required_by=(today + timedelta(days=1)).isoformat())
    place.first.body = [*school.TEXT, {"type": "local", "value": value}]
    school.publish(place.slot)
    school.publish(place.first)
    day = today + timedelta(days=late)

    def own_list() -> list[Filling]:
        return [each.standing for course in adaptations(place.bergen, on=day) for each in course.places]

    assert in_order(place.bergen, on=day) == [own_list()] == [[text, slot]]
    assert foundation(place.bergen, on=day).to_write == central_places()
    school.local_module(place.centre, fills=place.slot)
    assert in_order(place.bergen, on=day) == [own_list()] == [[text, Filling.ABOVE]]


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
            fillings(units, central_places(), on=TODAY)
