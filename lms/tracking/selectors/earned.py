"""How many of those who served in a year earned what in it: counted on the spot, and kept for many."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from lms.qualifications.models import Evidence
from lms.requirements import kept
from lms.requirements.figures import Figure
from lms.requirements.homes import Row, Whose
from lms.roles.models import AssignmentQuerySet
from lms.tracking.rules.report import Period, period_of
from lms.tracking.selectors.heads import served_by
from lms.units.models import Unit


def earned_in(unit: Unit, period: Period, *, many: int = kept.MANY) -> dict[int, int]:
    """How many who served in a unit or below it in a period earned each qualification in it, by its id; each person once. 3 queries; 7 if kept.

    What was revoked was never earned.
    """
    if kept.is_many([unit], many=many):
        found = kept.sums(EARNED, [unit], days=[period.last])[period.last][unit.pk]
        return {int(label.partition(":")[0]): number for label, number in found.items() if number}
    served = _served_in(period).filter(unit__in=Unit.objects.below(unit))
    counted = _pieces_of(period).filter(person__in=served.values("person")).values_list("qualification")
    return dict(counted.annotate(people=Count("person", distinct=True)))


def _served_in(period: Period) -> AssignmentQuerySet:
    return served_by(period).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=period.first))


def _pieces_of(period: Period) -> QuerySet[Evidence]:
    return Evidence.objects.filter(earned_on__range=(period.first, period.last), revocation__isnull=True).order_by()


def _rows(people: Whose, last: date, _kinds: Mapping[int, int]) -> Iterable[Row]:
    period = period_of(last.year, last)
    served, first_values = _said(_served_in(period).filter(people.within).values("person_id", "unit_id").distinct())
    earned, more_values = _said(_pieces_of(period).filter(people.within).values("person_id", "qualification_id").distinct())
    with connection.cursor() as cursor:
        cursor.execute(_EARNED.format(homes=people.first_units, served=served, earned=earned), (*first_values, *more_values))
        rows: list[Row] = cursor.fetchall()
        return rows


def _said(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """A query as a statement with its values."""
    statement, values = rows.query.sql_with_params()
    return statement, tuple(values)


_EARNED = """
WITH homes AS ({homes}), served AS ({served}), earned AS ({earned}),
there AS (
    SELECT homes.home, served.unit_id, CASE WHEN homes.home = homes.last THEN 0 ELSE served.person_id END AS person, served.person_id
    FROM served JOIN homes ON homes.person_id = served.person_id
)
SELECT there.home, there.unit_id, there.person, earned.qualification_id, 1, COUNT(*)
FROM there JOIN earned ON earned.person_id = there.person_id
GROUP BY there.home, there.unit_id, there.person, earned.qualification_id
"""
# Touched by all that is written: that somebody earned something is told of no day, since it may change no other sum.
EARNED = Figure("earned", _rows, looks_ahead=True)
