"""Verbs of the review of the register: saying of many or of one how it goes on, and taking that back."""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.roles.models import Answer, Assignment, AssignmentStatus, Confirmation, Move
from lms.roles.rules.reviews import Review, can_be_taken_back

from . import end_assignment, pause_assignment, resume_assignment

log = logging.getLogger(__name__)

# How an answer leaves the assignment; one that stays stays as it was.
LEAVES = {Answer.BACK: AssignmentStatus.ACTIVE, Answer.PAUSED: AssignmentStatus.PAUSED, Answer.ENDED: AssignmentStatus.ENDED}


@transaction.atomic
def confirm_all(*, assignments: Iterable[Assignment], review: Review, by: Person | None, now: datetime) -> list[Confirmation]:
    """Say of several assignments that they go on. Returns what is new: one that has been spoken of in this review keeps what was said first.

    One that has ended or has a break, perhaps since somebody looked, is left alone: it wants an answer of its own. 4 queries, whatever their number.
    """
    ids = sorted({each.pk for each in assignments})
    going_on = [AssignmentStatus.PLANNED, AssignmentStatus.ACTIVE]
    rows = list(Assignment.objects.select_for_update().filter(pk__in=ids, status__in=going_on).order_by("pk"))
    known = set(Confirmation.objects.filter(assignment__in=ids, review=review.opens_on).values_list("assignment", flat=True))
    return Confirmation.objects.bulk_create(_said(row, Answer.STAYS, None, review, by, now) for row in rows if row.pk not in known)


@transaction.atomic
def answer(
    *, assignment: Assignment, answer: Answer, day: date | None, review: Review, by: Person | None, now: datetime
) -> tuple[Confirmation, bool]:
    """Say how one assignment goes on, and let it: back from a break, on a break to a day, or ended on a day (both included).

    Returns what stands in the review, and whether it is new: who is first is heard, and saying it twice is saying it once. Raises ValidationError as
    the moves themselves do, and for a break or an end without a day.
    """
    locked = Assignment.objects.select_for_update().get(pk=assignment.pk)
    known = Confirmation.objects.filter(assignment=locked, review=review.opens_on).first()
    if known:
        return known, False
    on = timezone.localdate(now)
    said = _said(locked, answer, day, review, by, now)
    match answer:
        case Answer.STAYS if locked.status in (AssignmentStatus.PAUSED, AssignmentStatus.ENDED):
            raise ValidationError(_("This has changed since you looked. Look once more."))
        case Answer.STAYS:
            pass
        case Answer.BACK:
            resume_assignment(assignment=locked, on=on, by=by, now=now)
        case Answer.PAUSED:
            if day is None:
                raise ValidationError({"until": _("Say to which day the break lasts.")})
            pause_assignment(assignment=locked, on=on, until=day, by=by, now=now)
        case Answer.ENDED:
            if day is None or day < locked.starts_on:
                raise ValidationError({"ends_on": _("The last day cannot come before the first.")})
            end_assignment(assignment=locked, on=day, by=by, now=now)
    said.save()
    return said, True


def _said(row: Assignment, answer: Answer, day: date | None, review: Review, by: Person | None, now: datetime) -> Confirmation:
    """What is said of an assignment, with how it stands before that takes effect."""
    return Confirmation(
        assignment=row,
        review=review.opens_on,
        answer=answer,
        day=day,
        status_before=row.status,
        ends_on_before=row.ends_on,
        paused_until_before=row.paused_until,
        by=by,
        at=now,
    )


@transaction.atomic
def take_back(*, confirmation_id: int, by: Person, now: datetime) -> int:
    """Take back what somebody said themselves in one go, of which this is one: everything stands as it did before. Returns of how many.

    Only for ten minutes. An assignment that has been changed since is left as it is, and so is what was said of it. Twice is once.
    """
    one = Confirmation.objects.filter(pk=confirmation_id, by=by).select_related("assignment").first()
    if one is None or not can_be_taken_back(one.at, now=now):
        return 0
    together = Confirmation.objects.select_for_update().filter(by=by, at=one.at, review=one.review, assignment__unit=one.assignment.unit_id)
    rows = list(together)
    locked = Assignment.objects.select_for_update().in_bulk([row.assignment_id for row in rows])
    gone = [row.pk for row in rows if _stands_as_said(row, locked[row.assignment_id])]
    for row in rows:
        if row.pk in gone and row.answer != Answer.STAYS:
            _put_back(row, locked[row.assignment_id])
    Confirmation.objects.filter(pk__in=gone).delete()
    return len(gone)


def _stands_as_said(row: Confirmation, assignment: Assignment) -> bool:
    if row.answer == Answer.STAYS:
        return True
    held = (
        Assignment.objects.current()
        .filter(person=assignment.person_id, role=assignment.role_id, unit=assignment.unit_id)
        .exclude(pk=assignment.pk)
    )
    left = {Answer.BACK: None, Answer.PAUSED: assignment.paused_until, Answer.ENDED: assignment.ends_on}[Answer(row.answer)]
    return assignment.status == LEAVES[Answer(row.answer)] and left == row.day and not held.exists()


def _put_back(row: Confirmation, assignment: Assignment) -> None:
    assignment.status, assignment.ends_on = row.status_before, row.ends_on_before
    assignment.paused_until = row.paused_until_before
    assignment.save(update_fields=["status", "ends_on", "paused_until"])
    Move.objects.filter(assignment=assignment, by=row.by_id, at=row.at).delete()
    log.info("assignment %s: %s taken back by %s", assignment.pk, row.answer, row.by_id)
