"""Somebody inside is proposed for a new role, and goes the same way as everybody else, without the public form."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.recruitment import policies
from lms.recruitment.models import Application, Move, Source, Stage
from lms.recruitment.selectors.facts import process_for
from lms.roles.models import Assignment, Role
from lms.units.models import Unit

from .cases import note_contact


@transaction.atomic
def nominate(*, person: Person, unit: Unit, role: Role, by: Person, now: datetime) -> Application:
    """Begin a case for somebody inside: known, contacted, and owned by whoever nominates. Twice, while the case is open, is once.

    Raises ValidationError if `by` may not, or if the person has the role in the unit.
    """
    known = Person.objects.select_for_update().get(pk=person.pk)
    if not policies.may_nominate(by, known, unit, on=timezone.localdate(now)):
        raise ValidationError(_("You cannot propose this person here."))
    if Assignment.objects.current().filter(person=known, unit=unit, role=role).exists():
        raise ValidationError({"role": _("They have this role here already.")})
    earlier = Application.objects.filter(person=known, unit=unit, role=role)
    if case := earlier.open().first():
        return case
    case = Application.objects.create(
        unit=unit,
        role=role,
        process=process_for(unit, role),
        source=Source.NOMINATION,
        person=known,
        given_name=known.given_name,
        family_name=known.family_name,
        email=known.email,
        phone=known.phone,
        language=known.language,
        key=f"nomination:{known.pk}:{unit.pk}:{role.pk}:{earlier.count()}",
        stage=Stage.RECEIVED,
        stage_since=now,
        received_at=now,
    )
    Move.objects.create(application=case, to_stage=Stage.RECEIVED, by=by, at=now)
    return note_contact(application=case, by=by, now=now)
