"""Verbs on moves of assignments: making one for many, and taking back what one has just made."""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from lms.people.models import Person
from lms.roles.models import Assignment, AssignmentStatus, Move, MoveKind
from lms.roles.rules import MOVES
from lms.roles.rules.reviews import can_be_taken_back

from . import pause_assignment

log = logging.getLogger(__name__)


@transaction.atomic
def pause_several(*, assignments: Iterable[Assignment], on: date, until: date | None, by: Person, now: datetime) -> list[Move]:
    """A break for several: nothing is asked of them meanwhile. Returns what is new; one that is not active, perhaps since somebody looked, is let be.

    Raises ValidationError as `pause_assignment`.
    """
    ids = sorted({each.pk for each in assignments})
    for each in Assignment.objects.select_for_update().filter(pk__in=ids, status=AssignmentStatus.ACTIVE).order_by("pk"):
        pause_assignment(assignment=each, on=on, until=until, by=by, now=now)
    return list(Move.objects.filter(by=by, at=now, assignment__in=ids))


@transaction.atomic
def take_back_moves(*, ids: Iterable[int], by: Person, now: datetime) -> int:
    """Take back moves that somebody made themselves: each assignment stands as before, and the move was never made. Returns how many.

    Only for ten minutes. An assignment that has moved on since is left as it is, and so is one that its person has begun anew. Twice is once.
    """
    rows = [row for row in Move.objects.filter(pk__in=list(ids), by=by) if can_be_taken_back(row.at, now=now)]
    locked = Assignment.objects.select_for_update().in_bulk([row.assignment_id for row in rows])
    gone = [row for row in rows if _stands_as_left(row, locked[row.assignment_id])]
    for row in gone:
        assignment = locked[row.assignment_id]
        assignment.status, assignment.starts_on = row.status_before, row.starts_on_before
        assignment.ends_on, assignment.paused_until = row.ends_on_before, row.paused_until_before
        assignment.save(update_fields=["status", "starts_on", "ends_on", "paused_until"])
        log.info("assignment %s: %s taken back by %s", assignment.pk, row.kind, by.pk)
    Move.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return len(gone)


def _stands_as_left(row: Move, assignment: Assignment) -> bool:
    """Whether nothing has happened with the assignment since the move, and it can go on as it did."""
    held = Assignment.objects.current().filter(person=assignment.person_id, role=assignment.role_id, unit=assignment.unit_id)
    return (
        not Move.objects.filter(assignment=assignment, pk__gt=row.pk).exists()
        and (assignment.status, assignment.paused_until) == (MOVES[row.kind][1], row.until)
        and (row.kind != MoveKind.END or assignment.ends_on == row.day)
        and not held.exclude(pk=assignment.pk).exists()
    )
