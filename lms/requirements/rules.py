"""The one definition of being ready. Pure: dates and plain values in, a verdict with its reasons out.

All dates are inclusive. An assignment is judged on `on`, or on its first day while that still lies ahead: what lapses before the first shift does
not help, and what is asked from that day on already counts. Its status plays no part; whoever lists people decides whether a paused one counts.

A requirement falls due on the later of the first day in the role and the day the requirement began, plus its days. Asked *before start* it is
lacking from the first moment it is not met; asked *within N days* it may wait, and is lacking from the day after it fell due.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from lms.qualifications.rules import FOREVER, Span, merge_spans

SOON_DAYS = 60  # how long before it lapses something is worth saying


class Phase(StrEnum):
    """By when a requirement must be met; the same words as in the table."""

    BEFORE_START = "before_start"
    WITHIN_DAYS = "within_days"


class State(IntEnum):
    """How an assignment or a person stands, best first, so that the greatest of several is the one to show."""

    READY = 0
    READY_WITHIN_GRACE = 1  # ready today, but something must be done by a day
    LACKING = 2


class Mark(StrEnum):
    """How one asked qualification stands."""

    MET = "met"
    LAPSING = "lapsing"  # held, and lapses soon
    DUE = "due"  # not held, and may still wait
    MISSING = "missing"  # not held and should be
    LAPSED = "lapsed"  # held once, no longer, and should be

    @property
    def state(self) -> State:
        """What it makes of the assignment."""
        return STATE_OF[self]


STATE_OF: Mapping[Mark, State] = {
    Mark.MET: State.READY,
    Mark.LAPSING: State.READY_WITHIN_GRACE,
    Mark.DUE: State.READY_WITHIN_GRACE,
    Mark.MISSING: State.LACKING,
    Mark.LAPSED: State.LACKING,
}


@dataclass(frozen=True, slots=True)
class Demand:
    """One requirement: a qualification, by when, and from–to which day it is in force (`valid_until` None: until further notice)."""

    id: int
    qualification: str
    name: str
    phase: Phase
    valid_from: date
    valid_until: date | None = None
    days: int | None = None
    order: int = 0

    def in_force(self, day: date) -> bool:
        """Whether it is asked for on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def due(self, starts_on: date) -> date:
        """The last day, included, on which it may be earned by somebody whose first day in the role is `starts_on`."""
        begun = starts_on if starts_on > self.valid_from else self.valid_from
        return begun + timedelta(days=self.days) if self.days else begun


class Asked(NamedTuple):
    """What is asked of one assignment on a day for one qualification, by the strictest of the requirements that ask for it."""

    demand: Demand
    due: date
    blocks: bool  # while it is not held, the assignment lacks something


@dataclass(frozen=True, slots=True)
class Standing:
    """How one asked qualification stands, with everything needed to say so in words.

    `since` and `until` are the first and last day of the latest time it was or is held; None if never, `until` None if it does not lapse.
    """

    demand: Demand
    mark: Mark
    due: date
    since: date | None = None
    until: date | None = None

    @property
    def held(self) -> bool:
        """Whether it is held."""
        return self.mark in (Mark.MET, Mark.LAPSING)

    @property
    def act_by(self) -> date | None:
        """The last day to do something about it; None if nothing need be done."""
        if self.mark is Mark.MET:
            return None
        return self.until if self.mark is Mark.LAPSING else self.due

    @property
    def urgency(self) -> tuple[int, date, date, int]:
        """See `urgency`."""
        return urgency(self.demand, self.mark, self.due, self.until)

    def overdue(self, on: date) -> bool:
        """Whether it should have been done before a day."""
        return not self.held and self.due < on


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an assignment is ready, and why.

    `standings` hold each asked qualification once. `ready_from` is the first day of the present time of being ready, which may lie ahead for somebody
    who has not begun; None if something is lacking.
    """

    state: State
    on: date
    day: date  # the day it was judged for: `on`, or the first day in the role if later
    standings: tuple[Standing, ...]
    ready_from: date | None

    @property
    def lacking(self) -> tuple[Standing, ...]:
        """What stands in the way, most urgent first."""
        return self._in_state(State.LACKING)

    @property
    def soon(self) -> tuple[Standing, ...]:
        """What does not stand in the way yet, but has a last day, most urgent first."""
        return self._in_state(State.READY_WITHIN_GRACE)

    @property
    def next_step(self) -> Standing | None:
        """What to do first."""
        return next(iter(self.lacking + self.soon), None)

    @property
    def act_by(self) -> date | None:
        """The last day for the next step."""
        return self.next_step.act_by if self.next_step else None

    def _in_state(self, state: State) -> tuple[Standing, ...]:
        found = [standing for standing in self.standings if standing.mark.state is state]
        return tuple(sorted(found, key=lambda standing: (standing.act_by or FOREVER, standing.demand.order, standing.demand.qualification)))


def day_judged(starts_on: date, on: date) -> date:
    """The day an assignment is judged for: today, or its first day while that lies ahead."""
    return max(starts_on, on)


def asked(demands: Iterable[Demand], *, starts_on: date, on: date) -> tuple[Asked, ...]:
    """What is asked of an assignment, each qualification once: the strictest requirement decides, that is a blocking one, then the earliest due."""
    found = strictest(demands, starts_on=starts_on, on=on)
    return tuple(sorted(found, key=lambda each: (each.demand.order, each.demand.name, each.demand.qualification)))


def strictest(demands: Iterable[Demand], *, starts_on: date, on: date) -> Iterable[Asked]:
    """What `asked` says, in no promised order: for those who ask for many assignments at a time."""
    day = day_judged(starts_on, on)
    found: dict[str, Asked] = {}
    for demand in demands:
        if demand.in_force(day):
            due = demand.due(starts_on)
            each = Asked(demand, due, demand.phase is Phase.BEFORE_START or day > due)
            known = found.get(demand.qualification)
            if known is None or _strictness(each) < _strictness(known):
                found[demand.qualification] = each
    return found.values()


def _strictness(asked: Asked) -> tuple[bool, date, int]:
    return (not asked.blocks, asked.due, asked.demand.id)


def judge(blocks: bool, span: Span | None, day: date, soon: date) -> Mark:
    """The mark of one asked qualification. `span` is the latest time of holding it that had begun; `soon` the last day that counts as soon."""
    if span is not None and span[1] >= day:
        return Mark.LAPSING if span[1] <= soon else Mark.MET
    if not blocks:
        return Mark.DUE
    return Mark.MISSING if span is None else Mark.LAPSED


def urgency(demand: Demand, mark: Mark, due: date, until: date | None) -> tuple[int, date, date, int]:
    """Sorts standings of one qualification in several assignments: the smallest is the one to act on and to show."""
    act_by = FOREVER if mark is Mark.MET else until if mark is Mark.LAPSING and until is not None else due
    return (-mark.state, act_by, due, demand.id)


def latest(spans: Iterable[Span], on: date) -> Span | None:
    """The latest of some merged spans that had begun on a day."""
    return max((span for span in spans if span[0] <= on), default=None)


def together(verdicts: Iterable[Verdict]) -> dict[str, Standing]:
    """How each asked qualification stands for somebody with several assignments: the most urgent of its standings."""
    found: dict[str, Standing] = {}
    for verdict in verdicts:
        for standing in verdict.standings:
            known = found.get(standing.demand.qualification)
            if known is None or standing.urgency < known.urgency:
                found[standing.demand.qualification] = standing
    return found


def readiness(
    demands: Iterable[Demand],
    spans: Mapping[str, Iterable[Span]],
    *,
    starts_on: date,
    on: date,
    soon_days: int = SOON_DAYS,
) -> Verdict:
    """Whether somebody whose first day in a role is `starts_on` is ready on `on`.

    `demands` are the requirements whose audience the assignment is in; those not in force are left out here. `spans` are the times each qualification
    is held, by its key, as `lms.qualifications.rules` reckons them and the table of holdings keeps them. `soon_days`: how many days ahead a lapse
    counts as soon.
    """
    day = day_judged(starts_on, on)
    soon = on + timedelta(days=soon_days)
    standings = []
    ready_from = starts_on
    for each in asked(demands, starts_on=starts_on, on=on):
        span = latest(merge_spans(spans.get(each.demand.qualification, ())), on)
        mark = judge(each.blocks, span, day, soon)
        since, until = span or (None, None)
        standings.append(Standing(each.demand, mark, each.due, since, None if until == FOREVER else until))
        if since is not None and since > each.due:  # until then it was overdue
            ready_from = max(ready_from, since)
    state = max((standing.mark.state for standing in standings), default=State.READY)
    return Verdict(
        state=state,
        on=on,
        day=day,
        standings=tuple(standings),
        ready_from=None if state is State.LACKING else ready_from,
    )
