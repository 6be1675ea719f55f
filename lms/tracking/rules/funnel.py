"""From interest to ready: how far people came, each once, by the half-year in which they showed interest. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from lms.recruitment.rules.numbers import WAY, Season
from lms.recruitment.rules.stages import Stage


class Step(IntEnum):
    """How far somebody has come; who has come to one has come to all before it."""

    INTERESTED = 0
    INVITED = 1
    INTERVIEWED = 2
    ADMITTED = 3
    STARTED = 4
    READY = 5
    COMPLETE = 6


# The first stage of recruitment at which somebody has come so far. On from the last interview of a process comes one of these.
FIRST_STAGE = ((Step.ADMITTED, Stage.ADMITTED), (Step.INTERVIEWED, Stage.REFERENCES), (Step.INVITED, Stage.INTERVIEW_1))


def step_of(furthest: Stage, *, started: bool, ready: bool, complete: bool) -> Step:
    """How far somebody is who came so far in recruitment, and then began, was ready and had all that was asked."""
    at = WAY.index(furthest)
    step = next((step for step, stage in FIRST_STAGE if at >= WAY.index(stage)), Step.INTERESTED)
    if step is not Step.ADMITTED or not started:
        return step
    if not ready:
        return Step.STARTED
    return Step.COMPLETE if complete else Step.READY


class Interested(NamedTuple):
    """Who showed interest, when, and how far it led."""

    who: str
    season: Season
    step: Step


def came_so_far(interests: Iterable[Interested], seasons: Sequence[Season]) -> list[list[int]]:
    """For each half-year, and last for all together: how many came at least to each step.

    Each person counts once, in the first half-year in which they showed interest, by how far they came of all the times they did.
    """
    first: dict[str, Season] = {}
    furthest: dict[str, Step] = defaultdict(lambda: Step.INTERESTED)
    for who, season, step in interests:
        first[who] = min(season, first.get(who, season))
        furthest[who] = max(step, furthest[who])
    columns = [[furthest[who] for who, season in first.items() if season == each] for each in seasons]
    return [[sum(step >= each for step in steps) for each in Step] for steps in (*columns, furthest.values())]
