"""What people take away when they import a register: an empty template to fill in, and what is wrong in their file."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lms.qualifications.models import Qualification
from lms.roles.models import Role
from lms.ui.exports import as_csv, safe_text
from lms.units.models import Unit

from . import words
from .models import ImportFault
from .rules.columns import Field
from .rules.files import MOST_COLUMNS

IN_TEMPLATE = (
    Field.GIVEN,
    Field.FAMILY,
    Field.EMAIL,
    Field.PHONE,
    Field.LANGUAGE,
    Field.ROLE,
    Field.UNIT,
    Field.FROM,
    Field.TO,
    Field.STATUS,
)


def faults_as_csv(faults: Iterable[ImportFault], headings: list[str]) -> bytes:
    """Everything that is wrong in a file, a line for each."""
    lines = (words.fault_line(fault, headings).cells() for fault in faults)
    return as_csv([words.fault_columns(), *([safe_text(cell) for cell in line] for line in lines)])


def template(*, roles: Iterable[Role], units: Iterable[Unit], qualifications: Iterable[Qualification]) -> bytes:
    """A workbook with the headings that are understood, and a sheet that explains them and names roles, units and qualifications."""
    book, bold, wrap = Workbook(write_only=True), Font(bold=True), Alignment(wrap_text=True, vertical="top")
    offered = list(qualifications)[: MOST_COLUMNS - len(IN_TEMPLATE) - 1]  # so that what is filled in can be read
    sheet = book.create_sheet(_("Register"))
    sheet.freeze_panes = "A2"
    headings = (
        [str(words.FIELDS[field]) for field in IN_TEMPLATE] + [each.called for each in offered] + [str(words.FIELDS[Field.ASSURANCE])]
    )
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(14, len(heading) + 2)
    sheet.append([_cell(sheet, heading, bold) for heading in headings])
    help_sheet = book.create_sheet(_("How to fill in"))
    help_sheet.column_dimensions["A"].width, help_sheet.column_dimensions["B"].width = 32, 90
    for heading, text in [
        *_explained(),
        *((each.called, _("The day they earned it, as 31.12.2024; empty if they have not.")) for each in offered),
    ]:
        row = [_cell(help_sheet, heading, bold), _cell(help_sheet, text)]
        for cell in row:
            cell.alignment = wrap
        help_sheet.append(row)
    for heading, names in ((_("Roles"), [each.called for each in roles]), (_("Units"), [each.name for each in units])):
        help_sheet.append([])
        help_sheet.append([_cell(help_sheet, heading, bold)])
        for name in names:
            help_sheet.append([None, _cell(help_sheet, name)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, text: object, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, safe_text(ILLEGAL_CHARACTERS_RE.sub("", str(text))))
    if font:
        cell.font = font
    return cell


def _explained() -> list[tuple[str, str]]:
    """What to write in each column."""
    said = {
        Field.GIVEN: _("Must be filled in."),
        Field.FAMILY: _("Must be filled in."),
        Field.EMAIL: _("They log in with it. Empty if they have none."),
        Field.PHONE: _("Digits. Without e-mail, name and telephone together tell who it is."),
        Field.LANGUAGE: _("«bokmål», «nynorsk» or «engelsk». Empty is bokmål."),
        Field.ROLE: _("One of the roles below. For several roles, use several rows with the same name and e-mail or telephone."),
        Field.UNIT: _("One of the units below. Empty is the unit you import for."),
        Field.FROM: _("The day they began, as 31.12.2024."),
        Field.TO: _("The last day, if they have ended. Empty if they go on."),
        Field.STATUS: _("«planlagt», «aktiv», «pause» or «avsluttet». Empty: follows from the days."),
        Field.ASSURANCE: _(
            "How sure you are of what they have learnt: «registrert» (you have seen it on paper) or «eget ord». Empty is «registrert»."
        ),
    }
    first = (_("Never write"), _("Anything about health, faith or own experience, or about guests and participants."))
    return [first, *((str(words.FIELDS[field]), text) for field, text in said.items())]
