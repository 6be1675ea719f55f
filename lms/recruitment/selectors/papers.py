"""What the papers of a case need: the guideline as it is published now, and who can take part."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.people.models import Person
from lms.recruitment.models import Application, Tie
from lms.roles.models import Assignment, Responsibility
from lms.roles.policies import Permission, kinds_with


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline as it is published. `revision` is None for a page that was never published by the desk; `body` may be None."""

    title: str
    revision: int | None
    lead: str
    body: Any


def guideline_of(application: Application) -> Guideline | None:
    """The guideline of a case's process; None if there is none. At most 2 queries."""
    page = application.process.guideline
    if page is None:
        return None
    full = page.specific
    return Guideline(full.title, full.live_revision_id, getattr(full, "lead", ""), getattr(full, "body", None))


def _untied(people: QuerySet[Person], application: Application) -> QuerySet[Person]:
    untied = people.exclude(Exists(Tie.objects.filter(application=application, person=OuterRef("pk"))))
    if application.person_id:
        untied = untied.exclude(pk=application.person_id)
    return untied.exclude(email__iexact=application.email) if application.email else untied


def receivers(application: Application, *, on: date) -> QuerySet[Person]:
    """Who can be shown a certificate: those who recruit in the unit and do not know the applicant. 1 query when read."""
    held = Responsibility.objects.on(on).filter(kind__in=kinds_with(Permission.RECRUIT), unit_id__in=application.unit.path_ids)
    return _untied(Person.objects.filter(pk__in=held.values("person")), application)


def hosts(application: Application, *, on: date) -> QuerySet[Person]:
    """Who can be host of a trial shift: the unit's tidgivere and those who recruit in it, but nobody who knows the applicant. 1 query when read."""
    serving = Assignment.objects.serving().filter(unit=application.unit)
    held = Responsibility.objects.on(on).filter(kind__in=kinds_with(Permission.RECRUIT), unit_id__in=application.unit.path_ids)
    return _untied(Person.objects.filter(Q(pk__in=serving.values("person")) | Q(pk__in=held.values("person"))), application)
