"""Which days figures are told for, and what may be told of a share. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.roles.rules import few

STEP = few.STEP  # per cent
SMALLEST = few.SMALLEST


def month_ends(on: date, number: int) -> list[date]:
    """The last days of the `number` months before the one of `on`, the oldest first, and then `on` itself."""
    days = [on]
    for _ in range(number):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some people are ready, with or without a deadline.

    Where it is not to be told exactly, it is told in steps of `STEP` per cent and without the numbers: of a whole and all its parts but one, told
    exactly, the last part could be reckoned, however small.
    """

    ready: int
    total: int
    exact: bool = True

    @property
    def percent(self) -> int:
        """The whole per cent, rounded down, so that 100 means all; else the nearest step, up from the middle. Raises ZeroDivisionError for nobody."""
        if self.exact:
            return 100 * self.ready // self.total
        return (200 * self.ready + STEP * self.total) // (2 * STEP * self.total) * STEP

    @property
    def few(self) -> bool:
        """Whether those who are ready, or those who are not, are so few that the number could point at somebody."""
        return 0 < self.ready < SMALLEST or 0 < self.total - self.ready < SMALLEST
