"""How far those who showed interest have come, from the application to having all that is asked. Counts only."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from lms.people.models import Person
from lms.recruitment.rules.numbers import Season, last_seasons
from lms.recruitment.selectors.interests import admissions, between, interests
from lms.recruitment.selectors.numbers import SEASONS
from lms.requirements import kept
from lms.requirements.figures import Figure
from lms.requirements.homes import Row, Whose
from lms.requirements.reach import first_days
from lms.roles.models import Assignment, AssignmentQuerySet
from lms.roles.policies import Permission, may
from lms.tracking.rules.figures import Share
from lms.tracking.rules.funnel import Came, Step, best, came_so_far, step_of
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

    9 queries at most, and 5 for each 5 000 people who began; 13 and 1 where that is kept.
    """
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    seasons = list(reversed(last_seasons(on, SEASONS)))
    columns = came_so_far(came(unit, on=on), seasons)
    exact = all(is_exact_way(column, is_open=is_open, is_whole=unit.parent_id is None) for column in columns)
    whole = columns[-1]
    lines: list[tuple[Step, list[int | None], Share | None]] = []
    for step in Step if whole[0] else ():
        share = Share(whole[step], whole[0], exact)
        lines.append((step, [told(column[step], is_open=exact) for column in columns], share if exact or not share.few else None))
    return Funnel(seasons, lines, exact, not exact)


def came(unit: Unit, *, on: date, many: int = kept.MANY) -> Counter[Came]:
    """How many people came how far, each once. 7 queries, and 5 for each 5 000 people who began; 11 and 1 where that is kept."""
    every = interests(unit, first=last_seasons(on, SEASONS)[-1].first_day, last=on)
    keeps = kept.is_many([unit], many=many)
    posts = {each.assignment for each in every if each.assignment}
    steps = _begun(posts, on) if keeps else _steps(posts, on)
    season_of = _Seasons(on)
    people = best(
        (each.who, Came(steps.get(each.assignment or 0) or step_of(each.furthest), season_of(each.received_at))) for each in every
    )
    found = Counter(each for each in people.values() if not keeps or each.step < Step.STARTED)
    if keeps:
        found += _kept(unit, on)
    return found


class _Seasons:
    """The half-year of each moment in those that are told of, without asking for its day."""

    def __init__(self, on: date) -> None:
        self.seasons = sorted(last_seasons(on, SEASONS))
        self.starts = [timezone.make_aware(datetime.combine(each.first_day, time.min)) for each in self.seasons]

    def __call__(self, at: datetime) -> Season:
        return self.seasons[bisect_right(self.starts, at) - 1]


def _served(posts: Iterable[int], on: date) -> Iterator[AssignmentQuerySet]:
    """Those of some assignments in which somebody has begun, as the yearly report says, 5 000 at a time."""
    every = sorted(posts)
    for start in range(0, len(every), _AT_A_TIME):
        yield served_by(Period(on, on)).filter(pk__in=every[start : start + _AT_A_TIME])


def _begun(posts: Iterable[int], on: date) -> dict[int, Step]:
    """That somebody has begun, by the assignment. 1 query for each 5 000."""
    return {pk: Step.STARTED for some in _served(posts, on) for pk in some.values_list("pk", flat=True)}


def _steps(posts: Iterable[int], on: date) -> dict[int, Step]:
    """How far somebody is by each assignment in which they have begun. Ready is as it is told how long it took. 1 query and 5 for each 5 000."""
    began = {pk: day for some in _served(posts, on) for pk, day in some.values_list("pk", "starts_on")}
    days = first_days(began, on=on, fully=(False, True))
    return {pk: Step(Step.STARTED + sum(day is not None for day in each)) for pk, each in days.items()}


_AT_A_TIME = 5000


def _rows(people: Whose, on: date, _kinds: Mapping[int, int]) -> Iterator[Row]:
    cases = between(last_seasons(on, SEASONS)[-1].first_day, on)
    if people.homes is not None:
        cases &= Q(person__in=Assignment.objects.filter(unit__in=people.homes).order_by().values("person"))
    homes = people.with_first_units()
    given = [each for each in admissions(cases) if each.person in homes]
    steps = _steps({each.assignment for each in given}, on) if given else {}
    season_of = _Seasons(on)
    there: dict[int, dict[int, Came]] = defaultdict(dict)
    for each in given:
        if step := steps.get(each.assignment):
            here = Came(step, season_of(each.received_at))
            there[each.person][each.unit] = max(here, there[each.person].get(each.unit, here))
    for person, by_unit in there.items():
        for unit, furthest in by_unit.items():
            yield homes[person][0], unit, person if len(by_unit) > 1 else 0, 0, furthest, 1


CAME = Figure("came", _rows, looks_ahead=True)


def _kept(unit: Unit, on: date) -> Counter[Came]:
    """How many came how far of those who have begun. 5 queries when nothing was touched."""
    found: Counter[Came] = Counter()
    for label, number in kept.sums(CAME, [unit], days=[on])[on][unit.pk].items():
        if number:
            found[Came.told(label.partition(":")[2])] += number
    return found
