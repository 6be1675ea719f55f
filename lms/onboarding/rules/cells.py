"""What stands in one cell of a register: read, or refused with a reason. Pure."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from .files import Cell, fold

EARLIEST = date(1950, 1, 1)
T = TypeVar("T")


class Wrong(StrEnum):
    """What is wrong in a row, or in one of its cells."""

    NO_FIRST_NAME = "no_first_name"
    NO_LAST_NAME = "no_last_name"
    ONE_NAME = "one_name"
    LONG_NAME = "long_name"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    NO_ROLE = "no_role"
    UNKNOWN_ROLE = "unknown_role"
    ROLE_TWICE = "role_twice"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_TWICE = "unit_twice"
    CLOSED_UNIT = "closed_unit"
    DAY = "day"
    YEAR = "year"
    NO_START = "no_start"
    NO_END = "no_end"
    END_BEFORE_START = "end_before_start"
    AHEAD = "ahead"
    STATUS = "status"
    ENDED_AHEAD = "ended_ahead"
    LASTED = "lasted"
    ACTIVE_AHEAD = "active_ahead"
    UNKNOWN_QUALIFICATION = "unknown_qualification"
    QUALIFICATION_TWICE = "qualification_twice"
    NO_DAY = "no_day"
    NO_QUALIFICATION = "no_qualification"
    ASSURANCE = "assurance"
    OTHER_NAME = "other_name"
    TWIN = "twin"
    OTHER_EMAIL = "other_email"
    OVERLAP = "overlap"
    BELONGS_NOWHERE = "belongs_nowhere"


class CellError(ValueError):
    """A cell that says nothing we can use."""

    def __init__(self, why: Wrong) -> None:
        super().__init__(why)
        self.why = why


STATUSES = {
    "planned": ("planlagt", "kommende", "planned", "ny"),
    "active": ("aktiv", "active", "i tjeneste", "i teneste"),
    "paused": ("pause", "på pause", "permisjon", "paused"),
    "ended": ("avsluttet", "avslutta", "sluttet", "slutta", "ended", "inaktiv", "ferdig"),
}
LANGUAGES = {
    "nb": ("nb", "no", "bokmål", "norsk", "norsk bokmål"),
    "nn": ("nn", "nynorsk", "norsk nynorsk"),
    "en": ("en", "engelsk", "english"),
}
OWN_WORD, REGISTERED = 10, 20  # as the ledger writes how sure one can be
ASSURANCES: dict[int, tuple[str, ...]] = {
    OWN_WORD: ("eget ord", "eige ord", "egne ord", "egenerklæring", "own word", "10"),
    REGISTERED: ("registrert", "registrert av ansvarlig", "dokumentert", "bekreftet", "stadfesta", "registered", "20"),
}
# What stands where there is nothing to say.
NOTHING = frozenset({"", "nei", "ikke", "ikkje", "no", "ingen", "x nei"})

# No wider than what the log-in takes, or nobody could log in with it.
_ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9a-z]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?:[a-z][a-z-]{{0,61}}[a-z]|xn--[a-z0-9]{{1,59}})")
# «1. mars 2024», «fredag 1. mar. 24»: as Excel writes a day for readers, and a mark by the letters with which months begin in Norwegian and English.
_IN_WORDS = re.compile(r"(?:[a-zæøå]+,?)?(\d{1,2})[.-]?([a-zæøå]{3,9})[.-]?(\d{4}|\d{2})")
_MONTHS = {
    name: number
    for names in ("jan feb mar apr mai jun jul aug sep okt nov des", "jan feb mar apr may jun jul aug sep oct nov dec")
    for number, name in enumerate(names.split(), start=1)
}
_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y.%m.%d", "%d.%m.%y")


def read_day(cell: Cell, *, latest: date) -> date | None:
    """A day, or None where nothing stands. Raises CellError for what is none, or one before 1950 or after `latest`."""
    if isinstance(cell, str):
        if fold(cell) in NOTHING:
            return None
        text = cell.replace(" ", "").rstrip(".")
        text = re.sub(r"T?00:00(:00)?$", "", text)
        text = _in_numbers(text)
        for pattern in _DAYS:
            try:
                cell = datetime.strptime(text, pattern).date()
            except ValueError:
                continue
            break
    if isinstance(cell, str):
        raise CellError(Wrong.DAY)
    if not EARLIEST <= cell <= latest:
        raise CellError(Wrong.YEAR)
    return cell


def _in_numbers(text: str) -> str:
    """A day with its month in words in numbers; anything else as it is."""
    found = _IN_WORDS.fullmatch(text.casefold())
    month = _MONTHS.get(found[2][:3]) if found else None
    return f"{found[1]}.{month}.{found[3]}" if found and month else text


def read_email(text: str) -> str:
    """An e-mail address in small letters; "" where nothing stands. Raises CellError for what is none."""
    address = text.strip().lower().removeprefix("mailto:").strip("<>; ")
    if address and (not _EMAIL.fullmatch(address) or len(address) > 254):
        raise CellError(Wrong.EMAIL)
    return address


def read_phone(text: str) -> str:
    """A telephone number in digits, with «+» if it had one; "" where nothing stands. Raises CellError for what is none."""
    kept = "".join(letter for letter in text if letter not in " .-()/\u00a0")
    if kept.startswith("00"):
        kept = f"+{kept[2:]}"
    if kept and not re.fullmatch(r"\+?[0-9]{3,15}", kept):
        raise CellError(Wrong.PHONE)
    return kept


def number_of(phone: str) -> str:
    """A telephone number as two are compared: without spaces, and without the country's number where that is Norway's."""
    digits = "".join(letter for letter in phone if letter.isdigit() or letter == "+")
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    return digits.removeprefix("+47") if len(digits) > 8 else digits


def read_name(whole: str) -> tuple[str, str]:
    """First and last name of a whole name, «Kari Anne Lie» or «Lie, Kari Anne». Raises CellError where there are not two."""
    family, comma, given = whole.partition(",")
    if not comma:
        given, _space, family = whole.rpartition(" ")
    if not given.strip() or not family.strip():
        raise CellError(Wrong.ONE_NAME)
    return given.strip(), family.strip()


def read_status(text: str) -> str:
    """A status of an assignment, in the code's words; "" where nothing stands. Raises CellError for what is none."""
    return _word(text, STATUSES, Wrong.STATUS) or ""


def read_language(text: str) -> str:
    """A language's code; "" where nothing stands. Raises CellError for what is none of ours."""
    return _word(text, LANGUAGES, Wrong.LANGUAGE) or ""


def read_assurance(text: str) -> int:
    """How sure one can be, as the ledger writes it; registered by a responsible person where nothing stands. Raises CellError for anything else."""
    return _word(text, ASSURANCES, Wrong.ASSURANCE) or REGISTERED


def _word(text: str, words: dict[T, tuple[str, ...]], wrong: Wrong) -> T | None:
    folded = fold(text)
    if not folded:
        return None
    for value, known in words.items():
        if folded == fold(str(value)) or folded in {fold(each) for each in known}:
            return value
    raise CellError(wrong)
