"""Arranging a round: who may sit in it, and which times can be offered."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from .stages import INTERVIEWS, WORKING, Demand, Facts, Stage

MOST_OFFERED = 6
LATEST_WRITTEN_IN = timedelta(days=30)  # a conversation that was held without being arranged here


class Refusal(StrEnum):
    """Why people cannot sit in a round together. `ANOTHER` never says which of its reasons it is."""

    ANOTHER = "another"
    TOO_FEW = "too_few"
    NEW_EYES = "new_eyes"


def seating(demand: Demand, facts: Facts, number: int, *, chosen: Collection[int], able: Collection[int]) -> tuple[Refusal, ...]:
    """What is wrong with the chosen people for a round; empty when they may sit.

    `able` are those who can be asked at all. Somebody with a tie is refused in the same words as somebody who is not among them.
    """
    refusals = []
    if set(chosen) - set(able) or facts.tied & set(chosen):
        refusals.append(Refusal.ANOTHER)
    if len(set(chosen)) < demand.seats:
        refusals.append(Refusal.TOO_FEW)
    if number > 1 and chosen and not set(chosen) - facts.round(1).interviewers:
        refusals.append(Refusal.NEW_EYES)
    return tuple(refusals)


def may_arrange(demand: Demand, facts: Facts, stage: Stage, number: int) -> bool:
    """Whether a round can be arranged now: the process has it, the rounds before it are arranged, and nobody has proposed a ruling."""
    earlier = all(facts.round(before).interviewers for before in range(1, number))
    return 1 <= number <= demand.rounds and earlier and stage in WORKING and stage is not Stage.RULING


class TimeRefusal(StrEnum):
    """What is wrong with offered times."""

    NONE = "none"
    TOO_MANY = "too_many"
    PAST = "past"


def offering(times: Sequence[datetime], *, now: datetime) -> TimeRefusal | None:
    """What is wrong with times to offer; None when nothing is."""
    if not times:
        return TimeRefusal.NONE
    if len(set(times)) > MOST_OFFERED:
        return TimeRefusal.TOO_MANY
    return TimeRefusal.PAST if min(times) <= now else None


def may_hold_at(starts_at: datetime, *, now: datetime) -> bool:
    """Whether a time can be written in: ahead, or at most 30 days ago for a conversation that has been held already."""
    return starts_at > now - LATEST_WRITTEN_IN


def stage_of(number: int) -> Stage:
    """The stage of a round, numbered from 1."""
    return INTERVIEWS[number - 1]
