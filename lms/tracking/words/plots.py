"""The other figures in words: each as a page of one shape, with a chart, the same numbers as a table, how they are counted, and a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.tracking.rules.figures import SMALLEST, STEP
from lms.tracking.selectors.plots import Lapses, ShareLine, Shares, Wait, Waits
from lms.ui.exports import safe_text
from lms.ui.heat_maps import HeatCell, HeatColumn, HeatRow

from . import figures
from .figures import file_cells, hiding, month_words, percent, share_cell

Cell = tuple[str, str]


@dataclass(frozen=True)
class Plot:
    """What a page shows. `columns` and `rows` are a heat map where there is one; `table` always says it all."""

    lead: str
    chart: str
    bars: list[dict[str, Any]]
    table: dict[str, list[Any]]
    definitions: list[Cell]
    file: list[Sequence[object]]
    columns: list[HeatColumn] = field(default_factory=list)
    rows: list[HeatRow] = field(default_factory=list)
    corner: str = ""
    maximum: int | None = None
    empty: str = ""  # what will come, where there is nothing to show


def roles(found: Shares) -> Plot:
    """The share ready in each role."""
    said = [
        figures.ready(),
        (
            _("Role"),
            _(
                "Everybody who had begun in the role in the unit or below it by that day and had not ended, once each. "
                "Somebody in several roles counts once in each, by how they stand in it."
            ),
        ),
        figures.which_day(),
        figures.by_what(),
    ]
    return _shares(found, _("Role"), _("How many have been ready in each role."), _("Share ready today"), said)


def kinds(found: Shares) -> Plot:
    """The share ready in the units of each kind."""
    said = [
        figures.ready(),
        (_("Kind"), _("Units of the same kind are counted together. Somebody who serves in units of several kinds counts once in each.")),
        figures.which_day(),
    ]
    return _shares(found, _("Kind"), _("How many have been ready in the units of each kind."), _("Share ready today"), said)


def qualifications(found: Shares) -> Plot:
    """The share that held what was asked."""
    said = [
        (_("Share"), _("Of those who served on that day and of whom it was asked, by itself or as one of several: those who held it.")),
        figures.which_day(),
        figures.by_what(),
    ]
    return _shares(found, _("Qualification"), _("How many have held what is asked of them."), _("Share that holds it today"), said)


def _shares(found: Shares, corner: str, lead: str, chart: str, said: list[Cell]) -> Plot:
    today = found.days[-1]
    heads = [month_words(day, today) for day in found.days]
    rows = [HeatRow(line.name, [share_cell(line.shares[day]) for day in found.days]) for line in found.lines]
    file: list[Sequence[object]] = [[corner, _("Day"), _("Share"), _("Number"), _("Number not")]]
    file += [[safe_text(line.name), day.isoformat(), *file_cells(line.shares[day])] for line in found.lines for day in found.days]
    return Plot(
        lead=lead,
        chart=chart,
        bars=[bar for line in found.lines for bar in _share_bar(line, line.shares[today])],
        table=_heat_table(corner, heads, rows),
        definitions=said + (hiding() if found.hides else []),
        file=file,
        columns=[HeatColumn(head) for head in heads],
        rows=rows,
        corner=corner,
        maximum=100,
        empty=_("When somebody has begun here, you see how many are ready."),
    )


def _share_bar(line: ShareLine, share: Any) -> list[dict[str, Any]]:
    return [{"label": line.name, "value": share.percent, "text": percent(share), "tone": "good"}] if share and share.total else []


def _heat_table(corner: str, heads: Iterable[str], rows: Iterable[HeatRow]) -> dict[str, list[Any]]:
    return {
        "columns": [corner, *heads],
        "rows": [{"cells": [row.label, *(f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row.cells)]} for row in rows],
    }


def lapses(found: Lapses) -> Plot:
    """What lapses in the year to come."""
    heads = [date_format(first, "F Y") for first, _last in found.months]
    rows = [HeatRow(name, [_count_cell(number) for number in numbers]) for name, numbers in found.lines]
    bars = [
        {"label": head, "value": number or 0, "text": _number(number), "tone": "warn"}
        for head, number in zip(heads, found.together, strict=True)
    ]
    said = [
        (_("Lapses"), _("The last day on which it counts lies in that month, and nobody has renewed it yet. The last day is included.")),
        (_("Who counts"), _("Everybody who serves today and of whom it is asked. One person counts once for each qualification.")),
        (_("This month"), _("From today on.")),
    ]
    file: list[Sequence[object]] = [[_("Qualification"), *(first.strftime("%Y-%m") for first, _last in found.months)]]
    file += [[safe_text(name), *map(_file_number, numbers)] for name, numbers in found.lines]
    return Plot(
        lead=_("What people hold and will lose in the next twelve months, if nobody renews it."),
        chart=_("How many lapse in each month"),
        bars=bars if found.lines else [],
        table=_heat_table(_("Qualification"), heads, rows),
        definitions=said + (about() if found.hides else []),
        file=file,
        columns=[HeatColumn(head) for head in heads],
        rows=rows,
        corner=_("Qualification"),
        empty=_("Nothing that is asked of those who serve here lapses within a year."),
    )


def waits(found: Waits) -> Plot:
    """How long it takes to be ready."""
    bars = [
        {"label": quarter_words(each), "value": each.days[1], "text": days_words(each.days[1]), "tone": "info"}
        for each in found.lines
        if each.days[1] is not None
    ]
    heads = [_("Came"), _("Ready so far"), _("A quarter within"), _("Half within"), _("Three quarters within")]
    rows = [
        {"cells": [quarter_words(each), _number(each.came), _number(each.ready), *(_wait_words(each, days) for days in each.days)]}
        for each in found.lines
    ]
    said = [
        (
            _("Who counts"),
            _("Everybody who came to the unit or below it for the first time in that quarter, once, also those who have ended since."),
        ),
        (
            _("From"),
            _("The day of the ruling that took somebody in, or the first day in the role if that came first or there was no ruling."),
        ),
        (_("To"), _("The first day on which nothing stood in the way: all that was due was held. Some things may have had time left.")),
        (
            _("Within"),
            _(
                "After so many days a quarter, half and three quarters of all who came were ready. Those who are not ready yet count among all."
            ),
        ),
    ]
    file: list[Sequence[object]] = [[_("Quarter"), *heads]]
    for each in found.lines:
        numbers = [_file_number(each.came), _file_number(each.ready)]
        file.append([f"{each.quarter.year}-{each.quarter.number}", *numbers, *("" if days is None else days for days in each.days)])
    return Plot(
        lead=_("How long it takes from when somebody comes until nothing stands in the way."),
        chart=_("Days until half were ready"),
        bars=bars,
        table={"columns": [_("Quarter"), *({"label": head, "numeric": True} for head in heads)], "rows": rows},
        definitions=said + (about() if found.hides else []),
        file=file,
        empty=_("When somebody has begun here, you see how long it takes until they are ready."),
    )


def quarter_words(wait: Wait) -> str:
    """A quarter as one reads it."""
    return _("%(number)d. quarter %(year)d") % {"number": wait.quarter.number, "year": wait.quarter.year}


def days_words(days: int | None) -> str:
    """A number of days, or that it is not so far."""
    return _("Not yet") if days is None else ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def _wait_words(wait: Wait, days: int | None) -> str:
    return _("Not shown") if wait.came is None else days_words(days)


def _count_cell(number: int | None) -> HeatCell:
    if number is None:
        return HeatCell("blank", _("Not shown"))
    return HeatCell("lacking" if number >= SMALLEST else "wanted", str(number)) if number else HeatCell("blank", "0")


def _number(number: int | None) -> str:
    return _("Not shown") if number is None else str(number)


def _file_number(number: int | None) -> object:
    return _("Not shown") if number is None else number


def about() -> list[Cell]:
    """How numbers are told to those who may not see who it is."""
    said = _("Where you cannot see who it is, numbers are told to the nearest %(step)d, and smaller ones than %(smallest)d not at all.")
    return [(_("About"), said % {"step": STEP, "smallest": SMALLEST})]
