"""The yearly report's arithmetic: who was there in a year, who came and who went, and what may be told of it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from lms.qualifications.rules import merge_spans

from .figures import SMALLEST
from .times import told


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar year as far as it has come: first and last day, both included."""

    first: date
    last: date

    @property
    def over(self) -> bool:
        """Whether the whole year is past or today is its last day."""
        return (self.last.month, self.last.day) == (12, 31)


def period_of(year: int, on: date) -> Period:
    """The period of a year, seen from a day in it or after it."""
    return Period(date(year, 1, 1), min(date(year, 12, 31), on))


class Service(NamedTuple):
    """That somebody served from a day to a day, both included; no last day is until further notice."""

    person: int
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Heads:
    """How many people, each once: there in the period at all, new, there every day of it, there on its last day, and gone by then or with it."""

    active: int = 0
    new: int = 0
    all_period: int = 0
    at_end: int = 0
    ended: int = 0


def heads(services: Iterable[Service], period: Period) -> Heads:
    """Counts people by all that they served, also before the period."""
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for person, first, last in services:
        if first <= period.last:
            spans[person].append((first, last or date.max))
    active = new = all_period = at_end = ended = 0
    for own in spans.values():
        latest = max(last for _first, last in own)
        if latest < period.first:
            continue
        active += 1
        new += min(first for first, _last in own) >= period.first
        all_period += any(first <= period.first and last >= period.last for first, last in merge_spans(own))
        at_end += any(last >= period.last for _first, last in own)
        ended += latest <= period.last
    return Heads(active, new, all_period, at_end, ended)


def is_exact(found: Heads, *, is_open: bool, is_whole: bool) -> bool:
    """Whether the numbers of a unit are told as they are.

    To those who may see who it is, always. Of the whole organisation to all, unless one of them, or what one leaves of another, is small.
    """
    of_all = [found.active - part for part in astuple(found)]
    others = [found.at_end - found.all_period, found.ended - (found.active - found.at_end)]
    return is_open or (is_whole and not any(0 < number < SMALLEST for number in (*astuple(found), *of_all, *others)))


def is_exact_way(numbers: Sequence[int], *, is_open: bool, is_whole: bool) -> bool:
    """The same for numbers of which each is part of the one before."""
    steps = [more - fewer for more, fewer in pairwise(numbers)]
    return is_open or (is_whole and not any(0 < number < SMALLEST for number in (*numbers, *steps)))


def told_heads(found: Heads, *, exact: bool) -> dict[str, int | None]:
    """The numbers by name as they may be told; None is not told."""
    names = ("active", "new", "all_period", "at_end", "ended")
    return {name: told(number, is_open=exact) for name, number in zip(names, astuple(found), strict=True)}


def told_alone(number: int, *, exact: bool, is_open: bool) -> int | None:
    """A number that stands by itself: told as exactly as those beside it, and not if it is small and the reader may not see who it is."""
    return None if not is_open and 0 < number < SMALLEST else told(number, is_open=exact)
