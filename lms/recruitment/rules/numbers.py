"""Numbers of recruitment: half-years, medians, how many got how far, and which numbers are too small to show.

Computed from dates and stages alone, so that they stand when everything else about an applicant is forgotten.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from .clocks import Promise, working_days_between
from .stages import Stage

SMALLEST = 5  # a smaller number could point at somebody; it is not shown to those who look from above
# How far somebody came. A ruling may be proposed from every stage, so it says nothing of how far; an admission comes after all.
WAY = (
    Stage.RECEIVED,
    Stage.CONTACTED,
    Stage.INTERVIEW_1,
    Stage.INTERVIEW_2,
    Stage.INTERVIEW_3,
    Stage.REFERENCES,
    Stage.TRIAL_SHIFT,
    Stage.ADMITTED,
)


@dataclass(frozen=True, slots=True, order=True)
class Season:
    """Half a year: 1 is January to June, 2 is July to December."""

    year: int
    half: int

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def next(self) -> "Season":
        """The season after it."""
        return Season(self.year, 2) if self.half == 1 else Season(self.year + 1, 1)

    @property
    def key(self) -> str:
        """As an address has it: «2026-2»."""
        return f"{self.year}-{self.half}"


def season_of(day: date) -> Season:
    """The half-year of a day."""
    return Season(day.year, 1 if day.month <= 6 else 2)


def last_seasons(day: date, number: int) -> tuple[Season, ...]:
    """The seasons up to that of a day, the newest first."""
    newest = season_of(day)
    count = newest.year * 2 + newest.half - 1
    return tuple(Season((count - back) // 2, (count - back) % 2 + 1) for back in range(number))


@dataclass(frozen=True, slots=True)
class Course:
    """One case as dates: when it came in, and the stages it went to with their days, in order."""

    received_on: date
    moves: tuple[tuple[Stage, date], ...] = ()

    @property
    def furthest(self) -> Stage:
        """How far it came on the way. An admission that was undone is none."""
        last = self.moves[-1][0] if self.moves else Stage.RECEIVED
        came = (stage for stage, _day in self.moves if stage in WAY and (stage is not Stage.ADMITTED or stage is last))
        return max(came, key=WAY.index, default=Stage.RECEIVED)

    @property
    def stays(self) -> list[tuple[Stage, int]]:
        """The stages it has left, each with the working days it stood there; 0 is the same day."""
        found, stage, since = [], Stage.RECEIVED, self.received_on
        for to, day in self.moves:
            found.append((stage, working_days_between(since, day)))
            stage, since = to, day
        return found


def reached(furthest: Iterable[Stage], named: Collection[Stage]) -> dict[Stage, int]:
    """How many came at least as far as each stage of the way, never more than the one before, by how far each came.

    Stages to which nobody came by name (`named` are the others) are left out, but for the first and the last.
    """
    places = [WAY.index(stage) for stage in furthest]
    shown = {*named, Stage.RECEIVED, Stage.ADMITTED}
    return {stage: sum(at <= place for place in places) for at, stage in enumerate(WAY) if stage in shown}


def reached_by(courses: Iterable[Course]) -> dict[Stage, int]:
    """The same, of cases told as dates."""
    every = list(courses)
    return reached([course.furthest for course in every], {stage for course in every for stage, _day in course.moves})


def median_stays(courses: Iterable[Course]) -> dict[Stage, tuple[float, int]]:
    """The median of working days in each stage that somebody has left, and how many stays it rests on."""
    stays: dict[Stage, list[int]] = {}
    for course in courses:
        for stage, days in course.stays:
            stays.setdefault(stage, []).append(days)
    return {stage: (median(days), len(days)) for stage, days in stays.items()}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises have been kept, of how many that can be judged: done, or overdue."""

    kept: int
    judged: int

    @property
    def percent(self) -> int | None:
        """In whole per cent, rounded down, so that 100 means all; None without any."""
        return 100 * self.kept // self.judged if self.judged else None


def kept(promises: Iterable[Promise], *, on: date) -> Kept:
    """How promises stand on a day. One that is neither done nor overdue is not judged yet."""
    judged = [bool(promise.was_kept) for promise in promises if promise.kept_on or promise.is_overdue(on)]
    return Kept(sum(judged), len(judged))


def is_small(value: int, smallest: int = SMALLEST) -> bool:
    """Whether a number is too small to show. Nobody is nobody: 0 is shown."""
    return 0 < value < smallest


def suppress(values: Sequence[int], smallest: int = SMALLEST) -> tuple[list[int | None], int | None]:
    """Numbers that add up, and their sum, with None for what is not shown: small numbers, and as many of the next ones as it takes.

    Whoever has the sum could find a single hidden number by subtraction, so at least two are hidden, and together they are never small themselves. A
    sum that is small is hidden with everything in it.
    """
    total = sum(values)
    if is_small(total, smallest):
        return [None if value else 0 for value in values], None
    hidden = [index for index, value in enumerate(values) if is_small(value, smallest)]
    others = sorted((index for index, value in enumerate(values) if value and index not in hidden), key=lambda index: values[index])
    while hidden and others and (len(hidden) < 2 or is_small(sum(values[index] for index in hidden), smallest)):
        hidden.append(others.pop(0))
    return [None if index in hidden else value for index, value in enumerate(values)], total


def suppress_nested(values: Sequence[int], smallest: int = SMALLEST) -> list[int | None]:
    """Numbers of which each is part of the one before, with None for what is not shown: small ones, and those so near the last shown that the
    difference would be small.
    """
    shown: list[int | None] = []
    above: int | None = None
    for value in values:
        near = above is not None and is_small(above - value, smallest)
        shown.append(None if is_small(value, smallest) or near else value)
        above = above if shown[-1] is None else value
    return shown
