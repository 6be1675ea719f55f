"""The people × requirements matrix. Cells are prepared strings: a template loop over 1 000 cells costs too much."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

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


class _Faces:
    """Icon, tone and words of every state, drawn once for a table."""

    def __init__(self) -> None:
        self.words = {state: escape(str(words)) for state, (_icon, _tone, words) in STATES.items()}
        self.icons = {state: icon_html(icon) for state, (icon, _tone, _words) in STATES.items()}
        self.tones = {state: tone for state, (_icon, tone, _words) in STATES.items()}
        self.opening = {state: f'<span class="matrix__cell" data-tone="{self.tones[state]}">{self.icons[state]}' for state in STATES}

    def status(self, state: str, label: str) -> str:
        """The same markup as ``{% status state label quiet=True %}``."""
        words = escape(label) if label else self.words[state]
        return f'<span class="status status--quiet" data-tone="{self.tones[state]}">{self.icons[state]}<span>{words}</span></span>'

    def cell(self, cell: MatrixCell) -> str:
        explanation = escape(cell.explanation) if cell.explanation else self.words[cell.state]
        shown = f'<span class="matrix__text">{escape(cell.text)}</span>' if cell.text else ""
        inside = f'{self.opening[cell.state]}<span class="ds-sr-only">{explanation}</span>{shown}</span>'
        hover = f' title="{explanation}"' if cell.explanation else ""
        if cell.href:
            return f'<td><a class="matrix__link" href="{escape(cell.href)}"{hover}>{inside}</a></td>'
        return f"<td{hover}>{inside}</td>"

    def row(self, row: MatrixRow, width: int) -> SafeString:
        if len(row.cells) != width:
            raise ValueError(f"{row.label} has {len(row.cells)} cells for {width} columns")
        label, meta = escape(row.label), escape(row.meta)
        person = f'<a href="{escape(row.href)}">{label}</a>' if row.href else label
        under = f'<span class="matrix__meta">{meta}</span>' if meta else ""
        state = self.status(row.state, row.state_label) if row.state else ""
        cells = "".join(map(self.cell, row.cells))
        return mark_safe(  # noqa: S308  # every piece is escaped above
            f'<tr data-filter-text="{label} {meta}"><th scope="row" class="matrix__person">{person}{under}{state}</th>{cells}</tr>'
        )


def prepare(values: dict[str, Any]) -> dict[str, Any]:
    """Each row as markup, and the states that occur, in the order of ``STATES``, for the legend.

    Raises ``ValueError`` for a row that has not one cell for each column.
    """
    columns: list[MatrixColumn] = list(values["columns"])
    rows: list[MatrixRow] = list(values["rows"])
    faces = _Faces()
    seen = {cell.state for row in rows for cell in row.cells}
    return {
        "head": columns,
        "body": [faces.row(row, len(columns)) for row in rows],
        "states": [state for state in STATES if state in seen],
        "corner": values["corner"] or _("Name"),
    }
