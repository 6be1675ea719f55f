"""A case's way as the applicant sees it: done, now, to come. And what of it is not theirs to know yet.

An answer is told by its letter, never by the page before it. A stage that was passed over is left out, not shown as missed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from .stages import OPEN, WORKING, Demand, Stage


class Mark(StrEnum):
    """Where a step is in time."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way."""

    stage: Stage
    mark: Mark


def own_path(demand: Demand, stage: Stage, *, finished: Collection[Stage] = (), is_told: bool = True) -> tuple[Step, ...]:
    """The steps of a process as they stand for one applicant.

    `finished` are stages that were really gone through, which counts once a ruling is near: it can be proposed from anywhere. `is_told` is whether
    a ruling's letter has reached the applicant.
    """
    path = demand.path
    if stage in path and stage is not Stage.RULING:
        # What is received and who is contacted is done at once; the other stages last.
        here = path.index(stage) + (stage in {Stage.RECEIVED, Stage.CONTACTED})
        marks = [Mark.DONE if number < here else Mark.NOW if number == here else Mark.TO_COME for number in range(len(path))]
        return tuple(Step(each, mark) for each, mark in zip(path, marks, strict=True))
    before = tuple(Step(each, Mark.DONE) for each in path if each is not Stage.RULING and (each is Stage.RECEIVED or each in finished))
    if stage is Stage.WITHDRAWN:
        return before
    return (*before, Step(Stage.RULING, Mark.NOW if stage in WORKING or not is_told else Mark.DONE))


class Answer(StrEnum):
    """What an applicant is to be told first."""

    CONTACT = "contact"  # somebody will be in touch
    DECISION = "decision"  # they will have an answer
    AGAIN = "again"  # they have had one, and it is being looked at once more
    ON_ITS_WAY = "on_its_way"  # it is made, and its letter has not reached them
    WAITING_LIST = "waiting_list"
    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def answer(stage: Stage, *, contacted: bool, ruled: bool, is_told: bool) -> Answer:
    """What a case's page says at its top."""
    if stage is Stage.WITHDRAWN:
        return Answer.WITHDRAWN
    if stage not in WORKING:
        return Answer(stage) if is_told else Answer.ON_ITS_WAY
    if ruled:
        return Answer.AGAIN
    return Answer.DECISION if contacted or stage is not Stage.RECEIVED else Answer.CONTACT


def may_withdraw(stage: Stage) -> bool:
    """Whether the applicant can still end their case."""
    return stage in OPEN
