"""How an assignment may move, and how many of them are told of. Pure: no Django, no models."""

from collections.abc import Iterable
from itertools import groupby

# move: (the states it may start from, the state it leads to)
MOVES: dict[str, tuple[frozenset[str], str]] = {
    "start": (frozenset({"planned"}), "active"),
    "pause": (frozenset({"active"}), "paused"),
    "resume": (frozenset({"paused"}), "active"),
    "end": (frozenset({"planned", "active", "paused"}), "ended"),
}


def may_move(status: str, move: str) -> bool:
    """Whether an assignment in a state may make a move of `MOVES`."""
    sources, _target = MOVES[move]
    return status in sources


def is_done(status: str, move: str) -> bool:
    """Whether a move has already been made, so that asking for it twice (a double click, a page sent again) is no mistake."""
    _sources, target = MOVES[move]
    return status == target


def moves_from(status: str) -> list[str]:
    """The moves that can be offered in a state, in the order of `MOVES`."""
    return [move for move in MOVES if may_move(status, move)]


def in_ranges(numbers: Iterable[int]) -> str:
    """Whole numbers in few signs: «3–7, 9»."""
    in_order = sorted(set(numbers))
    runs = [[number for _place, number in run] for _key, run in groupby(enumerate(in_order), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
