"""Who showed interest, how far each application came and what it led to: for whoever follows people further than recruitment does. Nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Max, Q, Value, When
from django.utils import timezone

from lms.recruitment.models import Application, Move, Outcome, Ruling
from lms.recruitment.rules.numbers import WAY, reached
from lms.recruitment.rules.stages import Stage
from lms.roles.models import Assignment
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Interest:
    """An application: whose (the same for the same person, as far as that is known), when it came in, how far it came and what it led to."""

    who: str
    received_at: datetime
    furthest: Stage
    assignment: int | None


@dataclass(frozen=True, slots=True)
class Admission:
    """That somebody was admitted, by an application to a unit, and what they serve by it: the assignment it gave, or the one they had."""

    application: int
    person: int
    unit: int
    received_at: datetime
    assignment: int


def between(first: date, last: date) -> Q:
    """Cases that came in between two days (both included)."""
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
    return Q(received_at__gte=start, received_at__lt=end)


def interests(unit: Unit, *, first: date, last: date) -> list[Interest]:
    """The applications to a unit and those below it that came in between two days (both included), as they stand now. 4 queries.

    Somebody is known again as a person or, who has not become one, by the e-mail address. What is forgotten stands by itself.
    """
    within = Q(unit__in=Unit.objects.below(unit)) & between(first, last)
    rows = list(Application.objects.filter(within).order_by("received_at").values_list("pk", "person_id", "email", "received_at", "stage"))
    people = {email.lower(): person for _pk, person, email, _at, _stage in rows if email and person}
    furthest = furthest_of(within, {row[0]: row[4] for row in rows})
    given = {each.application: each.assignment for each in admissions(within)}
    return [
        Interest(
            who=f"person {known}" if (known := person or people.get(email.lower())) else email.lower() or f"case {pk}",
            received_at=at,
            furthest=furthest[pk],
            assignment=given.get(pk),
        )
        for pk, person, email, at, _stage in rows
    ]


def furthest_of(cases: Q, stands: Mapping[int, str]) -> dict[int, Stage]:
    """How far each of some cases came on the way, by its id, as `rules.numbers.Course.furthest` says of its moves. 1 query.

    `stands` is the stage of each of them now: who stands as admitted has come all the way, and who stood so and does not has not.
    """
    went = Move.objects.filter(application__in=Application.objects.filter(cases), to_stage__in=WAY[:-1]).order_by()
    place = Case(*(When(to_stage=stage, then=Value(at)) for at, stage in enumerate(WAY)))
    came: dict[int, int] = dict(went.values_list("application").annotate(at=Max(place)))
    return {pk: Stage.ADMITTED if stage == Stage.ADMITTED else WAY[came.get(pk, 0)] for pk, stage in stands.items()}


def way_of(unit: Unit, *, first: date, last: date) -> dict[Stage, int]:
    """Of the applications to a unit and those below it that came in between two days (both included): how many came at least as far as each stage.

    As they stand now. 3 queries.
    """
    within = Q(unit__in=Unit.objects.below(unit)) & between(first, last)
    rows = Application.objects.filter(within).order_by()
    furthest = furthest_of(within, dict(rows.values_list("pk", "stage")))
    named = Move.objects.filter(application__in=rows).order_by().values_list("to_stage", flat=True).distinct()
    return reached(furthest.values(), {Stage(each) for each in named})


def admissions(cases: Q) -> list[Admission]:
    """Of some cases, those that led to an admission that stands and to something that is served. 2 queries at most."""
    in_force = Ruling.objects.in_force().filter(outcome=Outcome.ADMITTED, application__in=Application.objects.filter(cases)).order_by("pk")
    rows = list(
        in_force.values_list(
            "application_id",
            "assignment_id",
            "application__person_id",
            "application__role_id",
            "application__unit_id",
            "application__received_at",
        )
    )
    had: dict[tuple[int, int, int], int] = {}
    if people := {person for _pk, post, person, *_rest in rows if person and not post}:
        for pk, *where in (
            Assignment.objects.filter(person__in=people).order_by("starts_on", "pk").values_list("pk", "person", "role", "unit")
        ):
            had[where[0], where[1], where[2]] = pk
    found: dict[int, Admission] = {}
    for pk, post, person, role, unit, at in rows:
        served = post or had.get((person, role, unit))
        if person and served:
            found[pk] = Admission(pk, person, unit, at, served)
    return list(found.values())
