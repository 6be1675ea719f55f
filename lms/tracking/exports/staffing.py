"""Who may serve on a day, as a file that looks like the screen."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lms.requirements.rules import Mark
from lms.tracking.selectors.staffing import Staffing
from lms.tracking.words.staffing import groups
from lms.ui.exports import as_csv as write_csv
from lms.ui.exports import safe_text

from . import sheet

_MARKS = {"ready": Mark.MET, "not_alone": Mark.NOT_ALONE, "lacking": Mark.MISSING, "paused": None}


def table(found: Staffing) -> Iterator[list[tuple[str, Mark | None]]]:
    """Head and rows as on the screen, group by group."""
    yield [(text, None) for text in (_("Standing"), _("Name"), _("Roles"), _("Lacks"), _("Telephone"))]
    for title, state, servers in groups(found):
        for each in servers:
            line = (each.row.name, ", ".join(each.roles), ", ".join(each.lacks), each.phone)
            yield [(title, _MARKS[state]), *((safe_text(text), None) for text in line)]


def as_csv(found: Staffing) -> bytes:
    """Semicolons and a byte order mark, as Norwegian Excel wants it."""
    return write_csv([text for text, _mark in line] for line in table(found))


def as_xlsx(found: Staffing, *, title: str) -> bytes:
    """A sheet with its head and names standing still, and the screen's colours."""
    return sheet(table(found), title=title, widths=[34, 28, 34, 50, 18], still="C2")
