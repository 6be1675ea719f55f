"""Verbs on the ledger. Every change to evidence rewrites the person's holdings in the same transaction."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

from lms.people.models import Person
from lms.units.models import Unit

from . import rules
from .models import Assurance, Evidence, EvidenceKind, Holding, Qualification, Revocation


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
def project(*, person: Person, qualification: Qualification) -> bool:
    """Rewrite one person's holdings of one qualification from the ledger. Returns whether anything changed."""
    evidence = Evidence.objects.filter(person=person, qualification=qualification, revocation__isnull=True)
    wanted = rules.merge_spans((row.earned_on, row.valid_until or rules.FOREVER) for row in evidence)
    holdings = Holding.objects.filter(person=person, qualification=qualification)
    if sorted(holdings.values_list("valid_from", "valid_until")) == wanted:
        return False
    holdings.delete()
    Holding.objects.bulk_create(
        Holding(person=person, qualification=qualification, valid_from=start, valid_until=end) for start, end in wanted
    )
    return True


def rebuild() -> int:
    """Rewrite every holding from the ledger and return how many person–qualification pairs were wrong. On a sound ledger that is 0.

    Reads the whole ledger in two queries and writes only what differs, each pair in its own transaction.
    """
    spans: dict[tuple[int, int], list[rules.Span]] = defaultdict(list)
    pieces = Evidence.objects.filter(revocation__isnull=True).values_list("person_id", "qualification_id", "earned_on", "valid_until")
    for person_id, qualification_id, earned_on, valid_until in pieces.order_by().iterator(chunk_size=5000):
        spans[person_id, qualification_id].append((earned_on, valid_until or rules.FOREVER))
    held: dict[tuple[int, int], list[rules.Span]] = defaultdict(list)
    holdings = Holding.objects.values_list("person_id", "qualification_id", "valid_from", "valid_until")
    for person_id, qualification_id, start, end in holdings.order_by().iterator(chunk_size=5000):
        held[person_id, qualification_id].append((start, end))
    suspects = [pair for pair in spans.keys() | held.keys() if rules.merge_spans(spans.get(pair, [])) != sorted(held.get(pair, []))]
    people = Person.objects.in_bulk({person_id for person_id, _ in suspects})
    qualifications = Qualification.objects.in_bulk({qualification_id for _, qualification_id in suspects})
    return sum(
        project(person=people[person_id], qualification=qualifications[qualification_id]) for person_id, qualification_id in suspects
    )
