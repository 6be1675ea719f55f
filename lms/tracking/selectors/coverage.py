"""Reads for the coverage: how far units have written what courses ask of them, and how many of their people have taken the courses.

Counts and texts only; names are for those who follow the unit. Every list starts at `roles.policies.units_where`.
"""

from dataclasses import dataclass
from datetime import date

from lms.courses.models import CoursePage
from lms.courses.rules.places import Filling
from lms.courses.selectors import courses_open_to
from lms.courses.selectors.coverage import CentralPlace, central_places, fillings
from lms.people.models import Person
from lms.qualifications.selectors import Reach
from lms.requirements.kept import reach_by_unit
from lms.roles.policies import Permission, units_where
from lms.tracking.selectors import SMALLEST_COUNT, axes_of
from lms.units.models import Unit
from lms.units.rules import in_tree_order


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which units to look at; empty is all."""

    kind: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The units somebody sees the coverage of: those asked for, and what can be asked for."""

    units: list[Unit]
    kinds: dict[str, str]  # their names by key
    cities: list[str]


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A unit and how each place stands there. `open` tells whether the viewer may write for it."""

    unit: Unit
    fillings: list[Filling]
    open: bool


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A unit, how many of its people serve, and how many of them hold what each course earns.

    `open` tells whether the viewer may see who they are; where not, small numbers are not told: a line `hidden` as a whole has too few people.
    """

    unit: Unit
    reach: Reach
    open: bool

    @property
    def hidden(self) -> bool:
        """Whether there are too few people to say anything about."""
        return not self.open and _small(self.reach.serving)

    def trained(self, course: CoursePage) -> int | None:
        """How many have taken a course; None if those who have, or those who have not, are too few to tell."""
        number = self._number(course)
        return number if self.open or not (_small(number) or _small(self.reach.serving - number)) else None

    def few_lack(self, course: CoursePage) -> bool:
        """Whether those who have not taken a course are too few to tell, and those who have are not."""
        number = self._number(course)
        return not _small(number) and _small(self.reach.serving - number)

    def _number(self, course: CoursePage) -> int:
        return self.reach.holding.get(course.qualification_id or 0, 0)


def _small(number: int) -> bool:
    return 0 < number < SMALLEST_COUNT


def seen_units(viewer: Person, wanted: Narrowing, *, on: date) -> Seen:
    """The open units with tidgivere whose coverage is the viewer's to see, in tree order. 2 queries."""
    seen = in_tree_order(units_where(viewer, Permission.SEE_COVERAGE, on=on).open().select_related("kind"))
    units = [unit for unit in seen if unit.kind.has_tidgivere]
    kinds, cities = axes_of(units)
    return Seen(
        units=[unit for unit in units if wanted.kind in ("", unit.kind.key) and wanted.city in ("", unit.city)],
        kinds=kinds,
        cities=cities,
    )


def slot_lines(viewer: Person, units: list[Unit], *, on: date) -> tuple[list[CentralPlace], list[SlotLine]]:
    """Every place in the central courses, and how it stands in each unit. 9 queries, whatever their number."""
    places = central_places()
    found = fillings(units, places, on=on)
    own = _where(viewer, Permission.EDIT_PAGES, on)
    return places, [SlotLine(unit, found[unit.pk], unit.pk in own) for unit in units]


def course_lines(viewer: Person, units: list[Unit], *, on: date) -> tuple[list[CoursePage], list[CourseLine]]:
    """The central courses that earn something, and how many people of each unit and those below it have taken them. 11 queries at most."""
    courses = [course for course in courses_open_to([]) if course.qualification_id]
    reach = reach_by_unit(units, {course.qualification_id for course in courses if course.qualification_id}, on=on)
    by_name = _where(viewer, Permission.SEE_PEOPLE, on)
    return courses, [CourseLine(unit, reach[unit.pk], unit.pk in by_name) for unit in units]


def _where(viewer: Person, permission: Permission, on: date) -> set[int]:
    return set(units_where(viewer, permission, on=on).values_list("pk", flat=True))
