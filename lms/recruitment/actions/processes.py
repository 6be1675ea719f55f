"""Deciding which steps recruitment has."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from lms.people.models import Person
from lms.recruitment.models import Process
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind

STEPS = ("rounds", "seats", "references", "deciders", "trial_shift", "guideline", "police_basis")


@transaction.atomic
def set_process(
    *, now: datetime, by: Person | None, unit: Unit | None = None, kind: UnitKind | None = None, role: Role | None = None, **steps: Any
) -> Process:
    """Decide on the process of a unit or a kind of unit, and of a role or all roles. Returns it; the same again changes nothing.

    Cases that have begun keep theirs. `steps` are fields of `Process` (see `STEPS`). Raises ValidationError for steps out of bounds.
    """
    unknown = set(steps) - set(STEPS)
    if unknown:
        raise TypeError(f"Not steps of a process: {', '.join(sorted(unknown))}")
    audience = f"unit:{unit.pk if unit else ''}/kind:{kind.pk if kind else ''}/role:{role.pk if role else ''}"
    made = Process(unit=unit, kind=kind, role=role, audience=audience, valid_from=now, written_by=by, **steps)
    try:
        made.full_clean(validate_constraints=False)
    except ValidationError as error:
        raise ValidationError(error.message_dict) from error
    current = Process.objects.select_for_update().current().filter(audience=audience).first()
    if current:
        if all(getattr(current, step) == getattr(made, step) for step in STEPS):
            return current
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    made.save()
    return made


@transaction.atomic
def drop_process(*, now: datetime, by: Person, unit: Unit, role: Role | None = None) -> bool:
    """Let what holds above a unit hold in it again, for a role or all roles. Returns whether there was anything to drop. Cases keep theirs."""
    return bool(Process.objects.current().filter(unit=unit, role=role).update(superseded_at=now))
