"""A heat map as prepared strings: words in every cell, and a wash behind them that shows the pattern from afar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# From the deepest wash to none; the two last ask for something to be done.
HEATS = ("full", "high", "half", "low", "none", "blank", "wanted", "lacking")


class HeatColumn(NamedTuple):
    """What the cells of a column are about, and what it belongs to."""

    label: str
    group: str = ""


class HeatCell(NamedTuple):
    """One of ``HEATS``, what is said in words, and a smaller line under it."""

    heat: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A name with an address and what stands under it, and one cell for each column."""

    label: str
    cells: Sequence[HeatCell]
    href: str = ""
    meta: str = ""


@lru_cache(maxsize=2048)
def _cell(cell: HeatCell) -> str:
    if cell.heat not in HEATS:
        raise ValueError(f"there is no heat {cell.heat}")
    note = f'<span class="heat__note">{escape(cell.note)}</span>' if cell.note else ""
    return f'<td><span class="heat__cell" data-heat="{cell.heat}">{escape(cell.text)}{note}</span></td>'


def _head(column: HeatColumn) -> str:
    group = f'<span class="heat__group">{escape(column.group)}<span class="ds-sr-only">:</span></span> ' if column.group else ""
    return f'<th scope="col"><span class="matrix__head heat__head">{group}{escape(column.label)}</span></th>'


def _row(row: HeatRow, width: int) -> str:
    if len(row.cells) != width:
        raise ValueError(f"{row.label} has {len(row.cells)} cells for {width} columns")
    label = f'<a href="{escape(row.href)}">{escape(row.label)}</a>' if row.href else escape(row.label)
    under = f'<span class="matrix__meta">{escape(row.meta)}</span>' if row.meta else ""
    return f'<tr><th scope="row" class="matrix__person">{label}{under}</th>{"".join(map(_cell, row.cells))}</tr>'


def prepare(values: dict[str, Any]) -> dict[str, str | SafeString]:
    """Heads, rows and legend as markup. Raises ``ValueError`` for a row that has not one cell for each column, and for an unknown heat."""
    columns: Sequence[HeatColumn] = values["columns"]
    rows: Sequence[HeatRow] = values["rows"]
    legend: Sequence[tuple[HeatCell, str]] = values["legend"]
    marks = [
        f'<li><span class="heat__cell heat__mark" data-heat="{cell.heat}">{escape(cell.text)}</span> {escape(words)}</li>'
        for cell, words in legend
    ]
    return {
        "head": mark_safe("".join(map(_head, columns))),  # noqa: S308  # every piece is escaped above
        "body": mark_safe("\n".join(_row(row, len(columns)) for row in rows)),  # noqa: S308  # every piece is escaped above
        "marks": mark_safe("".join(marks)),  # noqa: S308  # every piece is escaped above
        "corner": values["corner"] or _("Name"),
    }
