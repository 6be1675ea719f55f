"""A ledger without a database: evidence in few words, and the days it counts, as the ledger's own rules reckon them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.qualifications import rules


@dataclass(frozen=True)
class Piece:
    """A piece of evidence for the qualification with this key."""

    qualification: str
    earned_on: date
    valid_until: date | None = None
    revoked: bool = False
    lapses_on: date | None = None


def spans_of(pieces: Iterable[Piece]) -> dict[str, list[rules.Span]]:
    """The days on which each qualification is held, by key."""
    standing: dict[str, list[rules.Piece]] = {}
    for each in pieces:
        if not each.revoked:
            standing.setdefault(each.qualification, []).append(rules.Piece(each.earned_on, each.valid_until, lapses_on=each.lapses_on))
    return {key: rules.merge_spans(rules.spans(found)) for key, found in standing.items()}
