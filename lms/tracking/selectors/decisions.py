"""Reads for decisions about several people: whom they may concern, and what has been decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from lms.people.models import Person
from lms.qualifications.models import Decision, Effect, Holding, Qualification
from lms.requirements.rules import SOON_DAYS
from lms.requirements.selectors import rules_over
from lms.roles.models import Assignment, Role
from lms.roles.policies import visible_assignments
from lms.tracking.rules import is_called
from lms.ui.rules import alphabetical
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from . import roles_in


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a decision may concern: what they do, and the last time in which they hold the qualification; None if they never have."""

    person: Person
    roles: str
    held: tuple[date, date] | None


class Held(StrEnum):
    """How the qualification is held today by those one looks for."""

    LACKS = "lacks"
    SOON = "soon"  # held, and lapses soon
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Narrow:
    """Whom one looks for: parts of the name, in which unit, in which role, and how they hold it; what is left out is everybody."""

    name: str = ""
    unit: Unit | None = None
    role: str = ""
    held: Held | None = None


@dataclass(frozen=True)
class Candidates:
    """All that were found, by id and in the order of their names, and those of them that are shown."""

    ids: list[int]
    shown: list[Candidate]

    def everybody(self) -> list[Person]:
        """All that were found. 1 query."""
        people = Person.objects.in_bulk(self.ids)
        return [people[pk] for pk in self.ids if pk in people]


def candidates(
    viewer: Person, unit: Unit, qualification: Qualification, *, narrow: Narrow, on: date, most: int, chosen: Collection[int] = ()
) -> Candidates:
    """The people of a unit and below it whom one looks for, as far as the viewer may see them; never the viewer. 4 queries, whatever their number.

    Those `chosen` are shown whatever one looks for, and `most` others.
    """
    seen = visible_assignments(viewer, on=on).current().filter(unit__in=Unit.objects.below(unit)).exclude(person=viewer).order_by()
    fitting = seen
    if narrow.unit:
        fitting = fitting.filter(unit__in=Unit.objects.below(narrow.unit))
    if narrow.role:
        fitting = fitting.filter(role__key=narrow.role)
    if narrow.held:
        holds = Holding.objects.on(on).filter(qualification=qualification, person=OuterRef("person"))
        lasts = holds.filter(valid_until__gt=on + timedelta(days=SOON_DAYS))
        fitting = fitting.filter(
            {Held.LACKS: ~Exists(holds), Held.SOON: Exists(holds) & ~Exists(lasts), Held.HOLDS: Exists(holds)}[narrow.held]
        )
    names = {
        (f"{given} {family}", pk) for given, family, pk in fitting.values_list("person__given_name", "person__family_name", "person_id")
    }
    by_name = sorted(names, key=lambda row: (alphabetical(row[0]), row[1]))
    ids = [pk for name, pk in by_name if is_called(name, narrow.name)]
    shown = {*chosen, *[pk for pk in ids if pk not in chosen][:most]}
    roles: dict[Person, list[str]] = {}
    rows: QuerySet[Assignment] = seen.filter(person__in=shown).select_related("person", "role")
    for each in sorted(rows, key=lambda row: (alphabetical(row.person.name), row.person_id, row.pk)):
        known = roles.setdefault(each.person, [])
        if each.role.called not in known:
            known.append(each.role.called)
    held = {
        person_id: (first, last)
        for person_id, first, last in Holding.objects.at_any_level()
        .filter(qualification=qualification, person__in=shown)
        .order_by("valid_from")
        .values_list("person_id", "valid_from", "valid_until")
    }
    return Candidates(ids, [Candidate(person, ", ".join(names_of), held.get(person.pk)) for person, names_of in roles.items()])


def asked_here(unit: Unit, *, on: date) -> list[int]:
    """The qualifications that a rule asks of somebody in a unit or below it, by id. 5 queries."""
    rules = rules_over(unit, on=on)
    return list({option.qualification_id for rule in rules for clause in rule.clauses.all() for option in clause.options.all()})


def roles_here(viewer: Person, unit: Unit, *, on: date) -> list[Role]:
    """The roles that people of a unit and below it have, of those one sees. 2 queries."""
    return roles_in(unit, visible_assignments(viewer, on=on))


def units_here(unit: Unit) -> list[Unit]:
    """The open units below one, to narrow by, in tree order. 1 query."""
    return in_tree_order(Unit.objects.open().below(unit).exclude(pk=unit.pk))


def decisions_in(unit: Unit) -> QuerySet[Decision]:
    """What has been decided at the desks of a unit and those below it, the latest first. 1 query.

    Each has `number`, how many people it concerns, and `about_name` and `about_names`, those of the qualification; None if nobody is left.
    """
    about = Effect.objects.filter(decision=OuterRef("pk")).order_by("pk")
    return (
        Decision.objects.filter(unit__in=Unit.objects.below(unit))
        .select_related("by", "unit", "reversal__by")
        .annotate(
            number=Count("effects__evidence__person", distinct=True),
            about_name=Subquery(about.values("evidence__qualification__name")[:1]),
            about_names=Subquery(about.values("evidence__qualification__names")[:1]),
        )
        .order_by("-at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a decision concerns: those the viewer may see, by name, and how many others. `qualification` is None if nobody is left."""

    people: list[Person]
    others: int
    qualification: Qualification | None


def concerned_by(viewer: Person, decision: Decision, *, on: date) -> Concerned:
    """The people of a decision. 4 queries, whatever their number."""
    everybody = Person.objects.filter(evidence__effects__decision=decision).distinct()
    seen = visible_assignments(viewer, on=on).values("person")
    people = sorted(everybody.filter(Q(pk__in=seen)), key=lambda person: (alphabetical(person.name), person.pk))
    effect = Effect.objects.filter(decision=decision).select_related("evidence__qualification").first()
    return Concerned(people, everybody.count() - len(people), effect.evidence.qualification if effect else None)
