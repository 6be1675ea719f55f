"""Verbs on requirements."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.qualifications.models import Qualification
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind

from .models import Phase, Requirement


@transaction.atomic
def require(
    *,
    qualification: Qualification,
    valid_from: date,
    phase: Phase = Phase.BEFORE_START,
    days: int | None = None,
    valid_until: date | None = None,
    role: Role | None = None,
    unit: Unit | None = None,
    kind: UnitKind | None = None,
    city: str = "",
) -> Requirement:
    """Ask an audience for a qualification from `valid_from`, to and including `valid_until` if given; what is left out covers all.

    Asking twice for the same from the same day is once: the second time sets phase, days and last day. `days` belong to «within a number of days» and
    to that only. Raises ValidationError if the dates or days make no sense.
    """
    audience = {"qualification": qualification, "role": role, "unit": unit, "kind": kind, "city": city, "valid_from": valid_from}
    requirement = Requirement.objects.filter(**audience).first() or Requirement(**audience)
    requirement.phase, requirement.days, requirement.valid_until = phase, days, valid_until
    requirement.full_clean()
    requirement.save()
    return requirement


@transaction.atomic
def stop_requiring(*, requirement: Requirement, on: date) -> Requirement:
    """Ask no longer from a day: `on` is the last day it is in force. It stays on record, since it explains verdicts of its time."""
    if on < requirement.valid_from:
        raise ValidationError(_("The last day cannot come before the first."))
    requirement.valid_until = on
    requirement.save(update_fields=["valid_until"])
    return requirement
