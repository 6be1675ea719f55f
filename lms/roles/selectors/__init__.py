"""Reads about responsibilities: who has which where, and where one is missing."""

from datetime import date

from django.db.models import Q, QuerySet

from lms.people.models import Person
from lms.roles.models import Assignment, AssignmentStatus, Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.ui.rules import alphabetical
from lms.units.models import Unit
from lms.units.rules import in_tree_order


def held_in(unit: Unit, *, on: date) -> list[Responsibility]:
    """The responsibilities in a unit and in those above that hold on a day or later, with person and unit; the unit's own first. 1 query."""
    lasting = Responsibility.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), unit_id__in=unit.path_ids)
    nearness = {pk: number for number, pk in enumerate(reversed(unit.path_ids))}
    order = {kind: number for number, kind in enumerate(Kind)}
    rows = lasting.select_related("person", "unit")
    return sorted(rows, key=lambda row: (nearness[row.unit_id], order[Kind(row.kind)], row.is_deputy, alphabetical(row.person.name)))


def known_in(unit: Unit, *, on: date) -> QuerySet[Person]:
    """Those who have an assignment or, on a day, a responsibility in a unit or below it, by name. 1 query when read."""
    units = Unit.objects.below(unit)
    assigned = Assignment.objects.filter(unit__in=units).exclude(status=AssignmentStatus.ENDED).values("person")
    responsible = Responsibility.objects.on(on).filter(unit__in=units).values("person")
    return Person.objects.filter(Q(pk__in=assigned) | Q(pk__in=responsible))


def without_coordinator(unit: Unit, *, on: date) -> list[Unit]:
    """The open units with tidgivere, this one and those below it, that nobody coordinates on a day, neither there nor from above. 2 queries."""
    covered = set(Responsibility.objects.on(on).filter(kind=Kind.COORDINATOR).values_list("unit", flat=True))
    units = Unit.objects.below(unit).open().select_related("kind")
    return [each for each in in_tree_order(units) if each.kind.has_tidgivere and covered.isdisjoint(each.path_ids)]


def person_by_email(email: str) -> Person | None:
    """Who has this address, in their papers or as log-in, capital or small letters alike. 1 query."""
    return Person.objects.filter(Q(email__iexact=email) | Q(user__email__iexact=email)).first()
