"""Which days figures are told for, and what may be told of a share. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

SMALLEST = 5  # a smaller number could point at somebody; it is not told to those who may not see who it is


def month_ends(on: date, number: int) -> list[date]:
    """The last days of the `number` months before the one of `on`, the oldest first, and then `on` itself."""
    days = [on]
    for _ in range(number):
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some people are ready, with or without a deadline."""

    ready: int
    total: int

    @property
    def percent(self) -> int:
        """The whole per cent, rounded down, so that 100 means all. Raises ZeroDivisionError for nobody."""
        return 100 * self.ready // self.total

    @property
    def few(self) -> bool:
        """Whether those who are ready, or those who are not, are so few that the number could point at somebody."""
        return 0 < self.ready < SMALLEST or 0 < self.total - self.ready < SMALLEST
