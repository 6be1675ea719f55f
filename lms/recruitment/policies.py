"""Who may see and do what with a case. Every list of cases begins here.

A case is open to whoever recruits in its unit (or in one above), and to the interviewers of its rounds as far as their part goes. Never to somebody
who has said that they know the applicant, and never to the applicant's own login: who is admitted and later leads the unit does not find the notes
about herself. The administrator keeps the house and reads no case.
"""

from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from lms.people.models import Person
from lms.roles.models import Assignment, Responsibility
from lms.roles.policies import Permission, kinds_with, may, units_where, visible_assignments
from lms.units.models import Unit

from .models import Application, Interview, Seat, Tie
from .models.cases import ApplicationQuerySet
from .selectors.interviews import raised_by


def _not_oneself(person: Person) -> Q:
    own = Q(person=person)
    if person.email:
        own |= Q(email__iexact=person.email)
    return ~own


def cases(person: Person | None, *, on: date) -> ApplicationQuerySet:
    """The cases somebody may work on, on a day. 1 query when made, 1 when read."""
    if not person:
        return Application.objects.none()
    return (
        Application.objects.filter(unit__in=units_where(person, Permission.RECRUIT, on=on))
        .filter(_not_oneself(person))
        .exclude(Exists(Tie.objects.filter(application=OuterRef("pk"), person=person)))
    )


def case(person: Person | None, pk: int, *, on: date) -> Application | None:
    """One case that somebody may work on, with unit, role, process and owner; None looks the same for «not there» and «not yours». 2 queries."""
    found = cases(person, on=on).filter(pk=pk)
    return found.select_related("unit__kind", "role", "process__guideline", "owner", "person", "opening").first()


def own_seats(person: Person | None, *, on: date) -> QuerySet[Seat]:
    """The seats in which somebody interviews: open cases, not called off, neither somebody they know nor themselves. 1 query.

    Their only door if they do not recruit. It closes when they have no part in the unit any more: neither a responsibility there or above, nor an
    assignment that goes on.
    """
    seats = Seat.objects.exclude(interview__state=Interview.State.CALLED_OFF).select_related("interview__application__unit")
    if not person:
        return seats.none()
    tied = Exists(Tie.objects.filter(application=OuterRef("interview__application"), person=person))
    responsible = Responsibility.objects.on(on).annotate(at=ExpressionWrapper(OuterRef("interview__application__unit__path"), CharField()))
    responsible = responsible.filter(person=person, at__startswith=F("unit__path"))
    assigned = Assignment.objects.current().filter(person=person, unit=OuterRef("interview__application__unit"))
    cases = Application.objects.open().filter(_not_oneself(person))
    return seats.filter(Exists(responsible) | Exists(assigned), person=person, interview__application__in=cases).exclude(tied)


def may_rule(person: Person | None, application: Application, *, on: date) -> bool:
    """Whether somebody may stand behind a ruling in this case. 3 queries."""
    return may(person, Permission.RULE, application.unit, on=on) and cases(person, on=on).filter(pk=application.pk).exists()


def own_seat(person: Person | None, pk: int, *, on: date) -> Seat | None:
    """One seat of one's own, with all that its sheet needs; None alike for one that is gone, ended, called off or another's. 1 query."""
    related = ("interview__guide", "interview__application__process", "interview__application__role", "sheet")
    return own_seats(person, on=on).select_related(*related, "person", "interview__application__unit").filter(pk=pk).first()


def may_decide_flag(person: Person | None, interview: Interview, criterion: str, *, on: date) -> bool:
    """Whether somebody is a second person for a flag: may rule in the case, does not know the applicant, and has not raised it. 4 queries."""
    return person is not None and may_rule(person, interview.application, on=on) and person.pk not in raised_by(interview, criterion)


def deciders(application: Application, *, on: date) -> QuerySet[Person]:
    """Everybody who may stand behind a ruling in a case: the same as `may_rule`, as a list. 1 query."""
    held = Responsibility.objects.on(on).filter(kind__in=kinds_with(Permission.RULE), unit_id__in=application.unit.path_ids)
    found = Person.objects.filter(pk__in=held.values("person")).exclude(
        Exists(Tie.objects.filter(application=application, person=OuterRef("pk")))
    )
    if application.person_id:
        found = found.exclude(pk=application.person_id)
    return found.exclude(email__iexact=application.email) if application.email else found


def may_nominate(by: Person | None, person: Person, unit: Unit, *, on: date) -> bool:
    """Whether somebody may propose one of a unit's people for a new role there: they recruit in it and see that person. Nobody nominates themselves.

    3 queries.
    """
    if not by or by == person or not may(by, Permission.RECRUIT, unit, on=on):
        return False
    return visible_assignments(by, on=on).current().filter(person=person, unit__in=Unit.objects.below(unit)).exists()
