"""Dates of the ledger. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

FOREVER = date.max  # 9999-12-31: «does not lapse», so that spans compare without special cases

Span = tuple[date, date]


class ValidUnit(StrEnum):
    """What the length of a qualification's validity is counted in."""

    NEVER = "never"  # does not lapse
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    YEAR_END = "year_end"  # the last day of the calendar year so many years on; 0 is the year itself
    FIXED_DAY = "fixed_day"  # the so-manieth time after it was earned that a day of the year comes round
    ROUND = (
        "round"  # the last day of the round it was earned in; rounds of so many months follow each other from a day, the same for everybody
    )


ANY_ROUND = date(2000, 12, 31)  # where nobody has said when one ends
# Whose last day lies in the calendar, whenever it was earned: only there can it lie too near.
IN_THE_CALENDAR = frozenset({ValidUnit.YEAR_END, ValidUnit.FIXED_DAY, ValidUnit.ROUND})


class RenewedFrom(StrEnum):
    """What a renewal inside the window is counted from. Outside the window every renewal is counted from its own day."""

    COMPLETION = "completion"
    EXPIRY = "expiry"


@dataclass(frozen=True, slots=True)
class Validity:
    """How long something counts: `count` of `unit`; a fixed day is that day of that month, or the month's last where there is no such day.

    `ends` is the last day of one of the rounds. `least_days`: where the last day lies in the calendar and is nearer than so many days, the next one
    after it counts, so that nobody takes something again that they have just taken.
    """

    count: int = 0
    unit: ValidUnit = ValidUnit.NEVER
    month: int = 12
    day: int = 31
    ends: date = ANY_ROUND
    least_days: int = 0

    def last_day(self, earned_on: date) -> date:
        """The last day, included, on which something earned on `earned_on` counts."""
        least = earned_on + timedelta(days=self.least_days if self.unit is ValidUnit.YEAR_END else max(1, self.least_days))
        match self.unit:
            case ValidUnit.NEVER:
                return FOREVER
            case ValidUnit.DAYS:
                return earned_on + timedelta(days=self.count)
            case ValidUnit.MONTHS:
                return last_valid_day(earned_on, self.count)
            case ValidUnit.YEARS:
                return last_valid_day(earned_on, 12 * self.count)
            case ValidUnit.YEAR_END:
                last = date(earned_on.year + self.count, 12, 31)
                return last if last >= least else last.replace(year=last.year + 1)
            case ValidUnit.FIXED_DAY:
                first = self._fixed_day(least.year)
                return self._fixed_day(least.year + self.count - (first >= least))
            case ValidUnit.ROUND:
                months = 12 * (least.year - self.ends.year) + least.month - self.ends.month
                number = months // self.count - 1  # one too early, so that the next but one is late enough whatever the day of the month
                while (last := last_valid_day(self.ends, number * self.count)) < least:
                    number += 1
                return last

    def renewed(self, last: date) -> date:
        """The last day, included, after a renewal counted from an expiry: `last` is the last day of what was renewed.

        The end of a year is followed by the end of a later year, also where one counts to the end of the year itself.
        """
        return date(last.year + max(1, self.count), 12, 31) if self.unit is ValidUnit.YEAR_END else self.last_day(last)

    def _fixed_day(self, year: int) -> date:
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class Renewal:
    """That renewing counts from the expiry, if it is done in the window: the `opens_days` days before the last day, and the last day itself.

    Kept with the evidence in words (`str`, `read`), so that a qualification may change its mind and what was earned before stays as it was.
    """

    validity: Validity
    opens_days: int

    def __str__(self) -> str:
        each = self.validity
        words = f"{each.count} {each.unit} {each.month}-{each.day} {self.opens_days}"
        if each.unit is ValidUnit.ROUND:
            return f"{words} {each.least_days} {each.ends}"
        return f"{words} {each.least_days}" if each.least_days else words

    @classmethod
    def read(cls, words: str) -> "Renewal":
        """What `str` wrote."""
        count, unit, day, opens_days, *more = words.split()
        month, _dash, day = day.partition("-")
        least_days, ends = [*more, *["0", str(ANY_ROUND)][len(more) :]]
        validity = Validity(int(count), ValidUnit(unit), int(month), int(day), date.fromisoformat(ends), int(least_days))
        return cls(validity, int(opens_days))

    def last_days(self, earned_on: date, deadlines: Iterable[date]) -> set[date]:
        """The last days, included, that something earned on `earned_on` may claim when what was held had these last days; the latest counts.

        One is counted from its own day, and one from each deadline in whose window it was earned.
        """
        closes = earned_on + timedelta(days=self.opens_days)
        return {self.validity.last_day(earned_on), *(self.validity.renewed(last) for last in deadlines if earned_on <= last <= closes)}


def last_valid_day(earned_on: date, valid_months: int | None) -> date:
    """The last day, included, on which something earned on `earned_on` counts.

    The same day of the month `valid_months` later, or the month's last day where there is no such day (31 January + 1 month = 28 or 29 February).
    None means that it does not lapse.
    """
    if valid_months is None:
        return FOREVER
    months = earned_on.year * 12 + earned_on.month - 1 + valid_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(earned_on.day, monthrange(year, month + 1)[1]))


class Piece(NamedTuple):
    """A piece of evidence that stands, as the projection reads it.

    `valid_until` is its own last valid day, None if it does not lapse; where there is a `renewal` (a `Renewal` in words) that decides instead.
    `extended` are later days to which decisions let it count, `lapses_on` the first day on which one lets it no longer count.
    """

    earned_on: date
    valid_until: date | None = None
    renewal: str = ""
    extended: Sequence[date] = ()
    lapses_on: date | None = None
    assurance: int = 0


def spans(pieces: Sequence[Piece]) -> list[Span]:
    """The days (both included) on which each piece of evidence of one person for one qualification counts, in the order given.

    The order of the pieces does not matter, and one more piece or extension never shortens what another gives: a renewal looks at every last day
    that earlier pieces have or ever had, not only at the last of them.
    """
    if not any(piece.renewal for piece in pieces):
        return [counted(piece.earned_on, max((piece.valid_until or FOREVER, *piece.extended)), piece.lapses_on) for piece in pieces]
    last: dict[int, date] = {}
    deadlines: set[date] = set()
    in_order = sorted(range(len(pieces)), key=lambda number: pieces[number].earned_on)
    for earned_on, numbers in groupby(in_order, key=lambda number: pieces[number].earned_on):
        new: set[date] = set()
        for number in numbers:
            piece = pieces[number]
            # All it may end on, not only the best, so that a later renewal finds the one whose window it was done in.
            own = Renewal.read(piece.renewal).last_days(earned_on, deadlines) if piece.renewal else {piece.valid_until or FOREVER}
            ends = {*own, *piece.extended}
            last[number] = max(ends)
            new |= {end for end in ends if piece.lapses_on is None or end < piece.lapses_on}
        deadlines |= new - {FOREVER}
    return [counted(piece.earned_on, last[number], piece.lapses_on) for number, piece in enumerate(pieces)]


def counted(earned_on: date, valid_until: date | None, lapses_on: date | None = None) -> Span:
    """The days (both included) on which something earned counts: to its last valid day, and not from the day on which a decision let it lapse.

    The last day comes before the first if it lapses no later than it was earned: then there is no such day.
    """
    last = valid_until or FOREVER
    return earned_on, last if lapses_on is None else min(last, lapses_on - timedelta(days=1))


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Spans (first day, last day; both included) joined where they overlap or touch, in order."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] <= span[1]):
        if merged and (merged[-1][1] == FOREVER or start <= merged[-1][1] + timedelta(days=1)):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
