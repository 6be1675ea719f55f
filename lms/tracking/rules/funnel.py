"""From interest to ready: how far people came, each once, by the half-year in which they had shown interest. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

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


def step_of(furthest: Stage) -> Step:
    """How far somebody is who came so far in recruitment, and has not begun."""
    return _STEPS[furthest]


_STEPS = {each: next((step for step, stage in FIRST_STAGE if WAY.index(each) >= WAY.index(stage)), Step.INTERESTED) for each in WAY}


@dataclass(frozen=True, slots=True)
class Came:
    """How far somebody came, and in which half-year they had shown interest. Of two, the further is the greater, and of two as far the earlier."""

    step: Step
    season: Season

    def __lt__(self, other: "Came") -> bool:
        """Whether the other is the one to tell of."""
        return (self.step, other.season) < (other.step, self.season)

    def __str__(self) -> str:
        return f"{self.season.year}.{self.season.half}.{self.step:d}"

    @classmethod
    def told(cls, said: str) -> "Came":
        """What `str` has said."""
        year, half, step = map(int, said.split("."))
        return cls(Step(step), Season(year, half))


def best(came: Iterable[tuple[str, Came]]) -> dict[str, Came]:
    """How far each person came: of all the times they showed interest, the one that led furthest."""
    found: dict[str, Came] = {}
    for who, each in came:
        known = found.get(who)
        if known is None or known < each:
            found[who] = each
    return found


def came_so_far(people: Mapping[Came, int], seasons: Sequence[Season]) -> list[list[int]]:
    """For each half-year, and last for all together: how many came at least to each step."""
    by_season = [{each: number for each, number in people.items() if each.season == season} for season in seasons]
    return [[sum(number for each, number in some.items() if each.step >= step) for step in Step] for some in (*by_season, people)]
