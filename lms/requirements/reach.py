"""What is asked of the people of a unit, how many of them hold it, when it lapses, and how long it took to have it all. Numbers, no names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from lms.qualifications.models import Holding
from lms.qualifications.rules import Span
from lms.roles.models import Assignment, AssignmentQuerySet
from lms.units.models import Unit

from . import rules
from .homes import Row, Whose
from .models import Exemption, Leave
from .selectors import Audiences


class Reach(NamedTuple):
    """Of how many people something is asked, and how many of them hold it."""

    asked: int
    held: int


def reach_on(unit: Unit, *, days: Iterable[date]) -> dict[date, dict[int, Reach]]:
    """Of how many who served in a unit or below it each qualification was asked on each day, alone or as one of several, and how many held it.

    By day and by the qualification's id; each person once. Who served is as `counts.counts_as_of` says. 1 query for each day.
    """
    found: dict[date, dict[int, Reach]] = {}
    for day in days:
        rows = _rows(_REACH, unit, day)
        found[day] = {pk: Reach(asked, held) for pk, asked, held in rows}
    return found


def lapses_after(unit: Unit, *, on: date, until: date) -> dict[int, dict[date, int]]:
    """How many who serve in a unit or below it on a day hold what is asked of them with a last day from then to `until`, both included.

    By the qualification's id and the last day; each person once for each qualification. 1 query.
    """
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for pk, last, people in _rows(_LAPSES, unit, on, until=until):
        found[pk][date.fromisoformat(last) if isinstance(last, str) else last] = people
    return dict(found)


def reach_by_home(people: Whose, *, on: date) -> list[Row]:
    """What `reach_on` counts, by first unit; 1 for those who hold it and 0 for those who do not. 1 query."""
    return _by_home(_REACH_BY_HOME, people, on)


def lapses_by_home(people: Whose, *, on: date, until: date) -> Iterator[Row]:
    """What `lapses_after` counts, by first unit; the last day stands for how it is. 1 query."""
    for home, unit, person, pk, last, number in _by_home(_LAPSES_BY_HOME, people, on, until=until):
        yield home, unit, person, pk, (date.fromisoformat(last) if isinstance(last, str) else last).toordinal(), number


def _rows(statement: str, unit: Unit, day: date, **more: date) -> list[tuple[Any, ...]]:
    return _asked_of(_ASKED_OF.format(within="u.path LIKE %(below)s", people="") + statement, day, {"below": f"{unit.path}%"}, more)


def _by_home(statement: str, people: Whose, day: date, **more: date) -> list[tuple[Any, ...]]:
    within = f"u.id IN ({', '.join(f'{pk:d}' for pk in people.units) or 'NULL'})"
    asked = _ASKED_OF.format(within=within, people=people.among("a.person_id"))
    return _asked_of(asked + statement.format(homes=people.first_units), day, {}, more)


def _asked_of(statement: str, day: date, values: Mapping[str, str], days: Mapping[str, date]) -> list[tuple[Any, ...]]:
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "on": adapt(day), **{name: adapt(value) for name, value in days.items()}})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


# Each person who serves in a unit and each qualification that is asked of them there, once.
_ASKED_OF = """
WITH served AS (
    SELECT DISTINCT a.person_id, a.unit_id, a.role_id
    FROM roles_assignment a JOIN units_unit u ON u.id = a.unit_id
    WHERE {within} AND a.status <> 'planned' AND a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on >= %(on)s){people}
),
asked AS (
    SELECT DISTINCT u.id AS unit_id, role.id AS role_id, o.qualification_id
    FROM requirements_requirement r
    JOIN requirements_clause c ON c.requirement_id = r.id
    JOIN requirements_option o ON o.clause_id = c.id
    LEFT JOIN units_unit audience ON audience.id = r.unit_id
    JOIN units_unit u
        ON (r.unit_id IS NULL OR REPLACE(u.path, audience.path, '') <> u.path)
        AND (r.kind_id IS NULL OR r.kind_id = u.kind_id)
        AND (r.city = '' OR r.city = u.city)
    JOIN roles_role role ON r.role_id IS NULL OR role.id = r.role_id
    WHERE {within} AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s)
),
asked_there AS (
    SELECT DISTINCT served.person_id, served.unit_id, asked.qualification_id
    FROM served JOIN asked ON asked.unit_id = served.unit_id AND asked.role_id = served.role_id
)
"""
_ONCE = """
, asked_of AS (SELECT DISTINCT person_id, qualification_id FROM asked_there)
"""
_REACH = (
    _ONCE
    + """
SELECT asked_of.qualification_id, COUNT(*), COUNT(held.person_id)
FROM asked_of LEFT JOIN qualifications_holding held
    ON held.person_id = asked_of.person_id AND held.qualification_id = asked_of.qualification_id AND held.level = 0
    AND held.valid_from <= %(on)s AND held.valid_until >= %(on)s
GROUP BY asked_of.qualification_id
"""
)
_LAPSES = (
    _ONCE
    + """
SELECT asked_of.qualification_id, held.valid_until, COUNT(*)
FROM asked_of JOIN qualifications_holding held
    ON held.person_id = asked_of.person_id AND held.qualification_id = asked_of.qualification_id AND held.level = 0
    AND held.valid_from <= %(on)s AND held.valid_until >= %(on)s AND held.valid_until <= %(until)s
GROUP BY asked_of.qualification_id, held.valid_until
"""
)
_HOMES = """
, homes AS ({homes}),
of_homes AS (
    SELECT homes.home, a.unit_id, CASE WHEN homes.home = homes.last THEN 0 ELSE a.person_id END AS person, a.person_id, a.qualification_id
    FROM asked_there a JOIN homes ON homes.person_id = a.person_id
)
"""
_REACH_BY_HOME = (
    _HOMES
    + """
SELECT o.home, o.unit_id, o.person, o.qualification_id, CASE WHEN held.person_id IS NULL THEN 0 ELSE 1 END, COUNT(*)
FROM of_homes o LEFT JOIN qualifications_holding held
    ON held.person_id = o.person_id AND held.qualification_id = o.qualification_id AND held.level = 0
    AND held.valid_from <= %(on)s AND held.valid_until >= %(on)s
GROUP BY o.home, o.unit_id, o.person, o.qualification_id, CASE WHEN held.person_id IS NULL THEN 0 ELSE 1 END
"""
)
_LAPSES_BY_HOME = (
    _HOMES
    + """
SELECT o.home, o.unit_id, o.person, o.qualification_id, held.valid_until, COUNT(*)
FROM of_homes o JOIN qualifications_holding held
    ON held.person_id = o.person_id AND held.qualification_id = o.qualification_id AND held.level = 0
    AND held.valid_from <= %(on)s AND held.valid_until >= %(on)s AND held.valid_until <= %(until)s
GROUP BY o.home, o.unit_id, o.person, o.qualification_id, held.valid_until
"""
)


def first_ready_days(since: Mapping[int, date], *, on: date) -> dict[int, date | None]:
    """The first day on which each of some assignments was ready, no earlier than the day given for it and no later than `on` or its last day.

    By the assignment's id; None if there was none. 1 query, and 4 for each 5 000 assignments.
    """
    return {pk: day for pk, (day,) in first_days(since, on=on, fully=(False,)).items()}


def first_days(since: Mapping[int, date], *, on: date, fully: Sequence[bool]) -> dict[int, tuple[date | None, ...]]:
    """The same, for each of `fully` a day: the first one ready, or the first on which nothing was left to do. See `rules.first_ready`."""
    audiences, every = Audiences(None), sorted(since)
    found: dict[int, tuple[date | None, ...]] = {}
    for start in range(0, len(every), _AT_A_TIME):
        _find_first_days(found, Assignment.objects.filter(pk__in=every[start : start + _AT_A_TIME]).order_by(), since, audiences, on, fully)
    return found


_AT_A_TIME = 5000


def _find_first_days(
    found: dict[int, tuple[date | None, ...]],
    posts: AssignmentQuerySet,
    since: Mapping[int, date],
    audiences: Audiences,
    on: date,
    fully: Sequence[bool],
) -> None:
    people = posts.values("person")
    spans: dict[int, dict[rules.Held, list[Span]]] = defaultdict(lambda: defaultdict(list))
    held = Holding.objects.filter(person__in=people).values_list("person_id", "qualification_id", "level", "valid_from", "valid_until")
    for person, qualification, level, first, last in held:
        if (key := audiences.keys.get(qualification)) is not None:
            spans[person][key, level].append((first, last))
    freed: dict[int, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    in_force = Exemption.objects.filter(approved_at__isnull=False, person__in=people, until__gte=F("starts_on"))
    for person, key, first, last in in_force.values_list("person_id", "qualification__key", "starts_on", "until"):
        freed[person][key].append((first, last))
    leaves: dict[int, list[Span]] = defaultdict(list)
    given = Leave.objects.filter(assignment__in=posts, until__gte=F("starts_on"))
    for pk, first, last in given.values_list("assignment_id", "starts_on", "until"):
        leaves[pk].append((first, last))
    for post in posts.select_related("unit"):
        demands = audiences.demands(post.role_id, post.unit_id, post.unit.path_ids, post.unit.kind_id, post.unit.city)
        found[post.pk] = tuple(
            rules.first_ready(
                demands,
                spans[post.person_id],
                starts_on=post.starts_on,
                since=since[post.pk],
                until=min(on, post.ends_on or on),
                exemptions=freed[post.person_id],
                leaves=leaves[post.pk],
                fully=each,
            )
            for each in fully
        )


def since_days(unit: Unit, *, first: date) -> dict[int, date]:
    """The first assignment of everybody who came to a unit or below it on `first` or later, by its id, with its first day. 1 query.

    Somebody who came before that day is not among them, whatever they took on since.
    """
    earliest: dict[int, tuple[date, int]] = {}
    rows = Assignment.objects.filter(unit__in=Unit.objects.below(unit)).order_by("starts_on", "pk")
    for pk, person, starts_on in rows.values_list("pk", "person_id", "starts_on"):
        earliest.setdefault(person, (starts_on, pk))
    return {pk: starts_on for starts_on, pk in earliest.values() if starts_on >= first}
