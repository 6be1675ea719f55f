"""What the columns of a register mean. Pure.

A column's meaning is a `Field`, or `earned:KEY` for the day somebody earned the qualification with this key, or "" if it is not read.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from .files import fold

EARNED = "earned:"


class Field(StrEnum):
    """What may stand in a column. The order is that of the template and of the lists to choose from."""

    GIVEN = "given_name"
    FAMILY = "family_name"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    ROLE = "role"
    UNIT = "unit"
    FROM = "from"
    TO = "to"
    STATUS = "status"
    QUALIFICATION = "qualification"
    DAY = "day"
    ASSURANCE = "assurance"


# Folded, as people write them in Norwegian and English.
HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.GIVEN: ("fornavn", "fornamn", "førenamn", "first name", "firstname", "given name", "for og mellomnavn"),
    Field.FAMILY: ("etternavn", "etternamn", "last name", "lastname", "surname", "family name", "slektsnavn"),
    Field.NAME: ("navn", "namn", "name", "fullt navn", "fullt namn", "full name", "tidgiver", "frivillig", "volunteer", "person"),
    Field.EMAIL: ("e post", "epost", "e postadresse", "epostadresse", "e mail", "email", "mail", "email address", "e mail address"),
    Field.PHONE: (
        "telefon",
        "telefonnummer",
        "tlf",
        "tlf nr",
        "mobil",
        "mobilnummer",
        "mobiltelefon",
        "phone",
        "telephone",
        "mobile",
        "phone number",
    ),
    Field.LANGUAGE: ("språk", "målform", "language"),
    Field.ROLE: ("rolle", "oppgave", "oppgåve", "funksjon", "role", "assignment", "oppdrag"),
    Field.UNIT: ("enhet", "eining", "avdeling", "tiltak", "sted", "unit", "department", "place"),
    Field.FROM: ("fra", "frå", "fra dato", "startdato", "start", "begynte", "starta", "startet", "from", "start date", "started"),
    Field.TO: ("til", "til dato", "sluttdato", "slutt", "sluttet", "slutta", "to", "until", "end date", "ended"),
    Field.STATUS: ("status", "tilstand", "state"),
    Field.QUALIFICATION: ("kvalifikasjon", "kurs", "opplæring", "qualification", "course", "training"),
    Field.DAY: (
        "kursdato",
        "gjennomført",
        "fullført",
        "dato for kurs",
        "dato kurs",
        "oppnådd",
        "tatt",
        "earned on",
        "completed",
        "completed on",
        "earned",
    ),
    Field.ASSURANCE: ("grunnlag", "sikkerhet", "hvor sikkert", "kor sikkert", "assurance", "how sure"),
}
_FIELDS = {heading: field for field, headings in HEADINGS.items() for heading in headings}
KNOWN = frozenset(_FIELDS)


class ColumnFault(StrEnum):
    """What is wrong with a choice of meanings."""

    TWICE = "twice"  # two columns cannot mean the same
    NAMES = "names"  # first and last name, or the whole name
    BOTH_NAMES = "both_names"
    NOTHING_MORE = "nothing_more"  # neither role nor qualification: nothing would be imported
    DAY = "day"  # a qualification needs its day, and the other way round


def guess(headings: Sequence[str], qualifications: Iterable[tuple[str, str]]) -> list[str]:
    """What each column means, going by its heading; "" where that tells nothing. No meaning is given twice.

    `qualifications` are key and name, one of them for each of its names: a column that is named after one holds the days on which people earned it.
    """
    pairs = list(qualifications)
    named = {fold(name): f"{EARNED}{key}" for key, name in pairs} | {fold(key): f"{EARNED}{key}" for key, _name in pairs}
    given: list[str] = []
    for heading in headings:
        meaning = _FIELDS.get(fold(heading)) or named.get(fold(heading)) or ""
        given.append("" if meaning in given else meaning)
    if {Field.GIVEN, Field.FAMILY} <= set(given):
        given = ["" if meaning == Field.NAME else meaning for meaning in given]
    return given


def faults_of(meanings: Iterable[str]) -> list[tuple[ColumnFault, int | None]]:
    """What is wrong with the meanings chosen for columns, each with the column (the first is 0), or None if it is none alone."""
    chosen = list(meanings)
    found: list[tuple[ColumnFault, int | None]] = [
        (ColumnFault.TWICE, number) for number, meaning in enumerate(chosen) if meaning and meaning in chosen[:number]
    ]
    parts = {Field.GIVEN, Field.FAMILY} & set(chosen)
    if Field.NAME in chosen and parts:
        found.append((ColumnFault.BOTH_NAMES, chosen.index(Field.NAME)))
    elif Field.NAME not in chosen and len(parts) < 2:
        found.append((ColumnFault.NAMES, None))
    if (Field.QUALIFICATION in chosen) != (Field.DAY in chosen):
        found.append((ColumnFault.DAY, chosen.index(Field.DAY if Field.DAY in chosen else Field.QUALIFICATION)))
    if Field.ROLE not in chosen and Field.QUALIFICATION not in chosen and not any(each.startswith(EARNED) for each in chosen):
        found.append((ColumnFault.NOTHING_MORE, None))
    return found
