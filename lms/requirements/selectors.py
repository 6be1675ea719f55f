"""What a role asks for in a unit, how a person stands, and how a whole unit stands.

`readiness_of` goes through `rules.readiness`. `unit_matrix` is its set-based twin for many people at a time, as those in `counts` are for numbers; a
property test holds them together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from lms.people.models import Person
from lms.qualifications.rules import Span
from lms.roles.models import Assignment, AssignmentQuerySet, AssignmentStatus, Role
from lms.ui import naming
from lms.units.models import Unit
from lms.units.rules import places

from . import rules
from .models import Requirement
from .rules import Asked, Demand, Effect, Mark, Phase, State, Verdict
from .words import any_of_words, called


@dataclass(frozen=True)
class AssignmentReadiness:
    """One assignment and how it stands. `rests`: there is a break that day. `later`: how it stands on another day, if one was asked for."""

    assignment: Assignment
    verdict: Verdict
    rests: bool = False
    later: Verdict | None = None


class Cell(NamedTuple):
    """How one person stands on one clause: the mark, what is asked, and the latest time of holding it; where a leave decides, the time of that."""

    mark: Mark
    asked: Asked
    span: Span | None


class Post(NamedTuple):
    """An assignment in a matrix. `rests`: there is a break that day. `lacks` are the subjects that stand in the way of serving, or serving alone."""

    id: int
    role: str
    unit: str
    unit_id: int
    rests: bool
    starts_on: date
    state: State
    lacks: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """A person in a matrix. `state` is the worst of their assignments that do not rest on the day; None if all do.

    `cells` are by subject, the most demanding assignment deciding.
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
    """A subject that is asked of somebody in a matrix."""

    key: str
    name: str


@dataclass(frozen=True)
class Matrix:
    """People against what is asked of them on a day."""

    on: date
    columns: list[Column]
    rows: list[Row]


def current_on(on: date) -> Q:
    """Assignments somebody holds on a day: not ended, and their last day not past."""
    return ~Q(status=AssignmentStatus.ENDED) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def served_on(on: date) -> Q:
    """Assignments in which somebody served on a day that is past: begun by then and not over, whatever has become of them since."""
    return ~Q(status=AssignmentStatus.PLANNED) & Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def requirements_for(role: Role, unit: Unit) -> list[Demand]:
    """The clauses of the rules whose audience a role in a unit belongs to, whenever they are in force. 1 query."""
    return Audiences(None).demands(role.pk, unit.pk, unit.path_ids, unit.kind_id, unit.city)


def readiness_of(
    person: Person,
    *,
    on: date,
    assignments: AssignmentQuerySet | None = None,
    past: bool = False,
    later: date | None = None,
) -> list[AssignmentReadiness]:
    """How a person stands in each of their current assignments on a day, or in those of `assignments`; and on a `later` one too. 4 queries.

    In order of unit and role. An ended assignment is never among them, unless `past`: then those in which they served that day.
    """
    own = (Assignment.objects.all() if assignments is None else assignments).filter(
        served_on(on) if past else current_on(on), person=person
    )
    found = list(own.select_related("role", "unit__kind").order_by("role__order", "starts_on", "pk"))
    place = places(each.unit for each in found)
    found.sort(key=lambda each: place[each.unit_id])
    audiences = Audiences(on)
    spans: dict[rules.Held, list[Span]] = defaultdict(list)
    freed: dict[str, list[Span]] = defaultdict(list)
    leaves: dict[int, list[Span]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(people="%s"), (person.pk, person.pk))
        for _person, qualification_id, level, start, end in cursor.fetchall():
            if (key := audiences.keys.get(qualification_id)) is not None:
                span = (date.fromisoformat(start), date.fromisoformat(end))
                if level < 0:
                    freed[key].append(span)
                else:
                    spans[key, level].append(span)
        cursor.execute(_LEAVES.format(people="%s"), (person.pk,))
        for assignment_id, start, end in cursor.fetchall():
            leaves[assignment_id].append((date.fromisoformat(start), date.fromisoformat(end)))

    def judged(assignment: Assignment, day: date) -> Verdict:
        role, unit = assignment.role_id, assignment.unit
        return rules.readiness(
            audiences.demands(role, unit.pk, unit.path_ids, unit.kind_id, unit.city),
            spans,
            starts_on=assignment.starts_on,
            on=day,
            exemptions=freed,
            leaves=leaves[assignment.pk],
        )

    return [
        AssignmentReadiness(
            each,
            judged(each, on),
            rests=not past and each.rests_on(on),
            later=judged(each, later) if later else None,
        )
        for each in found
    ]


def unit_matrix(
    unit: Unit,
    *,
    on: date,
    below: bool = True,
    assignments: AssignmentQuerySet | None = None,
    soon_days: int = rules.SOON_DAYS,
    past: bool = False,
) -> Matrix:
    """Everybody with a current assignment in a unit, with the units below it unless told otherwise, against what is asked of them. 4 queries.

    `assignments` narrows whom to list: pass the viewer's `visible_assignments`, and one role's if that is what is looked at. Rows come in no order.
    `past`: those who served on a day that is over, as `counts.counts_as_of` counts them; breaks count as serving, since few of their days are known.
    """
    within = Q(unit__path__startswith=unit.path) if below else Q(unit=unit)
    people = (Assignment.objects.all() if assignments is None else assignments).filter(within, served_on(on) if past else current_on(on))
    audiences = Audiences(on)
    try:
        chosen, chosen_values = people.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # `assignments` is nobody's
        return Matrix(on, [], [])
    with connection.cursor() as cursor:
        resting = "" if past else "paused"
        cursor.execute(_POSTS.format(chosen=chosen), (resting, connection.ops.adapt_datefield_value(on), *chosen_values))
        posts = cursor.fetchall()
        # Of each person: for each qualification at a level (exemptions: −1) the times of it.
        held: dict[int, dict[tuple[int, int], list[Span]]] = defaultdict(dict)
        leaves: dict[int, list[Span]] = {}
        let_off: set[int] = set()
        keys, day_of = audiences.keys, _day_of
        within_chosen = f"SELECT person_id FROM roles_assignment WHERE id IN ({chosen})"  # noqa: S608  # the ORM's own statement
        cursor.execute(_HELD.format(people=within_chosen), (*chosen_values, *chosen_values))
        for person_id, qualification_id, level, start, end in cursor.fetchall():
            if qualification_id in keys:
                held[person_id].setdefault((qualification_id, level), []).append((day_of(start), day_of(end)))
                if level < 0:
                    let_off.add(person_id)
        cursor.execute(_LEAVES.format(people=within_chosen), chosen_values)
        for assignment_id, start, end in cursor.fetchall():
            leaves.setdefault(assignment_id, []).append((day_of(start), day_of(end)))

    soon = on + timedelta(days=soon_days)
    judge, cover, state_of, urgency, in_the_way = rules.judge, rules.cover, rules.STATE_OF, _urgency, State.NOT_ALONE
    rows: dict[int, Row] = {}
    asked_from: dict[tuple[int, int, date], list[tuple[str, State, Asked, list[tuple[int, int]], list[tuple[int, int]]]]] = {}
    for pk, person_id, given, family, role_id, role, names, unit_id, unit_name, path, kind_id, city, starts_on, rests in posts:
        row = rows.get(person_id)
        if row is None:
            row = rows[person_id] = Row(person_id, given, family)
        group = (role_id, unit_id, starts_on)
        asked = asked_from.get(group)
        if asked is None:
            demands = audiences.demands(role_id, unit_id, _ids(path), kind_id, city)
            asked = asked_from[group] = [
                (each.demand.subject, each.gap, each, *audiences.sources(each.demand))
                for each in rules.strictest(demands, starts_on=starts_on, on=on)
            ]
        day = rules.day_judged(starts_on, on)
        leave = rules.running(leaves[pk], day) if pk in leaves else None
        state = State.READY
        serves = not rests
        decides = serves or row.state is None  # those that rest come last, and decide only where there is nothing else
        cells, times = row.cells, held[person_id].get
        lacks: list[str] = []
        for key, gap, each, sources, exempting in asked:
            # Straight to the answer for nearly every cell: one qualification, held once or never, by somebody who is let off nothing.
            spans = times(sources[0], _NONE) if len(sources) == 1 else [span for source in sources for span in times(source, _NONE)]
            freed = [span for source in exempting for span in times(source, _NONE)] if person_id in let_off else _NONE
            found = cover(spans, freed, on=on, day=day)
            mark = judge(gap, found, leave, day, soon)
            if state_of[mark] > state:
                state = state_of[mark]
            if state_of[mark] >= in_the_way:
                lacks.append(key)
            if decides:
                span = leave if mark is Mark.ALLOWED else found.span
                if key not in cells or urgency(mark, each, span) < urgency(*cells[key]):
                    cells[key] = Cell(mark, each, span)
        row.posts.append(Post(pk, naming.called(role, names), unit_name, unit_id, bool(rests), starts_on, state, tuple(lacks)))
        if serves and (row.state is None or state > row.state):
            row.state = state
    used = {key for row in rows.values() for key in row.cells}
    return Matrix(on=on, columns=[column for column in audiences.columns if column.key in used], rows=list(rows.values()))


# Written out, since the whole costs little more than building two such statements does. `chosen` is the ORM's own statement with its own parameters.
_POSTS = """
SELECT a.id, a.person_id, p.given_name, p.family_name, a.role_id, role.name, role.names,
    a.unit_id, u.name, u.path, u.kind_id, u.city, a.starts_on,
    CASE WHEN a.status = %s AND (a.paused_until IS NULL OR a.paused_until >= %s) THEN 1 ELSE 0 END AS rests
FROM roles_assignment a
JOIN people_person p ON p.id = a.person_id
JOIN roles_role role ON role.id = a.role_id
JOIN units_unit u ON u.id = a.unit_id
WHERE a.id IN ({chosen})
ORDER BY rests, u.path, role."order", a.starts_on, a.id
"""
# Days as text: the adapters spend longer on making a day of a row than everything else here takes. Exemptions stand at level −1.
_HELD = """
SELECT person_id, qualification_id, level, CAST(valid_from AS text), CAST(valid_until AS text)
FROM qualifications_holding
WHERE person_id IN ({people})
UNION ALL
SELECT person_id, qualification_id, -1, CAST(starts_on AS text), CAST(until AS text)
FROM requirements_exemption
WHERE approved_at IS NOT NULL AND until >= starts_on AND person_id IN ({people})
"""
_LEAVES = """
SELECT l.assignment_id, CAST(l.starts_on AS text), CAST(l.until AS text)
FROM requirements_leave l JOIN roles_assignment a ON a.id = l.assignment_id
WHERE l.until >= l.starts_on AND a.person_id IN ({people})
"""
_NONE: tuple[Span, ...] = ()


@lru_cache(maxsize=8192)
def _day_of(text: str) -> date:
    """People share their days."""
    return date.fromisoformat(text)


# Every option of every clause, in the order of columns.
_ASKED = """
SELECT r.id, r.role_id, r.unit_id, r.kind_id, r.city, r.phase, r.valid_from, r.valid_until, r.days, r.due_on, r.effect,
    c.id, c.name, c.assurance, c.since, q.id, q.key, q.name, q.names, q."order"
FROM requirements_requirement r
JOIN requirements_clause c ON c.requirement_id = r.id
JOIN requirements_option o ON o.clause_id = c.id
JOIN qualifications_qualification q ON q.id = o.qualification_id
WHERE r.valid_until IS NULL OR r.valid_until >= %s
ORDER BY q."order", q.name, c.id, q.id
"""


class Audience(NamedTuple):
    """Whom a rule covers, by the ids of its axes; None or an empty city covers all."""

    role: int | None
    unit: int | None
    kind: int | None
    city: str

    def has(self, role_id: int, unit_id: int, path_ids: Sequence[int], kind_id: int, city: str) -> bool:
        """Whether a role in a unit belongs to it."""
        return (
            self.role in (None, role_id)
            and (self.unit is None or self.unit in path_ids)
            and self.kind in (None, kind_id)
            and self.city in ("", city)
        )


class Audiences:
    """Every clause in force on a day or later (all for None), and which of them concern a role in a unit. 1 query."""

    def __init__(self, on: date | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_ASKED, [connection.ops.adapt_datefield_value(on or date.min)])
            rows = cursor.fetchall()
        self.pairs: list[tuple[Audience, Demand]] = []
        self.keys: dict[int, str] = {}
        self.ids: dict[str, int] = {}
        self._known: dict[tuple[int, int], list[Demand]] = {}
        self._sources: dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
        options: dict[int, list[tuple[str, str, str, int]]] = {}
        clauses = {}
        for *rule, clause_id, name, level, since, qualification_id, key, title, titles, order in rows:
            self.keys[qualification_id], self.ids[key] = key, qualification_id
            options.setdefault(clause_id, []).append((key, title, titles, order))
            clauses[clause_id] = (rule, name, level, since)
        for clause_id, (rule, name, level, since) in clauses.items():
            rule_id, role_id, unit_id, kind_id, city, phase, first, last, days, due_on, effect = rule
            any_of = options[clause_id]
            demand = Demand(
                id=clause_id,
                qualifications=tuple(key for key, _title, _titles, _order in any_of),
                name=name or any_of_words([title for _key, title, _titles, _order in any_of]),
                titles=() if name else tuple((title, titles) for _key, title, titles, _order in any_of),
                phase=Phase(phase),
                valid_from=first,
                valid_until=last,
                days=days,
                order=any_of[0][3],
                due_on=due_on,
                effect=Effect(effect),
                level=level,
                since=since,
                rule=rule_id,
            )
            self.pairs.append((Audience(role_id, unit_id, kind_id, city), demand))

    def changed(self, *, rule: int | None, last: date, come: Iterable[tuple[Audience, Demand]], ids: Mapping[str, int]) -> "Audiences":
        """The same with other clauses besides, whose qualifications have these ids by key, and with one rule asked no longer than to `last`."""
        other = copy(self)
        other._known, other._sources = {}, {}
        other.ids, other.keys = {**self.ids, **ids}, {**self.keys, **{pk: key for key, pk in ids.items()}}
        other.pairs = [
            (audience, demand if demand.rule != rule else replace(demand, valid_until=min(demand.valid_until or last, last)))
            for audience, demand in self.pairs
        ]
        other.pairs += come
        return other

    @property
    def columns(self) -> list[Column]:
        """Each subject once, in order."""
        names: dict[str, Column] = {}
        for _audience, demand in self.pairs:
            names.setdefault(demand.subject, Column(demand.subject, called(demand)))
        return list(names.values())

    def demands(self, role_id: int, unit_id: int, path_ids: Sequence[int], kind_id: int, city: str) -> list[Demand]:
        """The clauses that concern a role in a unit; the Python shape of `RequirementQuerySet.asked_of`."""
        known = self._known.get((role_id, unit_id))
        if known is None:
            known = self._known[role_id, unit_id] = [
                demand for audience, demand in self.pairs if audience.has(role_id, unit_id, path_ids, kind_id, city)
            ]
        return known

    def sources(self, demand: Demand) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """What meets a clause, as qualification id and level, and what exempts from it."""
        known = self._sources.get(demand.subject)
        if known is None:
            ids = [self.ids[key] for key in demand.qualifications]
            known = self._sources[demand.subject] = ([(each, demand.level) for each in ids], [(each, -1) for each in ids])
        return known


def _ids(path: str | None) -> list[int]:
    return [int(part) for part in (path or "").strip("/").split("/") if part]


def _urgency(mark: Mark, asked: Asked, span: Span | None) -> tuple[int, date, date, int, Span]:
    return rules.urgency(asked.demand, mark, asked.due, span)


def rules_over(unit: Unit, *, on: date, past: bool = False) -> list[Requirement]:
    """The rules that concern somebody in a unit or below it: its own and its units', and those from above. In force on a day or later; all if `past`.

    Those for everybody first, then unit by unit from above, and in each by day. 5 queries.
    """
    kinds = Unit.objects.open().filter(path__startswith=unit.path or "-")
    where = Q(unit=None) | Q(unit__in=unit.path_ids) | Q(unit__path__startswith=unit.path or "-")
    axes = (Q(kind=None) | Q(kind__in=kinds.values("kind"))) & (Q(city="") | Q(city__in=kinds.values("city")))
    rows = Requirement.objects.filter(where, axes)
    if not past:
        rows = rows.not_over(on)
    found = list(rows.with_clauses().select_related("decided_by", "superseded_by").order_by("phase", "valid_from", "pk"))
    place = places(each.unit for each in found if each.unit)
    return sorted(found, key=lambda each: place[each.unit_id] if each.unit_id else -1)


def versions_of(requirement: Requirement) -> list[Requirement]:
    """All versions of a rule, the newest first. 4 queries for each."""
    newest = requirement
    while (after := Requirement.objects.filter(supersedes=newest).first()) is not None:
        newest = after
    found = [newest]
    while found[-1].supersedes_id:
        found.append(Requirement.objects.get(pk=found[-1].supersedes_id))
    rows = Requirement.objects.with_clauses().select_related("decided_by", "ended_by").in_bulk([each.pk for each in found])
    return [rows[each.pk] for each in found]
