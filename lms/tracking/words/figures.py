"""The figures in words: the rows of the chart, the table beside it, the map of the units below, and the file."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.tracking.rules.figures import SMALLEST, STEP, Share
from lms.tracking.selectors.figures import Figures
from lms.ui.exports import safe_text
from lms.ui.heat_maps import HeatCell, HeatColumn, HeatRow

from .coverage import heat_of

EVERY = 3  # units below are shown for every third month, so that a map fits its page


def bars(found: Figures) -> list[dict[str, Any]]:
    """A bar for each day on which there was somebody and the number may be told."""
    told = ((day, found.whole.told(day)) for day in found.days)
    return [
        {"label": day_words(day, found), "value": share.percent, "text": percent(share), "tone": "good"}
        for day, share in told
        if share and share.total
    ]


def table(found: Figures) -> dict[str, list[Any]]:
    """The same as text, and how many were ready and not where that is told."""
    columns = [_("Share ready"), *([_("Number ready"), _("Number not ready")] if found.whole.exact else [])]
    return {
        "columns": [_("Day"), *({"label": label, "numeric": True} for label in columns)],
        "rows": [{"cells": [day_words(day, found), *_numbers(found.whole.told(day), len(columns))]} for day in found.days],
    }


def _numbers(share: Share | None, columns: int) -> list[object]:
    if share is None:
        return [_("Not shown")] * columns
    return [percent(share) if share.total else _("Nobody here"), share.ready, share.total - share.ready][:columns]


def percent(share: Share) -> str:
    """The share in words."""
    return _("%(share)d %%") % {"share": share.percent}


def day_words(day: date, found: Figures) -> str:
    """A month by its name, since its last day is meant; the latest day is today."""
    return month_words(day, found.days[-1])


def month_words(day: date, today: date) -> str:
    """A month end by its month."""
    return _("Today") if day == today else date_format(day, "F Y")


def shown_below(found: Figures) -> list[date]:
    """The days for which units below are shown."""
    return found.days[::-1][::EVERY][::-1]


def columns(found: Figures) -> list[HeatColumn]:
    """A head for each of those days."""
    return [HeatColumn(day_words(day, found)) for day in shown_below(found)]


def rows(found: Figures) -> list[HeatRow]:
    """A row for each unit below; its name leads to its own figures."""
    return [
        HeatRow(
            line.unit.name, [share_cell(line.told(day)) for day in shown_below(found)], reverse("tracking:figures", args=[line.unit.slug])
        )
        for line in found.below
    ]


def share_cell(share: Share | None) -> HeatCell:
    """A share as a cell of a map; None is not told."""
    if share is None:
        return HeatCell("blank", _("Not shown"))
    if not share.total:
        return HeatCell("blank", _("Nobody here"))
    note = _("%(number)d of %(total)d") % {"number": share.ready, "total": share.total} if share.exact else ""
    return HeatCell(heat_of(share.percent), percent(share), note)


def small_table(found: Figures) -> dict[str, list[Any]]:
    """The units below for a phone."""
    return {
        "columns": [_("Unit"), *(column.label for column in columns(found))],
        "rows": [
            {"cells": [row.label, *(f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row.cells)], "href": row.href}
            for row in rows(found)
        ],
    }


def definitions(*, hides: bool) -> list[tuple[str, str]]:
    """How it is counted, as it stands under the figures."""
    said = [
        ready(),
        (
            _("Who counts"),
            _(
                "Everybody who had begun in the unit or below it by that day and had not ended, once each. "
                "Those on a break count with the others, since the days of breaks are not kept."
            ),
        ),
        which_day(),
        by_what(),
        (_("Share ready"), _("Whole per cent, rounded down: 100 % means everybody.")),
    ]
    return said + (hiding() if hides else [])


def ready() -> tuple[str, str]:
    """Who is ready, as it stands under each figure that tells of it."""
    return _("Ready"), _("Holds all that was asked for on that day, or has time left to do it. Who can serve, but not alone, is not ready.")


def which_day() -> tuple[str, str]:
    """On which days it is counted."""
    return _("Which day"), _("The last day of each month, and today.")


def by_what() -> tuple[str, str]:
    """By which rules, and what of what people hold."""
    return _("By what"), _("The rules that were in force on that day, and what is known today of what people hold.")


def hiding() -> list[tuple[str, str]]:
    """How what could point at somebody is told to those who may not see who it is."""
    steps = _("For a unit whose people you cannot see, the share is told to the nearest %(step)d %% and without numbers.")
    few = _("Where fewer than %(smallest)d are ready, or fewer than %(smallest)d are not, the numbers are not shown here.")
    return [(_("About"), steps % {"step": STEP}), (_("Not shown"), few % {"smallest": SMALLEST})]


def file(found: Figures) -> Iterator[Sequence[object]]:
    """Head and rows of a file: each unit on each day."""
    yield [_("Unit"), _("Role"), _("Day"), _("Share ready"), _("Number ready"), _("Number not ready")]
    role = safe_text(found.role.called) if found.role else _("All roles")
    for line in (found.whole, *found.below):
        for day in found.days:
            share = line.told(day)
            yield [safe_text(line.unit.name), role, day.isoformat(), *file_cells(share)]


def file_cells(share: Share | None) -> list[object]:
    """A share in a file: per cent, and how many and how many not where that is told."""
    if share is None:
        return [_("Not shown")] * 3
    return [share.percent if share.total else "", *([share.ready, share.total - share.ready] if share.exact else ["", ""])]
