"""Recruitment in numbers: from cases, their moves and their rulings' codes alone, which stay when everything else is forgotten. Nobody's name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from lms.recruitment.models import Application, Channel, Code, Move, Outcome, Ruling
from lms.recruitment.rules import clocks
from lms.recruitment.rules.numbers import (
    Course,
    Kept,
    Season,
    is_small,
    kept,
    last_seasons,
    median_stays,
    reached_by,
    season_of,
    suppress,
    suppress_nested,
)
from lms.recruitment.rules.stages import OPEN, Stage
from lms.units.models import Unit

SEASONS = 4  # this half-year and the three before it
RESULTS = (Stage.ADMITTED, Stage.DECLINED, Stage.WITHDRAWN, None)  # None: still open


@dataclass(frozen=True, slots=True)
class Counted:
    """Numbers that belong together, in an order; None is hidden since it is too small. `total` is their sum, hidden too if it is small."""

    rows: tuple[tuple[object, int | None], ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One unit or one season: how many came in, what became of them, and the promises; None is hidden."""

    key: str
    received: int | None
    results: tuple[int | None, ...]  # in the order of RESULTS
    contact: Kept | None
    decision: Kept | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Recruitment of a unit and those below it in a period, by when applications came in; `hides` is whether small numbers are left out."""

    received: int | None
    way: tuple[tuple[Stage, int | None], ...]
    stays: tuple[tuple[Stage, float, int], ...]  # stage, median of working days, stays it rests on
    contact: Kept | None
    decision: Kept | None
    channels: Counted
    rulings: Counted  # keys are pairs of outcome and code
    units: tuple[Line, ...]
    seasons: tuple[Line, ...]
    hides: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """What is read of one application."""

    unit: str
    course: Course
    contacted_on: date | None
    ruled_on: date | None
    stage: Stage
    channel: str

    @property
    def result(self) -> Stage | None:
        return None if self.stage in OPEN else self.stage


def numbers(unit: Unit, *, season: Season | None, hides: bool, on: date) -> Numbers:
    """The numbers of a unit and those below it, of a half-year or (None) of the last four together. 4 queries, whatever the number of cases."""
    names = dict(Unit.objects.below(unit).values_list("pk", "name"))
    seasons = last_seasons(on, SEASONS)
    every = _cases(names, seasons[-1].first_day)
    chosen = {pk: case for pk, case in every.items() if season is None or season_of(case.course.received_on) == season}
    cases = list(chosen.values())
    way = reached_by(case.course for case in cases)
    shown = suppress_nested(list(way.values())) if hides else list(way.values())
    stays = median_stays(case.course for case in cases)
    by_unit, by_season = (
        _grouped(cases, lambda case: case.unit),
        _grouped(every.values(), lambda case: season_of(case.course.received_on).key),
    )
    return Numbers(
        received=_shown(len(cases), hides),
        way=tuple(zip(way, shown, strict=True)),
        stays=tuple((stage, *stays[stage]) for stage in Stage if stage in stays and not (hides and is_small(stays[stage][1]))),
        contact=_kept_contact(cases, hides, on),
        decision=_kept_decision(cases, hides, on),
        channels=_counted(Counter(case.channel for case in cases), ["", *Channel.values], hides),
        rulings=_counted(_rulings(chosen, names), [(outcome, code) for outcome in Outcome.values for code in Code.values], hides),
        units=_lines(by_unit, sorted(by_unit), hides, on),
        seasons=_lines(by_season, [each.key for each in reversed(seasons)], hides, on),
        hides=hides,
    )


def _cases(units: dict[int, str], first_day: date) -> dict[int, _Case]:
    """Every case received since a day. 2 queries."""
    since = timezone.make_aware(datetime.combine(first_day, time.min))
    rows = list(
        Application.objects.filter(unit__in=units, received_at__gte=since)
        .order_by()
        .values_list("pk", "unit_id", "received_at", "contacted_at", "ruled_at", "stage", "channel")
    )
    moves: dict[int, list[tuple[Stage, date]]] = defaultdict(list)
    went = Move.objects.filter(application__unit__in=units, application__received_at__gte=since).exclude(from_stage="").order_by("at", "pk")
    for pk, to, at in went.values_list("application_id", "to_stage", "at"):
        moves[pk].append((Stage(to), timezone.localdate(at)))
    return {
        pk: _Case(
            unit=units[unit],
            course=Course(timezone.localdate(received), tuple(moves[pk])),
            contacted_on=timezone.localdate(contacted) if contacted else None,
            ruled_on=timezone.localdate(ruled) if ruled else None,
            stage=Stage(stage),
            channel=channel,
        )
        for pk, unit, received, contacted, ruled, stage, channel in rows
    }


def _rulings(cases: dict[int, _Case], units: dict[int, str]) -> Counter[object]:
    """Rulings in force by outcome and code. 1 query."""
    found: Counter[object] = Counter()
    in_force = Ruling.objects.filter(confirmed_at__isnull=False, undone_at__isnull=True, application__unit__in=units)
    for pk, outcome, code in in_force.order_by().values_list("application_id", "outcome", "code"):
        if pk in cases:
            found[outcome, code] += 1
    return found


def _grouped(cases: Iterable[_Case], key: Callable[[_Case], str]) -> dict[str, list[_Case]]:
    groups: dict[str, list[_Case]] = defaultdict(list)
    for case in cases:
        groups[key(case)].append(case)
    return groups


def _shown(value: int, hides: bool) -> int | None:
    return None if hides and is_small(value) else value


def _counted(found: Counter[object] | Counter[str], order: Sequence[object], hides: bool) -> Counted:
    keys = sorted((key for key in order if found[key]), key=lambda key: -found[key])  # type: ignore[index]
    values = [found[key] for key in keys]  # type: ignore[index]
    shown, total = suppress(values) if hides else (list(values), sum(values))
    return Counted(tuple(zip(keys, shown, strict=True)), total)


def _kept_contact(cases: Iterable[_Case], hides: bool, on: date) -> Kept | None:
    """A case that was ruled on or withdrawn before anybody rang owes no call."""
    promises = [clocks.contact(case.course.received_on, case.contacted_on) for case in cases if case.contacted_on or not case.ruled_on]
    return _judged(kept(promises, on=on), hides)


def _kept_decision(cases: Iterable[_Case], hides: bool, on: date) -> Kept | None:
    return _judged(kept([clocks.decision(case.course.received_on, case.ruled_on) for case in cases], on=on), hides)


def _judged(found: Kept, hides: bool) -> Kept | None:
    return None if hides and is_small(found.judged) else found


def _lines(groups: dict[str, list[_Case]], keys: Sequence[str], hides: bool, on: date) -> tuple[Line, ...]:
    """Groups as lines. Where small numbers are hidden, what became of a line's cases shows only with the line's own number."""
    received = [len(groups.get(key, [])) for key in keys]
    shown = suppress(received)[0] if hides else list(received)
    lines = []
    for key, number in zip(keys, shown, strict=True):
        cases = groups.get(key, [])
        results = [sum(case.result == result for case in cases) for result in RESULTS]
        is_hidden = hides and number is None
        lines.append(
            Line(
                key,
                number,
                tuple(None for _result in results) if is_hidden else tuple(suppress(results)[0] if hides else results),
                None if is_hidden else _kept_contact(cases, hides, on),
                None if is_hidden else _kept_decision(cases, hides, on),
            )
        )
    return tuple(lines)


def admitted_on(units: QuerySet[Unit]) -> dict[int, date]:
    """The day on which each assignment in some units was given by an admission that stands, by its id. 1 query."""
    given = Ruling.objects.in_force().filter(outcome=Outcome.ADMITTED, assignment__isnull=False)
    rows = given.filter(assignment__unit__in=units).order_by().values_list("assignment_id", "confirmed_at")
    return {pk: timezone.localdate(at) for pk, at in rows}
