"""How far those who showed interest have come, from the application to having all that is asked. Counts only."""

from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.recruitment.rules.numbers import Season, last_seasons, season_of
from lms.recruitment.selectors.numbers import SEASONS, Interest, interests
from lms.requirements.reach import first_ready_days
from lms.roles.policies import Permission, may
from lms.tracking.rules.figures import Share
from lms.tracking.rules.funnel import Interested, Step, came_so_far, step_of
from lms.tracking.rules.report import Period, is_exact_way
from lms.tracking.rules.times import told
from lms.tracking.selectors.heads import served_by
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Funnel:
    """The half-years, the oldest first; by step how many of each came so far, and last of all together; and that as a share of all.

    None is not told. `exact` tells whether numbers are told as they are, and not about.
    """

    seasons: list[Season]
    lines: list[tuple[Step, list[int | None], Share | None]]
    exact: bool
    hides: bool


def funnel(viewer: Person, unit: Unit, *, on: date) -> Funnel:
    """How far those came who showed interest in a unit or below it in this half-year and the three before it.

    12 queries at most beside those of `may`, and 8 for each 5 000 people who began.
    """
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    seasons = list(reversed(last_seasons(on, SEASONS)))
    every = interests(unit, first=seasons[0].first_day, last=on)
    steps = _steps(every, on)
    columns = came_so_far(
        [Interested(each.who, season_of(each.received_on), step) for each, step in zip(every, steps, strict=True)], seasons
    )
    exact = all(is_exact_way(column, is_open=is_open, is_whole=unit.parent_id is None) for column in columns)
    whole = columns[-1]
    lines: list[tuple[Step, list[int | None], Share | None]] = []
    for step in Step if whole[0] else ():
        share = Share(whole[step], whole[0], exact)
        lines.append((step, [told(column[step], is_open=exact) for column in columns], share if exact or not share.few else None))
    return Funnel(seasons, lines, exact, not exact)


def _steps(every: list[Interest], on: date) -> list[Step]:
    """How far each has come. Who began is as the yearly report says; who was ready is as it is told how long it took."""
    given = [each.assignment for each in every if each.assignment]
    began: dict[int, date] = {}
    for start in range(0, len(given), _AT_A_TIME):
        posts = served_by(Period(on, on)).filter(pk__in=given[start : start + _AT_A_TIME])
        began |= dict(posts.values_list("pk", "starts_on"))
    ready, complete = (
        {pk for pk, day in first_ready_days(began, on=on, fully=fully).items() if day} if began else set() for fully in (False, True)
    )
    return [
        step_of(each.furthest, started=each.assignment in began, ready=each.assignment in ready, complete=each.assignment in complete)
        for each in every
    ]


_AT_A_TIME = 5000
