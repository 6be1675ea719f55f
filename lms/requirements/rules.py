"""The one definition of being ready. Pure: dates and plain values in, a verdict with its reasons out.

All dates are inclusive. An assignment is judged on `on`, or on its first day while that still lies ahead: what lapses before the first shift does
not help, and what is asked from that day on already counts. Its status plays no part; whoever lists people decides whether a paused one counts.

A rule is asked in versions, each in force from–to a day, and each a list of clauses that must all be met. A clause is met by any one of its
qualifications, held at its level of assurance or above, or by an exemption from one of them.

A clause falls due on the later of the first day in the role and the day it was first asked, plus its days; or on a fixed day. Asked *before start* it
is a gap from the first moment it is not met; otherwise it may wait, and is a gap from the day after it fell due. What a gap does is the rule's to
say: it blocks, or one does not serve alone. A leave lets somebody serve in spite of every gap while it runs.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    BY_DAY = "by_day"


class Effect(StrEnum):
    """What a gap does once it is due; the same words as in the table."""

    BLOCKS = "blocks"
    NOT_ALONE = "not_alone"  # may serve together with somebody experienced


class State(IntEnum):
    """How an assignment or a person stands, best first, so that the greatest of several is the one to show."""

    READY = 0
    READY_WITHIN_GRACE = 1  # ready today, but something must be done by a day
    NOT_ALONE = 2  # may serve together with somebody experienced
    LACKING = 3


class Mark(StrEnum):
    """How one asked clause stands."""

    MET = "met"
    EXEMPT = "exempt"  # an exemption stands in for it
    LAPSING = "lapsing"  # held, and lapses soon
    EXEMPT_ENDING = "exempt_ending"  # an exemption stands in for it, and ends soon
    DUE = "due"  # not held, and may still wait
    ALLOWED = "allowed"  # not held and should be, but a leave runs
    NOT_ALONE = "not_alone"  # not held and should be; one may serve, though not alone
    MISSING = "missing"  # not held and should be
    LAPSED = "lapsed"  # held once, no longer, and should be

    @property
    def state(self) -> State:
        """What it makes of the assignment."""
        return STATE_OF[self]


STATE_OF: Mapping[Mark, State] = {
    Mark.MET: State.READY,
    Mark.EXEMPT: State.READY,
    Mark.LAPSING: State.READY_WITHIN_GRACE,
    Mark.EXEMPT_ENDING: State.READY_WITHIN_GRACE,
    Mark.DUE: State.READY_WITHIN_GRACE,
    Mark.ALLOWED: State.READY_WITHIN_GRACE,
    Mark.NOT_ALONE: State.NOT_ALONE,
    Mark.MISSING: State.LACKING,
    Mark.LAPSED: State.LACKING,
}
HELD = frozenset({Mark.MET, Mark.EXEMPT, Mark.LAPSING, Mark.EXEMPT_ENDING})  # nothing to earn today
ENDING = frozenset({Mark.LAPSING, Mark.EXEMPT_ENDING})

Held = tuple[str, int]  # a qualification's key, and the level of assurance at which it is held; 0 is any


def subject_of(qualifications: Iterable[str], level: int = 0) -> str:
    """What is asked, whoever asks: «secrecy», «aid+rescue» for any of two, «aid.40» at a level. Fit for an address."""
    return "+".join(sorted(qualifications)) + (f".{level}" if level else "")


@dataclass(frozen=True, slots=True)
class Demand:
    """One clause of a version of a rule: any one of some qualifications, by when, and from–to which day it is in force.

    `valid_until` None: until further notice. `since`: when it was first asked, in this version or one before; None: with this one. `level`: how sure
    one must be that it was earned, 0 for any. `rule` is the version's id. `name` orders; `titles` are what its qualifications are called, each
    with the JSON of its names in other languages, and empty where the clause has a name of its own.
    """

    id: int
    qualifications: tuple[str, ...]
    name: str
    phase: Phase
    valid_from: date
    valid_until: date | None = None
    days: int | None = None
    order: int = 0
    due_on: date | None = None
    effect: Effect = Effect.BLOCKS
    level: int = 0
    since: date | None = None
    rule: int = 0
    subject: str = ""
    titles: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Says what it is about once."""
        if not self.subject:
            object.__setattr__(self, "subject", subject_of(self.qualifications, self.level))

    def in_force(self, day: date) -> bool:
        """Whether it is asked for on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def due(self, starts_on: date) -> date:
        """The last day, included, on which it may be earned by somebody whose first day in the role is `starts_on`."""
        if self.phase is Phase.BY_DAY and self.due_on:
            return max(starts_on, self.due_on)
        asked = self.since or self.valid_from
        begun = starts_on if starts_on > asked else asked
        return begun + timedelta(days=self.days) if self.days else begun

    def gap(self, starts_on: date, day: date) -> State:
        """What it makes of somebody, on a day, not to meet it."""
        if self.phase is Phase.BEFORE_START:
            waits = False
        elif self.phase is Phase.BY_DAY:
            waits = self.due_on is not None and day <= self.due_on
        else:
            waits = day <= self.due(starts_on)
        return State.READY_WITHIN_GRACE if waits else GAP_OF[self.effect]


GAP_OF: Mapping[Effect, State] = {Effect.BLOCKS: State.LACKING, Effect.NOT_ALONE: State.NOT_ALONE}


class Asked(NamedTuple):
    """What is asked of one assignment on a day on one subject, by the strictest of the demands that ask for it."""

    demand: Demand
    due: date
    gap: State  # what it makes of the assignment while it is not met


@dataclass(frozen=True, slots=True)
class Standing:
    """How one asked clause stands, with everything needed to say so in words.

    `since` and `until` are the first and last day of the latest time it was or is held (or exempt from); None if never, `until` None if it does not
    lapse. `leave` is the time in which somebody may serve in spite of it, if that is what decides.
    """

    demand: Demand
    mark: Mark
    due: date
    since: date | None = None
    until: date | None = None
    leave: Span | None = None

    @property
    def held(self) -> bool:
        """Whether it is held, or exempt from."""
        return self.mark in HELD

    @property
    def act_by(self) -> date | None:
        """The last day to do something about it; None if nothing need be done."""
        if self.mark.state is State.READY:
            return None
        if self.leave:
            return self.leave[1]
        return self.until if self.mark in ENDING else self.due

    @property
    def urgency(self) -> tuple[int, date, date, int, Span]:
        """See `urgency`."""
        held = (self.since, self.until or FOREVER) if self.since else None
        return urgency(self.demand, self.mark, self.due, self.leave or held)

    def overdue(self, on: date) -> bool:
        """Whether it should have been done before a day."""
        return not self.held and self.due < on


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an assignment is ready, and why.

    `standings` hold each asked subject once. `ready_from` is the first day of the present time of being ready, which may lie ahead for somebody
    who has not begun; None if something is lacking, or one does not serve alone.
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
    def not_alone(self) -> tuple[Standing, ...]:
        """What keeps one from serving alone, most urgent first."""
        return self._in_state(State.NOT_ALONE)

    @property
    def soon(self) -> tuple[Standing, ...]:
        """What does not stand in the way yet, but has a last day, most urgent first."""
        return self._in_state(State.READY_WITHIN_GRACE)

    @property
    def next_step(self) -> Standing | None:
        """What to do first."""
        return next(iter(self.lacking + self.not_alone + self.soon), None)

    @property
    def act_by(self) -> date | None:
        """The last day for the next step."""
        return self.next_step.act_by if self.next_step else None

    def _in_state(self, state: State) -> tuple[Standing, ...]:
        found = [standing for standing in self.standings if standing.mark.state is state]
        return tuple(sorted(found, key=lambda standing: (standing.act_by or FOREVER, standing.demand.order, standing.demand.subject)))


def day_judged(starts_on: date, on: date) -> date:
    """The day an assignment is judged for: today, or its first day while that lies ahead."""
    return max(starts_on, on)


def asked(demands: Iterable[Demand], *, starts_on: date, on: date) -> tuple[Asked, ...]:
    """What is asked of an assignment, each subject once: the strictest demand decides, by what its gap makes, then the earliest due."""
    found = strictest(demands, starts_on=starts_on, on=on)
    return tuple(sorted(found, key=lambda each: (each.demand.order, each.demand.name, each.demand.subject)))


def strictest(demands: Iterable[Demand], *, starts_on: date, on: date) -> Iterable[Asked]:
    """What `asked` says, in no promised order: for those who ask for many assignments at a time."""
    day = day_judged(starts_on, on)
    found: dict[str, Asked] = {}
    for demand in demands:
        if demand.in_force(day):
            each = Asked(demand, demand.due(starts_on), demand.gap(starts_on, day))
            known = found.get(demand.subject)
            if known is None or _strictness(each) < _strictness(known):
                found[demand.subject] = each
    return found.values()


def _strictness(asked: Asked) -> tuple[int, date, int]:
    return (-asked.gap, asked.due, asked.demand.id)


class Cover(NamedTuple):
    """What somebody has for one clause on a day: the latest time of holding it, and whether it is an exemption that carries it furthest."""

    span: Span | None
    exempt: bool = False


_NOTHING = Cover(None)


def cover(held: Sequence[Span], freed: Sequence[Span], *, on: date, day: date) -> Cover:
    """What there is for a clause, of the spans of each of its qualifications and of the exemptions from them, in any order.

    Only what was held by `on` counts; an exemption counts if it runs on the day judged, and is as if it had never been when it does not.
    """
    if not freed and len(held) < 2:  # nearly always, and asked for every cell of every table
        return Cover(held[0]) if held and held[0][0] <= on else _NOTHING
    own = [span for span in held if span[0] <= on]
    spared = [span for span in freed if span[0] <= day <= span[1]]
    if not spared:
        return Cover(merge_spans(own)[-1]) if own else _NOTHING
    span = merge_spans(own + spared)[-1]
    return Cover(span, max(span[1] for span in spared) > max((span[1] for span in own), default=date.min))


def judge(gap: State, found: Cover, leave: Span | None, day: date, soon: date) -> Mark:
    """The mark of one asked clause. `gap`: what not meeting it makes; `soon`: the last day that counts as soon; `leave`: one that runs on the day."""
    span, exempt = found
    if span is not None and span[1] >= day:
        if span[1] > soon:
            return Mark.EXEMPT if exempt else Mark.MET
        return Mark.EXEMPT_ENDING if exempt else Mark.LAPSING
    if gap is State.READY_WITHIN_GRACE:
        return Mark.DUE
    if leave is not None:
        return Mark.ALLOWED
    if gap is State.NOT_ALONE:
        return Mark.NOT_ALONE
    return Mark.MISSING if span is None else Mark.LAPSED


def urgency(demand: Demand, mark: Mark, due: date, span: Span | None) -> tuple[int, date, date, int, Span]:
    """Sorts standings of one subject in several assignments: the smallest is the one to act on and to show.

    `span`: the time in which it is held, or the leave for a gap that one lets be. Two with the same place would look the same, so it never matters
    in which order assignments are read.
    """
    ends = span[1] if span and (mark in ENDING or mark is Mark.ALLOWED) else None
    return (-mark.state, FOREVER if mark.state is State.READY else ends or due, due, demand.id, span or (FOREVER, FOREVER))


def running(leaves: Iterable[Span], day: date) -> Span | None:
    """The leave that lets somebody serve on the day judged; the longest of several."""
    return max((span for span in leaves if span[0] <= day <= span[1]), key=lambda span: (span[1], span[0]), default=None)


def together(verdicts: Iterable[Verdict]) -> dict[str, Standing]:
    """How each asked subject stands for somebody with several assignments: the most urgent of its standings."""
    found: dict[str, Standing] = {}
    for verdict in verdicts:
        for standing in verdict.standings:
            known = found.get(standing.demand.subject)
            if known is None or standing.urgency < known.urgency:
                found[standing.demand.subject] = standing
    return found


def readiness(
    demands: Iterable[Demand],
    spans: Mapping[Held, Iterable[Span]],
    *,
    starts_on: date,
    on: date,
    exemptions: Mapping[str, Iterable[Span]] | None = None,
    leaves: Iterable[Span] = (),
    soon_days: int = SOON_DAYS,
) -> Verdict:
    """Whether somebody whose first day in a role is `starts_on` is ready on `on`.

    `demands` are the clauses of the rules whose audience the assignment is in; those not in force are left out here. `spans` are the times each
    qualification is held at each level, as `lms.qualifications.rules` reckons them and the table of holdings keeps them; `exemptions` the times of
    those from each qualification; `leaves` the times of those for the assignment. `soon_days`: how many days ahead a lapse counts as soon.
    """
    day = day_judged(starts_on, on)
    soon = on + timedelta(days=soon_days)
    leave = running(leaves, day)
    freed = exemptions or {}
    standings = []
    ready_from = starts_on
    for each in asked(demands, starts_on=starts_on, on=on):
        demand = each.demand
        held = [span for key in demand.qualifications for span in merge_spans(spans.get((key, demand.level), ()))]
        spared = [span for key in demand.qualifications for span in freed.get(key, ())]
        found = cover(held, spared, on=on, day=day)
        mark = judge(each.gap, found, leave, day, soon)
        since, until = found.span or (None, None)
        let_be = leave if mark is Mark.ALLOWED else None
        standings.append(Standing(demand, mark, each.due, since, None if until == FOREVER else until, let_be))
        begun = let_be[0] if let_be else since
        if begun is not None and begun > each.due:  # until then it was overdue
            ready_from = max(ready_from, begun)
    state = max((standing.mark.state for standing in standings), default=State.READY)
    return Verdict(
        state=state,
        on=on,
        day=day,
        standings=tuple(standings),
        ready_from=None if state > State.READY_WITHIN_GRACE else ready_from,
    )


def first_ready(
    demands: Sequence[Demand],
    spans: Mapping[Held, Sequence[Span]],
    *,
    starts_on: date,
    since: date,
    until: date,
    exemptions: Mapping[str, Sequence[Span]] | None = None,
    leaves: Sequence[Span] = (),
    fully: bool = False,
) -> date | None:
    """The first day from `since` to and including `until` on which `readiness` says ready, with or without a deadline; None if there is none.

    `fully`: on which all that is asked is held or let off, also what may still wait, and whatever leaves there are.

    Looks only at days on which something can have become better: somebody came to hold something, was let off, or a rule came to an end.
    """
    freed = exemptions or {}
    held = {key: merge_spans(each) for key, each in spans.items()}  # as `readiness`: what begins the day after is the same time of holding
    starts = [span[0] for each in (*held.values(), *freed.values(), leaves) for span in each]
    ends = [demand.valid_until + timedelta(days=1) for demand in demands if demand.valid_until and demand.valid_until < until]
    for on in sorted({since, *(day for day in (*starts, *ends) if since < day <= until)}):
        day = day_judged(starts_on, on)
        if (not fully and running(leaves, day)) or not any(
            shortfall(
                demand,
                [span for key in demand.qualifications for span in held.get((key, demand.level), ())],
                [span for key in demand.qualifications for span in freed.get(key, ())],
                starts_on=starts_on,
                on=on,
                fully=fully,
            )
            for demand in demands
            if demand.in_force(day)
        ):
            return on
    return None


def shortfall(demand: Demand, held: Sequence[Span], freed: Sequence[Span], *, starts_on: date, on: date, fully: bool = False) -> State:
    """What one demand makes of somebody on a day, leaves apart: `READY` if it is not asked then, is met, or may wait (but for `fully`).

    `held` and `freed` are the spans of its qualifications, and of the exemptions from them.
    """
    day = day_judged(starts_on, on)
    if not demand.in_force(day):
        return State.READY
    gap = demand.gap(starts_on, day)
    if gap is State.READY_WITHIN_GRACE and not fully:
        return State.READY
    found = cover(held, freed, on=on, day=day).span
    return State.READY if found is not None and found[1] >= day else gap
