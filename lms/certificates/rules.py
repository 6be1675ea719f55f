"""Codes, and whether a certificate stands. Pure."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

# Letters and digits that cannot be taken for one another in print or by telephone; no vowels, so that no code is a word.
ALPHABET = "23456789CDFHJKMNPQRTVWXY"
GROUPS = 3
GROUP = 4
# What people write when they misread; none of the keys is in the alphabet.
MISREAD = str.maketrans({"B": "8", "G": "6", "S": "5", "U": "V", "Z": "2"})


class Standing(StrEnum):
    """How a certificate stands on a day."""

    VALID = "valid"
    LAPSED = "lapsed"
    REVOKED = "revoked"


def code(choose: Callable[[str], str]) -> str:
    """A new code, «CDFH-2345-JKMN»: twelve characters picked by `choose` out of 24, 3.6 · 10¹⁶ possible ones."""
    return "-".join("".join(choose(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in its one spelling, or None if it cannot be one.

    Spaces, dashes and case do not matter, and signs that are easily misread are put right.
    """
    signs = "".join(sign for sign in typed if sign.isalnum()).upper().translate(MISREAD)
    if len(signs) != GROUPS * GROUP or any(sign not in ALPHABET for sign in signs):
        return None
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def standing(*, valid_until: date | None, revoked: bool, on: date) -> Standing:
    """How a certificate stands on a day. `valid_until` is the last valid day, included; None does not lapse. What is taken back stays so."""
    if revoked:
        return Standing.REVOKED
    if valid_until is not None and valid_until < on:
        return Standing.LAPSED
    return Standing.VALID


def initials(name: str) -> str:
    """«K. N.» for «Kari Lise Nordmann»: enough for somebody with the paper in hand to compare, too little to tell a stranger who it is."""
    parts = name.split()
    return " ".join(f"{part[0].upper()}." for part in (parts[:1] + parts[1:][-1:]))
