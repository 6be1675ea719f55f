"""How a place that units fill stands in one of them: the one definition, for the leader's list, the coverage and the letters. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class Filling(StrEnum):
    """How a place stands in a unit. From *default* on nobody has filled it, and its people read the centre's text.

    *Due* must be written by a day that is not over; *required* must be written, and no day is named; *overdue* should have been.
    """

    OWN = "own"
    ABOVE = "above"
    DEFAULT = "default"
    EXPECTED = "expected"
    DUE = "due"
    REQUIRED = "required"
    OVERDUE = "overdue"


LACKING = frozenset({Filling.REQUIRED, Filling.OVERDUE})  # must be there, and is not
MUST = LACKING | {Filling.DUE}
ASKED = MUST | {Filling.EXPECTED}  # waits for the unit's words


def unfilled(need: str, required_by: date | None, *, on: date) -> Filling:
    """How a place that nobody has filled stands on a day. `need` is *optional*, *expected* or *required*; the last day itself is not too late."""
    if need != "required":
        return Filling.EXPECTED if need == "expected" else Filling.DEFAULT
    if required_by is None:
        return Filling.REQUIRED
    return Filling.OVERDUE if required_by < on else Filling.DUE


def filling(path_ids: Sequence[int], writers: set[int], need: str, required_by: date | None, *, on: date) -> Filling:
    """How a place stands in the last of `path_ids`, which go from the root down, when these units have written something there."""
    if path_ids[-1] in writers:
        return Filling.OWN
    return unfilled(need, required_by, on=on) if writers.isdisjoint(path_ids) else Filling.ABOVE
