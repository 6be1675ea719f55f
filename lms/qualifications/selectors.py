"""Reads from the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from lms.people.models import Person
from lms.units.models import Unit

from . import rules
from .models import DecisionKind, Effect, Equivalent, Evidence, Qualification, Submission


def evidence_of(person: Person) -> list[Evidence]:
    """A person's evidence, the latest first, revoked pieces included with their revocation. 3 queries, 4 if any decision concerns it.

    Each with `counts_until`, the last day, included, on which it counts by itself, renewals and decisions reckoned in (`rules.FOREVER` if it does not
    lapse), `counts_for`, the ids of the qualifications it counts for, and `decided`, the effects of decisions upon it with decision and reversal, in
    order.
    """
    pieces: list[Any] = list(
        Evidence.objects.filter(person=person)
        .with_lapses()
        .select_related("qualification", "unit", "registered_by", "revocation", "revocation__by")
        .prefetch_related(
            Prefetch(
                "effects",
                Effect.objects.select_related("decision__by", "decision__reversal__by").order_by("decision__at", "pk"),
                to_attr="decided",
            )
        )
        .order_by("-earned_on", "-pk")
    )
    counts_as = {(one, other) for one, other in Equivalent.objects.values_list("qualification_id", "counts_as_id")}
    for piece in pieces:
        piece.ledger = rules.Piece(piece.earned_on, piece.valid_until, piece.renewal, _extensions(piece), piece.lapses_on)
        piece.stands = not hasattr(piece, "revocation")
        piece.counts_for = frozenset({piece.qualification_id, *(other for one, other in counts_as if one == piece.qualification_id)})
    for piece in pieces:
        others = [
            other.ledger
            for other in pieces
            if other.stands
            and other is not piece
            and (other.qualification_id == piece.qualification_id or (other.qualification_id, piece.qualification_id) in counts_as)
        ]
        piece.counts_until = rules.spans([*others, piece.ledger])[-1][1]
    return pieces


def _extensions(piece: Any) -> list[date]:
    decisions = [each.decision for each in piece.decided]
    return [each.until for each in decisions if each.kind == DecisionKind.EXTEND and not hasattr(each, "reversal")]


def shown_from_outside(units: Iterable[Unit]) -> QuerySet[Qualification]:
    """What somebody in these units can send a certificate from elsewhere for: the centre's, and their units' own. 1 query when read."""
    above = {pk for unit in units for pk in unit.path_ids}
    return Qualification.objects.filter(Q(unit=None) | Q(unit__in=above), takes_outside=True)


def submissions_of(person: Person) -> list[Submission]:
    """The certificates somebody has sent in, the latest first. 1 query, 5 if any was approved; what the files hold is not read.

    The evidence of those that were approved is as `evidence_of` has it: with the last day on which it counts, and its revocation.
    """
    related = ("qualification", "decided_by", "paper")
    rows: list[Any] = list(Submission.objects.filter(person=person).select_related(*related).defer("paper__content"))
    pieces = {piece.pk: piece for piece in evidence_of(person)} if any(row.evidence_id for row in rows) else {}
    for row in rows:
        row.evidence = pieces.get(row.evidence_id)
    return rows


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people serve somewhere, and how many of them hold what, by qualification id."""

    serving: int = 0
    holding: Mapping[int, int] = field(default_factory=dict)


def reach_by_unit(units: Iterable[Unit], qualifications: Iterable[int], *, on: date) -> dict[int, Reach]:
    """How many planned or active people of each unit and those below it hold each of these qualifications on a day, by the unit's id.

    A person counts once in a unit, whatever the number of assignments there. 1 query, summed in the database; none without units.
    """
    wanted, asked = [unit.pk for unit in units], list(qualifications)
    if not wanted:
        return {}
    day = connection.ops.adapt_datefield_value(on)
    statement = _REACH.format(units=", ".join(["%s"] * len(wanted)), asked=", ".join(["%s"] * len(asked)) or "NULL")
    serving: dict[int, int] = {}
    holding: dict[int, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*wanted, day, *asked, day, day])
        for unit_id, qualification_id, people in cursor.fetchall():
            if qualification_id:
                holding[unit_id][qualification_id] = people
            else:
                serving[unit_id] = people
    return {pk: Reach(serving.get(pk, 0), holding[pk]) for pk in wanted}


_REACH = """
WITH serving AS (
    SELECT DISTINCT top.id AS top_id, a.person_id
    FROM units_unit top
    JOIN units_unit u ON u.path LIKE top.path || '%%'
    JOIN roles_assignment a ON a.unit_id = u.id
    WHERE top.id IN ({units}) AND a.status IN ('planned', 'active') AND (a.ends_on IS NULL OR a.ends_on >= %s)
)
SELECT top_id, 0, COUNT(*) FROM serving GROUP BY top_id
UNION ALL
SELECT serving.top_id, held.qualification_id, COUNT(DISTINCT serving.person_id)
FROM serving
JOIN qualifications_holding held ON held.person_id = serving.person_id
WHERE held.level = 0 AND held.qualification_id IN ({asked}) AND held.valid_from <= %s AND held.valid_until >= %s
GROUP BY serving.top_id, held.qualification_id
"""
