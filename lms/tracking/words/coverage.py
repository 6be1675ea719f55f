"""The coverage in words: the cells of its heat maps, its short tables for phones, and its files."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.courses.models import CoursePage
from lms.courses.rules.places import Filling
from lms.courses.selectors.coverage import CentralPlace
from lms.tracking.selectors import SMALLEST_COUNT
from lms.tracking.selectors.coverage import CourseLine, SlotLine
from lms.ui.exports import safe_text
from lms.ui.heat_maps import HeatCell, HeatColumn, HeatRow

_HEATS = {
    Filling.OWN: "full",
    Filling.ABOVE: "half",
    Filling.DEFAULT: "none",
    Filling.EXPECTED: "wanted",
    Filling.DUE: "wanted",
    Filling.REQUIRED: "lacking",
    Filling.OVERDUE: "lacking",
}
_STEPS = ((90, "full"), (65, "high"), (40, "half"), (1, "low"), (0, "none"))  # from this many per cent on


def heat_of(percent: int) -> str:
    """The wash behind a share, from 0 to 100."""
    return next(heat for least, heat in _STEPS if percent >= least)


def filling_words(filling: Filling) -> str:
    """What a cell says."""
    return {
        Filling.OWN: _("Their own"),
        Filling.ABOVE: _("From above"),
        Filling.DEFAULT: _("Default"),
        Filling.EXPECTED: _("Should be written"),
        Filling.DUE: _("Must be written by a day"),
        Filling.REQUIRED: _("Must be written"),
        Filling.OVERDUE: _("Overdue"),
    }[filling]


def _slot_cell(filling: Filling, place: CentralPlace) -> HeatCell:
    """A place in a unit; with the day, where nobody has filled one that has a last day."""
    last = date_format(place.required_by, "DATE_FORMAT") if place.required_by else ""
    if filling is Filling.DUE:
        return HeatCell(_HEATS[filling], _("Must be written"), _("by %(date)s") % {"date": last})
    if filling is Filling.OVERDUE:
        return HeatCell(_HEATS[filling], filling_words(filling), last)
    return HeatCell(_HEATS[filling], filling_words(filling))


def _stand(lines: Sequence[SlotLine]) -> list[Filling]:
    """How places stand anywhere in these units; what is nowhere need not be explained."""
    found = {filling for line in lines for filling in line.fillings}
    return [filling for filling in Filling if filling in found]


def course_columns(courses: Sequence[CoursePage]) -> list[HeatColumn]:
    """A head for each course."""
    return [HeatColumn(course.title) for course in courses]


def slot_columns(places: Sequence[CentralPlace]) -> list[HeatColumn]:
    """A head for each place, under its course."""
    return [HeatColumn(place.title, place.course) for place in places]


def slot_rows(places: Sequence[CentralPlace], lines: Sequence[SlotLine]) -> list[HeatRow]:
    """A row for each unit; its name leads to where its places are written, for those who may."""
    cells = [{filling: _slot_cell(filling, place) for filling in Filling} for place in places]
    return [
        HeatRow(
            line.unit.name, [cell[filling] for cell, filling in zip(cells, line.fillings, strict=True)], _slots_url(line), _place_of(line)
        )
        for line in lines
    ]


def slot_legend(lines: Sequence[SlotLine]) -> list[tuple[HeatCell, str]]:
    """What the words mean."""
    meanings = {
        Filling.OWN: _("The unit has written it."),
        Filling.ABOVE: _("A unit above has written it."),
        Filling.DEFAULT: _("The centre's text is shown, and that is enough."),
        Filling.EXPECTED: _("The centre's text is shown, but the unit is expected to write."),
        Filling.DUE: _("The centre's text is shown until the unit has written, on the day named at the latest."),
        Filling.REQUIRED: _("The centre's text is shown, but the unit has to write."),
        Filling.OVERDUE: _("The unit should have written by the day named."),
    }
    return [(HeatCell(_HEATS[filling], filling_words(filling)), meanings[filling]) for filling in _stand(lines)]


def slot_table(lines: Sequence[SlotLine]) -> dict[str, list[Any]]:
    """The same for a phone: how many places of a unit stand how."""
    stand = _stand(lines)
    return {
        "columns": [_("Unit"), *({"label": filling_words(filling), "numeric": True} for filling in stand)],
        "rows": [
            {"cells": [line.unit.name, *(line.fillings.count(filling) for filling in stand)], "href": _slots_url(line)} for line in lines
        ],
    }


def course_rows(courses: Sequence[CoursePage], lines: Sequence[CourseLine]) -> list[HeatRow]:
    """A row for each unit; its name leads to its people, for those who may see them."""
    return [
        HeatRow(line.unit.name, [_course_cell(line, course) for course in courses], _people_url(line), _place_of(line)) for line in lines
    ]


def _course_cell(line: CourseLine, course: CoursePage) -> HeatCell:
    serving, number = line.reach.serving, line.trained(course)
    if not serving:
        return HeatCell("blank", _("Nobody here"))
    if line.hidden:
        return HeatCell("blank", _("Not shown"))
    if number is None:
        return HeatCell("high", _few_lack()) if line.few_lack(course) else HeatCell("low", _few_have())
    share = 100 * number // serving
    return HeatCell(
        heat_of(share), _("%(share)d %%") % {"share": share}, _("%(number)d of %(total)d") % {"number": number, "total": serving}
    )


def _few_have() -> str:
    return _("Fewer than %(smallest)d have it") % {"smallest": SMALLEST_COUNT}


def _few_lack() -> str:
    return _("Fewer than %(smallest)d lack it") % {"smallest": SMALLEST_COUNT}


def course_legend(*, hides: bool) -> list[tuple[HeatCell, str]]:
    """What the washes mean."""
    marks = [
        (HeatCell("full", _("90 %")), _("at least 90 of 100 have taken the course")),
        (HeatCell("high", _("65 %")), _("at least 65")),
        (HeatCell("half", _("40 %")), _("at least 40")),
        (HeatCell("low", _("1 %")), _("fewer")),
    ]
    hidden = (HeatCell("blank", _("Not shown")), _("fewer than %(smallest)d people in all") % {"smallest": SMALLEST_COUNT})
    return [*marks, hidden] if hides else marks


def course_table(courses: Sequence[CoursePage], rows: Sequence[HeatRow]) -> dict[str, list[Any]]:
    """The same rows for a phone."""
    return {
        "columns": [_("Unit"), *(course.title for course in courses)],
        "rows": [
            {"cells": [row.label, *(f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row.cells)], "href": row.href}
            for row in rows
        ],
    }


def slot_file(places: Sequence[CentralPlace], lines: Sequence[SlotLine]) -> Iterator[list[object]]:
    """Head and rows of a file."""
    yield [_("Unit"), _("Kind"), _("City"), *(safe_text(f"{place.code or place.course}: {place.title}") for place in places)]
    for line in lines:
        cells = (_slot_cell(filling, place) for place, filling in zip(places, line.fillings, strict=True))
        yield [*_unit_cells(line), *(f"{cell.text} {cell.note}".strip() for cell in cells)]


def course_file(courses: Sequence[CoursePage], lines: Sequence[CourseLine]) -> Iterator[list[object]]:
    """Head and rows of a file: how many serve, and how many of them have taken each course, as far as the numbers may be told."""
    yield [_("Unit"), _("Kind"), _("City"), _("People"), *(safe_text(course.title) for course in courses)]
    for line in lines:
        numbers = ["" if line.hidden else line.reach.serving]
        yield [*_unit_cells(line), *numbers, *("" if line.hidden else _told(line, course) for course in courses)]


def _told(line: CourseLine, course: CoursePage) -> int | str:
    number = line.trained(course)
    return number if number is not None else _few_lack() if line.few_lack(course) else _few_have()


def _unit_cells(line: SlotLine | CourseLine) -> list[object]:
    return [safe_text(line.unit.name), safe_text(line.unit.kind.called), safe_text(line.unit.city)]


def _place_of(line: SlotLine | CourseLine) -> str:
    return " · ".join(part for part in (line.unit.kind.called, line.unit.city) if part)


def _slots_url(line: SlotLine) -> str:
    return reverse("courses:slots", args=[line.unit.slug]) if line.open else ""


def _people_url(line: CourseLine) -> str:
    return reverse("tracking:people", args=[line.unit.slug]) if line.open else ""
