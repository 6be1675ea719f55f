"""The people of a unit as a file that looks like the screen."""

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lms.requirements import words
from lms.requirements.rules import Mark
from lms.tracking.selectors import Overview
from lms.tracking.words import Faces
from lms.ui.exports import as_csv as write_csv
from lms.ui.exports import safe_text

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_A4 = 9  # as the file format numbers it
# Light washes, so that the words stay readable in print; the words say it all without them.
_FILLS = {
    Mark.MET: "E4EFE7",
    Mark.EXEMPT: "E4EFE7",
    Mark.LAPSING: "FBEEC4",
    Mark.EXEMPT_ENDING: "FBEEC4",
    Mark.DUE: "E6EEF5",
    Mark.ALLOWED: "FBEEC4",
    Mark.NOT_ALONE: "F8E7E0",
    Mark.MISSING: "F8E7E0",
    Mark.LAPSED: "F9E4E1",
}


def table(overview: Overview, *, on: date) -> Iterator[list[tuple[str, Mark | None]]]:
    """Head and rows as on the screen, each cell as its text and the mark behind it. Where people are grouped, their group stands first."""
    grouped = any(group for group, _row in overview.lines)
    head = [
        *([_("Role")] if grouped else []),
        _("First name"),
        _("Last name"),
        _("Assignments"),
        _("Standing"),
        *(column.name for column in overview.columns),
    ]
    yield [(safe_text(text), None) for text in head]
    faces = Faces(on)
    for group, row in overview.lines:
        posts = "; ".join(f"{post.role}, {post.unit}" for post in row.posts)
        line: list[tuple[str, Mark | None]] = [
            (safe_text(text), None)
            for text in (*([group] if grouped else []), row.given_name, row.family_name, posts, words.state_words(row.state))
        ]
        for column in overview.columns:
            cell = row.cells.get(column.key)
            if cell is None:
                line.append(("", None))
                continue
            line.append((faces(cell).explanation, cell.mark))
        yield line


def as_csv(overview: Overview, *, on: date) -> bytes:
    """Semicolons and a byte order mark, as Norwegian Excel wants it."""
    return write_csv([text for text, _mark in line] for line in table(overview, on=on))


def as_xlsx(overview: Overview, *, title: str, on: date) -> bytes:
    """A sheet with its head and names standing still, and the screen's colours."""
    grouped = any(group for group, _row in overview.lines)
    widths = [*([20] if grouped else []), 16, 18, 34, 24, *([26] * len(overview.columns))]
    return sheet(table(overview, on=on), title=title, widths=widths, still="D2" if grouped else "C2")


def sheet(lines: Iterable[list[tuple[str, Mark | None]]], *, title: str, widths: list[int], still: str) -> bytes:
    """A workbook of one sheet, A4 across, with a bold head that is printed on every page; each cell as its text and the mark behind it."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet_name(title))
    page.freeze_panes = still
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.print_title_rows = "1:1"
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    fills = {mark: PatternFill("solid", start_color=colour) for mark, colour in _FILLS.items()}
    bold, wrap = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for number, line in enumerate(lines):
        cells = []
        for text, mark in line:
            cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.alignment = wrap
            if number == 0:
                cell.font = bold
            if mark:
                cell.fill = fills[mark]
            cells.append(cell)
        page.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_name(title: str) -> str:
    """Excel allows 31 characters, and not all of them."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or "Ark1"
