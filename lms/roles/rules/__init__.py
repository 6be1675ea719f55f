"""How an assignment may move. Pure: no Django, no models."""

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
