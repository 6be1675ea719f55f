"""The people × requirements matrix. Cells are prepared strings: a template loop over 1 000 cells costs too much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.ui.icons import icon_html
from lms.ui.preparations import STATES


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A requirement: its name, a short one for narrow heads, and where it is explained."""

    label: str
    short: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One verdict: a state of ``lms.ui.preparations.STATES``, the sentence that explains it, a short visible text, a link."""

    state: str
    explanation: str = ""
    text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A person: name, link, what stands under the name, overall state and its words, and one cell per column."""

    label: str
    cells: tuple[MatrixCell, ...]
    href: str = ""
    meta: str = ""
    state: str = ""
    state_label: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def _faces() -> dict[str, tuple[str, str]]:
    """State → (opening of the cell, its words), built once for each table."""
    return {
        state: (
            f'<span class="matrix__cell" data-tone="{tone}">{icon_html(icon)}',
            escape(str(words)),
        )
        for state, (icon, tone, words) in STATES.items()
    }


def cells_html(row: MatrixRow, columns: list[MatrixColumn], faces: dict[str, tuple[str, str]]) -> SafeString:
    """All cells of one row as markup. Each says column, state and explanation in words."""
    parts = []
    for column, cell in zip(columns, row.cells, strict=True):
        face, words = faces[cell.state]
        explanation = escape(cell.explanation) if cell.explanation else words
        shown = f'<span class="matrix__text">{escape(cell.text)}</span>' if cell.text else ""
        inside = f'{face}<span class="ds-sr-only">{explanation}</span>{shown}</span>'
        title = f' title="{explanation}"' if cell.explanation else ""
        if cell.href:
            inside = f'<a class="matrix__link" href="{escape(cell.href)}"{title}>{inside}</a>'
            title = ""
        parts.append(f'<td data-label="{escape(column.label)}"{title}>{inside}</td>')
    return mark_safe("".join(parts))  # noqa: S308  # every piece is escaped above


def prepare(values: dict[str, Any]) -> dict[str, Any]:
    """Rows of (row, cells as markup) and the legend of the states that occur, in the order of ``STATES``."""
    columns: list[MatrixColumn] = list(values["columns"])
    rows: list[MatrixRow] = list(values["rows"])
    faces = _faces()
    body = [(row, cells_html(row, columns, faces)) for row in rows]
    seen = {cell.state for row in rows for cell in row.cells}
    legend = [format_html("{}", state) for state in STATES if state in seen]
    return {"head": columns, "body": body, "states": legend, "corner": values["corner"] or _("Name")}
