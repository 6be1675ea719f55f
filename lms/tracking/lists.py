"""The rows of the people's list as markup: a table for a desk, cards for a phone.

Both are built as prepared strings; a template loop over a thousand cells costs more than everything else on the page.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import itemgetter

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.requirements.rules import State
from lms.requirements.selectors import Column, Row
from lms.requirements.words import STATE_NAMES
from lms.ui.icons import icon_html
from lms.ui.matrices import MatrixCell, MatrixColumn, MatrixRow, drawn_rows
from lms.ui.preparations import STATES, status_html
from lms.units.models import Unit

from .selectors import BY_SUBJECT
from .words import Faces, posts_line, state_label

Line = tuple[str, Row]  # the group somebody is shown in, empty if there are none


def matrix_columns(columns: Sequence[Column], *, sort: str = "", address: Callable[[str], str] | None = None) -> list[MatrixColumn]:
    """The heads of the table. Each cell leads to what it is about on the person's page; each head, where `address` says, to the list by its order."""
    return [
        MatrixColumn(
            column.name,
            anchor=f"#krav-{column.key}",
            href=address(f"{BY_SUBJECT}{column.key}") if address else "",
            sort="descending" if sort == f"{BY_SUBJECT}{column.key}" else "",
        )
        for column in columns
    ]


def matrix_rows(
    lines: Sequence[Line], columns: Sequence[Column], *, unit: Unit, faces: Faces, choosable: bool = False, query: str = ""
) -> SafeString:
    """The table's rows, drawn, with a heading before each group; `choosable` with a box to tick before each name. `query` goes with each link."""
    base = _people_url(unit)
    keys = [column.key for column in columns]
    labels = _state_labels()
    heads = matrix_columns(columns)
    parts = []
    for group, some in groupby(lines, key=itemgetter(0)):
        if group:
            parts.append(f'<tr class="matrix__group"><th scope="rowgroup" colspan="{len(keys) + 1}">{escape(group)}</th></tr>')
        parts.append(drawn_rows(heads, _matrix_rows((row for _group, row in some), keys, base, labels, unit, faces, choosable, query)))
    return mark_safe("\n".join(parts))  # noqa: S308  # every piece is escaped above


def _matrix_rows(
    rows: Iterable[Row], keys: list[str], base: str, labels: dict[State | None, str], unit: Unit, faces: Faces, choosable: bool, query: str
) -> list[MatrixRow]:
    return [
        MatrixRow(
            label=row.name,
            cells=[faces(cell) for cell in map(row.cells.get, keys)],
            href=f"{base}{row.person_id}/{query}",
            meta=posts_line(row.posts, unit_id=unit.pk),
            state=STATE_NAMES[row.state],
            state_label=labels[row.state],
            before=_box(row.person_id, escape(row.name)) if choosable else None,
        )
        for row in rows
    ]


def _box(person_id: int, name: str) -> SafeString:
    """A box to tick for somebody, whose name is escaped already. It belongs to the form «several»."""
    said = escape(_("Tick %(name)s") % {"name": "\0"}).replace("\0", name)
    return mark_safe(  # noqa: S308  # both are escaped, and the rest is a number
        f'<label class="person__choose no-print"><input type="checkbox" class="ds-input" name="person" value="{person_id:d}" form="several">'
        f'<span class="ds-sr-only">{said}</span></label>'
    )


def cards(
    lines: Sequence[Line], columns: Sequence[Column], *, unit: Unit, faces: Faces, choosable: bool = False, query: str = ""
) -> SafeString:
    """The same people as cards, each naming only what needs doing, with a heading before each group; `choosable` as `matrix_rows`."""
    base, labels = _people_url(unit), _state_labels()
    statuses = {state: status_html(STATE_NAMES[state], label) for state, label in labels.items()}
    names = [(column.key, f"<strong>{escape(column.name)}.</strong> ") for column in columns]
    made, before = [], ""
    for group, row in lines:
        if group != before:
            made.append(f'<li class="people__group"><h2>{escape(group)}</h2></li>')
            before = group
        needs = []
        for key, name in names if row.state is not None else ():  # nothing is asked during a break
            cell = row.cells.get(key)
            if cell is not None and cell.mark.state is not State.READY:
                opening, closing = _needed(faces(cell))
                needs.append(f"{opening}{name}{closing}")
        name, line = escape(row.name), escape(posts_line(row.posts, unit_id=unit.pk))
        box = _box(row.person_id, name) if choosable else ""
        needed = f'<ul class="needs">{"".join(needs)}</ul>' if needs else ""
        made.append(
            f'<li class="person person--link" data-filter-text="{name} {line}">{box}<div class="person__main">'
            f'<p class="person__name"><a class="person__link" href="{base}{row.person_id}/{query}">{name}</a></p>'
            f'<p class="person__meta">{line}</p>{needed}</div>'
            f'<div class="person__state">{statuses[row.state]}</div></li>'
        )
    return mark_safe("\n".join(made))  # noqa: S308  # every piece is escaped above


@lru_cache(maxsize=8192)
def _needed(face: MatrixCell) -> tuple[str, str]:
    """What stands before and after the name of something that needs doing."""
    icon, tone, _words = STATES[face.state]
    return f'<li data-tone="{tone}">{icon_html(icon)}<span>', f"{escape(face.explanation)}</span></li>"


def _state_labels() -> dict[State | None, str]:
    return {state: state_label(state) for state in (*State, None)}


def legend() -> list[SafeString]:
    """What the marks mean."""
    marks = [
        ("valid", _("Valid")),
        ("expiring", _("Expires within 60 days")),
        ("waiting", _("Not done, has a deadline")),
        ("exempt", _("Exempt")),
        ("allowed", _("Lacking, may begin all the same")),
        ("not_alone", _("Lacking, not alone")),
        ("lacking", _("Lacking")),
        ("expired", _("Expired")),
        ("not_required", _("Not asked of this person")),
    ]
    return [status_html(state, label, quiet=True) for state, label in marks]


def _people_url(unit: Unit) -> str:
    return reverse("tracking:people", args=[unit.slug])
