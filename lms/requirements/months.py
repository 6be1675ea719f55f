"""Sums of days that are past, kept: the same as `counts.counts_as_of` says, for organisations in which that takes longer than anybody waits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from lms.roles.models import Assignment
from lms.units.models import Unit

from .counts import Counts, counts_as_of
from .models import MonthEnd, MonthEndCount

MANY = 5000  # assignments in a unit and below it: so many are always reckoned at once, in about a second


def keep(*, days: Iterable[date], now: datetime, many: int = MANY) -> int:
    """Reckon the sums of these past days for every unit and keep them, and no others. Returns how many days; none where nothing is slow."""
    marks = _marks()  # before the reckoning, so that what is said meanwhile counts as said after it
    found = counts_as_of(Unit.objects.all(), days=days) if Assignment.objects.count() > many else {}
    with transaction.atomic():  # the writing alone: while it lasts, nobody else may write in SQLite
        MonthEnd.objects.all().delete()
        for day, by_unit in found.items():
            month_end = MonthEnd.objects.create(day=day, at=now, marks=marks)
            MonthEndCount.objects.bulk_create(
                MonthEndCount(
                    month_end=month_end,
                    unit_id=pk,
                    ready=counts.ready,
                    grace=counts.grace,
                    not_alone=counts.not_alone,
                    lacking=counts.lacking,
                )
                for pk, counts in by_unit.items()
                if counts.total
            )
    return len(found)


def counts_on(units: Iterable[Unit], *, days: Iterable[date], role: int | None = None, many: int = MANY) -> dict[date, dict[int, Counts]]:
    """What `counts.counts_as_of` says, from what was kept last night where that is much faster. 4 queries more at most.

    Kept sums stand for a day as long as the ledger has said nothing of it, or of a day before it, since then; else that day is reckoned. Assignments,
    rules, exemptions, leaves and units that were changed afterwards show in them the next morning. One role is always reckoned.
    """
    wanted, asked = list(units), list(days)
    kept = {} if role is not None else _kept(wanted, asked, many)
    reckoned = counts_as_of(wanted, days=[day for day in asked if day not in kept], role=role)
    return {day: kept[day] if day in kept else reckoned[day] for day in asked}


def _kept(units: list[Unit], days: list[date], many: int) -> dict[date, dict[int, Counts]]:
    if not Assignment.objects.filter(unit__in=Unit.objects.below(*units)).order_by()[many : many + 1].exists():
        return {}
    every = list(MonthEnd.objects.filter(day__in=days))
    since = _spoken_of_since(every[0].marks) if every else date.max  # kept in one go, so with the same marks
    sound = {each.pk: each.day for each in every if each.day < since}
    found = {day: {unit.pk: Counts() for unit in units} for day in sound.values()}
    for row in MonthEndCount.objects.filter(month_end__in=sound, unit__in=units):
        found[sound[row.month_end_id]][row.unit_id] = Counts(row.ready, row.grace, row.not_alone, row.lacking)
    return found


def _marks() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS)
        return list(cursor.fetchone())


def _spoken_of_since(marks: list[int]) -> date:
    """The first day of which the ledger has said something new since it had come so far: nothing it appends tells of a day before the evidence's."""
    with connection.cursor() as cursor:
        cursor.execute(_SPOKEN_OF, marks)
        (day,) = cursor.fetchone()
    return (date.fromisoformat(day) if isinstance(day, str) else day) or date.max


_MARKS = """
SELECT
    (SELECT COALESCE(MAX(id), 0) FROM qualifications_evidence),
    (SELECT COALESCE(MAX(id), 0) FROM qualifications_revocation),
    (SELECT COALESCE(MAX(id), 0) FROM qualifications_effect),
    (SELECT COALESCE(MAX(id), 0) FROM qualifications_reversal)
"""
_SPOKEN_OF = """
SELECT MIN(day) FROM (
    SELECT MIN(earned_on) AS day FROM qualifications_evidence WHERE id > %s
    UNION ALL
    SELECT MIN(e.earned_on) FROM qualifications_revocation r JOIN qualifications_evidence e ON e.id = r.evidence_id WHERE r.id > %s
    UNION ALL
    SELECT MIN(e.earned_on) FROM qualifications_effect f JOIN qualifications_evidence e ON e.id = f.evidence_id WHERE f.id > %s
    UNION ALL
    SELECT MIN(e.earned_on)
    FROM qualifications_reversal r
    JOIN qualifications_effect f ON f.decision_id = r.decision_id
    JOIN qualifications_evidence e ON e.id = f.evidence_id
    WHERE r.id > %s
) spoken
"""
