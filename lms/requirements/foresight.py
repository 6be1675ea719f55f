"""What a change of the rules makes of each of those it concerns, and from which day. Reckoned by the definition; nothing is written.

How somebody stands changes on few days only: when something held begins or runs out, when a term is over, when a rule begins or ends. Those days are
reckoned, and every day between two of them is as the first.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import F, Q

from lms.qualifications.actions import held_if_tracked
from lms.qualifications.models import Holding, TrackedLevel
from lms.qualifications.rules import Span
from lms.roles.models import Assignment, AssignmentStatus
from lms.units.models import Unit

from . import rules
from .models import Exemption, Leave
from .rules import Demand, State
from .selectors import Audiences, current_on

_AT_A_TIME = 5000
_FEW = 500
_DAY = timedelta(days=1)
_Times = Mapping[tuple[int, int], Sequence[Span]]  # by qualification and level; exemptions stand at level −1


class Move(NamedTuple):
    """That somebody stands otherwise with the change than without it, from a day on; in which unit, and how then."""

    day: date
    person_id: int
    unit_id: int
    state: State
    worse: bool


@dataclass(slots=True)
class UnitChange:
    """What changes in a unit and below it, each person once.

    `worse` and `better` are how many stand worse or better with the change than without it, on each of the days; `lacking` and `not_alone` how many
    more are so, or fewer, on the day that is told most about. `to_do` is how many have something of what is new left to do then.
    """

    worse: list[int]
    better: list[int]
    lacking: int = 0
    not_alone: int = 0
    to_do: int = 0


@dataclass
class Foresight:
    """What a change does on some days, by the unit's id; whom it moves, by day; and how many have each new clause left to do, by its id.

    `day` is the one of them on which it is counted who lacks something, must not be alone, or has something left to do.
    """

    days: Sequence[date]
    day: date
    units: dict[int, UnitChange]
    moves: list[Move] = field(default_factory=list)
    left: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Change:
    """What is asked without and with a change, and the assignments (`covers`) that what comes or goes is asked of. It begins on `first`."""

    before: Audiences
    after: Audiences
    covers: Q
    first: date


class _Item(NamedTuple):
    """One clause as it meets one person."""

    demand: Demand
    held: Sequence[Span]
    freed: Sequence[Span]

    def met_throughout(self, first: date, until: date) -> bool:
        """Whether one thing meets it the whole time, as nearly always."""
        return any(start <= first and end >= until for start, end in self.held)

    def steps(self, starts_on: date, first: date, until: date) -> list[tuple[date, State]]:
        """What it makes of somebody from `first` on, and from each day to `until` on which that changes; a row for the first day in any case."""
        demand = self.demand
        turns = {demand.valid_from, demand.due(starts_on) + _DAY}
        for start, end in ((demand.valid_from, demand.valid_until or date.max), *self.held, *self.freed):
            turns |= {start, min(end, until) + _DAY}
        found: list[tuple[date, State]] = []
        for day in (first, *sorted(day for day in turns if first < day <= until)):
            state = rules.shortfall(demand, self.held, self.freed, starts_on=starts_on, on=day)
            if not found or found[-1][1] is not state:
                found.append((day, state))
        return found


_Steps = list[tuple[date, State]]


class _Asked(NamedTuple):
    """What is asked of a role in a unit all the time, what goes, and what comes."""

    same: list[Demand]
    gone: list[Demand]
    come: list[Demand]


class _Row(NamedTuple):
    """An assignment as the table has it, and what is asked in it."""

    id: int
    unit_id: int
    path: tuple[int, ...]
    asked: _Asked
    starts_on: date
    ends_on: date | None
    status: str
    paused_until: date | None


@dataclass(slots=True)
class _Post:
    """An assignment of somebody, with what each clause makes of it from which day; those that never are a gap are left out."""

    row: _Row
    same: list[_Steps]
    gone: list[_Steps]
    come: list[_Steps]
    left: list[_Item]  # what comes, and is not met throughout
    leaves: Sequence[Span]

    def serves(self, on: date) -> bool:
        """Whether it counts on a day: it goes on, and there is no break."""
        row = self.row
        rests = row.status == AssignmentStatus.PAUSED and (row.paused_until is None or on <= row.paused_until)
        return not rests and (row.ends_on is None or on <= row.ends_on)

    def states(self, on: date) -> tuple[State, State]:
        """What the clauses make of it on a day, without and with the change."""
        if self.leaves and rules.running(self.leaves, rules.day_judged(self.row.starts_on, on)):
            return State.READY, State.READY
        same = _worst(self.same, on)
        return max(same, _worst(self.gone, on)), max(same, _worst(self.come, on))

    def turns(self) -> Iterator[date]:
        """Every day on which it may stand otherwise than the day before."""
        for last in (self.row.ends_on, self.row.paused_until, *(end for _start, end in self.leaves)):
            if last is not None and last < date.max:
                yield last + _DAY
        yield from (start for start, _end in self.leaves)
        for steps in (*self.same, *self.gone, *self.come):
            yield from (day for day, _state in steps)


def _worst(every: Sequence[_Steps], on: date) -> State:
    worst = State.READY
    for steps in every:
        for day, state in reversed(steps):
            if day <= on:
                if state > worst:
                    worst = state
                break
    return worst


def foresee(change: Change, unit: Unit, wanted: Iterable[int], *, days: Sequence[date], day: date) -> Foresight:
    """What a change does to the people of a unit and below it, on some days in order; `day`, one of them, is told most about.

    `wanted` are the ids of the units that are told of. 2 queries, and at most 9 for each 5 000 people it concerns.
    """
    found = Foresight(days, day, {pk: UnitChange([0] * len(days), [0] * len(days)) for pk in wanted})
    posts = Assignment.objects.filter(current_on(change.first), unit__path__startswith=unit.path or "-").order_by()
    people = sorted(set(posts.filter(change.covers).values_list("person_id", flat=True)))
    tracked = set(TrackedLevel.objects.values_list("qualification_id", "level"))
    for start in range(0, len(people), _AT_A_TIME):
        for person_id, theirs in _posts(change, people[start : start + _AT_A_TIME], tracked, unit, days[-1]):
            _tell(found, person_id, theirs, change.first)
    found.moves.sort()
    return found


def _posts(
    change: Change, people: Sequence[int], tracked: set[tuple[int, int]], unit: Unit, until: date
) -> Iterator[tuple[int, list[_Post]]]:
    """Of each of these people for whom it may make a difference: their assignments, with what is asked in them."""
    rows = _rows(change, people, unit)
    asked = {id(row.asked): row.asked for theirs in rows.values() for row in theirs}.values()

    def sources_of(demands: Iterable[Demand]) -> set[tuple[int, int]]:
        return {source for demand in demands for each in change.after.sources(demand) for source in each}

    def unmet(row: _Row, demands: Iterable[Demand], times: _Times) -> list[_Item]:
        items = (_item(demand, change.after, times) for demand in demands)
        return [item for item in items if not item.met_throughout(change.first, max(until, row.starts_on))]

    def gaps(row: _Row, items: Iterable[_Item]) -> list[_Steps]:
        found = (item.steps(row.starts_on, change.first, until) for item in items)
        return [steps for steps in found if len(steps) > 1 or steps[0][1] is not State.READY]

    first = sources_of(demand for each in asked for demand in (*each.gone, *each.come))
    times = _times(people, first, tracked)
    touched = sorted(pk for pk, theirs in rows.items() if any(unmet(row, (*row.asked.gone, *row.asked.come), times[pk]) for row in theirs))
    others = _times(touched, sources_of(demand for each in asked for demand in each.same) - first, tracked)
    leaves: dict[int, list[Span]] = defaultdict(list)
    given = Leave.objects.filter(_among(touched, "assignment__person"), until__gte=F("starts_on"))
    for pk, start, end in given.values_list("assignment_id", "starts_on", "until"):
        leaves[pk].append((start, end))
    for pk in touched:
        known = times[pk] | others[pk]
        posts = []
        for row in rows[pk]:
            same, gone, come = (unmet(row, demands, known) for demands in row.asked)
            posts.append(_Post(row, gaps(row, same), gaps(row, gone), gaps(row, come), come, leaves.get(row.id, ())))
        yield pk, posts


def _rows(change: Change, people: Sequence[int], unit: Unit) -> dict[int, list[_Row]]:
    """The assignments of these people in a unit and below it, by the person's id. 1 query."""
    rows: dict[int, list[_Row]] = defaultdict(list)
    known: dict[tuple[int, int], _Asked] = {}
    wanted = set(people)
    current = Assignment.objects.filter(current_on(change.first), _among(people), unit__path__startswith=unit.path or "-").order_by()
    for pk, person_id, role_id, unit_id, path, kind_id, city, starts_on, ends_on, status, paused_until in current.values_list(
        *("pk", "person_id", "role_id", "unit_id", "unit__path", "unit__kind_id", "unit__city"),
        *("starts_on", "ends_on", "status", "paused_until"),
    ):
        if person_id not in wanted:
            continue
        ids = tuple(int(part) for part in (path or "").strip("/").split("/") if part)
        asked = known.get((role_id, unit_id))
        if asked is None:
            before, after = (each.demands(role_id, unit_id, ids, kind_id, city) for each in (change.before, change.after))
            kept = {id(demand) for demand in before} & {id(demand) for demand in after}
            asked = known[role_id, unit_id] = _Asked(
                [demand for demand in before if id(demand) in kept],
                [demand for demand in before if id(demand) not in kept],
                [demand for demand in after if id(demand) not in kept],
            )
        rows[person_id].append(_Row(pk, unit_id, ids, asked, starts_on, ends_on, status, paused_until))
    return rows


def _times(
    people: Sequence[int], sources: set[tuple[int, int]], tracked: set[tuple[int, int]]
) -> dict[int, dict[tuple[int, int], list[Span]]]:
    """What these people hold of some qualifications at some levels, and what they are let off."""
    times: dict[int, dict[tuple[int, int], list[Span]]] = defaultdict(lambda: defaultdict(list))
    if not sources or not people:
        return times
    qualifications = {pk for pk, _level in sources}
    among, wanted = _among(people), set(people)
    held = Holding.objects.filter(among, qualification__in=qualifications, level__in={level for _pk, level in sources})
    for person_id, qualification, level, start, end in held.values_list(
        "person_id", "qualification_id", "level", "valid_from", "valid_until"
    ):
        if person_id in wanted:
            times[person_id][qualification, level].append((start, end))
    for qualification, level in sorted(sources - tracked):
        if level > 0:
            for person_id, spans in held_if_tracked(people=people, qualification=qualification, level=level).items():
                times[person_id][qualification, level] = spans
    freed = Exemption.objects.filter(among, approved_at__isnull=False, until__gte=F("starts_on"), qualification__in=qualifications)
    for person_id, qualification, start, end in freed.values_list("person_id", "qualification_id", "starts_on", "until"):
        if person_id in wanted:
            times[person_id][qualification, -1].append((start, end))
    return times


def _among(people: Sequence[int], name: str = "person") -> Q:
    """These people, or all from the first to the last of them: so many ids one by one cost more than all else."""
    if len(people) <= _FEW:
        return Q(**{f"{name}__in": people})
    return Q(**{f"{name}__gte": people[0], f"{name}__lte": people[-1]})


def _item(demand: Demand, audiences: Audiences, times: _Times) -> _Item:
    holding, exempting = audiences.sources(demand)
    return _Item(
        demand,
        [span for source in holding for span in times.get(source, ())],
        [span for source in exempting for span in times.get(source, ())],
    )


def _tell(found: Foresight, person_id: int, posts: Sequence[_Post], first: date) -> None:
    """Adds what the change makes of one person."""
    until = found.days[-1]
    turns = sorted({first, *(day for post in posts for day in post.turns() if first < day <= until)})
    states = [[post.states(day) if post.serves(day) else None for post in posts] for day in turns]
    at = [bisect_right(turns, day) - 1 for day in found.days]
    here: dict[tuple[int, ...], list[int]] = defaultdict(list)  # units in which the same of the assignments count
    for pk in {pk for post in posts for pk in post.row.path if pk in found.units}:
        here[tuple(number for number, post in enumerate(posts) if pk in post.row.path)].append(pk)
    for numbers, units in here.items():
        pairs = [_together(row[number] for number in numbers) for row in states]
        seen = [pairs[place] for place in at]
        for pk in units:
            line = found.units[pk]
            for place, (without, with_it) in enumerate(seen):
                line.worse[place] += with_it > without
                line.better[place] += with_it < without
            without, with_it = seen[found.days.index(found.day)]
            line.lacking += (with_it is State.LACKING) - (without is State.LACKING)
            line.not_alone += (with_it is State.NOT_ALONE) - (without is State.NOT_ALONE)
    _tell_move(found, person_id, posts, turns, states)
    _tell_what_is_left(found, posts, found.day)


def _together(states: Iterable[tuple[State, State] | None]) -> tuple[State, State]:
    served = [each for each in states if each is not None]
    return max((each[0] for each in served), default=State.READY), max((each[1] for each in served), default=State.READY)


def _tell_move(
    found: Foresight, person_id: int, posts: Sequence[_Post], turns: Sequence[date], states: Sequence[Sequence[tuple[State, State] | None]]
) -> None:
    """The first day from which somebody stands otherwise with it, in the assignment that makes the difference."""
    for day, row in zip(turns, states, strict=True):
        without, with_it = _together(row)
        if without is not with_it:
            decides = 1 if with_it > without else 0
            worst = max((each[decides], -number) for number, each in enumerate(row) if each is not None)
            found.moves.append(Move(day, person_id, posts[-worst[1]].row.unit_id, with_it, with_it > without))
            return


def _tell_what_is_left(found: Foresight, posts: Sequence[_Post], on: date) -> None:
    """Which units have somebody with something left to do of what comes, and of which clause."""
    left: set[int] = set()
    units: set[int] = set()
    for post in posts:
        if not post.serves(on):
            continue
        day = rules.day_judged(post.row.starts_on, on)
        for demand, held, freed in post.left:
            span = rules.cover(held, freed, on=on, day=day).span
            if demand.in_force(day) and (span is None or span[1] < day):
                left.add(demand.id)
                units.update(pk for pk in post.row.path if pk in found.units)
    found.left.update(left)
    for pk in units:
        found.units[pk].to_do += 1
