"""Where an import stands, and where it may go. Pure."""

from datetime import timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Where an import stands."""

    COLUMNS = "columns"  # uploaded; what do the columns mean?
    CHECKING = "checking"
    CHECKED = "checked"  # to be looked at, decided about and confirmed
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"  # something came in the way; nothing more is written
    GONE = "gone"  # file and rows are removed, unfinished


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.COLUMNS: frozenset({Stage.CHECKING, Stage.GONE}),
    Stage.CHECKING: frozenset({Stage.CHECKING, Stage.CHECKED, Stage.STOPPED, Stage.GONE}),
    Stage.CHECKED: frozenset({Stage.CHECKING, Stage.WRITING, Stage.GONE}),
    Stage.WRITING: frozenset({Stage.DONE, Stage.STOPPED, Stage.GONE}),
    Stage.STOPPED: frozenset({Stage.CHECKING, Stage.GONE}),
    Stage.DONE: frozenset(),
    Stage.GONE: frozenset(),
}
WORKING = frozenset({Stage.CHECKING, Stage.WRITING})
KEPT_FOR = timedelta(days=7)  # file and rows, since somebody last did something with them
REMEMBERED_FOR = timedelta(days=365)  # that it was, by whom, and how many
SILENT_FOR = timedelta(minutes=2)  # after so long without a sign of life the work is taken up again
MOST_TRIES = 3


def may_move(stage: str, to: Stage) -> bool:
    """Whether an import may go from one stage to another."""
    return to in MOVES[Stage(stage)]
