"""What a role asks for in a unit, how a person stands, and how a whole unit stands.

`readiness_of` goes through `rules.readiness`. `unit_matrix` and `counts_by_unit` are its set-based twins for many people at a time; a property test
holds the three together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from lms.people.models import Person
from lms.qualifications.models import Holding
from lms.qualifications.rules import Span
from lms.roles.models import Assignment, AssignmentQuerySet, AssignmentStatus, Role
from lms.units.models import Unit

from . import rules
from .models import Requirement
from .rules import Asked, Demand, Mark, Phase, State, Verdict


@dataclass(frozen=True)
class AssignmentReadiness:
    """One assignment and how it stands."""

    assignment: Assignment
    verdict: Verdict


class Cell(NamedTuple):
    """How one person stands on one qualification: the mark, what is asked, and the latest time of holding it."""

    mark: Mark
    asked: Asked
    span: Span | None


class Post(NamedTuple):
    """An assignment in a matrix."""

    id: int
    role: str
    unit: str
    unit_id: int
    status: str
    starts_on: date
    state: State


@dataclass(slots=True)
class Row:
    """A person in a matrix. `state` is the worst of their assignments that are not paused; None if all are paused.

    `cells` are by qualification key, the most demanding assignment deciding.
    """

    person_id: int
    given_name: str
    family_name: str
    posts: list[Post] = field(default_factory=list)
    state: State | None = None
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}".strip()


class Column(NamedTuple):
    """A qualification that is asked of somebody in a matrix."""

    key: str
    name: str
    id: int


@dataclass(frozen=True)
class Matrix:
    """People against what is asked of them on a day."""

    on: date
    columns: list[Column]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of a unit stand how; each person once, by the worst of their assignments there."""

    ready: int = 0
    grace: int = 0
    lacking: int = 0
    paused: int = 0

    @property
    def total(self) -> int:
        """Everybody, paused ones included."""
        return self.ready + self.grace + self.lacking + self.paused


def current_on(on: date) -> Q:
    """Assignments somebody holds on a day: not ended, and their last day not past."""
    return ~Q(status=AssignmentStatus.ENDED) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def requirements_for(role: Role, unit: Unit) -> list[Demand]:
    """The requirements whose audience a role in a unit belongs to, whenever they are in force. 1 query."""
    return [_demand(row) for row in Requirement.objects.asked_of(role, unit).select_related("qualification")]


def readiness_of(
    person: Person,
    *,
    on: date,
    assignments: AssignmentQuerySet | None = None,
) -> list[AssignmentReadiness]:
    """How a person stands in each of their current assignments on a day, or in those of `assignments`. 3 queries.

    In order of unit and role. An ended assignment is never among them.
    """
    own = (Assignment.objects.all() if assignments is None else assignments).filter(current_on(on), person=person)
    found = list(own.select_related("role", "unit__kind").order_by("unit__path", "role__order", "starts_on", "pk"))
    audiences = _Audiences(on)
    spans: dict[str, list[Span]] = defaultdict(list)
    held = Holding.objects.at_any_level().filter(person=person).values_list("qualification__key", "valid_from", "valid_until")
    for key, start, end in held:
        spans[key].append((start, end))
    return [
        AssignmentReadiness(
            assignment,
            rules.readiness(
                audiences.demands(
                    assignment.role_id, assignment.unit_id, assignment.unit.path_ids, assignment.unit.kind_id, assignment.unit.city
                ),
                spans,
                starts_on=assignment.starts_on,
                on=on,
            ),
        )
        for assignment in found
    ]


def unit_matrix(
    unit: Unit,
    *,
    on: date,
    below: bool = True,
    assignments: AssignmentQuerySet | None = None,
    soon_days: int = rules.SOON_DAYS,
) -> Matrix:
    """Everybody with a current assignment in a unit, with the units below it unless told otherwise, against what is asked of them. 3 queries.

    `assignments` narrows whom to list: pass the viewer's `visible_assignments`, and one role's if that is what is looked at. Rows come in no order.
    """
    within = Q(unit__path__startswith=unit.path) if below else Q(unit=unit)
    people = (Assignment.objects.all() if assignments is None else assignments).filter(within, current_on(on))
    audiences = _Audiences(on)
    try:
        chosen, chosen_values = people.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # `assignments` is nobody's
        return Matrix(on, [], [])
    with connection.cursor() as cursor:
        cursor.execute(_POSTS.format(chosen=chosen), chosen_values)
        posts = cursor.fetchall()
        held: dict[int, dict[str, Span]] = defaultdict(dict)
        keys, day_of = audiences.keys, date.fromisoformat
        cursor.execute(_HELD.format(chosen=chosen), (*chosen_values, connection.ops.adapt_datefield_value(on)))
        # Spans are disjoint and had begun, so the last to come is the latest.
        for person_id, qualification_id, start, end in cursor.fetchall():
            if qualification_id in keys:
                held[person_id][keys[qualification_id]] = (day_of(start), day_of(end))

    soon = on + timedelta(days=soon_days)
    judge, state_of = rules.judge, rules.STATE_OF
    rows: dict[int, Row] = {}
    asked_from: dict[tuple[int, int, date], list[tuple[str, bool, Asked]]] = {}
    for pk, person_id, given, family, role_id, role, unit_id, unit_name, path, kind_id, city, status, starts_on in posts:
        row = rows.get(person_id)
        if row is None:
            row = rows[person_id] = Row(person_id, given, family)
        group = (role_id, unit_id, starts_on)
        asked = asked_from.get(group)
        if asked is None:
            demands = audiences.demands(role_id, unit_id, _ids(path), kind_id, city)
            found = rules.strictest(demands, starts_on=starts_on, on=on)
            asked = asked_from[group] = [(each.demand.qualification, each.blocks, each) for each in found]
        day = rules.day_judged(starts_on, on)
        state = State.READY
        serves = status != "paused"
        decides = serves or row.state is None  # paused ones come last, and decide only where there is nothing else
        cells, own = row.cells, held[person_id].get
        for key, blocks, each in asked:
            span = own(key)
            mark = judge(blocks, span, day, soon)
            if state_of[mark] > state:
                state = state_of[mark]
            if decides and (key not in cells or _urgency(mark, each, span) < _urgency(*cells[key])):
                cells[key] = Cell(mark, each, span)
        row.posts.append(Post(pk, role, unit_name, unit_id, status, starts_on, state))
        if serves and (row.state is None or state > row.state):
            row.state = state
    used = {key for row in rows.values() for key in row.cells}
    return Matrix(on=on, columns=[column for column in audiences.columns if column.key in used], rows=list(rows.values()))


# Written out, since the whole costs little more than building two such statements does. `chosen` is the ORM's own statement with its own parameters.
_POSTS = """
SELECT a.id, a.person_id, p.given_name, p.family_name, a.role_id, role.name, a.unit_id, u.name, u.path, u.kind_id, u.city, a.status, a.starts_on
FROM roles_assignment a
JOIN people_person p ON p.id = a.person_id
JOIN roles_role role ON role.id = a.role_id
JOIN units_unit u ON u.id = a.unit_id
WHERE a.id IN ({chosen})
ORDER BY CASE WHEN a.status = 'paused' THEN 1 ELSE 0 END, u.path, role."order", a.starts_on, a.id
"""
# Days as text: the adapters spend longer on making a day of a row than everything else here takes.
_HELD = """
SELECT person_id, qualification_id, CAST(valid_from AS text), CAST(valid_until AS text)
FROM qualifications_holding
WHERE person_id IN (SELECT person_id FROM roles_assignment WHERE id IN ({chosen})) AND level = 0 AND valid_from <= %s
ORDER BY valid_until
"""


def counts_by_unit(units: Iterable[Unit], *, on: date, soon_days: int = rules.SOON_DAYS) -> dict[int, Counts]:
    """How many people of each unit and the units below it stand how, by the unit's id. 2 queries, summed in the database.

    A person with assignments in several units below counts once in what covers them all.
    """
    wanted = [unit.pk for unit in units]
    if not wanted:
        return {}
    adapt = connection.ops.adapt_datefield_value
    values: dict[str, date | int | str | None] = {"on": adapt(on), "soon": adapt(on + timedelta(days=soon_days))}
    cutoffs = []
    for days in Requirement.objects.values_list("days", flat=True).distinct().order_by("days"):
        if days is not None:
            values[f"cutoff_{days:d}"] = adapt(on - timedelta(days=days))
            cutoffs.append(f" WHEN {days:d} THEN %(cutoff_{days:d})s")
    for pk in wanted:
        values[f"unit_{pk:d}"] = pk
    sql = _COUNTS.format(
        cutoff=f"CASE r.days{''.join(cutoffs)} END" if cutoffs else "r.valid_from",
        units=", ".join(f"%(unit_{pk:d})s" for pk in wanted),
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
    SELECT u.id AS unit_id, role.id AS role_id, r.qualification_id, r.phase, r.valid_from, r.valid_until, {cutoff} AS cutoff
    FROM requirements_requirement r
    LEFT JOIN units_unit audience ON audience.id = r.unit_id
    JOIN units_unit u
        ON (r.unit_id IS NULL OR u.path LIKE audience.path || '%%')
        AND (r.kind_id IS NULL OR r.kind_id = u.kind_id)
        AND (r.city = '' OR r.city = u.city)
    JOIN roles_role role ON r.role_id IS NULL OR role.id = r.role_id
    WHERE u.id IN (SELECT unit_id FROM wanted)
),
standing AS (
    SELECT a.person_id, a.unit_id, MAX(CASE
        WHEN a.status = 'paused' THEN -1
        WHEN asked.qualification_id IS NULL THEN 0
        WHEN held.id IS NOT NULL THEN CASE WHEN held.valid_until <= %(soon)s THEN 1 ELSE 0 END
        WHEN asked.phase = 'before_start' OR (a.starts_on < asked.cutoff AND asked.valid_from < asked.cutoff) THEN 2
        ELSE 1 END) AS state
    FROM roles_assignment a
    LEFT JOIN asked
        ON asked.unit_id = a.unit_id AND asked.role_id = a.role_id
        AND asked.valid_from <= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END
        AND (asked.valid_until IS NULL OR asked.valid_until >= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END)
    LEFT JOIN qualifications_holding held
        ON held.person_id = a.person_id AND held.qualification_id = asked.qualification_id AND held.level = 0
        AND held.valid_from <= %(on)s
        AND held.valid_until >= CASE WHEN a.starts_on > %(on)s THEN a.starts_on ELSE %(on)s END
    WHERE a.unit_id IN (SELECT unit_id FROM wanted)
        AND a.status <> 'ended' AND (a.ends_on IS NULL OR a.ends_on >= %(on)s)
    GROUP BY a.person_id, a.unit_id
)
SELECT top_id, state, COUNT(*)
FROM (
    SELECT wanted.top_id, standing.person_id, MAX(standing.state) AS state
    FROM wanted JOIN standing ON standing.unit_id = wanted.unit_id
    GROUP BY wanted.top_id, standing.person_id
) people
GROUP BY top_id, state
"""


# Those in force on a day or later, in the order of columns.
_ASKED = """
SELECT r.role_id, r.unit_id, r.kind_id, r.city, q.id, r.id, q.key, q.name, r.phase, r.valid_from, r.valid_until, r.days, q."order"
FROM requirements_requirement r JOIN qualifications_qualification q ON q.id = r.qualification_id
WHERE r.valid_until IS NULL OR r.valid_until >= %s
ORDER BY q."order", q.name, r.id
"""


class _Audiences:
    """Every requirement in force on a day or later, and which of them concern a role in a unit. 1 query."""

    def __init__(self, on: date) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_ASKED, [connection.ops.adapt_datefield_value(on)])
            rows = cursor.fetchall()
        self._audiences: list[tuple[int | None, int | None, int | None, str, Demand]] = []
        self._known: dict[tuple[int, int], list[Demand]] = {}
        self.keys: dict[int, str] = {}
        self.columns: list[Column] = []
        for role_id, unit_id, kind_id, city, qualification_id, pk, key, name, phase, first, last, days, order in rows:
            if qualification_id not in self.keys:
                self.keys[qualification_id] = key
                self.columns.append(Column(key, name, qualification_id))
            self._audiences.append((role_id, unit_id, kind_id, city, Demand(pk, key, name, Phase(phase), first, last, days, order)))

    def demands(self, role_id: int, unit_id: int, path_ids: Sequence[int], kind_id: int, city: str) -> list[Demand]:
        """The requirements that concern a role in a unit; the Python shape of `RequirementQuerySet.asked_of`."""
        known = self._known.get((role_id, unit_id))
        if known is None:
            known = self._known[role_id, unit_id] = [
                demand
                for role, unit, kind, town, demand in self._audiences
                if role in (None, role_id) and (unit is None or unit in path_ids) and kind in (None, kind_id) and town in ("", city)
            ]
        return known


def _demand(row: Requirement) -> Demand:
    return Demand(
        id=row.pk,
        qualification=row.qualification.key,
        name=row.qualification.name,
        phase=Phase(row.phase),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        days=row.days,
        order=row.qualification.order,
    )


def _ids(path: str | None) -> list[int]:
    return [int(part) for part in (path or "").strip("/").split("/") if part]


def _urgency(mark: Mark, asked: Asked, span: Span | None) -> tuple[int, date, date, int]:
    return rules.urgency(asked.demand, mark, asked.due, span[1] if span else None)
