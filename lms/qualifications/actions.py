"""Verbs on the ledger. Every change to evidence rewrites the person's holdings in the same transaction."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from lms.people.models import Person
from lms.units.models import Unit

from . import rules
from .models import Assurance, Decision, Evidence, EvidenceKind, EvidenceQuerySet, Holding, Lapse, Qualification, Reversal, Revocation


@transaction.atomic
def record(
    *,
    person: Person,
    qualification: Qualification,
    kind: EvidenceKind,
    assurance: Assurance,
    earned_on: date,
    source: str,
    source_key: str,
    at: datetime,
    unit: Unit | None = None,
    by: Person | None = None,
    valid_until: date | None = None,
    reason: str = "",
) -> Evidence:
    """Write that `person` earned `qualification` on `earned_on`; the same `source_key` twice is once, and returns the first.

    `valid_until` (last valid day, included) overrides what the qualification says, as an outside certificate's own date does.
    """
    if valid_until is None and qualification.valid_months is not None:
        valid_until = rules.last_valid_day(earned_on, qualification.valid_months)
    evidence, created = Evidence.objects.get_or_create(
        person=person,
        qualification=qualification,
        source_key=source_key,
        defaults={
            "kind": kind,
            "assurance": assurance,
            "earned_on": earned_on,
            "valid_until": valid_until,
            "unit": unit,
            "source": source,
            "registered_by": by,
            "registered_at": at,
            "reason": reason,
        },
    )
    if created:
        project(person=person, qualification=qualification)
    return evidence


@transaction.atomic
def revoke(*, evidence: Evidence, by: Person | None, at: datetime, reason: str) -> Revocation:
    """Take evidence back with a reason; twice is once."""
    revocation, created = Revocation.objects.get_or_create(evidence=evidence, defaults={"by": by, "at": at, "reason": reason})
    if created:
        project(person=evidence.person, qualification=evidence.qualification)
    return revocation


@transaction.atomic
def lapse(*, evidence: QuerySet[Evidence], from_day: date, reason: str, key: str, by: Person | None, at: datetime) -> Decision:
    """Decide that pieces of evidence no longer count from `from_day` (the first day without). The same `key` twice is once, and returns the first.

    What they said before that day stands. 5 queries and some for each thousand people, however many pieces there are.
    """
    decision, created = Decision.objects.get_or_create(key=key, defaults={"from_day": from_day, "reason": reason, "by": by, "at": at})
    if created:
        rows = list(evidence.values_list("pk", "person_id", "qualification_id"))
        Lapse.objects.bulk_create([Lapse(decision=decision, evidence_id=pk) for pk, _person, _qualification in rows], batch_size=_AT_A_TIME)
        _project({(person, qualification) for _pk, person, qualification in rows})
    return decision


@transaction.atomic
def reverse(*, decision: Decision, by: Person | None, at: datetime, reason: str) -> Reversal:
    """Take a decision back: the evidence counts as if it had never been made. Twice is once."""
    reversal, created = Reversal.objects.get_or_create(decision=decision, defaults={"by": by, "at": at, "reason": reason})
    if created:
        _project(set(Lapse.objects.filter(decision=decision).values_list("evidence__person_id", "evidence__qualification_id")))
    return reversal


def project(*, person: Person, qualification: Qualification) -> bool:
    """Rewrite one person's holdings of one qualification from the ledger. Returns whether anything changed."""
    return _project({(person.pk, qualification.pk)}) > 0


def rebuild() -> int:
    """Rewrite every holding from the ledger and return how many person–qualification pairs were wrong. On a sound ledger that is 0.

    Reads the whole ledger in two queries and writes only what differs.
    """
    wanted, held = _wanted(Evidence.objects.all()), _held(Holding.objects.all())
    return _project({pair for pair in wanted.keys() | held.keys() if wanted.get(pair, []) != held.get(pair, [])})


_AT_A_TIME = 1000
_Pair = tuple[int, int]  # a person and a qualification, by id


@transaction.atomic
def _project(pairs: AbstractSet[_Pair]) -> int:
    """Rewrite the holdings of these pairs where they differ from the ledger, and return how many did."""
    people: dict[int, list[int]] = defaultdict(list)
    for person_id, qualification_id in sorted(pairs):
        people[qualification_id].append(person_id)
    changed = 0
    for qualification_id, everybody in people.items():
        for start in range(0, len(everybody), _AT_A_TIME):
            some = {"qualification_id": qualification_id, "person_id__in": everybody[start : start + _AT_A_TIME]}
            wanted, held = _wanted(Evidence.objects.filter(**some)), _held(Holding.objects.filter(**some))
            wrong = {pair for pair in wanted.keys() | held.keys() if wanted.get(pair, []) != held.get(pair, [])}
            if wrong:
                Holding.objects.filter(qualification_id=qualification_id, person_id__in=[person_id for person_id, _ in wrong]).delete()
                Holding.objects.bulk_create(
                    Holding(person_id=pair[0], qualification_id=pair[1], valid_from=first, valid_until=last)
                    for pair in sorted(wrong)
                    for first, last in wanted.get(pair, [])
                )
            changed += len(wrong)
    return changed


def _wanted(evidence: EvidenceQuerySet) -> dict[_Pair, list[rules.Span]]:
    """What the ledger says is held, of these pieces of evidence. 1 query."""
    spans: dict[_Pair, list[rules.Span]] = defaultdict(list)
    pieces = evidence.filter(revocation__isnull=True).with_lapses().order_by()
    columns = ("person_id", "qualification_id", "earned_on", "valid_until", "lapses_on")
    for person_id, qualification_id, earned_on, valid_until, lapses_on in pieces.values_list(*columns).iterator(chunk_size=5000):
        spans[person_id, qualification_id].append(rules.counted(earned_on, valid_until, lapses_on))
    merged = {pair: rules.merge_spans(found) for pair, found in spans.items()}
    return {pair: found for pair, found in merged.items() if found}


def _held(holdings: QuerySet[Holding]) -> dict[_Pair, list[rules.Span]]:
    """What the holdings say. 1 query."""
    held: dict[_Pair, list[rules.Span]] = defaultdict(list)
    rows = holdings.order_by("valid_from").values_list("person_id", "qualification_id", "valid_from", "valid_until")
    for person_id, qualification_id, first, last in rows.iterator(chunk_size=5000):
        held[person_id, qualification_id].append((first, last))
    return held
