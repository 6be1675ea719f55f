"""Verbs on what one person is let off: exemptions, which take two, and leaves to begin in spite of a gap."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.roles.models import Assignment
from lms.roles.policies import Permission, may
from lms.units.models import Unit

from .models import Exemption, Leave


@transaction.atomic
def ask_exemption(
    *,
    person: Person,
    qualification: Qualification,
    unit: Unit,
    reason: str,
    starts_on: date,
    until: date,
    by: Person,
    now: datetime,
    on: date,
) -> Exemption:
    """Ask that somebody need not hold a qualification from–to a day, both included. It counts once somebody else says yes. Asked twice is once.

    Raises ValidationError if `by` may not, asks for themselves, gives no reason, or the days make no sense.
    """
    _check(by, person, unit, on)
    list(Person.objects.select_for_update().filter(pk=person.pk))  # asked twice in the same moment comes one after the other
    same = {"person": person, "qualification": qualification, "unit": unit, "starts_on": starts_on, "until": until, "by": by}
    known = Exemption.objects.filter(**same, closed_at=None).first()
    if known:
        return known
    exemption = Exemption(
        person=person,
        qualification=qualification,
        unit=unit,
        reason=reason.strip(),
        starts_on=starts_on,
        until=until,
        by=by,
        at=now,
    )
    _check_days(starts_on, until, on)
    exemption.full_clean()
    exemption.save()
    return exemption


@transaction.atomic
def approve_exemption(*, exemption: Exemption, by: Person, now: datetime, on: date) -> Exemption:
    """Say yes as the second person. Raises ValidationError for the one who asked or whom it is about, and for one that waits no longer."""
    exemption = Exemption.objects.select_for_update().get(pk=exemption.pk)
    if exemption.approved_at or exemption.closed_at:
        raise ValidationError(_("This has been answered already."))
    if exemption.until < on:  # a yes now would only change how it was
        raise ValidationError(_("This is over already."))
    if exemption.by_id == by.pk:
        raise ValidationError(_("Somebody else than the one who asked must say yes."))
    _check(by, exemption.person, exemption.unit, on)
    exemption.approved_by, exemption.approved_at = by, now
    exemption.save(update_fields=["approved_by", "approved_at"])
    return exemption


@transaction.atomic
def end_exemption(*, exemption: Exemption, reason: str, by: Person, now: datetime, on: date) -> Exemption:
    """Refuse, withdraw or end early: from `on` it no longer counts. Raises ValidationError if it is over or `by` may not."""
    exemption = Exemption.objects.select_for_update().get(pk=exemption.pk)
    _check(by, exemption.person, exemption.unit, on)
    _close(exemption, reason, by, now, on)
    return exemption


@transaction.atomic
def withdraw_exemptions(*, ids: Iterable[int], by: Person, since: datetime) -> int:
    """Take back what one has asked for oneself since a moment and nobody has answered, as if it had never been. Returns how many; twice is once."""
    own = Exemption.objects.select_for_update().filter(pk__in=list(ids), by=by, at__gt=since, approved_at=None, closed_at=None)
    return Exemption.objects.filter(pk__in=[each.pk for each in own]).delete()[0]


@transaction.atomic
def give_leave(*, assignment: Assignment, reason: str, starts_on: date, until: date, by: Person, now: datetime, on: date) -> Leave:
    """Let somebody begin in spite of a gap from–to a day, both included; twice is once.

    Raises ValidationError as `ask_exemption` does.
    """
    _check(by, assignment.person, assignment.unit, on)
    _check_days(starts_on, until, on)
    list(Assignment.objects.select_for_update().filter(pk=assignment.pk))
    known = Leave.objects.filter(assignment=assignment, starts_on=starts_on, until=until, by=by, closed_at=None).first()
    if known:
        return known
    leave = Leave(assignment=assignment, reason=reason.strip(), starts_on=starts_on, until=until, by=by, at=now)
    leave.full_clean()
    leave.save()
    return leave


@transaction.atomic
def end_leave(*, leave: Leave, reason: str, by: Person, now: datetime, on: date) -> Leave:
    """End it early: from `on` it no longer counts. Raises ValidationError if it is over or `by` may not."""
    leave = Leave.objects.select_for_update(of=("self",)).select_related("assignment__person", "assignment__unit").get(pk=leave.pk)
    _check(by, leave.assignment.person, leave.assignment.unit, on)
    _close(leave, reason, by, now, on)
    return leave


def _close(row: Exemption | Leave, reason: str, by: Person, now: datetime, on: date) -> None:
    if row.closed_at or row.until < on:
        raise ValidationError(_("This is over already."))
    row.until = min(row.until, on - timedelta(days=1))
    row.closed_by, row.closed_at, row.closed_reason = by, now, reason.strip()
    row.save(update_fields=["until", "closed_by", "closed_at", "closed_reason"])


def _check(by: Person, person: Person, unit: Unit, on: date) -> None:
    if by.pk == person.pk or not may(by, Permission.MANAGE_PEOPLE, unit, on=on):
        raise ValidationError(_("You cannot do this."))


def _check_days(starts_on: date, until: date, on: date) -> None:
    if until < starts_on:
        raise ValidationError({"until": _("The last day cannot come before the first.")})
    if until < on:
        raise ValidationError({"until": _("Choose a day from today on.")})
