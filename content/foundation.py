"""What a unit stands on: what holds there, and what comes with it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lms.courses.rules.places import ASKED
from lms.courses.selectors.coverage import CentralPlace, central_places, fillings
from lms.recruitment.models import Application
from lms.recruitment.selectors.processes import holding
from lms.requirements.models import Requirement
from lms.roles.models import Assignment, Responsibility
from lms.roles.selectors import held_in
from lms.units.models import Unit
from lms.units.rules import in_tree_order


@dataclass(frozen=True)
class Foundation:
    """A unit with everything that holds in it on a day."""

    unit: Unit
    responsibilities: list[Responsibility]  # its own and from above
    requirements: list[Requirement]
    process: list[str]  # recruitment in a few sentences
    to_write: list[CentralPlace]  # places that ask for the unit's words and have none
    below: list[Unit]
    people: int
    cases: int


def foundation(unit: Unit, *, on: date) -> Foundation:
    """What a unit stands on. 15 queries."""
    places = central_places()
    found = zip(places, fillings([unit], places, on=on)[unit.pk], strict=True)
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    asked = Requirement.objects.asked_in(unit).filter(in_force).with_clauses()
    return Foundation(
        unit=unit,
        responsibilities=held_in(unit, on=on),
        requirements=list(asked.order_by("role__order", "pk")),
        process=holding(unit, None).words,
        to_write=[place for place, filling in found if filling in ASKED],
        below=in_tree_order(Unit.objects.open().filter(parent=unit)),
        people=Assignment.objects.current().filter(unit=unit).values("person").distinct().count(),
        cases=Application.objects.open().filter(unit=unit).count(),
    )
