"""Writing down what somebody has learnt without a device, on paper or elsewhere."""

from datetime import date, datetime

from django.db import transaction

from lms.people.models import Person
from lms.units.models import Unit

from .actions import record
from .models import Assurance, Evidence, EvidenceKind, Holding, Qualification


@transaction.atomic
def register(
    *,
    person: Person,
    qualification: Qualification,
    kind: EvidenceKind,
    earned_on: date,
    valid_until: date | None,
    own_word: bool,
    reason: str,
    unit: Unit,
    by: Person,
    now: datetime,
) -> Evidence:
    """Record what `by` has seen or been told; the same kind on the same day twice is once, unless the first has been taken back.

    How sure it is follows from that: told is *own word*; observed counts as *observed by a qualified person* if `by` held the qualification that day;
    all else is *registered by a responsible person*.
    """
    taken_back = Evidence.objects.filter(person=person, qualification=qualification, revocation__isnull=False).count()
    return record(
        person=person,
        qualification=qualification,
        kind=kind,
        assurance=_assurance(kind, qualification, earned_on, by, own_word=own_word),
        earned_on=earned_on,
        valid_until=valid_until,
        source=str(kind.label),
        source_key=f"registered:{kind}:{earned_on}:{taken_back}",
        at=now,
        unit=unit,
        by=by,
        reason=reason,
    )


def _assurance(kind: EvidenceKind, qualification: Qualification, on: date, by: Person, *, own_word: bool) -> Assurance:
    if own_word:
        return Assurance.OWN_WORD
    if kind == EvidenceKind.OBSERVED and Holding.objects.on(on).filter(person=by, qualification=qualification).exists():
        return Assurance.OBSERVED
    return Assurance.REGISTERED
