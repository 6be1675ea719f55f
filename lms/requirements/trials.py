"""Trying a rule before it is one: what it would do, on which days, in which unit, to whom, and how much there would be to do. Nothing is written."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q

from lms.courses.models import CoursePage
from lms.courses.selectors import outlines
from lms.people.models import Person
from lms.roles.models import Assignment
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from . import rules
from .actions import Draft, check, check_ending, decide, stop_requiring
from .counts import Counts, counts_by_unit
from .foresight import Change, Foresight, Move, foresee
from .models import Phase, Requirement
from .selectors import Audience, Audiences, current_on
from .words import any_of_words, called

MONTHS = 12  # how far ahead a trial looks


@dataclass(frozen=True, slots=True)
class UnitTrial:
    """What a rule would do in one unit and below it, on the day it bites: how many people lack something or must not be alone, without and with it.

    `to_do` is how many would have something of it left to do; `worse` and `better` how many would stand worse or better by it, on each of the trial's
    days.
    """

    unit: str
    unit_id: int
    level: int
    people: int
    lacking_before: int
    lacking_after: int
    not_alone_before: int
    not_alone_after: int
    to_do: int
    worse: Sequence[int] = ()
    better: Sequence[int] = ()

    @property
    def touches(self) -> bool:
        """Whether it does anything there."""
        differs = self.lacking_before != self.lacking_after or self.not_alone_before != self.not_alone_after
        return self.to_do > 0 or differs or any(self.worse) or any(self.better)


class Load(NamedTuple):
    """How many people have one thing left to do on the day it bites, and how many minutes its course takes each of them, if there is one."""

    name: str
    people: int
    minutes: int | None


@dataclass(frozen=True)
class Trial:
    """What a rule would do: the first day on which somebody who has done nothing falls short, and each unit it touches, in tree order.

    The first line is the unit for which it was tried. `days` are the first day on which something may differ, that day or the one on which somebody
    would have fallen short without a change, and those after on which something differs from the day before them.
    `load` tells how much there is to do. `moves` tell who would stand otherwise, and since when: they are shown, never kept.
    """

    bites_on: date
    units: list[UnitTrial]
    days: list[date] = field(default_factory=list)
    load: list[Load] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def total(self) -> UnitTrial:
        """The unit it was tried for, with everything below it; each person once."""
        return self.units[0]

    def as_json(self) -> dict[str, Any]:
        """Numbers only, as they are kept with the decision."""
        return {
            "bites_on": self.bites_on.isoformat(),
            "days": [day.isoformat() for day in self.days],
            "load": [list(each) for each in self.load],
            "units": [asdict(each) for each in self.units if each is self.total or each.touches],
        }


def first_day_it_bites(draft: Draft, *, on: date, supersedes: Requirement | None = None) -> date:
    """The first day on which somebody who serves already and has done nothing falls short of a rule to be.

    Days are counted from when the same was first asked of the same people, also by the version before.
    """
    return _bites(draft, draft.since(supersedes).values(), begins=max(draft.valid_from, on))


def _bites(rule: Draft | Requirement, asked: Iterable[date], *, begins: date) -> date:
    """The first day from `begins` on which somebody falls short of what was first asked on these days."""
    if rule.phase == Phase.WITHIN_DAYS:
        return max(min(asked, default=rule.valid_from) + timedelta(days=(rule.days or 0) + 1), begins)
    if rule.phase == Phase.BY_DAY and rule.due_on:
        return max(rule.due_on + timedelta(days=1), begins)
    return begins


def try_out(*, draft: Draft, unit: Unit, on: date, supersedes: Requirement | None = None) -> Trial:
    """What a draft would do in a unit and below it, from the day it bites to a year after. Changes nothing.

    What people will have done meanwhile is not known, so this is what happens if nobody does anything. A few queries, and some for each five thousand
    people it concerns. Raises ValidationError as `decide` does.
    """
    row = check(draft=draft, supersedes=supersedes)
    bites_on = first_day_it_bites(draft, on=on, supersedes=supersedes)
    asked = _demands(draft, supersedes)
    audience = Audience(row.role_id, row.unit_id, row.kind_id, row.city)
    ids = {each.key: each.pk for clause in draft.clauses for each in clause.qualifications}
    before = Audiences(min(on, draft.valid_from))
    change = Change(
        before=before,
        after=before.changed(
            rule=supersedes.pk if supersedes else None,
            last=draft.valid_from - timedelta(days=1),
            come=[(audience, each) for each in asked],
            ids=ids,
        ),
        covers=_audience(row) | _audience(supersedes) if supersedes else _audience(row),
        first=max(draft.valid_from, on),
    )
    earlier = _bites(supersedes, (clause.since for clause in supersedes.clauses.all()), begins=change.first) if supersedes else bites_on
    return _tried(change, unit, bites_on, min(earlier, bites_on), draft, {each.id: called(each) for each in asked})


def try_ending(*, requirement: Requirement, last: date, unit: Unit, on: date) -> Trial:
    """What it would do in a unit and below it to ask something no longer than to `last`, from the day after. As `try_out`.

    Raises ValidationError as `stop_requiring` does.
    """
    check_ending(requirement=requirement, on=last)
    before = Audiences(min(on, last))
    change = Change(
        before=before,
        after=before.changed(rule=requirement.pk, last=last, come=[], ids={}),
        covers=_audience(requirement),
        first=max(last + timedelta(days=1), on),
    )
    return _tried(change, unit, change.first, change.first)


def _tried(
    change: Change, unit: Unit, bites_on: date, first: date, draft: Draft | None = None, names: Mapping[int, str] = MappingProxyType({})
) -> Trial:
    """What a change does from `first` to a year after `bites_on`, which is the day that is told most about."""
    units = in_tree_order(Unit.objects.open().filter(path__startswith=unit.path or ""))
    counts = counts_by_unit(units, on=bites_on)
    days = sorted({first, bites_on, *_month_ends(first, bites_on)})
    found = foresee(change, unit, [each.pk for each in units], days=days, day=bites_on)
    kept = _telling(found)
    lines = []
    for each in units:
        before, differs = counts[each.pk], found.units[each.pk]
        after = Counts(not_alone=before.not_alone + differs.not_alone, lacking=before.lacking + differs.lacking)
        worse, better = ([numbers[place] for place in kept] for numbers in (differs.worse, differs.better))
        lines.append(line(each, each.depth - unit.depth, before, after, differs.to_do, worse, better))
    minutes = _minutes(draft, unit) if draft else []
    load = [Load(name, found.left[pk], each) for (pk, name), each in zip(names.items(), minutes, strict=True)]
    return Trial(bites_on, lines, [found.days[place] for place in kept], load, found.moves)


def _minutes(draft: Draft, unit: Unit) -> list[int | None]:
    """How long the shortest course takes that gives each clause of a draft; None where no course does. 2 queries."""
    wanted = {each.pk for clause in draft.clauses for each in clause.qualifications}
    courses = list(CoursePage.objects.live().filter(qualification__in=wanted))
    takes: dict[int, int] = {}
    for found in outlines([(course, unit) for course in courses]):
        given = found.course.qualification_id
        takes[given] = min(found.minutes, takes.get(given, found.minutes))
    return [min((takes[each.pk] for each in clause.qualifications if each.pk in takes), default=None) for clause in draft.clauses]


def _telling(found: Foresight) -> list[int]:
    """The places of the days that tell something new: the first, and each that differs from the one before."""
    by_day = [[(each.worse[place], each.better[place]) for each in found.units.values()] for place in range(len(found.days))]
    return [place for place, numbers in enumerate(by_day) if place == 0 or numbers != by_day[place - 1]]


def _month_ends(first: date, day: date) -> list[date]:
    """The last days of the months after a first day, to a year after another."""
    ends: list[date] = []
    while sum(end > day for end in ends) < MONTHS:
        month = (ends[-1] if ends else first) + timedelta(days=1)
        ends.append((month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    return ends


def _demands(draft: Draft, before: Requirement | None) -> list[rules.Demand]:
    """The clauses of a draft as they are judged; told apart by ids that no row has."""
    since = draft.since(before)
    return [
        rules.Demand(
            id=-number,
            qualifications=tuple(each.key for each in clause.qualifications),
            name=clause.name or any_of_words([each.name for each in clause.qualifications]),
            titles=() if clause.name else tuple((each.name, json.dumps(each.names)) for each in clause.qualifications),
            phase=rules.Phase(draft.phase.value),
            valid_from=draft.valid_from,
            valid_until=draft.valid_until,
            days=draft.days,
            due_on=draft.due_on,
            effect=rules.Effect(draft.effect.value),
            level=clause.level,
            since=since[clause.subject],
        )
        for number, clause in enumerate(draft.clauses, start=1)
    ]


def line(
    unit: Unit, level: int, before: Counts, after: Counts, to_do: int, worse: Sequence[int] = (), better: Sequence[int] = ()
) -> UnitTrial:
    """What changes in one unit, `level` deep below the one it is tried for."""
    return UnitTrial(
        unit=unit.name,
        unit_id=unit.pk,
        level=level,
        people=before.total,
        lacking_before=before.lacking,
        lacking_after=after.lacking,
        not_alone_before=before.not_alone,
        not_alone_after=after.not_alone,
        to_do=to_do,
        worse=worse,
        better=better,
    )


def decide_once(
    *, draft: Draft, unit: Unit, reason: str, by: Person, now: datetime, on: date, supersedes: Requirement | None = None
) -> Requirement:
    """Make a draft a rule with what it would do kept beside it; the very same draft twice is once, and returns the first.

    Tried before the transaction begins, since nobody else writes on SQLite while that runs. Raises ValidationError as `decide` does.
    """
    known = _same(draft, supersedes)
    if known:
        return known
    trial = try_out(draft=draft, unit=unit, on=on, supersedes=supersedes)
    with transaction.atomic():
        list(Unit.objects.select_for_update().filter(pk=unit.pk))  # made twice in the same moment comes one after the other
        known = _same(draft, supersedes)
        return known or decide(draft=draft, reason=reason, by=by, now=now, supersedes=supersedes, dry_run=trial.as_json())


def end_once(*, requirement: Requirement, last: date, unit: Unit, reason: str, by: Person, now: datetime, on: date) -> Requirement:
    """Ask it no longer than to `last`, with what that does kept beside it; the same twice is once. Raises ValidationError if it cannot.

    Tried before the transaction begins, as in `decide_once`.
    """
    if requirement.ended_at and requirement.valid_until == last:
        return requirement
    trial = try_ending(requirement=requirement, last=last, unit=unit, on=on)
    with transaction.atomic():
        found = Requirement.objects.select_for_update(of=("self",)).select_related("unit").get(pk=requirement.pk)
        if found.ended_at and found.valid_until == last:
            return found
        return stop_requiring(requirement=found, on=last, reason=reason, by=by, now=now, dry_run=trial.as_json())


def _same(draft: Draft, supersedes: Requirement | None) -> Requirement | None:
    """The rule that a draft has become already, if it has."""
    wanted = {each.subject for each in draft.clauses}
    rows = Requirement.objects.filter(
        role=draft.role,
        unit=draft.unit,
        kind=draft.kind,
        city=draft.city,
        phase=draft.phase,
        days=draft.days,
        due_on=draft.due_on,
        effect=draft.effect,
        valid_from=draft.valid_from,
        supersedes=supersedes,
    )
    return next((row for row in rows.with_clauses() if set(row.subjects) == wanted), None)


def people_covered(requirements: Iterable[Requirement], unit: Unit, *, on: date) -> dict[int, int]:
    """How many people of a unit and below it serve in the audience of each of these rules on a day, by the rule's id. 1 query."""
    counts = {f"rule_{row.pk}": Count("person", distinct=True, filter=_audience(row)) for row in requirements}
    here = Assignment.objects.serving().filter(current_on(on), unit__path__startswith=unit.path or "-")
    numbers = here.aggregate(**counts) if counts else {}
    return {int(name.removeprefix("rule_")): number for name, number in numbers.items()}


def _audience(requirement: Requirement) -> Q:
    """The assignments that a rule covers."""
    within = Q(pk__isnull=False)
    if requirement.role_id:
        within &= Q(role=requirement.role_id)
    if requirement.unit:
        within &= Q(unit__path__startswith=requirement.unit.path or "")
    if requirement.kind_id:
        within &= Q(unit__kind=requirement.kind_id)
    if requirement.city:
        within &= Q(unit__city=requirement.city)
    return within
