"""Reads about talks: who would like one, and which are planned."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from lms.people.models import Person
from lms.roles.models import Assignment, FollowUp, Responsibility, TalkKind, TalkWish, Urgency
from lms.roles.rules.talks import last_day_of_week
from lms.units.models import Unit

from .following import FOLLOWING


def own_wishes(person: Person) -> list[TalkWish]:
    """Somebody's own open wishes for a talk. 1 query."""
    return list(TalkWish.objects.filter(person=person, closed_at=None).select_related("unit", "whom", "seen_by"))


def addressed_wishes(units: Iterable[Unit] | None = None, *, on: date) -> list[tuple[TalkWish, Person | None]]:
    """The open wishes for a talk in some units, or in all, and whom each is for; None: for whoever follows the unit up. 2 queries.

    A wish to talk with one person is for that one alone, as long as they lead or coordinate there; then for all, so that nobody is left waiting.
    The urgent ones first, then the oldest.
    """
    rows = TalkWish.objects.filter(closed_at=None).select_related("person", "unit", "whom")
    if units is not None:
        rows = rows.filter(unit__in=[unit.pk for unit in units])
    found = sorted(rows, key=lambda row: (row.urgency != Urgency.SOON, row.at, row.pk))
    answering: dict[int, set[int]] = {}
    held = Responsibility.objects.on(on).filter(person__in={row.whom_id for row in found if row.whom_id}, kind__in=FOLLOWING)
    for person_id, unit_id in held.values_list("person", "unit"):
        answering.setdefault(person_id, set()).add(unit_id)
    return [
        (row, row.whom if row.whom_id and not answering.get(row.whom_id, set()).isdisjoint(row.unit.path_ids) else None) for row in found
    ]


def open_wishes(viewer: Person, units: Iterable[Unit], *, on: date) -> list[TalkWish]:
    """The open wishes in some units that somebody who answers for these may see: those for them and those for all, never their own. 2 queries."""
    found = addressed_wishes(units, on=on)
    return [row for row, whom in found if row.person_id != viewer.pk and (whom is None or whom.pk == viewer.pk)]


def planned_for(assignments: Iterable[Assignment]) -> list[FollowUp]:
    """The talks planned for some assignments, done or not, those to come first. 1 query."""
    rows = FollowUp.objects.filter(assignment__in=[each.pk for each in assignments]).select_related("assignment__role", "assignment__unit")
    return sorted(rows, key=lambda row: (row.done_on is not None, row.due_on, row.pk))


def due_talks(units: Iterable[Unit], *, on: date) -> list[FollowUp]:
    """The talks in some units that are planned for this week or should have been had before it, the first first. 1 query.

    Of somebody who has ended only the closing talk is left.
    """
    rows = FollowUp.objects.filter(
        Q(kind=TalkKind.CLOSING) | ~Q(assignment__status="ended"),
        assignment__unit__in=[unit.pk for unit in units],
        done_on=None,
        due_on__lte=last_day_of_week(on),
    )
    return list(rows.select_related("assignment__person", "assignment__role", "assignment__unit").order_by("due_on", "pk"))
