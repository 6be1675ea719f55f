"""Reads for the review of the register: whom to confirm and when they were last active, and how far each unit has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from lms.learning.models import StepCompletion
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.roles.models import Assignment, AssignmentStatus, Confirmation
from lms.roles.policies import Permission, units_where, visible_assignments
from lms.roles.rules.reviews import TIME_TO_THINK, Review, was_active_lately
from lms.roles.selectors.reviews import Progress, confirmed, open_review, progress, to_confirm
from lms.ui.rules import alphabetical
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from . import SMALLEST_COUNT

BACK_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """An assignment to be confirmed, the last day on which the person was active (None: never), and whether that is lately."""

    assignment: Assignment
    last_active: date | None
    is_lately: bool


@dataclass(frozen=True, slots=True)
class UnitReview:
    """A unit's own part of the review that is open: who is left, by name, what has been said, the latest first, and what can be taken back."""

    review: Review
    lines: list[Line]
    confirmed: list[Confirmation]
    last: list[Confirmation]  # what the viewer said in one go, and can still take back

    @property
    def progress(self) -> Progress:
        """How far the unit has come."""
        return Progress(len(self.confirmed), len(self.confirmed) + len(self.lines))


def unit_review(viewer: Person, unit: Unit, *, now: datetime) -> UnitReview:
    """A unit's own register as far as the viewer may see it, without the units below. 6 queries, whatever the number of people."""
    on = timezone.localdate(now)
    review = open_review(on=on)
    seen = visible_assignments(viewer, on=on).filter(unit=unit)
    rows = list(to_confirm(seen, review=review, on=on).select_related("person", "role"))
    days = last_active([row.person_id for row in rows]) if rows else {}
    rows.sort(key=lambda row: (alphabetical(row.person.name), row.role.order, row.pk))
    said = sorted(confirmed(unit, review=review), key=lambda row: (now - row.at, alphabetical(row.assignment.person.name), row.pk))
    own = [row for row in said if row.by_id == viewer.pk and now - row.at < TIME_TO_THINK]
    return UnitReview(
        review=review,
        lines=[Line(row, days.get(row.person_id), was_active_lately(days.get(row.person_id), on=on)) for row in rows],
        confirmed=said,
        last=[row for row in own if row.at == own[0].at],
    )


def last_active(person_ids: list[int]) -> dict[int, date]:
    """The last day on which each of these people logged in, finished a step or earned something; those who never did are left out. 3 queries.

    Computed from what is kept anyway: nothing is written down for it.
    """
    days: dict[int, date] = {}
    logins = Person.objects.filter(pk__in=person_ids, user__last_login__isnull=False).values_list("pk", "user__last_login")
    steps = StepCompletion.objects.filter(person__in=person_ids).order_by().values_list("person").annotate(latest=Max("at"))
    for pk, moment in [*logins, *steps]:
        days[pk] = max(timezone.localdate(moment), days.get(pk, date.min))
    pieces = Evidence.objects.filter(person__in=person_ids, revocation__isnull=True)
    for pk, day in pieces.order_by().values_list("person").annotate(latest=Max("earned_on")):
        days[pk] = max(day, days.get(pk, date.min))
    return days


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that has not gone through its register yet."""

    unit: Unit
    progress: Progress
    is_late: bool


def waiting(units: Sequence[Unit], *, on: date) -> list[Waiting]:
    """Those of some units in which somebody is still to be confirmed, in the same order. 2 queries."""
    review = open_review(on=on)
    found = progress(units, review=review, on=on)
    return [Waiting(each, found[each.pk], review.is_late(on)) for each in units if each.pk in found and found[each.pk].left]


def back_soon(viewer: Person, unit: Unit, *, on: date) -> list[Assignment]:
    """Those of a unit and below it whose break ends within a week, the first first. 2 queries."""
    seen = visible_assignments(viewer, on=on).filter(unit__path__startswith=unit.path or "-")
    rows = seen.filter(status=AssignmentStatus.PAUSED, paused_until__lte=on + BACK_SOON)
    return list(rows.select_related("person", "role").order_by("paused_until", "pk"))


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """How far a unit has come. `is_open`: its register may be gone through by the viewer; `is_hidden`: too few to tell numbers of."""

    unit: Unit
    progress: Progress
    is_open: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Reviews:
    """The open review in all units that somebody follows by number, in tree order. Numbers, no names."""

    review: Review
    lines: list[ReviewLine]

    @property
    def finished(self) -> int:
        """How many units are done."""
        return sum(not line.progress.left for line in self.lines)


def reviews(viewer: Person, *, on: date) -> Reviews:
    """How far each open unit has come with its own register. 8 queries at most, whatever their number."""
    review = open_review(on=on)
    manages = {unit.pk for unit in units_where(viewer, Permission.MANAGE_PEOPLE, on=on)}
    by_name = {unit.pk for unit in units_where(viewer, Permission.SEE_PEOPLE, on=on)}
    units = in_tree_order(units_where(viewer, Permission.SEE_COVERAGE, on=on).open().select_related("kind"))
    found = progress(units, review=review, on=on)
    return Reviews(
        review,
        [
            ReviewLine(
                unit,
                found[unit.pk],
                is_open=unit.pk in manages,
                is_hidden=unit.pk not in by_name and found[unit.pk].total < SMALLEST_COUNT,
            )
            for unit in units
            if unit.pk in found
        ],
    )
