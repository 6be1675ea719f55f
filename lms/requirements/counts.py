"""How many people of units stand how: the set-based twin of `rules.readiness` that names nobody, for today and for days that are past."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from lms.units.models import Unit

from . import rules
from .homes import Row, Whose, whose
from .models import Requirement
from .rules import State

# Whose people are counted together: those of a unit and all below it, or of all units of a kind.
_BY_UNIT = """
SELECT top.id AS top_id, u.id AS unit_id FROM units_unit top JOIN units_unit u ON u.path LIKE top.path || '%%' WHERE top.id IN ({wanted})
"""
_BY_KIND = "SELECT u.kind_id AS top_id, u.id AS unit_id FROM units_unit u WHERE u.id IN ({below})"
_CURRENT = "a.status <> 'ended'"
_SERVED = "a.status <> 'planned' AND a.starts_on <= %(on)s"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of a unit stand how; each person once, by the worst of their assignments there."""

    ready: int = 0
    grace: int = 0
    not_alone: int = 0
    lacking: int = 0
    paused: int = 0

    @property
    def total(self) -> int:
        """Everybody, paused ones included."""
        return self.ready + self.grace + self.not_alone + self.lacking + self.paused


def counts_by_unit(units: Iterable[Unit], *, on: date, soon_days: int = rules.SOON_DAYS) -> dict[int, Counts]:
    """How many people of each unit and the units below it stand how, by the unit's id. 3 queries, summed in the database.

    A person with assignments in several units below counts once in what covers them all.
    """
    wanted = [unit.pk for unit in units]
    values: dict[str, date | int | str] = {"resting": "paused", "soon": on + timedelta(days=soon_days)}
    return _counted(wanted, _below(wanted), on, _CURRENT, values, _days_asked()) if wanted else {}


def counts_as_of(units: Iterable[Unit], *, days: Iterable[date], role: int | None = None) -> dict[date, dict[int, Counts]]:
    """How those who served on each of some days stood then, by day and by the unit's id. 2 queries, and 1 for each day.

    Who served: whoever had begun by the day and was not over, in one role if its id is given. Breaks count as serving, since their days are not kept.
    Judged by the rules of that day and by what is known now of evidence, exemptions and leaves: what was revoked since never counted.
    """
    wanted, within = [unit.pk for unit in units], _days_asked()
    below = _below(wanted)
    whom = _SERVED
    values: dict[str, date | int | str] = {"resting": ""}  # no status: nobody is taken for resting
    if role is not None:
        whom, values["role"] = f"{whom} AND a.role_id = %(role)s", role
    return {
        day: _counted(wanted, below, day, whom, values | {"soon": day + timedelta(days=rules.SOON_DAYS)}, within) if wanted else {}
        for day in days
    }


def counts_by_kind(unit: Unit, *, days: Iterable[date]) -> dict[date, dict[int, Counts]]:
    """What `counts_as_of` says of the units of each kind together, in a unit and below it, by day and by the kind's id. 3 queries and 1 a day."""
    below, within = _below([unit.pk]), _days_asked()
    kinds = list(Unit.objects.below(unit).order_by().values_list("kind_id", flat=True).distinct())
    return {
        day: _counted(kinds, below, day, _SERVED, {"resting": "", "soon": day + timedelta(days=rules.SOON_DAYS)}, within, _BY_KIND)
        for day in days
    }


def counts_by_role(unit: Unit, *, days: Iterable[date]) -> dict[date, dict[int, Counts]]:
    """What `counts_as_of` says of those in each role together, in a unit and below it, by day and by the role's id. 2 queries and 1 a day.

    Somebody in several roles counts once in each; a role in which nobody served on a day is left out there.
    """
    below, within = _below([unit.pk]), _days_asked()
    found: dict[date, dict[int, Counts]] = {}
    for day in days:
        states: dict[int, dict[int, int]] = defaultdict(dict)
        values: dict[str, date | int | str] = {"resting": "", "soon": day + timedelta(days=rules.SOON_DAYS)}
        for role, state, people in _stood(_BY_ROLE, below, day, _SERVED, values, within):
            states[role][state] = people
        found[day] = {role: counted(each) for role, each in states.items()}
    return found


def _days_asked() -> list[int]:
    """Within how many days rules ask for something."""
    return [days for days in Requirement.objects.values_list("days", flat=True).distinct().order_by("days") if days is not None]


def _below(wanted: list[int]) -> list[int]:
    """These units and all below them. 1 query. Told to the statement one by one, since databases guess badly how many a path begins."""
    tops = {f"{pk:d}" for pk in wanted}
    return [pk for pk, path in Unit.objects.order_by("pk").values_list("pk", "path") if not tops.isdisjoint((path or "").split("/"))]


def _counted(
    wanted: list[int],
    below: list[int],
    on: date,
    whom: str,
    more: Mapping[str, date | int | str],
    within: list[int],
    together: str = _BY_UNIT,
) -> dict[int, Counts]:
    """Runs the statement for one day. `below` is what `_below` says, `whom` the condition on assignments `a`, and `more` holds its parameters."""
    together = together.format(wanted=", ".join(f"{pk:d}" for pk in wanted), below=", ".join(f"{pk:d}" for pk in below))
    found: dict[int, dict[int, int]] = {pk: {} for pk in wanted}
    for pk, state, people in _stood(_BY_TOP.format(wanted=together), below, on, whom, more, within):
        found[pk][state] = people
    return {pk: counted(states) for pk, states in found.items()}


def _stood(
    statement: str, below: list[int], on: date, whom: str, more: Mapping[str, date | int | str], within: list[int]
) -> list[tuple[Any, ...]]:
    """What a statement says of how those who serve in some units stand."""
    adapt = connection.ops.adapt_datefield_value
    values: dict[str, date | int | str | None] = {
        name: adapt(value) if isinstance(value, date) else value for name, value in {"on": on, **more}.items()
    }
    values |= {f"cutoff_{days:d}": adapt(on - timedelta(days=days)) for days in within}
    cutoffs = "".join(f" WHEN {days:d} THEN %(cutoff_{days:d})s" for days in within)
    standing = _STANDING.format(
        cutoff=f"CASE r.days{cutoffs} END" if cutoffs else "r.valid_from",
        below=", ".join(f"{pk:d}" for pk in below) or "NULL",
        whom=whom,
    )
    with connection.cursor() as cursor:
        cursor.execute(standing + statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def standing_now(people: Whose, *, on: date) -> list[Row]:
    """What `counts_by_unit` counts, by first unit. 2 queries."""
    return _by_home(_BY_HOME, people, on, _CURRENT, "paused")


def standing_as_of(people: Whose, *, on: date) -> list[Row]:
    """What `counts_as_of` counts, by first unit; once more by the role, told as less than 0. 2 queries."""
    return _by_home(_BY_HOME + _BY_HOME_AND_ROLE, people, on, _SERVED, "")


def standing_of_each(unit: Unit, *, homes: Iterable[int], on: date) -> dict[int, tuple[int, State | None]]:
    """How everybody who serves in a unit or below it stands, of those of some first units: by the person's id, with the first unit. 6 queries.

    None has a break.
    """
    below, people = _below([unit.pk]), whose(homes, Unit.objects.values_list("pk", flat=True))
    first = people.with_first_units()
    values: dict[str, date | int | str] = {"resting": "paused", "soon": on + timedelta(days=rules.SOON_DAYS)}
    whom = _CURRENT + people.among("a.person_id")
    rows = _stood(_EACH, sorted(set(below) & set(people.units)), on, whom, values, _days_asked())
    return {person: (first[person][0], None if state == _PAUSED else State(state)) for person, state in rows if person in first}


def _by_home(statement: str, people: Whose, on: date, whom: str, resting: str) -> list[Row]:
    values: dict[str, date | int | str] = {"resting": resting, "soon": on + timedelta(days=rules.SOON_DAYS)}
    return _stood(statement.format(homes=people.first_units), people.units, on, whom + people.among("a.person_id"), values, _days_asked())


def counted(people: Mapping[int, int]) -> Counts:
    """How many stand how, from how many stand in each state; paused is -1."""
    return Counts(
        ready=people.get(State.READY, 0),
        grace=people.get(State.READY_WITHIN_GRACE, 0),
        not_alone=people.get(State.NOT_ALONE, 0),
        lacking=people.get(State.LACKING, 0),
        paused=people.get(_PAUSED, 0),
    )


_PAUSED = -1  # below every state, so that a person is paused only if all their assignments are

# `rules.readiness` as one statement, kept equal to it by a property test. Only numbers and names of parameters are ever put into its braces.
# Nearly everything that is asked is held for long, and is sorted out first, by nothing but a join; what is left over is looked at closely.
_STANDING = """
WITH asked AS (
    SELECT u.id AS unit_id, role.id AS role_id, c.id AS clause_id, c.assurance, c.since, c.one AS qualification_id, c.ways,
        r.phase, r.due_on, r.valid_from, r.valid_until, {cutoff} AS cutoff, CASE r.effect WHEN 'blocks' THEN 3 ELSE 2 END AS gap
    FROM requirements_requirement r
    JOIN (
        SELECT c.id, c.requirement_id, c.assurance, c.since, MIN(o.qualification_id) AS one, COUNT(*) AS ways
        FROM requirements_clause c JOIN requirements_option o ON o.clause_id = c.id
        GROUP BY c.id, c.requirement_id, c.assurance, c.since
    ) c ON c.requirement_id = r.id
    LEFT JOIN units_unit audience ON audience.id = r.unit_id
    JOIN units_unit u
        ON (r.unit_id IS NULL OR REPLACE(u.path, audience.path, '') <> u.path)
        AND (r.kind_id IS NULL OR r.kind_id = u.kind_id)
        AND (r.city = '' OR r.city = u.city)
    JOIN roles_role role ON r.role_id IS NULL OR role.id = r.role_id
    WHERE u.id IN ({below})
),
serving AS NOT MATERIALIZED (
    SELECT a.id, a.person_id, a.unit_id, a.role_id, a.starts_on,
        CASE WHEN a.status = %(resting)s AND (a.paused_until IS NULL OR a.paused_until >= %(on)s) THEN 1 ELSE 0 END AS rests,
        CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END AS day
    FROM roles_assignment a
    WHERE a.unit_id IN ({below}) AND (a.ends_on IS NULL OR a.ends_on >= %(on)s) AND {whom}
),
left_over AS MATERIALIZED (
    SELECT s.id, s.person_id, s.starts_on, s.day, asked.clause_id, asked.assurance, asked.qualification_id,
        asked.ways > 1 OR s.person_id IN (SELECT person_id FROM requirements_exemption WHERE approved_at IS NOT NULL) AS many,
        CASE WHEN asked.phase = 'before_start'
            OR (asked.phase = 'within_days' AND s.starts_on < asked.cutoff AND asked.since < asked.cutoff)
            OR (asked.phase = 'by_day' AND asked.due_on < s.day)
            THEN asked.gap ELSE 1 END AS gap
    FROM serving s
    JOIN asked
        ON asked.unit_id = s.unit_id AND asked.role_id = s.role_id
        AND asked.valid_from <= s.day AND (asked.valid_until IS NULL OR asked.valid_until >= s.day)
    WHERE s.rests = 0 AND NOT EXISTS (
        SELECT 1 FROM qualifications_holding held
        WHERE held.person_id = s.person_id AND held.qualification_id = asked.qualification_id AND held.level = asked.assurance
            AND held.valid_from <= %(on)s AND held.valid_until > %(soon)s AND held.valid_until >= s.day
    )
),
covered AS MATERIALIZED (
    SELECT l.id, l.day, l.gap, CASE WHEN l.many THEN (
        SELECT MAX(way.until) FROM (
            SELECT any_of.valid_until AS until
            FROM requirements_option o JOIN qualifications_holding any_of ON any_of.qualification_id = o.qualification_id
            WHERE o.clause_id = l.clause_id AND any_of.person_id = l.person_id AND any_of.level = l.assurance AND any_of.valid_from <= %(on)s
            UNION ALL
            SELECT e.until
            FROM requirements_option o JOIN requirements_exemption e ON e.qualification_id = o.qualification_id
            WHERE o.clause_id = l.clause_id AND e.person_id = l.person_id AND e.approved_at IS NOT NULL AND e.starts_on <= l.day
        ) way
    ) ELSE held.valid_until END AS until
    FROM left_over l
    LEFT JOIN qualifications_holding held
        ON held.person_id = l.person_id AND held.qualification_id = l.qualification_id AND held.level = l.assurance
        AND held.valid_from <= %(on)s AND held.valid_until >= %(on)s AND held.valid_until <= %(soon)s AND held.valid_until >= l.day
),
gaps AS (
    SELECT id, MAX(CASE
        WHEN until >= day THEN CASE WHEN until <= %(soon)s THEN 1 ELSE 0 END
        WHEN gap > 1 AND EXISTS (
            SELECT 1 FROM requirements_leave l WHERE l.assignment_id = covered.id AND l.starts_on <= day AND l.until >= day
        ) THEN 1
        ELSE gap END) AS state
    FROM covered
    GROUP BY id
),
standing AS (
    SELECT s.person_id, s.unit_id, s.role_id, CASE WHEN s.rests = 1 THEN -1 ELSE COALESCE(gaps.state, 0) END AS state
    FROM serving s LEFT JOIN gaps ON gaps.id = s.id
)
"""
# Each person once in each of some units and all below it.
_BY_TOP = """
, wanted AS ({wanted})
SELECT top_id, state, COUNT(*)
FROM (
    SELECT wanted.top_id, standing.person_id, MAX(standing.state) AS state
    FROM wanted JOIN standing ON standing.unit_id = wanted.unit_id
    GROUP BY wanted.top_id, standing.person_id
) people
GROUP BY top_id, state
"""
_BY_ROLE = """
SELECT role_id, state, COUNT(*)
FROM (SELECT role_id, person_id, MAX(state) AS state FROM standing GROUP BY role_id, person_id) people
GROUP BY role_id, state
"""
# What is added up later: by everybody's first unit, and one by one where somebody serves in several.
_BY_HOME = """
, homes AS ({homes})
SELECT homes.home, worst.unit_id, CASE WHEN homes.home = homes.last THEN 0 ELSE worst.person_id END AS person, 0, worst.state, COUNT(*)
FROM (SELECT person_id, unit_id, MAX(state) AS state FROM standing GROUP BY person_id, unit_id) worst
JOIN homes ON homes.person_id = worst.person_id
GROUP BY homes.home, worst.unit_id, CASE WHEN homes.home = homes.last THEN 0 ELSE worst.person_id END, worst.state
"""
_BY_HOME_AND_ROLE = """
UNION ALL
SELECT homes.home, worst.unit_id, CASE WHEN homes.home = homes.last THEN 0 ELSE worst.person_id END AS person, -worst.role_id, worst.state, COUNT(*)
FROM (SELECT person_id, unit_id, role_id, MAX(state) AS state FROM standing GROUP BY person_id, unit_id, role_id) worst
JOIN homes ON homes.person_id = worst.person_id
GROUP BY homes.home, worst.unit_id, CASE WHEN homes.home = homes.last THEN 0 ELSE worst.person_id END, worst.role_id, worst.state
"""
_EACH = "SELECT person_id, MAX(state) FROM standing GROUP BY person_id"
