"""How long what is kept of a case stays. Each part has a clock of its own; dates, verdict and counts outlive the text.

The days come from settings (`RECRUITMENT_KEPT_DAYS`), counted from the day the case ended, or, for an admission, from the day of admission. On the
day the clock runs out the part is due to be removed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .stages import Stage


class Part(StrEnum):
    """What is kept and forgotten together."""

    NOTES = "notes"  # interviewers' free text
    REFERENCES = "references"  # referees and what they answered
    ANSWERS = "answers"  # what the applicant wrote besides name and contact
    IDENTITY = "identity"  # name, address, telephone
    SCORES = "scores"  # each person's scores; who sat in which round


@dataclass(frozen=True, slots=True)
class Clock:
    """Days until a part is forgotten, by how the case ended."""

    declined: int  # also withdrawn
    admitted: int


STANDARD: Mapping[Part, Clock] = {
    Part.NOTES: Clock(declined=90, admitted=180),
    Part.REFERENCES: Clock(declined=90, admitted=180),
    Part.SCORES: Clock(declined=180, admitted=365),
    Part.ANSWERS: Clock(declined=180, admitted=180),
    Part.IDENTITY: Clock(declined=180, admitted=180),  # the person's own record is kept elsewhere
}


def clocks(days: Mapping[str, tuple[int, int]]) -> dict[Part, Clock]:
    """The clocks as a setting says them: part → days when declined, days when admitted. A part that is not named keeps the standard.

    Raises ValueError for a part that does not exist.
    """
    return {**STANDARD, **{Part(part): Clock(*pair) for part, pair in days.items()}}


def due(part: Part, *, stage: Stage, ended_on: date | None, clocks: Mapping[Part, Clock] = STANDARD) -> date | None:
    """The day a part is due to be removed; None while the case is open."""
    if ended_on is None or stage not in {Stage.ADMITTED, Stage.DECLINED, Stage.WITHDRAWN}:
        return None
    clock = clocks[part]
    return ended_on + timedelta(days=clock.admitted if stage is Stage.ADMITTED else clock.declined)


def is_due(part: Part, *, stage: Stage, ended_on: date | None, on: date, clocks: Mapping[Part, Clock] = STANDARD) -> bool:
    """Whether a part shall be gone on a day."""
    day = due(part, stage=stage, ended_on=ended_on, clocks=clocks)
    return day is not None and day <= on
