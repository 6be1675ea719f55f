"""Verbs on assignments and responsibilities."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.roles.cms import sync_wagtail_access
from lms.roles.models import Assignment, AssignmentStatus, Move, MoveKind, Responsibility, ResponsibilityKind, Role
from lms.roles.policies import ROOT_KINDS, Permission, may, may_grant
from lms.roles.rules import MOVES, in_ranges, is_done, may_move
from lms.units import actions as units
from lms.units.models import Unit

__all__ = [
    "end_assignment",
    "end_breaks",
    "end_responsibility",
    "grant",
    "move_unit",
    "pause_assignment",
    "plan_assignment",
    "resume_assignment",
    "start_assignment",
    "sync_wagtail_access",
    "write_in",
]

log = logging.getLogger(__name__)


@transaction.atomic
def plan_assignment(*, person: Person, role: Role, unit: Unit, starts_on: date, by: Person | None = None) -> Assignment:
    """Plan that a person takes a role in a unit from a day on, included. Returns the assignment.

    Somebody who has this assignment already keeps it; if it is only planned, its day is moved. Raises ValidationError for a unit that is closed then.
    """
    if unit.closed_on and unit.closed_on <= starts_on:
        raise ValidationError({"unit": _("This unit is closed.")})
    held = Assignment.objects.select_for_update().current()
    current, is_new = held.get_or_create(person=person, role=role, unit=unit, defaults={"starts_on": starts_on})
    if is_new:
        _note(current, "plan", by)
    elif current.status == AssignmentStatus.PLANNED and current.starts_on != starts_on:
        current.starts_on = starts_on
        current.save(update_fields=["starts_on"])
        _note(current, "plan again", by)
    return current


@transaction.atomic
def write_in(*, assignments: Sequence[Assignment], by: Person | None) -> list[Assignment]:
    """Write several assignments down as they stand or stood elsewhere: planned, active, paused or ended, each with its days.

    They are not yet saved, and none of them is held already. 1 query, however many. Raises ValidationError for one that would go on in a unit that is
    closed then.
    """
    for each in assignments:
        closed_on = each.unit.closed_on
        if each.status != AssignmentStatus.ENDED and closed_on and (each.ends_on is None or each.ends_on >= closed_on):
            raise ValidationError({"unit": _("This unit is closed.")})
    written = Assignment.objects.bulk_create(assignments)
    if written:
        log.info("assignments %s: write in by %s", in_ranges(each.pk for each in written), by.pk if by else "the system")
    return written


def start_assignment(*, assignment: Assignment, on: date, by: Person | None, now: datetime | None = None) -> Assignment:
    """The first shift: planned becomes active, and `on` its first day. Raises ValidationError if it is neither planned nor active."""
    return _move(assignment, MoveKind.START, on, by, now)


@transaction.atomic
def pause_assignment(
    *, assignment: Assignment, on: date, by: Person | None, until: date | None = None, now: datetime | None = None
) -> Assignment:
    """A break: active becomes paused; nothing is asked of the person meanwhile. `until` is its last day, included; without, it lasts until somebody
    says otherwise.

    Somebody who has a break already gets the new last day. Raises ValidationError if it is neither active nor paused, or if the last day has passed.
    """
    if until and until < on:
        raise ValidationError({"until": _("The break cannot have ended already.")})
    return _move(assignment, MoveKind.PAUSE, on, by, now, until)


@transaction.atomic
def end_breaks(*, on: date) -> int:
    """Let everybody come back whose break was over before a day. Returns how many; every night, and twice is once."""
    over = Assignment.objects.select_for_update().filter(status=AssignmentStatus.PAUSED, paused_until__lt=on)
    return len([resume_assignment(assignment=each, on=on, by=None) for each in over])


def resume_assignment(*, assignment: Assignment, on: date, by: Person | None, now: datetime | None = None) -> Assignment:
    """Back from a break: paused becomes active. Raises ValidationError if it is neither paused nor active."""
    return _move(assignment, MoveKind.RESUME, on, by, now)


def end_assignment(*, assignment: Assignment, on: date, by: Person | None, now: datetime | None = None) -> Assignment:
    """The end; `on` is the last day, included. One that never started ends on the day it was to start, or earlier.

    Ending twice keeps the first day. Raises ValidationError if an active or paused one would end before it started.
    """
    return _move(assignment, MoveKind.END, on, by, now)


@transaction.atomic
def _move(
    assignment: Assignment, move: MoveKind, on: date, by: Person | None, now: datetime | None, until: date | None = None
) -> Assignment:
    """Makes a move and writes it down with how the assignment stood before; one that has been made already changes nothing."""
    current = Assignment.objects.select_for_update().get(pk=assignment.pk)
    longer = move == MoveKind.PAUSE and current.status == AssignmentStatus.PAUSED and until is not None and current.paused_until != until
    if is_done(current.status, move) and not longer:
        return current
    if not longer and not may_move(current.status, move):
        raise ValidationError(_("This cannot be done with an assignment that is %(status)s.") % {"status": current.get_status_display()})
    made = Move(
        assignment=current,
        kind=move,
        day=on,
        until=until,
        status_before=current.status,
        starts_on_before=current.starts_on,
        ends_on_before=current.ends_on,
        paused_until_before=current.paused_until,
        by=by,
        at=now or timezone.now(),
    )
    if move == MoveKind.START:
        current.starts_on = on
    elif move == MoveKind.END:
        if current.status == AssignmentStatus.PLANNED:
            current.starts_on = min(current.starts_on, on)
        elif on < current.starts_on:
            raise ValidationError({"ends_on": _("The last day cannot come before the first.")})
        current.ends_on = on
    current.status, current.paused_until = MOVES[move][1], until
    current.save(update_fields=["status", "starts_on", "ends_on", "paused_until"])
    made.save()
    _note(current, move, by)
    return current


@transaction.atomic
def grant(
    *,
    person: Person,
    unit: Unit,
    kind: ResponsibilityKind | str,
    starts_on: date,
    by: Person | None,
    is_deputy: bool = False,
    on: date | None = None,
) -> Responsibility:
    """Give a person a responsibility in a unit and below it from a day, included. Returns it; granting twice is granting once.

    `by` None is the system itself (a command, the demo). `on` is today, left out except in tests: the day on which `by` must be
    allowed, and for which the editors' desk is opened and closed. Raises ValidationError if `by` may not give this, or if the kind belongs to the
    whole organisation and the unit does not.
    """
    today = on or timezone.localdate()
    kind = ResponsibilityKind(kind)
    if kind in ROOT_KINDS and unit.parent_id is not None:
        raise ValidationError({"unit": _("This responsibility is for the whole organisation.")})
    if by is not None and not may_grant(by, kind, unit, on=today):
        raise ValidationError({"kind": _("You cannot give this responsibility here.")})
    held, is_new = Responsibility.objects.select_for_update().get_or_create(
        person=person, unit=unit, kind=kind, ends_on=None, defaults={"starts_on": starts_on, "is_deputy": is_deputy}
    )
    if not is_new and (held.is_deputy != is_deputy or held.starts_on > starts_on):
        held.is_deputy, held.starts_on = is_deputy, min(held.starts_on, starts_on)
        held.save(update_fields=["is_deputy", "starts_on"])
    _note(held, "grant", by)
    sync_wagtail_access(on=today)
    return held


@transaction.atomic
def end_responsibility(*, responsibility: Responsibility, on: date, by: Person | None) -> Responsibility:
    """Take a responsibility back; `on` is its last day, included, and the desk is closed on the next. Ending twice keeps the earlier day.

    A responsibility that has not begun is removed. Raises ValidationError if `by` may not do this, or if nobody would be administrator afterwards.
    """
    if responsibility.kind == ResponsibilityKind.ADMINISTRATOR:  # so that two who leave at once do not both count on the other
        list(Responsibility.objects.select_for_update().filter(kind=ResponsibilityKind.ADMINISTRATOR).order_by("pk"))
    held = Responsibility.objects.select_for_update().select_related("unit").filter(pk=responsibility.pk).first()
    if held is None:
        return responsibility
    if by is not None and by != held.person and not may_grant(by, ResponsibilityKind(held.kind), held.unit, on=on):
        raise ValidationError(_("You cannot take this responsibility back."))
    if by is not None and held.kind == ResponsibilityKind.ADMINISTRATOR and not _others_administrate(held, on):
        raise ValidationError(_("Somebody must be administrator. Give another the responsibility first."))
    _note(held, "take back", by)
    if held.starts_on > on:
        held.delete()
    elif held.ends_on is None or held.ends_on > on:
        held.ends_on = on
        held.save(update_fields=["ends_on"])
    sync_wagtail_access(on=timezone.localdate())
    return held


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, on: date, by: Person | None) -> Unit:
    """Put a unit and everything below it under another, and let in who answers for it there. Returns it anew.

    Raises ValidationError if `by` may not run both places on a day, and as `lms.units.actions.move_unit`.
    """
    if by is not None and not all(may(by, Permission.RUN_UNITS, place, on=on) for place in (unit, parent)):
        raise ValidationError(_("You cannot move this unit there."))
    moved = units.move_unit(unit=unit, parent=parent)
    log.info("unit %s: move below %s by %s", unit.pk, parent.pk, by.pk if by else "the system")
    sync_wagtail_access(on=on)
    return moved


def _others_administrate(held: Responsibility, on: date) -> bool:
    lasting = Responsibility.objects.on(on).filter(kind=ResponsibilityKind.ADMINISTRATOR, ends_on=None, person__user__is_active=True)
    return lasting.exclude(pk=held.pk).exists()


def _note(noun: Assignment | Responsibility, verb: str, by: Person | None) -> None:
    """One line in the log, without names: which row, what, and the number of who did it."""
    log.info("%s %s: %s by %s", type(noun).__name__.lower(), noun.pk, verb, by.pk if by else "the system")
