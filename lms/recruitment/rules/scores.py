"""Scores, and what interviewers see of each other. 1–4 with no neutral middle, and «not seen», which is never counted as 1.

Safeguarding flags stand beside the sum, never in it: any 1 on a flag stops the case until a second named person has written a decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

LOWEST, HIGHEST = 1, 4
NOT_SEEN = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is scored: the anchors are what each of 1, 2, 3 and 4 looks like."""

    key: str
    name: str
    anchors: tuple[str, str, str, str]
    is_flag: bool = False


Sheet = Mapping[str, int | None]  # criterion → score, None for «not seen»; a criterion that is missing has not been answered


def is_complete(criteria: Iterable[Criterion], sheet: Sheet) -> bool:
    """Whether every criterion has an answer, «not seen» included."""
    return all(each.key in sheet for each in criteria)


def total(criteria: Iterable[Criterion], sheet: Sheet) -> float | None:
    """The mean of what was seen, flags left out, all weights equal; None if nothing was seen."""
    seen = [score for each in criteria if not each.is_flag and (score := sheet.get(each.key)) is not None]
    return sum(seen) / len(seen) if seen else None


@dataclass(frozen=True, slots=True)
class Spread:
    """One criterion over all sheets of a round: lowest, highest, how many saw it. A spread of 2 or more is worth a talk."""

    criterion: Criterion
    scores: tuple[int | None, ...]

    @property
    def seen(self) -> tuple[int, ...]:
        """The scores that were given."""
        return tuple(score for score in self.scores if score is not None)

    @property
    def width(self) -> int:
        """Highest minus lowest."""
        return max(self.seen) - min(self.seen) if self.seen else 0

    @property
    def is_wide(self) -> bool:
        """Whether the interviewers saw different things."""
        return self.width >= 2


def is_round_open(interviewers: Iterable[int], sheets_in: Iterable[int], *, least: int = 1) -> bool:
    """Whether the round's sheets may be read by others: at least so many sit in it, and every one's sheet is in."""
    everybody = frozenset(interviewers)
    return len(everybody) >= max(least, 1) and everybody <= frozenset(sheets_in)


def is_flag_open(raised: Iterable[datetime], decided: Mapping[datetime, bool]) -> bool:
    """Whether a flag stops the case. `raised` is when a 1 was given, `decided` when somebody decided and whether the case may go on.

    The latest decision counts, for what was raised until then: a 1 that is given later wants a new one.
    """
    latest = max(raised, default=None)
    if latest is None:
        return False
    last = max(decided, default=None)
    return last is None or last < latest or not decided[last]
