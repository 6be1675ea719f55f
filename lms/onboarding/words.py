"""What is said of a register that is imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Import, ImportFault
from .rules.cells import Wrong
from .rules.columns import EARNED, ColumnFault, Field
from .rules.files import MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, Refusal
from .rules.persons import Doubt

Text = str | Promise

FIELDS: dict[Field, Text] = {
    Field.GIVEN: gettext_lazy("First name"),
    Field.FAMILY: gettext_lazy("Last name"),
    Field.NAME: gettext_lazy("Whole name"),
    Field.EMAIL: gettext_lazy("E-mail"),
    Field.PHONE: gettext_lazy("Telephone"),
    Field.LANGUAGE: gettext_lazy("Language"),
    Field.ROLE: gettext_lazy("Role"),
    Field.UNIT: gettext_lazy("Unit"),
    Field.FROM: gettext_lazy("From"),
    Field.TO: gettext_lazy("To"),
    Field.STATUS: gettext_lazy("Status"),
    Field.QUALIFICATION: gettext_lazy("Qualification"),
    Field.DAY: gettext_lazy("Day of the qualification"),
    Field.ASSURANCE: gettext_lazy("How sure"),
}

# What is wrong, and what would be right. «%(near)s» is what was meant perhaps, or another row.
_A_DAY = gettext_lazy("A day as 31.12.2024.")
WRONG: dict[Wrong, tuple[Text, Text]] = {
    Wrong.NO_FIRST_NAME: (gettext_lazy("The first name is lacking."), gettext_lazy("A first name.")),
    Wrong.NO_LAST_NAME: (gettext_lazy("The last name is lacking."), gettext_lazy("A last name.")),
    Wrong.ONE_NAME: (gettext_lazy("There must be a first and a last name."), gettext_lazy("«Kari Lie» or «Lie, Kari».")),
    Wrong.LONG_NAME: (gettext_lazy("The name is longer than 80 letters."), gettext_lazy("The name alone.")),
    Wrong.EMAIL: (gettext_lazy("This is no e-mail address."), gettext_lazy("One address, or an empty cell.")),
    Wrong.PHONE: (gettext_lazy("This is no telephone number."), gettext_lazy("One number in digits, or an empty cell.")),
    Wrong.LANGUAGE: (gettext_lazy("We do not have this language."), gettext_lazy("«bokmål», «nynorsk», «engelsk», or an empty cell.")),
    Wrong.NO_ROLE: (gettext_lazy("There are days or a status, but no role."), gettext_lazy("The name of a role.")),
    Wrong.UNKNOWN_ROLE: (gettext_lazy("There is no such role."), gettext_lazy("The name of a role, as it stands here.")),
    Wrong.ROLE_TWICE: (
        gettext_lazy("Several roles have this name."),
        gettext_lazy("Another name for one of the two roles. The centre can give it."),
    ),
    Wrong.UNKNOWN_UNIT: (
        gettext_lazy("There is no such unit among yours."),
        gettext_lazy("The name of this unit or one below it, or an empty cell for this one."),
    ),
    Wrong.UNIT_TWICE: (
        gettext_lazy("Several units have this name."),
        gettext_lazy("The last part of the unit's address, for example «kafe-bergen»."),
    ),
    Wrong.CLOSED_UNIT: (gettext_lazy("This unit is closed."), gettext_lazy("An end before it closed, or another unit.")),
    Wrong.DAY: (gettext_lazy("This is no whole day."), _A_DAY),
    Wrong.YEAR: (gettext_lazy("This year cannot be right."), gettext_lazy("A day after 1950, and not far ahead.")),
    Wrong.NO_START: (
        gettext_lazy("The first day is lacking."),
        gettext_lazy("The day they began, as 31.12.2024; roughly is better than nothing."),
    ),
    Wrong.NO_END: (gettext_lazy("The assignment has ended, but has no last day."), gettext_lazy("The last day, as 31.12.2024.")),
    Wrong.END_BEFORE_START: (gettext_lazy("The last day comes before the first."), gettext_lazy("A last day after the first.")),
    Wrong.AHEAD: (gettext_lazy("This day lies ahead."), gettext_lazy("The day it was done.")),
    Wrong.STATUS: (
        gettext_lazy("We do not know this status."),
        gettext_lazy("«planlagt», «aktiv», «pause», «avsluttet», or an empty cell."),
    ),
    Wrong.ENDED_AHEAD: (
        gettext_lazy("The assignment has ended, but its last day lies ahead."),
        gettext_lazy("Another status, or another day."),
    ),
    Wrong.LASTED: (
        gettext_lazy("The last day has passed, but the status says that it goes on."),
        gettext_lazy("The status «avsluttet», or no last day."),
    ),
    Wrong.ACTIVE_AHEAD: (
        gettext_lazy("The first day lies ahead, but the status says that they have begun."),
        gettext_lazy("The status «planlagt», or another day."),
    ),
    Wrong.UNKNOWN_QUALIFICATION: (
        gettext_lazy("There is no such qualification."),
        gettext_lazy("The name of a qualification, as it stands here."),
    ),
    Wrong.QUALIFICATION_TWICE: (
        gettext_lazy("Several qualifications have this name."),
        gettext_lazy("A column of its own with only days. Say there which of them it is."),
    ),
    Wrong.NO_DAY: (gettext_lazy("The day of the qualification is lacking."), _A_DAY),
    Wrong.NO_QUALIFICATION: (
        gettext_lazy("There is a day, but no qualification."),
        gettext_lazy("The name of a qualification, or no day."),
    ),
    Wrong.ASSURANCE: (
        gettext_lazy("We do not know this word for how sure one can be."),
        gettext_lazy("«registrert», «eget ord», or an empty cell."),
    ),
    Wrong.OTHER_NAME: (
        gettext_lazy("Row %(near)s has the same e-mail address and another name."),
        gettext_lazy("An address of their own, or the same name in both rows."),
    ),
    Wrong.TWIN: (
        gettext_lazy("Row %(near)s has the same name. Without e-mail and telephone, nobody can tell whether it is the same person."),
        gettext_lazy("E-mail or telephone; for the same person, the same as in the other row."),
    ),
    Wrong.OTHER_EMAIL: (
        gettext_lazy("Row %(near)s has the same name and telephone and another e-mail address."),
        gettext_lazy("The same address in both rows, or another telephone."),
    ),
    Wrong.OVERLAP: (
        gettext_lazy("Row %(near)s has the same role in the same unit at the same time, with other days."),
        gettext_lazy("One of the two rows, or days that do not overlap."),
    ),
    Wrong.BELONGS_NOWHERE: (
        gettext_lazy("Nobody here is meant by this, and there is no role."),
        gettext_lazy("The role they have or had, and the day they began."),
    ),
}

REFUSALS: dict[Refusal, Text] = {
    Refusal.EMPTY: gettext_lazy("The file is empty."),
    Refusal.TOO_LARGE: gettext_lazy("The file is larger than %(megabytes)s megabytes. Divide it, or leave out what need not be imported."),
    Refusal.OLD_OR_LOCKED: gettext_lazy(
        "This is an old Excel file, or one with a password. Save it as an Excel workbook (.xlsx) without a password."
    ),
    Refusal.NO_TABLE: gettext_lazy("This is no table. Save it as an Excel workbook (.xlsx) or as CSV."),
    Refusal.TORN: gettext_lazy("The workbook is damaged and cannot be opened. Open it in Excel, and save it anew."),
    Refusal.BOMB: gettext_lazy("The workbook unpacks to far more than a register holds, and was not opened."),
    Refusal.TOO_MANY_ROWS: gettext_lazy("There are more than %(rows)s rows. Divide the file."),
    Refusal.TOO_MANY_COLUMNS: gettext_lazy("A row has more than %(columns)s columns."),
    Refusal.LONG_CELL: gettext_lazy("A cell has more than %(letters)s letters."),
    Refusal.NOT_RECKONED: gettext_lazy(
        "A cell holds a formula that was never reckoned. Open the file in Excel, save it, and choose it again."
    ),
    Refusal.QUOTES: gettext_lazy("A quotation mark is not closed, or something stands behind it."),
    Refusal.ONLY_HEADINGS: gettext_lazy("There is nothing below the headings."),
}

TROUBLES: dict[str, Text] = {
    "gave_up": gettext_lazy("The work was interrupted several times. Try again, and tell those who run the platform if it happens anew."),
    "not_allowed": gettext_lazy("Whoever confirmed it no longer follows up this unit."),
    "email_taken": gettext_lazy("Since the check, somebody else has been registered with the e-mail address of this row."),
    "place_gone": gettext_lazy("Since the check, a unit, role or qualification that it names has been closed or removed."),
}

COLUMN_FAULTS: dict[ColumnFault, Text] = {
    ColumnFault.TWICE: gettext_lazy("Another column means this already."),
    ColumnFault.NAMES: gettext_lazy("Say which columns hold first and last name, or which one holds the whole name."),
    ColumnFault.BOTH_NAMES: gettext_lazy("The name stands in columns of its own already."),
    ColumnFault.NOTHING_MORE: gettext_lazy("Say which column holds the role, or what somebody has learnt. Names alone are not imported."),
    ColumnFault.DAY: gettext_lazy("A qualification and its day belong together: choose a column for each."),
}

DOUBTS: dict[Doubt, Text] = {
    Doubt.EMAIL: gettext_lazy("The e-mail address is known, with another name."),
    Doubt.PHONE: gettext_lazy("The telephone number is known."),
    Doubt.NAME: gettext_lazy("Somebody here has the same name."),
}


def refusal(why: Refusal, line: int | None) -> str:
    """Why a file is refused, and where."""
    limits = {"megabytes": MOST_BYTES // 1024**2, "rows": MOST_ROWS, "columns": MOST_COLUMNS, "letters": MOST_LETTERS}
    sentence = str(REFUSALS[why]) % limits
    return sentence if line is None else _("Row %(row)s: %(sentence)s") % {"row": line, "sentence": sentence}


def trouble(found: Import) -> str:
    """Why an import has stopped."""
    why, row = found.trouble.get("why", "gave_up"), found.trouble.get("row")
    if why in REFUSALS:
        return refusal(Refusal(why), row)
    sentence = str(TROUBLES[why])
    return sentence if row is None else _("Row %(row)s: %(sentence)s") % {"row": row, "sentence": sentence}


@dataclass(frozen=True, slots=True)
class FaultLine:
    """What is wrong in a cell, in words."""

    row: int
    column: str
    stood: str
    wrong: str
    right: str

    def cells(self) -> list[str]:
        """As a line of a file."""
        return [str(self.row), self.column, self.stood, self.wrong, self.right]

    def shown(self) -> list[str]:
        """As a line of a table, whose first cell is a heading on a telephone."""
        return [_("Row %(row)s") % {"row": self.row}, *self.cells()[1:]]


def fault_columns() -> list[str]:
    """The headings above what is wrong."""
    return [_("Row"), _("Column"), _("What stands there"), _("What is wrong"), _("What would be right")]


def fault_line(fault: ImportFault, headings: Sequence[str]) -> FaultLine:
    """What is wrong in a row, and what would be right."""
    wrong, right = WRONG[Wrong(fault.why)]
    words = {"near": fault.near}
    hint = str(right)
    if fault.why in (Wrong.UNKNOWN_ROLE, Wrong.UNKNOWN_UNIT, Wrong.UNKNOWN_QUALIFICATION) and fault.near:
        hint = _("«%(near)s», perhaps? %(right)s") % {"near": fault.near, "right": hint}
    return FaultLine(fault.number, column(headings, fault.column), fault.stood or "–", str(wrong) % words, hint)


def column(headings: Sequence[str], number: int | None) -> str:
    """A column by its heading; by its number where it has none."""
    if number is None:
        return _("the whole row")
    heading = headings[number] if number < len(headings) else ""
    return heading or _("Column %(number)s") % {"number": number + 1}


def meanings(qualifications: Sequence[tuple[str, str]]) -> list[tuple[Any, Any]]:
    """What a column may mean, grouped, to choose from. `qualifications` is (key, name)."""
    kinds = [
        (_("Who"), [Field.GIVEN, Field.FAMILY, Field.NAME, Field.EMAIL, Field.PHONE, Field.LANGUAGE]),
        (_("As what"), [Field.ROLE, Field.UNIT, Field.FROM, Field.TO, Field.STATUS]),
        (_("What they have learnt, one in each row"), [Field.QUALIFICATION, Field.DAY, Field.ASSURANCE]),
    ]
    earned = [(f"{EARNED}{key}", name) for key, name in qualifications]
    groups: list[tuple[Any, Any]] = [(kind, [(field.value, FIELDS[field]) for field in fields]) for kind, fields in kinds]
    return [("", _("Is not imported")), *groups, *([(_("The day they earned"), earned)] if earned else [])]


SOMEBODY_NEW: Text = gettext_lazy("Somebody new")
LEFT_OUT: Text = gettext_lazy("Leave this person out")
