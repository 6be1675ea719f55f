"""Figures of a unit beside the share over time: by role, by kind, by qualification, what lapses, and the time to ready. Counts only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.requirements.counts import Counts
from lms.requirements.kept import counts_by_kind, counts_by_role, is_many, lapses_after, reach_on
from lms.roles.models import Role
from lms.roles.policies import Permission, may
from lms.tracking.rules.figures import Share, month_ends
from lms.tracking.rules.times import Quarter, months_ahead, quantile, told
from lms.tracking.selectors.figures import tells_exactly
from lms.tracking.selectors.waits import kept_waits, waits_of
from lms.units.models import Unit, UnitKind

EVERY, MONTHS = 3, 12


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What a line is about, and its share on each day; None where it is not told, and where there is nobody (a share of a total of 0)."""

    name: str
    shares: Mapping[date, Share | None]


@dataclass(frozen=True, slots=True)
class Shares:
    """Lines over the same days, and whether small numbers are hidden."""

    days: list[date]
    lines: list[ShareLine]
    hides: bool


@dataclass(frozen=True, slots=True)
class Lapses:
    """How many lose what in which month, if nobody renews: by qualification, in the order of the months; None is not told."""

    months: list[tuple[date, date]]
    lines: list[tuple[str, list[int | None]]]
    together: list[int | None]
    hides: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Those who came in a quarter: how many, how many have been ready since, and after how many days a quarter, half and three quarters of all had.

    None is not told, or for days: not so many yet.
    """

    quarter: Quarter
    came: int | None
    ready: int | None
    days: tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Waits:
    """The quarters, the oldest first; those in which nobody came are left out."""

    lines: list[Wait]
    hides: bool


def days_shown(on: date) -> list[date]:
    """Every third month end of a year, and the day itself."""
    return month_ends(on, MONTHS)[::-1][::EVERY][::-1]


def kinds(viewer: Person, unit: Unit, *, on: date) -> Shares:
    """The share that was ready in the units of each kind, in a unit and below it. 12 queries at most."""
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    days = days_shown(on)
    found = counts_by_kind(unit, days=days)
    lines = [
        ShareLine(kind.called, {day: _told(_ready(found[day][kind.pk], is_open), is_open) for day in days})
        for kind in UnitKind.objects.filter(pk__in=found[on])
        if any(found[day][kind.pk].total for day in days)
    ]
    return Shares(days, lines, not is_open)


def roles(viewer: Person, unit: Unit, *, on: date) -> Shares:
    """The share that was ready of those in each role, in a unit and below it. 11 queries at most."""
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    days = days_shown(on)
    found = counts_by_role(unit, days=days)
    lines = [
        ShareLine(role.called, {day: _told(_ready(found[day].get(role.pk, Counts()), is_open), is_open) for day in days})
        for role in Role.objects.filter(pk__in={pk for each in found.values() for pk in each})
    ]
    return Shares(days, lines, not is_open)


def qualifications(viewer: Person, unit: Unit, *, on: date) -> Shares:
    """Of those of whom each qualification was asked, the share that held it. 9 queries at most."""
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    exact = tells_exactly(unit, is_open)
    days = days_shown(on)
    found = reach_on(unit, days=days)
    names = Qualification.objects.in_bulk({pk for each in found.values() for pk in each})
    ordered = sorted(names.values(), key=lambda each: (each.order, each.called))
    lines = []
    for each in ordered:
        reached = {day: found[day].get(each.pk, (0, 0)) for day in days}
        lines.append(ShareLine(each.called, {day: _told(Share(held, asked, exact), is_open) for day, (asked, held) in reached.items()}))
    return Shares(days, lines, not is_open)


def lapses(viewer: Person, unit: Unit, *, on: date) -> Lapses:
    """How many lose what in the twelve months from a day on, if nobody renews. 9 queries at most."""
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    months = months_ahead(on, MONTHS)
    found = lapses_after(unit, on=on, until=months[-1][1])
    names = Qualification.objects.in_bulk(found)
    ordered = sorted(names.values(), key=lambda each: (each.order, each.called))
    numbers = {
        each.pk: [sum(people for day, people in found[each.pk].items() if first <= day <= last) for first, last in months]
        for each in ordered
    }
    together = [sum(line[at] for line in numbers.values()) for at in range(len(months))]
    return Lapses(
        months,
        [(each.called, [told(number, is_open=is_open) for number in numbers[each.pk]]) for each in ordered],
        [told(number, is_open=is_open) for number in together],
        not is_open,
    )


def waits(viewer: Person, unit: Unit, *, on: date) -> Waits:
    """How long it took those who came in each of the last quarters until they were ready. 10 queries, 4 for each 5 000 people; 9 if kept."""
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    by_quarter = kept_waits(unit, on=on) if is_many([unit]) else waits_of(unit, on=on)
    return Waits([_wait(quarter, found, is_open) for quarter, found in by_quarter.items() if found], not is_open)


def _wait(quarter: Quarter, found: list[int | None], is_open: bool) -> Wait:
    came, ready = len(found), sum(days is not None for days in found)
    few = not is_open and Share(ready, came).few
    return Wait(
        quarter,
        None if few else told(came, is_open=is_open),
        None if few else told(ready, is_open=is_open),
        (None, None, None) if few else (quantile(found, 0.25), quantile(found, 0.5), quantile(found, 0.75)),
    )


def _ready(counts: Counts, exact: bool) -> Share:
    return Share(counts.ready + counts.grace, counts.total, exact)


def _told(share: Share, is_open: bool) -> Share | None:
    return share if is_open or not share.few else None
