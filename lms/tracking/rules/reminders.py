"""When somebody is reminded. Pure.

Each thing that is asked has a last day. Somebody is spoken to about it 30 and 7 days before that day, the day after it, and then every fourth week
for half a year; after that it is for people to talk about. Whoever runs the job, and however often, compares these days with when somebody was last
written to: a night that was missed is made up for, and one that ran twice changes nothing.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

SPEAKING = (-30, -7, 1, 29, 57, 85, 113, 141, 169)  # days after the last day to do it; negative: before
MADE_UP_FOR = 28  # days: what should have been said longer ago than this is let be, since the next occasion comes
BETWEEN = 7  # days from one letter to the next, whatever there is to say


def to_be_said(things: Iterable[tuple[date, date | None]], *, on: date, written_on: date | None) -> bool:
    """Whether somebody should have been spoken to by `on` about any of these things, and has not been since.

    Each thing is its last day, and the day of the latest letter that named it. `written_on` is the day of the latest letter of any kind; None for
    none. Nobody is written to twice within `BETWEEN` days.
    """
    if written_on and (on - written_on).days < BETWEEN:
        return False
    made_up_for = on - timedelta(days=MADE_UP_FOR)
    return any(max(said_on or date.min, made_up_for) < last + timedelta(days=days) <= on for last, said_on in things for days in SPEAKING)


NEW_FOR = timedelta(days=14)  # so long after the first day somebody counts as new


class Heap(StrEnum):
    """Under which heading of today's work somebody with something left is listed."""

    NEW = "new"
    OVERDUE = "overdue"
    SOON = "soon"


def heap_of(*, starts_on: date, is_missing: bool, on: date) -> Heap:
    """Where somebody is listed whose first day was, or will be, `starts_on`, and who has something left, missing already or not."""
    if on - starts_on < NEW_FOR:
        return Heap.NEW
    return Heap.OVERDUE if is_missing else Heap.SOON
