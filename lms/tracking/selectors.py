"""Reads for the coordinator's desk. Every list of people starts at `roles.policies.visible_assignments`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.requirements.rules import Mark, State
from lms.requirements.selectors import AssignmentReadiness, Cell, Column, Counts, Row, counts_by_unit, readiness_of, unit_matrix
from lms.roles.models import Assignment, Role
from lms.roles.policies import Permission, units_where, visible_assignments
from lms.units.models import Unit

SMALLEST_COUNT = 5  # smaller numbers are not shown to those who may not see who it is


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show of a unit's people. `state` is *all*, *ready*, *lacking*, *soon* or *paused*; `sort` is *name* or *state*."""

    state: str = "all"
    role: str = ""
    text: str = ""
    sort: str = "state"

    def keeps(self, row: Row) -> bool:
        """Whether somebody is shown."""
        if self.text and not all(word in row.name.casefold() for word in self.text.casefold().split()):
            return False
        return self.state == "all" or self.state in states_of(row)


def states_of(row: Row) -> set[str]:
    """The filters somebody falls under: how they stand, and whether something lapses or falls due soon, which may be both."""
    if row.state is None:
        return {"paused"}
    found = {"lacking"} if row.state is State.LACKING else {"ready"}
    if any(cell.mark in (Mark.LAPSING, Mark.DUE) for cell in row.cells.values()):
        found.add("soon")
    return found


@dataclass(frozen=True, slots=True)
class Overview:
    """A unit's people against what is asked of them."""

    columns: list[Column]
    rows: list[Row]  # those the filter keeps, in order
    counts: dict[str, int]  # of everybody, whatever the filter
    roles: list[Role]


def overview(viewer: Person, unit: Unit, wanted: Filter, *, on: date) -> Overview:
    """The people of a unit and the units below it, as far as the viewer may see them. 6 queries, whatever their number."""
    seen = visible_assignments(viewer, on=on)
    roles = list(Role.objects.filter(pk__in=seen.current().filter(unit__path__startswith=unit.path).values("role")))
    if any(role.key == wanted.role for role in roles):
        seen = seen.filter(role__key=wanted.role)
    matrix = unit_matrix(unit, on=on, assignments=seen)
    counts = {"all": len(matrix.rows), "ready": 0, "lacking": 0, "soon": 0, "paused": 0}
    for row in matrix.rows:
        for state in states_of(row):
            counts[state] += 1
    rows = sorted((row for row in matrix.rows if wanted.keeps(row)), key=_by_name if wanted.sort == "name" else _by_state)
    return Overview(matrix.columns, rows, counts, roles)


def _by_name(row: Row) -> tuple[str, str, int]:
    return (row.given_name.casefold(), row.family_name.casefold(), row.person_id)


def _by_state(row: Row) -> tuple[int, tuple[str, str, int]]:
    return (1 if row.state is None else -row.state, _by_name(row))


def standing(viewer: Person, unit: Unit, person_id: int, *, on: date) -> tuple[Person, list[AssignmentReadiness]] | None:
    """Somebody and how they stand in the assignments that the viewer may see, or None if the viewer may see none. 7 queries."""
    seen = visible_assignments(viewer, on=on).filter(unit__path__startswith=unit.path, person_id=person_id)
    person = Person.objects.filter(pk__in=seen.values("person")).first()
    return (person, readiness_of(person, on=on, assignments=seen)) if person else None


def visible_assignment(viewer: Person, unit: Unit, person_id: int, assignment_id: int, *, on: date) -> Assignment | None:
    """One of somebody's assignments, if the viewer may see it. 2 queries."""
    seen = visible_assignments(viewer, on=on).filter(unit__path__startswith=unit.path, person_id=person_id, pk=assignment_id)
    return seen.select_related("role", "unit", "person").first()


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list of those one follows. `open` tells whether its people may be seen; `hidden` that it has too few to count."""

    unit: Unit
    counts: Counts
    open: bool
    hidden: bool


def followed_units(viewer: Person, *, on: date) -> list[UnitLine]:
    """Open units with people in them (or below) that a person follows by name or by number, in tree order. 6 queries, whatever their number."""
    by_name = {unit.pk for unit in units_where(viewer, Permission.SEE_PEOPLE, on=on)}
    units = list(units_where(viewer, Permission.SEE_COVERAGE, on=on).open().select_related("kind").order_by("path"))
    counts = counts_by_unit(units, on=on)
    return [
        UnitLine(unit, counts[unit.pk], unit.pk in by_name, unit.pk not in by_name and counts[unit.pk].total < SMALLEST_COUNT)
        for unit in units
        if unit.kind.has_tidgivere or counts[unit.pk].total
    ]


def lacking_names(row: Row, columns: Iterable[Column], marks: tuple[Mark, ...]) -> list[tuple[Column, Cell]]:
    """The columns in which somebody stands as one of `marks`, in the columns' order."""
    return [(column, row.cells[column.key]) for column in columns if column.key in row.cells and row.cells[column.key].mark in marks]
