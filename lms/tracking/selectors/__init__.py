"""Reads for the coordinator's desk. Every list of people starts at `roles.policies.visible_assignments`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.courses.models import CoursePage
from lms.courses.selectors import courses_open_to
from lms.handbook.models import Guideline
from lms.handbook.selectors import earning
from lms.people.models import Person
from lms.qualifications.models import Evidence, Qualification
from lms.qualifications.selectors import evidence_of
from lms.requirements.counts import Counts
from lms.requirements.kept import MANY, counts_by_unit
from lms.requirements.models import Exemption, Leave, Requirement
from lms.requirements.rules import HELD
from lms.requirements.selectors import AssignmentReadiness, Column, Row, readiness_of, unit_matrix
from lms.roles.models import Assignment, AssignmentQuerySet, Move, MoveKind, Role
from lms.roles.policies import Permission, units_where, visible_assignments
from lms.tracking.rules import LISTED, is_called, runs_out, tally
from lms.ui.rules import alphabetical
from lms.units.models import Unit
from lms.units.rules import in_tree_order

BY_SUBJECT = "krav-"
SMALLEST_COUNT = 5  # smaller numbers are not shown to those who may not see who it is


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of a unit's people.

    `state` is *all*, *ready*, *soon*, *not_alone*, *lacking* or *paused*; `sort` is *state*, *runs_out*, *role*, *name*, *family_name* or
    `BY_SUBJECT` and a subject; `group` is empty or *role*. `lacks` is a subject, `kind` the key of a kind of unit, `day` another than today.
    """

    state: str = "all"
    role: str = ""
    text: str = ""
    sort: str = "state"
    below: bool = True  # with the units below
    group: str = ""
    lacks: str = ""
    kind: str = ""
    city: str = ""
    day: date | None = None

    def finds(self, row: Row) -> bool:
        """Whether what somebody lacks is looked for. Nothing is asked of somebody who has a break."""
        cell = row.cells.get(self.lacks) if row.state is not None else None
        return not self.lacks or (cell is not None and cell.mark not in HELD)

    def keeps(self, row: Row) -> bool:
        """Whether somebody's standing is looked for."""
        return self.state in ("all", LISTED[row.state])


@dataclass(frozen=True, slots=True)
class Overview:
    """A unit's people against what is asked of them."""

    columns: list[Column]
    rows: Sequence[Row]  # those the filter keeps, in order, each once
    # The same as they are shown: with the role they are grouped by, under each of their roles; else with nothing.
    lines: Sequence[tuple[str, Row]]
    counts: dict[str, int]  # of everybody of the role and name, whatever they lack and however they stand
    found: dict[str, int]  # of those of them who lack what is looked for
    roles: list[Role]
    day: date  # on which they are judged
    is_past: bool
    has_below: bool
    kinds: dict[str, str]  # of the units there, by key; their names
    cities: list[str]


def overview(viewer: Person, unit: Unit, wanted: Filter, *, on: date) -> Overview:
    """The people of a unit and the units below it, as far as the viewer may see them. 7 queries, whatever their number; 8 where a name is looked for.

    Only those are judged who are of the role, the name, the kind and the city. `on` is today: it decides whom the viewer may see, also where another
    day is looked at. On a day that is past, those are listed who served then.
    """
    day = wanted.day or on
    seen = visible_assignments(viewer, on=on)
    roles = roles_in(unit, seen)
    if any(role.key == wanted.role for role in roles):
        seen = seen.filter(role__key=wanted.role)
    units = list(Unit.objects.below(unit).select_related("kind"))
    kinds, cities = axes_of(units)
    if wanted.kind in kinds:
        seen = seen.filter(unit__kind__key=wanted.kind)
    if wanted.city in cities:
        seen = seen.filter(unit__city=wanted.city)
    if wanted.text:
        seen = _of_those_called(wanted.text, seen.filter(unit__path__startswith=unit.path or "-"))
    matrix = unit_matrix(unit, on=day, below=wanted.below, assignments=seen, past=day < on)
    judged = [row for row in matrix.rows if is_called(row.name, wanted.text)]
    found = [row for row in judged if wanted.finds(row)]
    ranks = {role.called: number for number, role in enumerate(roles)}
    rows = sorted((row for row in found if wanted.keeps(row)), key=_order(wanted.sort, ranks))
    lines = _grouped(rows, ranks) if wanted.group else [("", row) for row in rows]
    return Overview(
        matrix.columns,
        rows,
        lines,
        _tally(judged),
        _tally(found),
        roles,
        day,
        is_past=day < on,
        has_below=len(units) > 1,
        kinds=kinds,
        cities=cities,
    )


def _of_those_called(text: str, seen: AssignmentQuerySet) -> AssignmentQuerySet:
    """The assignments of those of some people who are called so; of all of them where that would say too many one by one. 1 query.

    Names are compared here: databases do not agree on what small letters and capitals are.
    """
    names = set(seen.order_by().values_list("person_id", "person__given_name", "person__family_name"))
    ids = [pk for pk, given, family in names if is_called(f"{given} {family}".strip(), text)]
    return seen.filter(person__in=ids) if len(ids) < MANY else seen


def axes_of(units: Iterable[Unit]) -> tuple[dict[str, str], list[str]]:
    """What kinds some units are of, their names by key, and in which cities they lie; each in order. No query if their kinds are at hand."""
    kinds = sorted({each.kind for each in units}, key=lambda kind: (kind.order, alphabetical(kind.called)))
    return {each.key: each.called for each in kinds}, sorted({each.city for each in units if each.city}, key=alphabetical)


def roles_in(unit: Unit, seen: AssignmentQuerySet) -> list[Role]:
    """The roles that somebody has in a unit or below it, of those one sees. 1 query."""
    return list(Role.objects.filter(pk__in=seen.current().filter(unit__path__startswith=unit.path or "-").values("role")))


def _grouped(rows: list[Row], ranks: dict[str, int]) -> list[tuple[str, Row]]:
    """Each row under every role of its person, role by role, and in each in the order given."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for role in dict.fromkeys(post.role for post in row.posts):
            found.setdefault(role, []).append(row)
    return [(role, row) for role in sorted(found, key=lambda role: ranks.get(role, len(ranks))) for row in found[role]]


def _first_role(row: Row, ranks: dict[str, int]) -> int:
    return min((ranks.get(post.role, len(ranks)) for post in row.posts), default=len(ranks))


def _tally(rows: list[Row]) -> dict[str, int]:
    return tally([row.state for row in rows])


def by_name(row: Row) -> tuple[str, int]:
    """The order of people by their first names."""
    return (alphabetical(row.name), row.person_id)


def _by_family_name(row: Row) -> tuple[str, int]:
    return (alphabetical(f"{row.family_name} {row.given_name}"), row.person_id)


def _by_state(row: Row) -> tuple[int, tuple[str, int]]:
    return (1 if row.state is None else -row.state, by_name(row))


def _by_last_day(row: Row) -> tuple[bool, date, tuple[str, int]]:
    """Who has a break comes last: nothing is asked of them."""
    cells = ((cell.mark, cell.asked.due, cell.span[1] if cell.span else None) for cell in row.cells.values())
    return (row.state is None, runs_out(cells), by_name(row))


def _order(sort: str, ranks: dict[str, int]) -> Callable[[Row], Any]:
    """How rows are put in order."""
    if sort == "role":
        return lambda row: (_first_role(row, ranks), by_name(row))
    if sort.startswith(BY_SUBJECT):
        subject = sort.removeprefix(BY_SUBJECT)
        return lambda row: _by_subject(row, subject)
    return _ORDERS[sort]


def _by_subject(row: Row, subject: str) -> tuple[bool, int, date, tuple[str, int]]:
    """Who lacks it first, then by the day it runs out or falls due; last those of whom it is not asked, and who have a break."""
    cell = row.cells.get(subject) if row.state is not None else None
    if cell is None:
        return (True, 0, date.max, by_name(row))
    return (False, -cell.mark.state, cell.span[1] if cell.span and cell.mark in HELD else cell.asked.due, by_name(row))


_ORDERS: dict[str, Callable[[Row], Any]] = {"state": _by_state, "runs_out": _by_last_day, "name": by_name, "family_name": _by_family_name}


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody as their coordinator sees them: the assignments that are the viewer's to see, what is asked in them, and the evidence.

    `ended` are assignments that are over. `requirements` are those that decide, by id; `qualifications` what they
    ask for, by key; `courses` by the qualification they earn; `guidelines` the page in the handbook that earns it.
    """

    person: Person
    current: list[AssignmentReadiness]
    ended: list[Assignment]
    requirements: dict[int, Requirement]
    qualifications: dict[str, Qualification]
    courses: dict[str, CoursePage]
    guidelines: dict[str, Guideline]


def standing(
    viewer: Person, unit: Unit, person_id: int, *, on: date, day: date | None = None, later: date | None = None
) -> Standing | None:
    """Somebody of a unit or below it, or None if there is nobody whom the viewer may see. 15 queries at most.

    `on` is today, which decides who may be seen; they are judged on `day`, if that is another, and in what they did then if it is past; and on a
    `later` one besides.
    """
    day = day or on
    seen = visible_assignments(viewer, on=on).filter(unit__in=Unit.objects.below(unit), person_id=person_id)
    person = Person.objects.filter(pk__in=seen.values("person")).first()
    if person is None:
        return None
    current = readiness_of(person, on=day, assignments=seen, past=day < on, later=later)
    going_on = [each.assignment.pk for each in current]
    asked = [each.demand for post in current for each in post.verdict.standings]
    keys = {key for demand in asked for key in demand.qualifications}
    return Standing(
        person=person,
        current=current,
        ended=list(seen.exclude(pk__in=going_on).select_related("role", "unit").order_by("-ends_on", "pk")),
        requirements=Requirement.objects.select_related("role", "unit", "kind").in_bulk({demand.rule for demand in asked}),
        qualifications={each.key: each for each in Qualification.objects.filter(key__in=keys)},
        courses=_courses_for(keys, [each.assignment.unit for each in current]),
        guidelines=earning(keys) if keys else {},
    )


def _courses_for(keys: set[str], units: list[Unit]) -> dict[str, CoursePage]:
    """The course that earns each qualification, a central one before a local. 2 queries, none if nothing is asked."""
    courses: dict[str, CoursePage] = {}
    for course in courses_open_to(units) if keys else []:
        if course.qualification and course.qualification.key in keys:
            courses.setdefault(course.qualification.key, course)
    return courses


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence, and what of it is the viewer's: `known` if it may be told where it is from, `own` if it may be taken back.

    `counts_for` are the qualifications it counts for, by id; `counts_until` the last day, included, on which it does.
    """

    evidence: Evidence
    known: bool
    own: bool
    counts_for: frozenset[int]
    counts_until: date

    @property
    def stands(self) -> bool:
        """Whether nobody took it back."""
        return not hasattr(self.evidence, "revocation")


def pieces_of(viewer: Person, person: Person, *, on: date) -> list[Piece]:
    """Somebody's evidence, the latest first. 7 queries at most.

    That something is held is told, since being ready rests on it; where it was earned and what was written then is for those who follow that unit.
    """
    follows = set(units_where(viewer, Permission.SEE_PEOPLE, on=on).values_list("pk", flat=True))
    manages = set(units_where(viewer, Permission.MANAGE_PEOPLE, on=on).values_list("pk", flat=True))
    return [
        Piece(
            evidence=each,
            known=each.unit_id is None or each.unit_id in follows,
            own=(each.unit_id is None or each.unit_id in manages) and not hasattr(each, "revocation"),
            counts_for=each.counts_for,  # type: ignore[attr-defined]
            counts_until=each.counts_until,  # type: ignore[attr-defined]
        )
        for each in evidence_of(person)
    ]


def moves_of(standing: Standing) -> list[Move]:
    """The breaks in those of somebody's assignments that are the viewer's to see, as they were written down. 1 query."""
    breaks = Move.objects.filter(kind__in=[MoveKind.PAUSE, MoveKind.RESUME])
    seen = [*(each.assignment.pk for each in standing.current), *(each.pk for each in standing.ended)]
    return list(breaks.filter(assignment__in=seen).select_related("assignment__role", "assignment__unit", "by"))


def visible_assignment(viewer: Person, unit: Unit, person_id: int, assignment_id: int, *, on: date) -> Assignment | None:
    """One of somebody's assignments, if the viewer may see it. 2 queries."""
    seen = visible_assignments(viewer, on=on).filter(unit__in=Unit.objects.below(unit), person_id=person_id, pk=assignment_id)
    return seen.select_related("role", "unit", "person").first()


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list of those one follows. `open` tells whether its people may be seen; `hidden` that it has too few to count."""

    unit: Unit
    counts: Counts
    open: bool
    hidden: bool


def followed_units(viewer: Person, *, on: date) -> list[UnitLine]:
    """Open units with people in them (or below) that a person follows by name or by number, in tree order. 12 queries at most."""
    named = {unit.pk for unit in units_where(viewer, Permission.SEE_PEOPLE, on=on)}
    units = in_tree_order(units_where(viewer, Permission.SEE_COVERAGE, on=on).open().select_related("kind"))
    counts = counts_by_unit(units, on=on)
    return [
        UnitLine(unit, counts[unit.pk], unit.pk in named, unit.pk not in named and counts[unit.pk].total < SMALLEST_COUNT)
        for unit in units
        if unit.kind.has_tidgivere or counts[unit.pk].total
    ]


@dataclass(frozen=True, slots=True)
class LetOff:
    """What somebody is let off in units the viewer follows: exemptions and leaves, the latest first."""

    exemptions: list[Exemption]
    leaves: list[Leave]


def let_off(viewer: Person, person: Person, *, on: date) -> LetOff:
    """What somebody is, was or may be let off, as far as it was asked for in a unit the viewer follows. 3 queries."""
    follows = units_where(viewer, Permission.SEE_PEOPLE, on=on)
    who = ("by", "approved_by", "closed_by")
    return LetOff(
        list(Exemption.objects.filter(person=person, unit__in=follows).select_related("qualification", "unit", "person", *who)),
        list(
            Leave.objects.filter(assignment__person=person, assignment__unit__in=follows).select_related(
                "assignment__role", "assignment__unit", "assignment__person", "by", "closed_by"
            )
        ),
    )


def waiting_exemptions(viewer: Person, unit: Unit, *, on: date) -> list[Exemption]:
    """Exemptions asked for in a unit or below it that wait for a yes from somebody else than the one who asked. 2 queries."""
    follows = units_where(viewer, Permission.MANAGE_PEOPLE, on=on).filter(path__startswith=unit.path or "-")
    rows = (
        Exemption.objects.filter(unit__in=follows, approved_at=None, closed_at=None, until__gte=on)
        .exclude(by=viewer)
        .exclude(person=viewer)
    )
    return list(rows.select_related("person", "qualification", "by").order_by("at"))
