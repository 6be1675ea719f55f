"""Dates of the ledger. Pure."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

FOREVER = date.max  # 9999-12-31: «does not lapse», so that spans compare without special cases

Span = tuple[date, date]


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
