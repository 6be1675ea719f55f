"""Who may work on cases in a unit, and in whose hands cases are today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.recruitment.models import Application, Away
from lms.recruitment.rules.hands import Hands, in_hands
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.roles.policies import Permission, kinds_with
from lms.units.models import Unit


def may_own(application: Application, *, on: date) -> list[Person]:
    """Those who may see to a case on a day, by name: they recruit in its unit, do not know the applicant, and are not the applicant. 1 query."""
    held = Responsibility.objects.on(on).filter(kind__in=kinds_with(Permission.RECRUIT), unit_id__in=application.unit.path_ids)
    found = Person.objects.filter(pk__in=held.values("person")).exclude(pk__in=application.ties.values("person"))
    if application.email:
        found = found.exclude(email__iexact=application.email)
    return list(found.exclude(pk=application.person_id) if application.person_id else found)


def colleagues(person: Person, units: Iterable[Unit], *, on: date) -> list[Person]:
    """Those besides somebody who recruit in any of these units, or in one above, by name. 1 query."""
    ids = {pk for unit in units for pk in unit.path_ids}
    held = Responsibility.objects.on(on).filter(kind__in=kinds_with(Permission.RECRUIT), unit_id__in=ids)
    return list(Person.objects.filter(pk__in=held.values("person")).exclude(pk=person.pk))


@dataclass(frozen=True, slots=True)
class Owners:
    """Owners of cases and their deputies on a day: where each may recruit (as paths of units), and who stands in for whom."""

    paths: dict[int, list[str]]
    deputies: dict[int, int]

    def may_work(self, person: int, path: str) -> bool:
        """Whether somebody recruits in the unit at a path. No query."""
        return any(path.startswith(each) for each in self.paths.get(person, ()))

    def hands(self, owner: int | None, path: str, tied: Iterable[int] = ()) -> Hands:
        """In whose hands a case in the unit at a path is. No query."""
        asked = {person for person in (owner, self.deputies.get(owner or 0)) if person}
        return in_hands(owner, workers={each for each in asked if self.may_work(each, path)} - set(tied), deputies=self.deputies)

    def covered_by(self, person: int) -> list[int]:
        """Those for whom somebody stands in."""
        return [owner for owner, deputy in self.deputies.items() if deputy == person]


def covered_by(person: Person, *, on: date) -> list[int]:
    """Those for whom somebody stands in on a day. 1 query."""
    return list(Away.objects.on(on).filter(deputy=person).values_list("person_id", flat=True))


def owners_on(on: date, owners: Iterable[int | None]) -> Owners:
    """What there is to know of these owners on a day. 2 queries."""
    deputies = dict(Away.objects.on(on).order_by("-first_day", "-pk").values_list("person_id", "deputy_id"))
    asked = {owner for owner in owners if owner} | set(deputies.values())
    paths: dict[int, list[str]] = defaultdict(list)
    held = Responsibility.objects.on(on).filter(person__in=asked, kind__in=kinds_with(Permission.RECRUIT))
    for person, path in held.values_list("person_id", "unit__path"):
        paths[person].append(path or "")
    return Owners(dict(paths), deputies)


# Who is told of a new case and can be asked about one, the nearest to the work first.
RECRUITING = (ResponsibilityKind.RECRUITER, ResponsibilityKind.COORDINATOR, ResponsibilityKind.LEADER)


def nearest_recruiters(unit: Unit, *, on: date) -> list[Responsibility]:
    """Those who recruit in the nearest unit, from this one upwards, that has anybody on a day; recruiters first, deputies last. 1 query."""
    held = Responsibility.objects.on(on).filter(kind__in=RECRUITING, unit_id__in=unit.path_ids).select_related("person")
    by_unit: dict[int, list[Responsibility]] = {}
    for each in held:
        by_unit.setdefault(each.unit_id, []).append(each)
    nearest = next((by_unit[unit_id] for unit_id in reversed(unit.path_ids) if unit_id in by_unit), [])
    return sorted(nearest, key=lambda each: (RECRUITING.index(ResponsibilityKind(each.kind)), each.is_deputy, each.pk))


def whom_to_ask(application: Application, *, on: date) -> Person | None:
    """Whom the applicant rings or writes to: who sees to the case, else the nearest who recruits and can be reached. At most 1 query."""
    if application.owner and (application.owner.phone or application.owner.email):
        return application.owner
    found = (each.person for each in nearest_recruiters(application.unit, on=on))
    return next((person for person in found if person.phone or person.email), None)
