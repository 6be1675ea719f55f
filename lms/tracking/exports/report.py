"""The yearly report to take away: on paper (A4, tagged for screen readers), as a workbook, and as lines."""

from io import BytesIO

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lms.certificates.exports import typeset
from lms.tracking.exports import sheet_name
from lms.tracking.selectors.report import Report
from lms.tracking.words import report as words
from lms.ui.exports import as_csv as write_csv
from lms.ui.exports import safe_text

FIRST_WIDTH, WIDTH, TEXT_WIDTH = 34, 18, 70


def as_csv(found: Report) -> bytes:
    """All sections below each other, and how everything is counted."""
    return write_csv(words.file(found))


def as_xlsx(found: Report) -> bytes:
    """A sheet for each section, and one that says how everything is counted."""
    book = Workbook(write_only=True)
    for section in words.sections(found):
        widths = [FIRST_WIDTH, *(TEXT_WIDTH if at in section.texts else WIDTH for at in range(1, len(section.heads)))]
        _sheet(book, section.title, section.heads, section.rows, widths)
    _sheet(book, _("How it is counted"), [words.title(found), found.unit.name], words.definitions(found), [FIRST_WIDTH, 2 * TEXT_WIDTH])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, heads: list[str], rows: object, widths: list[int]) -> None:
    sheet = book.create_sheet(sheet_name(title))
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for at, row in enumerate([heads, *rows]):  # type: ignore[misc]
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value if isinstance(value, int) else ILLEGAL_CHARACTERS_RE.sub("", safe_text(value)))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def as_pdf(found: Report) -> bytes:
    """The report on paper, in the reader's language. Raises PdfUnavailableError where the setter's system libraries are missing."""
    context = {
        "found": found,
        "title": words.title(found),
        "sections": words.sections(found),
        "stats": words.stats(found),
        "definitions": words.definitions(found),
        "paper_language": translation.get_language(),
    }
    return typeset(render_to_string("tracking/report_paper.html", context), sheets=["certificates/report.css"])
