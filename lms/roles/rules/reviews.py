"""Which review of the register is due, and who counts as active lately. Pure.

Twice a year each unit says of each of its tidgivere whether they are still there. A review opens on a day of the year that the organisation has
chosen, is meant to be done within six weeks, and stays open until the next one opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MEANT_TO_TAKE = timedelta(weeks=6)
LATELY = timedelta(days=183)
TIME_TO_THINK = timedelta(minutes=10)  # so long an answer can be taken back


@dataclass(frozen=True, slots=True)
class Review:
    """One review: the day it opened, and the last day (included) on which it is meant to be done."""

    opens_on: date
    due_on: date

    @property
    def number(self) -> int:
        """Which of its year's reviews it is, counted in half-years: 1 or 2."""
        return 1 if self.opens_on.month <= 6 else 2

    def is_late(self, on: date) -> bool:
        """Whether it should have been done before a day."""
        return on > self.due_on


def review_on(on: date, days: Iterable[tuple[int, int]]) -> Review:
    """The review that is open on a day, given the days of the year (month, day) on which reviews open. Raises ValueError without any."""
    openings = (date(year, month, day) for month, day in days for year in (on.year - 1, on.year))
    opens_on = max(opening for opening in openings if opening <= on)
    return Review(opens_on, opens_on + MEANT_TO_TAKE)


def was_active_lately(last: date | None, *, on: date) -> bool:
    """Whether somebody who was last active on a day counts as active lately; None is never."""
    return last is not None and on - last <= LATELY


def can_be_taken_back(at: datetime, *, now: datetime) -> bool:
    """Whether an answer given at a moment can still be taken back."""
    return now - at < TIME_TO_THINK
