"""How many people of units stand how: the set-based twin of `rules.readiness` that names nobody, for today and for days that are past."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from lms.units.models import Unit

from . import rules
from .models import Requirement
from .rules import State


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
    """How many people of each unit and the units below it stand how, by the unit's id. 2 queries, summed in the database.

    A person with assignments in several units below counts once in what covers them all.
    """
    wanted = [unit.pk for unit in units]
    values: dict[str, date | int | str] = {"resting": "paused", "soon": on + timedelta(days=soon_days)}
    return _counted(wanted, on, "a.status <> 'ended'", values, _days_asked()) if wanted else {}


def counts_as_of(units: Iterable[Unit], *, days: Iterable[date], role: int | None = None) -> dict[date, dict[int, Counts]]:
    """How those who served on each of some days stood then, by day and by the unit's id. 1 query, and 1 for each day.

    Who served: whoever had begun by the day and was not over, in one role if its id is given. Breaks count as serving, since their days are not kept.
    Judged by the rules of that day and by what is known now of evidence, exemptions and leaves: what was revoked since never counted.
    """
    wanted, within = [unit.pk for unit in units], _days_asked()
    whom = "a.status <> 'planned' AND a.starts_on <= %(on)s"
    values: dict[str, date | int | str] = {"resting": ""}  # no status: nobody is taken for resting
    if role is not None:
        whom, values["role"] = f"{whom} AND a.role_id = %(role)s", role
    return {
        day: _counted(wanted, day, whom, values | {"soon": day + timedelta(days=rules.SOON_DAYS)}, within) if wanted else {} for day in days
    }


def _days_asked() -> list[int]:
    """Within how many days rules ask for something."""
    return [days for days in Requirement.objects.values_list("days", flat=True).distinct().order_by("days") if days is not None]


def _counted(wanted: list[int], on: date, whom: str, more: Mapping[str, date | int | str], within: list[int]) -> dict[int, Counts]:
    """Runs the statement for one day. `whom` is the condition on assignments `a`, and `more` holds its parameters."""
    adapt = connection.ops.adapt_datefield_value
    values: dict[str, date | int | str | None] = {
        name: adapt(value) if isinstance(value, date) else value for name, value in {"on": on, **more}.items()
    }
    values |= {f"cutoff_{days:d}": adapt(on - timedelta(days=days)) for days in within}
    values |= {f"unit_{pk:d}": pk for pk in wanted}
    cutoffs = "".join(f" WHEN {days:d} THEN %(cutoff_{days:d})s" for days in within)
    sql = _COUNTS.format(
        cutoff=f"CASE r.days{cutoffs} END" if cutoffs else "r.valid_from",
        units=", ".join(f"%(unit_{pk:d})s" for pk in wanted),
        whom=whom,
    )
    found: dict[int, dict[int, int]] = {pk: {} for pk in wanted}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for pk, state, people in cursor.fetchall():
            found[pk][state] = people
    return {
        pk: Counts(
            ready=states.get(State.READY, 0),
            grace=states.get(State.READY_WITHIN_GRACE, 0),
            not_alone=states.get(State.NOT_ALONE, 0),
            lacking=states.get(State.LACKING, 0),
            paused=states.get(_PAUSED, 0),
        )
        for pk, states in found.items()
    }


_PAUSED = -1  # below every state, so that a person is paused only if all their assignments are

# `rules.readiness` as one statement, kept equal to it by a property test. Only numbers and names of parameters are ever put into its braces.
_COUNTS = """
WITH wanted AS (
    SELECT top.id AS top_id, u.id AS unit_id
    FROM units_unit top JOIN units_unit u ON u.path LIKE top.path || '%%'
    WHERE top.id IN ({units})
),
asked AS (
    SELECT u.id AS unit_id, role.id AS role_id, c.id AS clause_id, c.assurance, c.since, c.one AS qualification_id,
        r.phase, r.due_on, r.valid_from, r.valid_until, {cutoff} AS cutoff, CASE r.effect WHEN 'blocks' THEN 3 ELSE 2 END AS gap
    FROM requirements_requirement r
    JOIN (
        SELECT c.id, c.requirement_id, c.assurance, c.since, MIN(o.qualification_id) AS one
        FROM requirements_clause c JOIN requirements_option o ON o.clause_id = c.id
        GROUP BY c.id, c.requirement_id, c.assurance, c.since
    ) c ON c.requirement_id = r.id
    LEFT JOIN units_unit audience ON audience.id = r.unit_id
    JOIN units_unit u
        ON (r.unit_id IS NULL OR u.path LIKE audience.path || '%%')
        AND (r.kind_id IS NULL OR r.kind_id = u.kind_id)
        AND (r.city = '' OR r.city = u.city)
    JOIN roles_role role ON r.role_id IS NULL OR role.id = r.role_id
    WHERE u.id IN (SELECT unit_id FROM wanted)
),
covered AS (
    SELECT a.id AS assignment_id, a.person_id, a.unit_id, a.status, asked.clause_id,
        CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END AS day,
        -- The one qualification that is asked for is the common case, and asked first; then any other way to be covered.
        CASE WHEN a.status = %(resting)s OR asked.clause_id IS NULL OR held.valid_until > %(soon)s THEN held.valid_until ELSE (
            SELECT MAX(way.until) FROM (
                SELECT any_of.valid_until AS until
                FROM requirements_option o JOIN qualifications_holding any_of ON any_of.qualification_id = o.qualification_id
                WHERE o.clause_id = asked.clause_id AND any_of.person_id = a.person_id AND any_of.level = asked.assurance
                    AND any_of.valid_from <= %(on)s
                UNION ALL
                SELECT e.until
                FROM requirements_option o JOIN requirements_exemption e ON e.qualification_id = o.qualification_id
                WHERE o.clause_id = asked.clause_id AND e.person_id = a.person_id AND e.approved_at IS NOT NULL
                    AND e.starts_on <= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END
            ) way
        ) END AS until,
        CASE WHEN asked.phase = 'before_start'
            OR (asked.phase = 'within_days' AND a.starts_on < asked.cutoff AND asked.since < asked.cutoff)
            OR (asked.phase = 'by_day' AND asked.due_on < CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END)
            THEN asked.gap ELSE 1 END AS gap
    FROM roles_assignment a
    LEFT JOIN asked
        ON asked.unit_id = a.unit_id AND asked.role_id = a.role_id
        AND asked.valid_from <= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END
        AND (asked.valid_until IS NULL OR asked.valid_until >= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END)
    LEFT JOIN qualifications_holding held
        ON held.person_id = a.person_id AND held.qualification_id = asked.qualification_id AND held.level = asked.assurance
        AND held.valid_from <= %(on)s
        AND held.valid_until >= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END
    WHERE a.unit_id IN (SELECT unit_id FROM wanted)
        AND (a.ends_on IS NULL OR a.ends_on >= %(on)s) AND {whom}
),
standing AS (
    SELECT person_id, unit_id, MAX(CASE
        WHEN status = %(resting)s THEN -1
        WHEN clause_id IS NULL THEN 0
        WHEN until >= day THEN CASE WHEN until <= %(soon)s THEN 1 ELSE 0 END
        WHEN gap > 1 AND EXISTS (
            SELECT 1 FROM requirements_leave l WHERE l.assignment_id = covered.assignment_id AND l.starts_on <= day AND l.until >= day
        ) THEN 1
        ELSE gap END) AS state
    FROM covered
    GROUP BY person_id, unit_id
)
SELECT top_id, state, COUNT(*)
FROM (
    SELECT wanted.top_id, standing.person_id, MAX(standing.state) AS state
    FROM wanted JOIN standing ON standing.unit_id = wanted.unit_id
    GROUP BY wanted.top_id, standing.person_id
) people
GROUP BY top_id, state
"""
