"""Decisions about several people at once: what one would do, doing it, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.qualifications import actions as ledger
from lms.qualifications.models import Decision, DecisionKind, Evidence, EvidenceQuerySet, Holding, Qualification
from lms.roles.policies import Permission, units_where
from lms.units.models import Unit

# Registering that somebody has learnt something is every coordinator's; letting it count longer, or no longer, is not.
NEEDED: Mapping[DecisionKind, Permission] = {
    DecisionKind.RECOGNISE: Permission.MANAGE_PEOPLE,
    DecisionKind.EXTEND: Permission.DECIDE,
    DecisionKind.LAPSE: Permission.DECIDE,
}

Span = tuple[date, date]


@dataclass(frozen=True)
class Plan:
    """A decision to be. `day`: when it was learnt, the last day to which it counts, or the first day on which it no longer does."""

    kind: DecisionKind
    qualification: Qualification
    day: date
    reason: str
    people: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision does to one person: the spans in which the qualification is held, before and after (both days included)."""

    person: Person
    before: list[Span]
    after: list[Span]


def foresee(*, plan: Plan, unit: Unit, by: Person, at: datetime) -> list[Change]:
    """What a plan would do to each of its people, in their order; those to whom it does nothing have the same before and after.

    Does it and takes it back within one transaction, so that nothing foreseen can differ from what is done. A handful of queries, whatever the
    number of people.
    """
    before = _held(plan)
    with transaction.atomic():
        _do(plan, list(plan.people), unit=unit, key="foreseen", by=by, at=at)
        after = _held(plan)
        transaction.set_rollback(True)
    return [Change(person, before.get(person.pk, []), after.get(person.pk, [])) for person in plan.people]


@transaction.atomic
def decide(*, plan: Plan, unit: Unit, key: str, by: Person, at: datetime) -> Decision:
    """Decide what a plan says for those of its people to whom it does something. The same `key` twice is once, and returns the first.

    Raises ValidationError if it would change nothing for anybody.
    """
    known = Decision.objects.filter(key=key).first()
    if known:
        return known
    concerned = [change.person for change in foresee(plan=plan, unit=unit, by=by, at=at) if change.before != change.after]
    if not concerned:
        raise ValidationError({"people": _("This would change nothing for those you chose.")})
    return _do(plan, concerned, unit=unit, key=key, by=by, at=at)


def take_back(*, decision: Decision, by: Person, at: datetime, reason: str) -> None:
    """Undo a decision: everything counts as if it had never been made. Twice is once."""
    ledger.reverse(decision=decision, by=by, at=at, reason=reason)


def _do(plan: Plan, people: list[Person], *, unit: Unit, key: str, by: Person, at: datetime) -> Decision:
    match plan.kind:
        case DecisionKind.RECOGNISE:
            return ledger.recognise(
                people=people,
                qualification=plan.qualification,
                earned_on=plan.day,
                reason=plan.reason,
                key=key,
                by=by,
                at=at,
                unit=unit,
            )
        case DecisionKind.EXTEND:
            return ledger.extend(
                evidence=_latest(_own(plan, people, by=by, at=at)),
                until=plan.day,
                reason=plan.reason,
                key=key,
                by=by,
                at=at,
                unit=unit,
            )
        case DecisionKind.LAPSE:
            return ledger.lapse(
                evidence=_own(plan, people, by=by, at=at), from_day=plan.day, reason=plan.reason, key=key, by=by, at=at, unit=unit
            )


def _own(plan: Plan, people: list[Person], *, by: Person, at: datetime) -> EvidenceQuerySet:
    """What stands of these people's evidence and is the decider's to decide about: earned in no unit, or in one where they decide."""
    where = units_where(by, NEEDED[plan.kind], on=timezone.localdate(at))
    evidence = Evidence.objects.filter(person__in=people, qualification=plan.qualification, revocation__isnull=True)
    return evidence.filter(Q(unit=None) | Q(unit__in=where))


def _latest(evidence: EvidenceQuerySet) -> EvidenceQuerySet:
    """Of each person the piece earned last."""
    same = evidence.filter(person=OuterRef("person"))
    later = same.filter(Q(earned_on__gt=OuterRef("earned_on")) | Q(earned_on=OuterRef("earned_on"), pk__gt=OuterRef("pk")))
    return evidence.exclude(Exists(later))


def _held(plan: Plan) -> dict[int, list[Span]]:
    """When each of a plan's people holds the qualification, by the person's id. 1 query."""
    spans: dict[int, list[Span]] = {}
    rows = Holding.objects.at_any_level().filter(qualification=plan.qualification, person__in=list(plan.people)).order_by("valid_from")
    for person_id, first, last in rows.values_list("person_id", "valid_from", "valid_until"):
        spans.setdefault(person_id, []).append((first, last))
    return spans
