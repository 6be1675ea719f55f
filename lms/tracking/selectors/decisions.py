"""Reads for decisions about several people: whom they may concern, and what has been decided."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from lms.people.models import Person
from lms.qualifications.models import Decision, Effect, Holding, Qualification
from lms.roles.models import Assignment
from lms.roles.policies import visible_assignments
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a decision may concern: what they do, and the last time in which they hold the qualification; None if they never have."""

    person: Person
    roles: str
    held: tuple[date, date] | None


def candidates(viewer: Person, unit: Unit, qualification: Qualification, *, role: str, on: date) -> list[Candidate]:
    """The people of a unit and below it, by name, as far as the viewer may see them; never the viewer. 3 queries, whatever their number."""
    seen = visible_assignments(viewer, on=on).current().filter(unit__in=Unit.objects.below(unit)).exclude(person=viewer)
    if role:
        seen = seen.filter(role__key=role)
    roles: dict[Person, list[str]] = {}
    rows: QuerySet[Assignment] = seen.select_related("person", "role").order_by(
        "person__given_name", "person__family_name", "person_id", "pk"
    )
    for each in rows:
        known = roles.setdefault(each.person, [])
        if each.role.called not in known:
            known.append(each.role.called)
    held = {
        person_id: (first, last)
        for person_id, first, last in Holding.objects.at_any_level()
        .filter(qualification=qualification, person__in=seen.values("person"))
        .order_by("valid_from")
        .values_list("person_id", "valid_from", "valid_until")
    }
    return [Candidate(person, ", ".join(names), held.get(person.pk)) for person, names in roles.items()]


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
    people = list(everybody.filter(Q(pk__in=seen)).order_by("given_name", "family_name", "pk"))
    effect = Effect.objects.filter(decision=decision).select_related("evidence__qualification").first()
    return Concerned(people, everybody.count() - len(people), effect.evidence.qualification if effect else None)
