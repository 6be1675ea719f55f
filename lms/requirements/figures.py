"""What is counted of many people at once, each by a statement that says it for everybody or for those of a few first units."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from .counts import standing_as_of, standing_now
from .homes import Join, Parts, Row, Whose, parted, whose
from .reach import lapses_by_home, reach_by_home

LAPSE_MONTHS = 12  # so far ahead lapses are kept


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is counted on a day.

    `looks_ahead`: what may rest on anything, on breaks and on what lies ahead too, and is told of few days; else on nothing that begins later.
    `join`: see `homes.parted`.
    """

    name: str
    rows: Callable[[Whose, date, Mapping[int, int]], Iterable[Row]]
    looks_ahead: bool = False
    join: Join = max


def reckon(figure: Figure, day: date, homes: Iterable[int], paths: Mapping[int, tuple[int, ...]], kinds: Mapping[int, int]) -> Parts:
    """What a figure counts of the people of some first units, or of more. `paths` and `kinds` are all units'. 2 or 3 queries."""
    return parted(figure.rows(whose(homes, paths), day, kinds), paths, figure.join)


def _standing(people: Whose, day: date, _kinds: Mapping[int, int]) -> Iterable[Row]:
    return standing_now(people, on=day)


def _served(people: Whose, day: date, kinds: Mapping[int, int]) -> Iterator[Row]:
    """Everybody, as 0; once more by the kind of unit, and once more by the role, which is told as less than 0."""
    for home, unit, person, key, state, number in standing_as_of(people, on=day):
        yield home, unit, person, key, state, number
        if key == 0:
            yield home, unit, person, kinds[unit], state, number


def _holding(people: Whose, day: date, _kinds: Mapping[int, int]) -> Iterable[Row]:
    """Who is planned or active, as 0, and by each qualification who of them holds it."""
    on = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING.format(homes=people.first_units, people=people.among("a.person_id")), {"on": on})
        rows: list[Row] = cursor.fetchall()
        return rows


_HOLDING = """
WITH homes AS ({homes}),
serving AS (
    SELECT DISTINCT homes.home, a.unit_id, a.person_id, CASE WHEN homes.home = homes.last THEN 0 ELSE a.person_id END AS person
    FROM roles_assignment a JOIN homes ON homes.person_id = a.person_id
    WHERE a.status IN ('planned', 'active') AND (a.ends_on IS NULL OR a.ends_on >= %(on)s){people}
)
SELECT home, unit_id, person, 0, 1, COUNT(*) FROM serving GROUP BY home, unit_id, person
UNION ALL
SELECT serving.home, serving.unit_id, serving.person, held.qualification_id, 1, COUNT(*)
FROM serving JOIN qualifications_holding held ON held.person_id = serving.person_id
WHERE held.level = 0 AND held.valid_from <= %(on)s AND held.valid_until >= %(on)s
GROUP BY serving.home, serving.unit_id, serving.person, held.qualification_id
"""


def month_of(day: date) -> int:
    """Months in a row, as numbers."""
    return day.year * 12 + day.month - 1


def _last_day(month: int) -> date:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


def _reach(people: Whose, day: date, _kinds: Mapping[int, int]) -> Iterable[Row]:
    return reach_by_home(people, on=day)


def _lapses(people: Whose, day: date, _kinds: Mapping[int, int]) -> Iterator[Row]:
    """By qualification and month of the twelve from the day on: what is counted and how it is with it are told as one number."""
    first = month_of(day)
    for home, unit, person, key, last, number in lapses_by_home(people, on=day, until=_last_day(first + LAPSE_MONTHS - 1)):
        yield home, unit, person, key * LAPSE_MONTHS + month_of(date.fromordinal(last)) - first, 1, number


NOW = Figure("now", _standing, looks_ahead=True)  # `counts.counts_by_unit`
SERVED = Figure("served", _served)  # `counts.counts_as_of`, `counts.counts_by_kind` and `counts.counts_by_role`
HOLDING = Figure("holding", _holding, looks_ahead=True)  # `qualifications.selectors.reach_by_unit`
REACH = Figure("reach", _reach)  # `reach.reach_on`
LAPSES = Figure("lapses", _lapses, looks_ahead=True)  # `reach.lapses_after`, by month
EVERY = {each.name: each for each in (NOW, SERVED, HOLDING, REACH, LAPSES)}
