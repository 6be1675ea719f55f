"""Verbs on the ledger. Every change to evidence rewrites the person's holdings in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.units.models import Unit

from . import rules
from .models import (
    Assurance,
    Decision,
    DecisionKind,
    Effect,
    Equivalent,
    Evidence,
    EvidenceKind,
    EvidenceQuerySet,
    Holding,
    Qualification,
    Reversal,
    Revocation,
    TrackedLevel,
    first_lapse,
)


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

    `valid_until` (last valid day, included) overrides what the qualification says, as an outside certificate's own date does. Without it the last
    valid day follows from the qualification and, where a renewal counts from the expiry, from what the ledger says of the person now. It stays as the
    paper says that was given for it; what is held is reckoned anew from all evidence, so that nothing depends on the order in which it is recorded.
    """
    renewal = "" if valid_until else qualification.renewal
    if renewal:
        valid_until = _renewed(person, qualification, earned_on, renewal)
    elif valid_until is None and qualification.valid_unit != rules.ValidUnit.NEVER:
        valid_until = qualification.validity.last_day(earned_on)
    evidence, created = Evidence.objects.get_or_create(
        person=person,
        qualification=qualification,
        source_key=source_key,
        defaults={
            "kind": kind,
            "assurance": assurance,
            "earned_on": earned_on,
            "valid_until": valid_until,
            "renewal": renewal,
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
def record_many(*, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Write several pieces of evidence at once, for as many people; a `source_key` that a person has for the qualification already is left out.

    They are not yet saved; the last valid day follows from the qualification, as with `record`. Returns those that are new. 2 queries, and what
    `project` asks for each thousand people and qualification.
    """
    people = {piece.person_id for piece in evidence}
    keys = Evidence.objects.filter(person__in=people, source_key__in={piece.source_key for piece in evidence}).order_by()
    recorded = set(keys.values_list("person_id", "qualification_id", "source_key"))
    new = {(each.person_id, each.qualification_id, each.source_key): each for each in evidence}
    pieces = [piece for key, piece in new.items() if key not in recorded]
    for piece in pieces:
        qualification = piece.qualification
        piece.renewal = qualification.renewal
        if qualification.valid_unit != rules.ValidUnit.NEVER:
            piece.valid_until = qualification.validity.last_day(piece.earned_on)
    written = Evidence.objects.bulk_create(pieces, batch_size=_AT_A_TIME)
    _project({(piece.person_id, piece.qualification_id) for piece in written})
    return written


@transaction.atomic
def revoke(*, evidence: Evidence, by: Person | None, at: datetime, reason: str) -> Revocation:
    """Take evidence back with a reason; twice is once."""
    revocation, created = Revocation.objects.get_or_create(evidence=evidence, defaults={"by": by, "at": at, "reason": reason})
    if created:
        project(person=evidence.person, qualification=evidence.qualification)
    return revocation


@transaction.atomic
def lapse(
    *, evidence: QuerySet[Evidence], from_day: date, reason: str, key: str, by: Person | None, at: datetime, unit: Unit | None = None
) -> Decision:
    """Decide that pieces of evidence no longer count from `from_day` (the first day without). The same `key` twice is once, and returns the first.

    What they said before that day stands. 8 queries and some for each thousand people, however many pieces there are.
    """
    said = {"from_day": from_day, "reason": reason, "unit": unit, "by": by, "at": at}
    decision, created = Decision.objects.get_or_create(key=key, defaults=said)
    if created:
        _take_effect(decision, evidence)
    return decision


@transaction.atomic
def extend(
    *, evidence: QuerySet[Evidence], until: date, reason: str, key: str, by: Person | None, at: datetime, unit: Unit | None = None
) -> Decision:
    """Decide that pieces of evidence count to and including `until`, also over a gap since they lapsed; what counts longer is left as it is.

    The same `key` twice is once, and returns the first. 9 queries and some for each thousand people, however many pieces there are.
    """
    said = {"kind": DecisionKind.EXTEND, "from_day": timezone.localdate(at), "until": until, "reason": reason}
    said |= {"unit": unit, "by": by, "at": at}
    decision, created = Decision.objects.get_or_create(key=key, defaults=said)
    if created:
        _take_effect(decision, evidence.filter(valid_until__isnull=False, earned_on__lte=until))
    return decision


@transaction.atomic
def recognise(
    *,
    people: Iterable[Person],
    qualification: Qualification,
    earned_on: date,
    reason: str,
    key: str,
    by: Person | None,
    at: datetime,
    unit: Unit | None = None,
    valid_until: date | None = None,
) -> Decision:
    """Decide that people have earned `qualification` on a day by what they learnt earlier, each with evidence of its own in their history.

    `valid_until` (last valid day, included) overrides what the qualification says. The same `key` twice is once, and returns the first.
    """
    said = {"kind": DecisionKind.RECOGNISE, "from_day": earned_on, "until": valid_until, "reason": reason}
    said |= {"unit": unit, "by": by, "at": at}
    decision, created = Decision.objects.get_or_create(key=key, defaults=said)
    if created:
        lapses = qualification.valid_unit != rules.ValidUnit.NEVER
        common = {
            "qualification": qualification,
            "kind": EvidenceKind.RECOGNISED,
            "assurance": Assurance.REGISTERED,
            "earned_on": earned_on,
            "valid_until": valid_until or (qualification.validity.last_day(earned_on) if lapses else None),
            "renewal": "" if valid_until else qualification.renewal,
            "unit": unit,
            "source": str(EvidenceKind.RECOGNISED.label),
            "source_key": f"decision:{decision.pk}",
            "registered_by": by,
            "registered_at": at,
            "reason": reason,
        }
        Evidence.objects.bulk_create([Evidence(person=person, **common) for person in people], batch_size=_AT_A_TIME)
        _take_effect(decision, Evidence.objects.filter(qualification=qualification, source_key=f"decision:{decision.pk}"))
    return decision


@transaction.atomic
def reverse(*, decision: Decision, by: Person | None, at: datetime, reason: str) -> Reversal:
    """Take a decision back: everything counts as if it had never been made; evidence that it made is revoked. Twice is once."""
    reversal, created = Reversal.objects.get_or_create(decision=decision, defaults={"by": by, "at": at, "reason": reason})
    if created:
        if decision.kind == DecisionKind.RECOGNISE:
            made = Evidence.objects.filter(effects__decision=decision, revocation__isnull=True)
            Revocation.objects.bulk_create(
                [Revocation(evidence=piece, by=by, at=at, reason=reason) for piece in made], batch_size=_AT_A_TIME
            )
        _project(set(Effect.objects.filter(decision=decision).values_list("evidence__person_id", "evidence__qualification_id")))
    return reversal


def _take_effect(decision: Decision, evidence: QuerySet[Evidence]) -> None:
    rows = list(evidence.values_list("pk", "person_id", "qualification_id"))
    Effect.objects.bulk_create([Effect(decision=decision, evidence_id=pk) for pk, _person, _qualification in rows], batch_size=_AT_A_TIME)
    _project({(person, qualification) for _pk, person, qualification in rows})


@transaction.atomic
def add_equivalent(*, qualification: Qualification, counts_as: Qualification) -> Equivalent:
    """Let evidence for `qualification` count as `counts_as` too, for everybody who has any. Twice is once.

    Raises ValidationError if they are the same.
    """
    if qualification == counts_as:
        raise ValidationError({"counts_as": _("A qualification counts as itself already.")})
    equivalent, created = Equivalent.objects.get_or_create(qualification=qualification, counts_as=counts_as)
    if created:
        _project(_pairs(qualification, counts_as))
    return equivalent


@transaction.atomic
def remove_equivalent(*, qualification: Qualification, counts_as: Qualification) -> bool:
    """Let evidence for `qualification` no longer count as `counts_as`. Returns whether it did; twice is once."""
    removed, _rows = Equivalent.objects.filter(qualification=qualification, counts_as=counts_as).delete()
    if removed:
        _project(_pairs(qualification, counts_as))
    return removed > 0


@transaction.atomic
def track_level(*, qualification: Qualification, level: Assurance) -> TrackedLevel:
    """Keep also what is held of `qualification` by evidence of at least this assurance (`Holding.level`). Twice is once."""
    tracked, created = TrackedLevel.objects.get_or_create(qualification=qualification, level=level)
    if created:
        _project_everybody(qualification)
    return tracked


@transaction.atomic
def untrack_level(*, qualification: Qualification, level: Assurance) -> bool:
    """Keep it no longer. Returns whether it was kept; twice is once."""
    removed, _rows = TrackedLevel.objects.filter(qualification=qualification, level=level).delete()
    if removed:
        _project_everybody(qualification)
    return removed > 0


def held_if_tracked(*, people: Sequence[int], qualification: int, level: int) -> dict[int, list[rules.Span]]:
    """What people would hold at a level if it were kept, by the person's id; a qualification and people by their ids. Writes nothing. 4 queries."""
    projection = _Projection()
    evidence = Evidence.objects.filter(qualification_id__in=projection.sources[qualification], person_id__in=people)
    return {
        person_id: rules.merge_spans(rules.spans([piece for piece in pieces if piece.assurance >= level]))
        for (person_id, concerned), pieces in projection.pieces(evidence).items()
        if concerned == qualification
    }


def project(*, person: Person, qualification: Qualification) -> bool:
    """Rewrite one person's holdings of one qualification from the ledger. Returns whether anything changed."""
    return _project({(person.pk, qualification.pk)}) > 0


def rebuild() -> int:
    """Rewrite every holding from the ledger and return how many person–qualification pairs were wrong. On a sound ledger that is 0.

    Reads the whole ledger in five queries and writes only what differs.
    """
    wanted, held = _Projection().wanted(Evidence.objects.all()), _held(Holding.objects.all())
    return _rewrite(held, wanted)


_AT_A_TIME = 1000
_Pair = tuple[int, int]  # a person and a qualification, by id
_Row = tuple[int, date, date]  # level, first and last day


def _pairs(evidence_for: Qualification, concerned: Qualification) -> set[_Pair]:
    """Everybody who has evidence for the one, with the other."""
    people = Evidence.objects.filter(qualification=evidence_for).order_by().values_list("person_id", flat=True).distinct()
    return {(person_id, concerned.pk) for person_id in people}


def _project_everybody(qualification: Qualification) -> None:
    sources = Equivalent.objects.filter(counts_as=qualification).values("qualification")
    people = Evidence.objects.filter(Q(qualification=qualification) | Q(qualification__in=sources)).order_by()
    _project({(person_id, qualification.pk) for person_id in people.values_list("person_id", flat=True).distinct()})


def _renewed(person: Person, qualification: Qualification, earned_on: date, renewal: str) -> date:
    """The last valid day of a piece not yet recorded, by what the ledger says now. 5 queries."""
    known = _Projection().pieces(Evidence.objects.filter(person=person)).get((person.pk, qualification.pk), [])
    return rules.spans([*known, rules.Piece(earned_on, renewal=renewal)])[-1][1]


@transaction.atomic
def _project(evidence_of: AbstractSet[_Pair]) -> int:
    """Rewrite the holdings that evidence of these people for these qualifications gives, where they differ from the ledger. Returns how many did."""
    projection = _Projection()
    people: dict[int, list[int]] = defaultdict(list)
    for person_id, qualification_id in sorted({pair for each in evidence_of for pair in projection.concerned(each)}):
        people[qualification_id].append(person_id)
    changed = 0
    for qualification_id, everybody in people.items():
        for start in range(0, len(everybody), _AT_A_TIME):
            some = everybody[start : start + _AT_A_TIME]
            found = projection.wanted(
                Evidence.objects.filter(qualification_id__in=projection.sources[qualification_id], person_id__in=some)
            )
            wanted = {pair: rows for pair, rows in found.items() if pair[1] == qualification_id}
            held = _held(Holding.objects.filter(qualification_id=qualification_id, person_id__in=some))
            changed += _rewrite(held, wanted)
    return changed


def _rewrite(held: Mapping[_Pair, list[_Row]], wanted: Mapping[_Pair, list[_Row]]) -> int:
    """Write of what is held only what is not as wanted, and return of how many pairs.

    A time that now ends on another day is changed and not made anew, so that whoever watches the table sees that what was before stands. 1 query for
    each thousand new or changed times, and 2 for each thousand that are gone.
    """
    wrong = sorted(pair for pair in wanted.keys() | held.keys() if wanted.get(pair, []) != held.get(pair, []))
    new: list[Holding] = []
    gone: set[tuple[int, int, int, date]] = set()
    for pair in wrong:
        before, after = {row[:2]: row[2] for row in held.get(pair, [])}, {row[:2]: row[2] for row in wanted.get(pair, [])}
        gone |= {(*pair, *start) for start in before.keys() - after.keys()}
        new += [
            Holding(person_id=pair[0], qualification_id=pair[1], level=level, valid_from=first, valid_until=last)
            for (level, first), last in after.items()
            if before.get((level, first)) != last
        ]
    _remove(gone)
    Holding.objects.bulk_create(
        new,
        batch_size=_AT_A_TIME,
        update_conflicts=True,
        unique_fields=["person", "qualification", "level", "valid_from"],
        update_fields=["valid_until"],
    )
    return len(wrong)


def _remove(gone: AbstractSet[tuple[int, int, int, date]]) -> None:
    """Take away times, told by person, qualification, level and first day."""
    people: dict[int, set[int]] = defaultdict(set)
    for person_id, qualification_id, _level, _first in gone:
        people[qualification_id].add(person_id)
    for qualification_id, everybody in people.items():
        ordered = sorted(everybody)
        for start in range(0, len(ordered), _AT_A_TIME):
            rows = Holding.objects.filter(qualification_id=qualification_id, person_id__in=ordered[start : start + _AT_A_TIME])
            times = rows.values_list("pk", "person_id", "qualification_id", "level", "valid_from")
            Holding.objects.filter(pk__in=[pk for pk, *time in times if tuple(time) in gone]).delete()


class _Projection:
    """How the ledger becomes holdings: which qualifications' evidence counts as which, and at which levels. 2 queries."""

    def __init__(self) -> None:
        self.counts_as: dict[int, list[int]] = defaultdict(list)
        self.levels: dict[int, list[int]] = defaultdict(lambda: [0])
        self.sources: dict[int, list[int]] = _Sources()
        for qualification_id, target_id in Equivalent.objects.values_list("qualification_id", "counts_as_id"):
            self.counts_as[qualification_id].append(target_id)
            self.sources[target_id].append(qualification_id)
        for qualification_id, level in TrackedLevel.objects.order_by("level").values_list("qualification_id", "level"):
            self.levels[qualification_id].append(level)

    def concerned(self, pair: _Pair) -> list[_Pair]:
        """What evidence of a person for a qualification may give: this one and all it counts as."""
        return [pair, *((pair[0], target_id) for target_id in self.counts_as.get(pair[1], []))]

    def pieces(self, evidence: EvidenceQuerySet) -> dict[_Pair, list[rules.Piece]]:
        """The pieces that stand, by person and each qualification they count for. 2 queries."""
        standing = Effect.objects.filter(decision__kind=DecisionKind.EXTEND, decision__reversal__isnull=True, evidence__in=evidence)
        extended: dict[int, list[date]] = defaultdict(list)
        for effect in standing.order_by().select_related("decision").only("evidence_id", "decision__until"):
            extended[effect.evidence_id].append(effect.decision.until or rules.FOREVER)
        found: dict[_Pair, list[rules.Piece]] = defaultdict(list)
        rows = evidence.filter(revocation__isnull=True).annotate(lapses_on=first_lapse("")).order_by()
        columns = ("pk", "person_id", "qualification_id", "earned_on", "valid_until", "renewal", "lapses_on", "assurance")
        for pk, person_id, qualification_id, earned_on, until, renewal, lapses_on, assurance in rows.values_list(*columns).iterator(
            chunk_size=5000
        ):
            piece = rules.Piece(earned_on, until, renewal, extended.get(pk, ()), lapses_on, assurance)
            for pair in self.concerned((person_id, qualification_id)):
                found[pair].append(piece)
        return found

    def wanted(self, evidence: EvidenceQuerySet) -> dict[_Pair, list[_Row]]:
        """What these pieces of evidence give, level by level. 2 queries."""
        rows: dict[_Pair, list[_Row]] = {}
        for pair, pieces in self.pieces(evidence).items():
            found = []
            for level in self.levels.get(pair[1], _ANY):
                sure = [piece for piece in pieces if piece.assurance >= level]
                found += [(level, first, last) for first, last in rules.merge_spans(rules.spans(sure))]
            if found:
                rows[pair] = found
        return rows


_ANY = [0]


class _Sources(dict[int, list[int]]):
    """Which qualifications' evidence counts for one: at least its own."""

    def __missing__(self, qualification_id: int) -> list[int]:
        return self.setdefault(qualification_id, [qualification_id])


def _held(holdings: QuerySet[Holding]) -> dict[_Pair, list[_Row]]:
    """What the holdings say. 1 query."""
    held: dict[_Pair, list[_Row]] = defaultdict(list)
    rows = holdings.order_by("level", "valid_from").values_list("person_id", "qualification_id", "level", "valid_from", "valid_until")
    for person_id, qualification_id, level, first, last in rows.iterator(chunk_size=5000):
        held[person_id, qualification_id].append((level, first, last))
    return held
