"""Quarters, months ahead, quartiles that bear with what has not happened yet, and which numbers may be told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.roles.rules.few import told as told


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months; 1 begins in January."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)


def quarter_of(day: date) -> Quarter:
    """The quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def last_quarters(day: date, number: int) -> list[Quarter]:
    """The quarters up to that of a day, the oldest first."""
    newest = day.year * 4 + (day.month - 1) // 3
    return [Quarter(count // 4, count % 4 + 1) for count in range(newest - number + 1, newest + 1)]


def months_ahead(day: date, number: int) -> list[tuple[date, date]]:
    """First and last day (both included) of the month that begins with `day` and of those after it, `number` in all."""
    found = []
    first = day
    for _ in range(number):
        after = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
        found.append((first, after - timedelta(days=1)))
        first = after
    return found


def quantile(values: Iterable[int | None], share: float) -> int | None:
    """The smallest value that at least this share of all have reached; None is not yet, and so is the answer if too few have."""
    every: Sequence[int | None] = list(values)
    reached = sorted(value for value in every if value is not None)
    wanted = max(1, -(-round(len(every) * share * 100) // 100))
    return reached[wanted - 1] if wanted <= len(reached) else None
