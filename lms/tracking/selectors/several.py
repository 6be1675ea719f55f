"""Several people of a unit at once: who was chosen at its desk, and what can be done for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.requirements.selectors import Row, unit_matrix
from lms.roles.models import Assignment, AssignmentQuerySet, AssignmentStatus
from lms.roles.policies import visible_assignments
from lms.units.models import Unit

from . import by_name
from .reminders import Left, open_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody who was chosen: how they stand, and what they have left."""

    person: Person
    row: Row
    left: Left

    def is_asked_for(self, qualification: Qualification) -> bool:
        """Whether a qualification is asked of them."""
        return any(qualification.key in cell.asked.demand.qualifications for cell in self.row.cells.values())


def chosen(viewer: Person, unit: Unit, ids: Collection[int], *, on: date) -> list[Chosen]:
    """Those of these people whom the viewer may see in a unit and below it, by name. 6 queries, however many."""
    seen = visible_assignments(viewer, on=on).filter(person__in=ids)
    rows = sorted(unit_matrix(unit, on=on, assignments=seen).rows, key=by_name)
    people = Person.objects.in_bulk([row.person_id for row in rows])
    return [Chosen(people[row.person_id], row, Left(row.person_id, open_of(row))) for row in rows]


def ids_of(rows: Iterable[Row]) -> dict[str, int]:
    """The ids of the qualifications that are asked of these people, by key. 1 query."""
    keys = {key for row in rows for cell in row.cells.values() for key in cell.asked.demand.qualifications}
    return dict(Qualification.objects.filter(key__in=keys).values_list("key", "pk"))


def active_posts(viewer: Person, unit: Unit, some: Iterable[Chosen], *, on: date) -> list[Assignment]:
    """What these people do in a unit and below it and can have a break from, as far as the viewer may see it. 2 queries."""
    seen: AssignmentQuerySet = visible_assignments(viewer, on=on).filter(unit__in=Unit.objects.below(unit), status=AssignmentStatus.ACTIVE)
    return list(seen.filter(person__in=[each.person.pk for each in some]))
