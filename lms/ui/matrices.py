"""The people × requirements matrix, as prepared strings: a template loop over 1 000 cells costs more than all else on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.ui.icons import icon_html
from lms.ui.preparations import STATES, status_html


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A requirement: its name, a short one for narrow heads, where its head leads, what its cells add to their row's link («#krav-x»), and how the
    rows are sorted by it (*ascending*, *descending* or not)."""

    label: str
    short: str = ""
    href: str = ""
    anchor: str = ""
    sort: str = ""


class MatrixCell(NamedTuple):
    """One verdict: a state of ``lms.ui.preparations.STATES``, the sentence that explains it, a short visible text.

    It leads where its row and column say, unless it is not ``linked``. The same cell may stand in many rows, and is drawn once for all of them.
    """

    state: str
    explanation: str = ""
    text: str = ""
    linked: bool = True


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A person: name, link, what stands under the name, overall state and its words, one cell per column, and what stands before the name."""

    label: str
    cells: Sequence[MatrixCell]
    href: str = ""
    meta: str = ""
    state: str = ""
    state_label: str = ""
    before: SafeString | None = None


@lru_cache(maxsize=8192)
def _drawn(cell: MatrixCell, language: str | None) -> str:
    """What all drawings of a cell have in common: its tag from the tone on. Kept between requests, so ``language`` is there to tell them apart."""
    icon, tone, words = STATES[cell.state]
    explanation = escape(cell.explanation or str(words))
    hover = f' title="{explanation}"' if cell.explanation else ""
    return f' data-tone="{tone}"{hover}>{icon_html(icon)}<span class="ds-sr-only">{explanation}</span>{escape(cell.text)}'


def _row(row: MatrixRow, anchors: Sequence[str], language: str | None) -> str:
    if len(row.cells) != len(anchors):
        raise ValueError(f"{row.label} has {len(row.cells)} cells for {len(anchors)} columns")
    label, meta, href = escape(row.label), escape(row.meta), escape(row.href)
    person = f'<a href="{href}">{label}</a>' if href else label
    under = f'<span class="matrix__meta">{meta}</span>' if meta else ""
    state = status_html(row.state, row.state_label, quiet=True) if row.state else ""
    cells = "".join(
        [
            f'<td><a class="matrix__cell" href="{href}{anchor}"{_drawn(cell, language)}</a></td>'
            if href and cell.linked
            else f'<td><span class="matrix__cell"{_drawn(cell, language)}</span></td>'
            for cell, anchor in zip(row.cells, anchors, strict=True)
        ]
    )
    return f'<tr data-filter-text="{label} {meta}"><th scope="row" class="matrix__person">{row.before or ""}{person}{under}{state}</th>{cells}</tr>'


def _head(column: MatrixColumn) -> str:
    name = escape(column.short or column.label)
    inside = f'<a href="{escape(column.href)}">{name}</a>' if column.href else name
    return f'<th scope="col"{_sorted(column)}><span class="matrix__head">{inside}</span></th>'


def _sorted(column: MatrixColumn) -> str:
    return f' aria-sort="{escape(column.sort)}"' if column.sort else ""


def drawn_rows(columns: Sequence[MatrixColumn], rows: Sequence[MatrixRow]) -> SafeString:
    """Rows as markup. Raises ``ValueError`` for one that has not one cell for each column."""
    anchors, language = [escape(column.anchor) for column in columns], get_language()
    return mark_safe("\n".join([_row(row, anchors, language) for row in rows]))  # noqa: S308  # every piece is escaped above


def prepare(values: dict[str, Any]) -> dict[str, str | SafeString | list[str]]:
    """Heads and rows as markup and, for a legend, the states that occur, in the order of ``STATES``. Rows may come drawn, and have no legend then."""
    columns: Sequence[MatrixColumn] = values["columns"]
    rows: Sequence[MatrixRow] | SafeString = values["rows"]
    if isinstance(rows, SafeString):
        body, seen = rows, set()
    else:
        body, seen = drawn_rows(columns, rows), {cell.state for row in rows for cell in row.cells} if values["legend"] else set()
    corner: MatrixColumn | str = values["corner"] or _("Name")
    first = corner if isinstance(corner, MatrixColumn) else MatrixColumn(corner)
    named = escape(first.label)
    link = f'<a href="{escape(first.href)}">{named}</a>' if first.href else named
    return {
        "corner": mark_safe(f'<th scope="col" class="matrix__corner"{_sorted(first)}>{link}</th>'),  # noqa: S308  # escaped just above
        "head": mark_safe("".join(map(_head, columns))),  # noqa: S308  # every piece is escaped above
        "body": body,
        "states": [state for state in STATES if state in seen],
    }
