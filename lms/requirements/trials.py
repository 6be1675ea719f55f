"""Trying a rule before it is one: what it would do, on which day, in which unit, and how much there would be to do."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from lms.people.models import Person
from lms.qualifications.models import Holding
from lms.roles.models import Assignment
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from .actions import Draft, decide
from .counts import Counts, counts_by_unit
from .models import Phase, Requirement
from .selectors import current_on


@dataclass(frozen=True, slots=True)
class UnitTrial:
    """What a rule would do in one unit and below it, on the day it bites: how many people lack something or must not be alone, without and with it.

    `to_do` is how many would have something of it left to do.
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

    @property
    def touches(self) -> bool:
        """Whether it does anything there."""
        return self.to_do > 0 or self.lacking_before != self.lacking_after or self.not_alone_before != self.not_alone_after


@dataclass(frozen=True)
class Trial:
    """What a rule would do: the first day on which somebody who has done nothing falls short, and each unit it touches, in tree order.

    The first line is the unit for which it was tried.
    """

    bites_on: date
    units: list[UnitTrial]

    @property
    def total(self) -> UnitTrial:
        """The unit it was tried for, with everything below it; each person once."""
        return self.units[0]

    def as_json(self) -> dict[str, Any]:
        """Numbers only, as they are kept with the decision."""
        return {"bites_on": self.bites_on.isoformat(), "units": [asdict(each) for each in self.units if each is self.total or each.touches]}


def first_day_it_bites(draft: Draft, *, on: date) -> date:
    """The first day on which somebody who serves already and has done nothing falls short of a rule to be."""
    begins = max(draft.valid_from, on)
    if draft.phase == Phase.WITHIN_DAYS:
        return draft.valid_from + timedelta(days=(draft.days or 0) + 1) if draft.valid_from >= on else begins
    if draft.phase == Phase.BY_DAY and draft.due_on:
        return max(draft.due_on + timedelta(days=1), begins)
    return begins


def try_out(*, draft: Draft, unit: Unit, by: Person, now: datetime, on: date, supersedes: Requirement | None = None) -> Trial:
    """What a draft would do in a unit and below it. Changes nothing: it is decided and taken back within one transaction.

    What people will have done meanwhile is not known, so this is what happens if nobody does anything. A few queries, whatever the number of people
    and units. Raises ValidationError as `decide` does.
    """
    units = in_tree_order(Unit.objects.open().filter(path__startswith=unit.path or ""))
    day = first_day_it_bites(draft, on=on)
    before = counts_by_unit(units, on=day)
    with transaction.atomic():
        made = decide(draft=draft, reason="", by=by, now=now, supersedes=supersedes)
        after = counts_by_unit(units, on=day)
        to_do = _to_do(made, units, on=day)
        transaction.set_rollback(True)
    top = unit.depth
    return Trial(day, [line(each, each.depth - top, before[each.pk], after[each.pk], to_do.get(each.pk, 0)) for each in units])


def line(unit: Unit, level: int, before: Counts, after: Counts, to_do: int) -> UnitTrial:
    """What changes in one unit, `level` deep below the one it is tried for."""
    return UnitTrial(
        unit=unit.name,
        unit_id=unit.pk,
        level=level,
        people=after.total,
        lacking_before=before.lacking,
        lacking_after=after.lacking,
        not_alone_before=before.not_alone,
        not_alone_after=after.not_alone,
        to_do=to_do,
    )


def _to_do(requirement: Requirement, units: Iterable[Unit], *, on: date) -> dict[int, int]:
    """How many people of each unit and below it have something of a rule left to do on a day, by the unit's id. 3 queries."""
    asked = Assignment.objects.serving().filter(current_on(on), _audience(requirement))
    lacks = Q(pk__in=[])
    for clause in requirement.clauses.prefetch_related("options"):
        held = Holding.objects.filter(
            person=OuterRef("person"),
            qualification__in=[option.qualification_id for option in clause.options.all()],
            level=clause.assurance,
            valid_from__lte=on,
            valid_until__gte=on,
        )
        lacks |= ~Q(Exists(held))
    rows = asked.filter(lacks).values_list("unit__path", "person_id").distinct()
    people: dict[int, set[int]] = {}
    for path, person_id in rows:
        for part in (path or "").strip("/").split("/"):
            people.setdefault(int(part), set()).add(person_id)
    wanted = {unit.pk for unit in units}
    return {pk: len(found) for pk, found in people.items() if pk in wanted}


@transaction.atomic
def decide_once(
    *, draft: Draft, unit: Unit, reason: str, by: Person, now: datetime, on: date, supersedes: Requirement | None = None
) -> Requirement:
    """Make a draft a rule with what it would do kept beside it; the very same draft twice is once, and returns the first.

    Raises ValidationError as `decide` does.
    """
    known = _same(draft, supersedes)
    if known:
        return known
    trial = try_out(draft=draft, unit=unit, by=by, now=now, on=on, supersedes=supersedes)
    return decide(draft=draft, reason=reason, by=by, now=now, supersedes=supersedes, dry_run=trial.as_json())


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
