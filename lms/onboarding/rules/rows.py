"""One row of a register: who, as what, and what they have learnt; or everything that is wrong with it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import NamedTuple

from .cells import CellError, Wrong, read_assurance, read_day, read_email, read_language, read_name, read_phone, read_status
from .columns import EARNED, Field
from .files import Cell, fold, shown

FURTHEST_AHEAD = timedelta(days=2 * 366)
LONGEST_NAME = 80
Reader = Callable[[str], str]


class Fault(NamedTuple):
    """Something that is wrong: in which row, in which column (the first is 0; None: the whole row), what stood there, and what is near."""

    row: int
    column: int | None
    why: Wrong
    stood: str = ""
    near: str = ""


class Post(NamedTuple):
    """A role in a unit, from–to (the last day included; None: no end)."""

    role: int
    unit: int
    starts_on: date
    ends_on: date | None
    status: str

    @property
    def last_day(self) -> date:
        """The last day, included, that belongs to it; of one that has not ended nobody knows it."""
        return self.ends_on if self.status == "ended" and self.ends_on else date.max

    def overlaps(self, other: "Post") -> bool:
        """Whether this and another are the same role in the same unit at the same time. One that has not ended goes on for ever."""
        same = (self.role, self.unit) == (other.role, other.unit)
        return same and self.starts_on <= other.last_day and other.starts_on <= self.last_day


class Learnt(NamedTuple):
    """A qualification, the day it was earned, and how sure one can be."""

    qualification: int
    earned_on: date
    assurance: int


@dataclass(slots=True)
class Somebody:
    """Whom a register names, and the row in which they stand; of several the first."""

    number: int
    given_name: str
    family_name: str
    email: str
    phone: str
    language: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(slots=True)
class Row(Somebody):
    """What a row says."""

    post: Post | None
    learnt: tuple[Learnt, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Things by their names and keys, folded, and by their keys as they are. A name that several have leads to None."""

    ids: Mapping[str, int | None]
    keys: Mapping[str, int]
    names: Sequence[str]

    @classmethod
    def of(cls, things: Sequence[tuple[int, str, str]]) -> "Named":
        """From (id, name, key) of each, several times for one with several names."""
        ids: dict[str, int | None] = {}
        for pk, name, _key in things:
            ids[fold(name)] = pk if ids.get(fold(name), pk) == pk else None
        for pk, _name, key in things:
            ids.setdefault(fold(key), pk)
        return cls(ids, {key: pk for pk, _name, key in things}, [name for _pk, name, _key in things])

    def find(self, text: str) -> int | None:
        """What is named so. None if nothing is, or several are: then only a key, letter by letter, tells which."""
        found = self.ids.get(fold(text))
        return self.keys.get(text) if found is None else found

    def knows(self, text: str) -> bool:
        """Whether anything is named so, be it several."""
        return fold(text) in self.ids

    def near(self, text: str) -> str:
        """The name that is most like a text; "" if none is."""
        folded = {fold(name): name for name in self.names}
        found = get_close_matches(fold(text), list(folded), n=1)
        return folded[found[0]] if found else ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a register may name, and where: roles, the units one manages, qualifications. `closed` is when a unit is closed, by its id."""

    roles: Named
    units: Named
    qualifications: Named
    unit: int  # where a row belongs that names none
    closed: Mapping[int, date] = field(default_factory=dict)


class _Reading:
    """The cells of a row by what they mean, and what is wrong with them."""

    def __init__(self, number: int, cells: Sequence[Cell], meanings: Sequence[str]) -> None:
        self.number, self.cells, self.faults = number, cells, list[Fault]()
        self.columns = {meaning: column for column, meaning in enumerate(meanings) if meaning}

    def cell(self, meaning: str) -> Cell:
        column = self.columns.get(meaning)
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    def text(self, meaning: str) -> str:
        return shown(self.cell(meaning)).strip()

    def wrong(self, meaning: str, why: Wrong, near: str = "") -> None:
        self.faults.append(Fault(self.number, self.columns.get(meaning), why, self.text(meaning), near))

    def day(self, meaning: str, latest: date) -> date | None:
        try:
            return read_day(self.cell(meaning), latest=latest)
        except CellError as error:
            self.wrong(meaning, error.why)
            return None

    def has_fault(self, *meanings: str) -> bool:
        columns = {self.columns.get(meaning) for meaning in meanings}
        return any(fault.column in columns for fault in self.faults)


def read_row(
    number: int, cells: Sequence[Cell], meanings: Sequence[str], vocabulary: Vocabulary, *, today: date
) -> tuple[Row | None, list[Fault]]:
    """What a row says, or None and everything that is wrong with it."""
    reading = _Reading(number, cells, meanings)
    given, family = _names(reading)
    email = _read(reading, Field.EMAIL, read_email)
    phone = _read(reading, Field.PHONE, read_phone)
    language = _read(reading, Field.LANGUAGE, read_language)
    post = _post(reading, vocabulary, today)
    learnt = _learnt(reading, vocabulary, today)
    if reading.faults:
        return None, reading.faults
    return Row(number, given, family, email, phone, language, post, learnt), []


def _read(reading: _Reading, meaning: Field, read: Reader) -> str:
    try:
        return read(reading.text(meaning))
    except CellError as error:
        reading.wrong(meaning, error.why)
        return ""


def _names(reading: _Reading) -> tuple[str, str]:
    if Field.NAME in reading.columns:
        try:
            given, family = read_name(reading.text(Field.NAME))
        except CellError as error:
            reading.wrong(Field.NAME, error.why)
            return "", ""
        asked = [(Field.NAME, given, Wrong.ONE_NAME), (Field.NAME, family, Wrong.ONE_NAME)]
    else:
        given, family = reading.text(Field.GIVEN), reading.text(Field.FAMILY)
        asked = [(Field.GIVEN, given, Wrong.NO_FIRST_NAME), (Field.FAMILY, family, Wrong.NO_LAST_NAME)]
    for meaning, name, missing in asked:
        if not any(letter.isalpha() for letter in name) or name.startswith("#"):  # «#REF!» is what Excel says of a formula that fails
            reading.wrong(meaning, missing)
        elif len(name) > LONGEST_NAME:
            reading.wrong(meaning, Wrong.LONG_NAME)
    return given, family


def _post(reading: _Reading, vocabulary: Vocabulary, today: date) -> Post | None:
    """The assignment of a row; None if it names none, or something is wrong with it."""
    named = reading.text(Field.ROLE)
    latest = today + FURTHEST_AHEAD
    starts_on, ends_on = reading.day(Field.FROM, latest), reading.day(Field.TO, latest)
    status = _read(reading, Field.STATUS, read_status)
    unit = _unit(reading, vocabulary)
    if not named:
        if any(reading.text(meaning) for meaning in (Field.FROM, Field.TO, Field.STATUS)):
            reading.wrong(Field.ROLE, Wrong.NO_ROLE)
        return None
    role = vocabulary.roles.find(named)
    if role is None:
        _not_found(reading, Field.ROLE, named, vocabulary.roles, Wrong.UNKNOWN_ROLE, Wrong.ROLE_TWICE)
    if reading.has_fault(Field.FROM, Field.TO, Field.STATUS):
        return None
    if starts_on is None:
        reading.wrong(Field.FROM, Wrong.NO_START)
        return None
    status = status or _status(starts_on, ends_on, today)
    _check_days(reading, starts_on, ends_on, status, today)
    closed = vocabulary.closed.get(unit) if unit else None
    if closed and (ends_on is None or ends_on >= closed) and status != "ended":
        reading.wrong(Field.UNIT, Wrong.CLOSED_UNIT)
    return Post(role, unit, starts_on, ends_on, status) if role and unit else None


def _status(starts_on: date, ends_on: date | None, today: date) -> str:
    """Where an assignment stands whose status nobody wrote."""
    if ends_on and ends_on < today:
        return "ended"
    return "planned" if starts_on > today else "active"


def _check_days(reading: _Reading, starts_on: date, ends_on: date | None, status: str, today: date) -> None:
    if ends_on and ends_on < starts_on:
        reading.wrong(Field.TO, Wrong.END_BEFORE_START)
    elif status == "ended" and ends_on is None:
        reading.wrong(Field.TO, Wrong.NO_END)
    elif status == "ended" and ends_on and ends_on > today:
        reading.wrong(Field.TO, Wrong.ENDED_AHEAD)
    elif status != "ended" and ends_on and ends_on < today:
        reading.wrong(Field.TO, Wrong.LASTED)
    elif status in ("active", "paused") and starts_on > today:
        reading.wrong(Field.FROM, Wrong.ACTIVE_AHEAD)


def _unit(reading: _Reading, vocabulary: Vocabulary) -> int | None:
    named = reading.text(Field.UNIT)
    if not named:
        return vocabulary.unit
    unit = vocabulary.units.find(named)
    if unit is None:
        _not_found(reading, Field.UNIT, named, vocabulary.units, Wrong.UNKNOWN_UNIT, Wrong.UNIT_TWICE)
    return unit


def _not_found(reading: _Reading, meaning: str, named: str, things: Named, unknown: Wrong, twice: Wrong) -> None:
    """Says why a name leads to nothing: nothing has it, or several have."""
    if things.knows(named):
        reading.wrong(meaning, twice)
    else:
        reading.wrong(meaning, unknown, things.near(named))


def _learnt(reading: _Reading, vocabulary: Vocabulary, today: date) -> tuple[Learnt, ...]:
    try:
        assurance = read_assurance(reading.text(Field.ASSURANCE))
    except CellError as error:
        reading.wrong(Field.ASSURANCE, error.why)
        return ()
    found = []
    named = reading.text(Field.QUALIFICATION)
    day = _earned(reading, Field.DAY, today)
    if named:
        qualification = vocabulary.qualifications.find(named)
        if qualification is None:
            _not_found(
                reading, Field.QUALIFICATION, named, vocabulary.qualifications, Wrong.UNKNOWN_QUALIFICATION, Wrong.QUALIFICATION_TWICE
            )
        elif day:
            found.append(Learnt(qualification, day, assurance))
        elif not reading.has_fault(Field.DAY):
            reading.wrong(Field.DAY, Wrong.NO_DAY)
    elif day:
        reading.wrong(Field.QUALIFICATION, Wrong.NO_QUALIFICATION)
    for meaning in reading.columns:
        if meaning.startswith(EARNED) and (day := _earned(reading, meaning, today)):
            qualification = vocabulary.qualifications.keys.get(meaning.removeprefix(EARNED))
            if qualification is None:
                reading.wrong(meaning, Wrong.UNKNOWN_QUALIFICATION)
            else:
                found.append(Learnt(qualification, day, assurance))
    return tuple(dict.fromkeys(found))


def _earned(reading: _Reading, meaning: str, today: date) -> date | None:
    """The day something was earned: nothing is learnt in the future."""
    day = reading.day(meaning, date.max)
    if day and day > today:
        reading.wrong(meaning, Wrong.AHEAD)
        return None
    return day
