"""What a change asked people to do again, and whether it is still asked."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lms.qualifications.models import Decision

from .models import PageEdition


@dataclass(frozen=True, slots=True)
class Retake:
    """A retake that was asked for: the editions that were published as one change, its decision, and how many people it touched."""

    editions: tuple[PageEdition, ...]
    decision: Decision
    people: int
    is_taken_back: bool


def retake_under(key: str, editions: QuerySet[PageEdition]) -> Retake | None:
    """The retake that the ledger knows by this key, asked for by these editions; None if there is none. 4 queries, 1 where there is none."""
    decision = Decision.objects.filter(key=key).first()
    if decision is None:
        return None
    return Retake(
        editions=tuple(editions.defer("content")),
        decision=decision,
        people=decision.effects.values("evidence__person").distinct().count(),
        is_taken_back=hasattr(decision, "reversal"),
    )
