"""The rows of the people's list as markup: a table for a desk, cards for a phone.

Both are built as prepared strings; a template loop over a thousand cells costs more than everything else on the page.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.requirements.rules import State
from lms.requirements.selectors import Column, Row
from lms.requirements.words import STATE_NAMES
from lms.ui.icons import icon_html
from lms.ui.matrices import MatrixCell, MatrixColumn, MatrixRow
from lms.ui.preparations import STATES
from lms.units.models import Unit

from .words import Faces, posts_line, state_label


def matrix_columns(columns: Sequence[Column]) -> list[MatrixColumn]:
    """The heads of the table."""
    return [MatrixColumn(column.name) for column in columns]


def matrix_rows(rows: Sequence[Row], columns: Sequence[Column], *, unit: Unit, faces: Faces) -> list[MatrixRow]:
    """The table's rows. Each cell leads to what it is about on the person's page."""
    base = _people_url(unit)
    keys = [column.key for column in columns]
    made = []
    for row in rows:
        url = f"{base}{row.person_id}/"
        get = row.cells.get
        cells = []
        for key in keys:
            cell = get(key)
            state, explanation, shown = faces(cell)
            cells.append(MatrixCell(state, explanation, shown, f"{url}#krav-{key}" if cell else ""))
        made.append(
            MatrixRow(
                label=row.name,
                cells=tuple(cells),
                href=url,
                meta=posts_line(row.posts, unit_id=unit.pk),
                state=STATE_NAMES[row.state],
                state_label=state_label(row.state),
            )
        )
    return made


def cards(rows: Sequence[Row], columns: Sequence[Column], *, unit: Unit, faces: Faces) -> list[SafeString]:
    """The same people as cards, each naming only what needs doing."""
    base = _people_url(unit)
    drawn = {state: (icon_html(icon), tone) for state, (icon, tone, _words) in STATES.items()}
    made = []
    for row in rows:
        needs = []
        for column in columns if row.state is not None else ():  # nothing is asked during a break
            cell = row.cells.get(column.key)
            if cell is not None and cell.mark.state is not State.READY:
                state, explanation, _shown = faces(cell)
                icon, tone = drawn[state]
                needs.append(
                    f'<li data-tone="{tone}">{icon}<span><strong>{escape(column.name)}.</strong> {escape(explanation)}</span></li>'
                )
        icon, tone = drawn[STATE_NAMES[row.state]]
        name, line = escape(row.name), escape(posts_line(row.posts, unit_id=unit.pk))
        label = escape(state_label(row.state))
        needed = f'<ul class="needs">{"".join(needs)}</ul>' if needs else ""
        made.append(
            mark_safe(  # noqa: S308  # every piece is escaped above
                f'<li class="person person--link" data-filter-text="{name} {line}"><div class="person__main">'
                f'<p class="person__name"><a class="person__link" href="{base}{row.person_id}/">{name}</a></p>'
                f'<p class="person__meta">{line}</p>{needed}</div>'
                f'<div class="person__state"><span class="status" data-tone="{tone}">{icon}<span>{label}</span></span></div></li>'
            )
        )
    return made


def legend() -> list[tuple[str, str]]:
    """What the marks mean: state of the interface and words."""
    return [
        ("valid", _("Valid")),
        ("expiring", _("Expires within 60 days")),
        ("waiting", _("Not done, has a deadline")),
        ("lacking", _("Lacking")),
        ("expired", _("Expired")),
        ("not_required", _("Not asked of this person")),
    ]


def _people_url(unit: Unit) -> str:
    return reverse("tracking:people", args=[unit.slug])
