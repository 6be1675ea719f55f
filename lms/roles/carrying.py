"""Reads and verbs for what follows when a unit is merged into another: its people's assignments and responsibilities."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from lms.people.models import Person
from lms.ui.rules import alphabetical
from lms.units.models import Unit

from .actions.talks import carry_talks
from .models import Assignment, AssignmentStatus, Responsibility

log = logging.getLogger(__name__)


def assignments_to_carry(unit: Unit) -> list[Assignment]:
    """The assignments in a unit that have not ended, by person. 1 query."""
    current = Assignment.objects.current().filter(unit=unit).select_related("person", "role")
    return sorted(current, key=lambda row: (alphabetical(row.person.name), row.role.order, row.pk))


def responsibilities_to_carry(unit: Unit, *, on: date) -> list[Responsibility]:
    """The responsibilities that lie in a unit itself and hold on a day or begin later. 1 query."""
    lasting = Responsibility.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), unit=unit).select_related("person")
    return sorted(lasting, key=lambda row: (alphabetical(row.person.name), row.kind, row.pk))


@transaction.atomic
def carry_assignments(*, source: Unit, target: Unit, on: date, by: Person | None) -> list[Assignment]:
    """End every assignment of `source` the day before `on` and begin it in `target` from then. Returns those that hold in `target` afterwards.

    No row says later that somebody served elsewhere than they did: the old one keeps unit, first day and, from now on, its last. One that began on
    `on` ends the same day. Who holds the role in `target` already keeps that row; if it is only planned while theirs is active, it begins now.
    """
    held = {(row.person_id, row.role_id): row for row in Assignment.objects.select_for_update().current().filter(unit=target)}
    kept = []
    for row in Assignment.objects.select_for_update().current().filter(unit=source).select_related("person", "role"):
        was, rests_until = row.status, row.paused_until
        begins, before = max(row.starts_on, on), on - timedelta(days=1)
        row.status, row.paused_until, last = AssignmentStatus.ENDED, None, row.ends_on
        if was == AssignmentStatus.PLANNED:
            row.starts_on = row.ends_on = min(row.starts_on, before)
        else:
            row.ends_on = max(row.starts_on, min(before, last or before))
        row.save(update_fields=["status", "starts_on", "ends_on", "paused_until"])
        if last and last < on:
            continue  # over already, though nobody has said so
        there = held.get((row.person_id, row.role_id))
        if there is None:
            there = Assignment.objects.create(
                person=row.person, role=row.role, unit=target, status=was, starts_on=begins, ends_on=last, paused_until=rests_until
            )
        elif there.status == AssignmentStatus.PLANNED and was == AssignmentStatus.ACTIVE:
            there.status, there.starts_on = AssignmentStatus.ACTIVE, min(there.starts_on, begins)
            there.save(update_fields=["status", "starts_on"])
        carry_talks(kept=there, ended=row)
        kept.append(there)
        log.info("assignment %s: carried over as %s by %s", row.pk, there.pk, by.pk if by else "the system")
    return kept


@transaction.atomic
def carry_responsibilities(*, source: Unit, target: Unit, on: date, by: Person | None) -> list[Responsibility]:
    """End every responsibility that lies in `source` the day before `on` and give it in `target`. Returns those that hold there afterwards.

    Who has the same in `target` already keeps that one. One that had not begun is moved. `sync_wagtail_access` must follow.
    """
    held = {(row.person_id, row.kind): row for row in responsibilities_to_carry(target, on=on)}
    kept = []
    for row in responsibilities_to_carry(source, on=on):
        there = held.get((row.person_id, row.kind)) or Responsibility.objects.create(
            person=row.person,
            unit=target,
            kind=row.kind,
            is_deputy=row.is_deputy,
            starts_on=max(row.starts_on, on),
            ends_on=row.ends_on,
        )
        kept.append(there)
        log.info("responsibility %s: carried over as %s by %s", row.pk, there.pk, by.pk if by else "the system")
        if row.starts_on >= on:
            row.delete()
        else:
            row.ends_on = on - timedelta(days=1)
            row.save(update_fields=["ends_on"])
    return kept
