"""The yearly report of a unit or, for the uppermost, of the whole organisation. Counts only; small ones are for those who may see who they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.recruitment.rules.stages import Stage
from lms.recruitment.selectors.interests import way_of
from lms.requirements.kept import counts_as_of, reach_on
from lms.roles.models import Assignment
from lms.roles.policies import Permission, may, units_where
from lms.tracking.rules.figures import Share
from lms.tracking.rules.report import Period, is_exact, is_exact_way, period_of, told_alone, told_heads
from lms.tracking.rules.times import told
from lms.tracking.selectors.earned import earned_in
from lms.tracking.selectors.heads import heads_of
from lms.units.models import Goal, Indicator, Unit
from lms.units.rules import in_tree_order

YEARS = 10  # so many to choose between


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with those below it in a year. `numbers` are by name, as in `rules.report.Heads`; None is not told, and so is a share.

    `exact` tells whether the numbers are told as they are, and not about.
    """

    unit: Unit
    numbers: Mapping[str, int | None]
    share: Share | None  # of those who served on the last day, those who were ready
    exact: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """A qualification: the share that held it on the last day, of those of whom it was asked then; and how many of the year's people earned it."""

    name: str
    share: Share | None
    earned: int | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal and how it went. `hidden` tells that there is a result which is not told; the deviation is the result less the target."""

    goal: Goal
    result: int | None
    hidden: bool
    exact: bool

    @property
    def deviation(self) -> int | None:
        """How much more than the target it was, or less; None without a result."""
        return None if self.result is None else self.result - self.goal.target


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report tells. `hides` tells whether small numbers are left out or told about, `is_open` whether the viewer may see who it is."""

    unit: Unit
    year: int
    years: list[int]
    period: Period
    whole: Line
    below: list[Line]
    learnt: list[Learnt]
    way: list[tuple[Stage, int | None]]
    way_exact: bool
    goals: list[GoalLine]
    hides: bool
    is_open: bool
    sees: bool  # whether small numbers of the unit itself are told
    counted_on: date


def report(viewer: Person, unit: Unit, *, year: int | None, outward: bool, on: date) -> Report:
    """The report of a unit and those below it for a year; another year than one that can be chosen is the latest that is over, else this one.

    `outward` hides small numbers also from those who may see who it is, for a report that leaves the unit. 26 queries at most, 36 where much is kept.
    """
    years = _years(unit, on)
    chosen = year if year in years else years[min(1, len(years) - 1)]
    period = period_of(chosen, on)
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    children = in_tree_order(Unit.objects.filter(parent=unit))
    by_name = set() if outward else set(units_where(viewer, Permission.SEE_PEOPLE, on=on).values_list("pk", flat=True))
    counted = heads_of([unit, *children], period)
    counts = counts_as_of([unit, *children], days=[period.last])[period.last]

    def line(each: Unit) -> Line:
        found = counted[each.pk]
        sees = each.pk in by_name
        exact = is_exact(found, is_open=sees, is_whole=each.parent_id is None)
        share = Share(counts[each.pk].ready + counts[each.pk].grace, counts[each.pk].total, exact)
        return Line(each, told_heads(found, exact=exact), share if sees or not share.few else None, exact)

    whole = line(unit)
    sees = unit.pk in by_name
    below = [each for each in map(line, children) if each.numbers["active"] != 0]
    came = way_of(unit, first=period.first, last=period.last)
    way_exact = is_exact_way(list(came.values()), is_open=sees, is_whole=unit.parent_id is None)
    way = [(stage, told(number, is_open=way_exact)) for stage, number in came.items()]
    return Report(
        unit=unit,
        year=chosen,
        years=years,
        period=period,
        whole=whole,
        below=below,
        learnt=_learnt(unit, period, sees=sees, exact=whole.exact),
        way=way,
        way_exact=way_exact,
        goals=[_goal(each, whole, dict(way), way_exact, sees) for each in Goal.objects.filter(unit=unit, year=chosen).order_by("pk")],
        hides=not sees or any(each.pk not in by_name for each in children),
        is_open=is_open,
        sees=sees,
        counted_on=on,
    )


def _years(unit: Unit, on: date) -> list[int]:
    """The years in which somebody served, the newest first; this year always."""
    first = Assignment.objects.filter(unit__in=Unit.objects.below(unit)).aggregate(first=Min("starts_on"))["first"] or on
    return list(range(on.year, max(min(first.year, on.year), on.year - YEARS + 1) - 1, -1))


def _learnt(unit: Unit, period: Period, *, sees: bool, exact: bool) -> list[Learnt]:
    """What was asked of anybody on the last day. 7 queries; 15 where it is kept."""
    reached = reach_on(unit, days=[period.last])[period.last]
    earned = earned_in(unit, period)
    lines = []
    for each in sorted(Qualification.objects.filter(pk__in=reached), key=lambda each: (each.order, each.called)):
        share = Share(reached[each.pk].held, reached[each.pk].asked, exact)
        number = told_alone(earned.get(each.pk, 0), exact=exact, is_open=sees)
        lines.append(Learnt(each.called, share if sees or not share.few else None, number))
    return lines


def _goal(goal: Goal, whole: Line, way: Mapping[Stage, int | None], way_exact: bool, sees: bool) -> GoalLine:
    """How a goal went, told no more exactly than the number it rests on is told elsewhere in the report."""
    if goal.indicator == Indicator.OWN:
        # What is counted there is not known: it may be people.
        result = None if goal.result is None else told_alone(goal.result, exact=whole.exact, is_open=sees)
        return GoalLine(goal, result, goal.result is not None and result is None, whole.exact)
    if goal.indicator == Indicator.READY:
        share = whole.share
        return GoalLine(goal, share.percent if share and share.total else None, share is None, whole.exact)
    is_admitted = goal.indicator == Indicator.ADMITTED
    number = way[Stage.ADMITTED] if is_admitted else whole.numbers[goal.indicator]
    return GoalLine(goal, number, number is None, way_exact if is_admitted else whole.exact)
