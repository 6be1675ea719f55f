"""What to do first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.qualifications.rules import FOREVER
from lms.requirements.rules import State


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be done now. `asked`: how it stands with what the roles ask for, None if nobody asks; `act_by`: last day, included."""

    key: int
    asked: State | None = None
    can_do_here: bool = True
    started: bool = False
    act_by: date | None = None


def first(options: Iterable[Option]) -> Option | None:
    """What to do first: what stands in the way of being ready before what can wait, what nobody asks for last.

    Among equals, what can be done here and now, then what is begun, then what is due first, then the order they came in.
    """
    rank = {State.LACKING: 0, State.NOT_ALONE: 0, State.READY_WITHIN_GRACE: 1}
    return min(
        options,
        key=lambda option: (
            2 if option.asked is None else rank.get(option.asked, 2),
            not option.can_do_here,
            not option.started,
            option.act_by or FOREVER,
        ),
        default=None,
    )
