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
    assurance: int = 0


def spans_of(pieces: Iterable[Piece], levels: Iterable[int] = (0,)) -> dict[tuple[str, int], list[rules.Span]]:
    """The days on which each qualification is held at each of some levels of assurance, by key and level."""
    standing: dict[tuple[str, int], list[rules.Piece]] = {}
    wanted = tuple(levels)
    for each in pieces:
        for level in wanted:
            if not each.revoked and each.assurance >= level:
                piece = rules.Piece(each.earned_on, each.valid_until, lapses_on=each.lapses_on)
                standing.setdefault((each.qualification, level), []).append(piece)
    return {held: rules.merge_spans(rules.spans(found)) for held, found in standing.items()}
