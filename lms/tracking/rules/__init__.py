"""What the coordinator's desk decides by itself: under which heading somebody is listed. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from lms.qualifications.rules import FOREVER
from lms.requirements.rules import HELD, Mark, State

SATURDAY = 5
LISTED = {State.READY: "ready", State.READY_WITHIN_GRACE: "soon", State.NOT_ALONE: "not_alone", State.LACKING: "lacking", None: "paused"}


def tally(states: list[State | None]) -> dict[str, int]:
    """How many are listed where. Each counts once, so that the numbers of a sentence add up."""
    return {"all": len(states)} | {name: states.count(state) for state, name in LISTED.items()}


def is_called(name: str, looked_for: str) -> bool:
    """Whether each word one looks for stands in a name, in small letters or capitals."""
    folded = name.casefold()
    return all(word in folded for word in looked_for.casefold().split())


def next_saturday(on: date) -> date:
    """The first Saturday from a day on; that day itself if it is one."""
    return on + timedelta(days=(SATURDAY - on.weekday()) % 7)


def runs_out(cells: Iterable[tuple[Mark, date, date | None]]) -> date:
    """The first last day among what is asked of somebody: each as its mark, the day it falls due, and the last day of holding it, if it was held.

    What is not held yet counts by the day it falls due, also when that has passed; what never lapses, and nobody asked, comes last of all.
    """
    return min(
        (last if last and (mark in HELD or mark in (Mark.LAPSED, Mark.ALLOWED)) else due for mark, due, last in cells), default=FOREVER
    )
