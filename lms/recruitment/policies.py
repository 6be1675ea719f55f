"""Who may see and do what with a case. Every list of cases begins here.

A case is open to whoever recruits in its unit (or in one above), and to the interviewers of its rounds as far as their part goes. Never to somebody
who has said that they know the applicant, and never to the applicant's own login: who is admitted and later leads the unit does not find the notes
about herself. The administrator keeps the house and reads no case.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.people.models import Person
from lms.roles.policies import Permission, may, units_where

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


def own_seats(person: Person | None) -> QuerySet[Seat]:
    """The seats in which somebody interviews: open cases, not called off, nobody they know. Their only door if they do not recruit. 1 query."""
    seats = Seat.objects.exclude(interview__state=Interview.State.CALLED_OFF).select_related("interview__application__unit")
    if not person:
        return seats.none()
    tied = Exists(Tie.objects.filter(application=OuterRef("interview__application"), person=person))
    return seats.filter(person=person, interview__application__in=Application.objects.open()).exclude(tied)


def may_rule(person: Person | None, application: Application, *, on: date) -> bool:
    """Whether somebody may stand behind a ruling in this case. 3 queries."""
    return may(person, Permission.RULE, application.unit, on=on) and cases(person, on=on).filter(pk=application.pk).exists()


def own_seat(person: Person | None, pk: int) -> Seat | None:
    """One seat of one's own, with all that its sheet needs; None alike for one that is gone, ended, called off or another's. 1 query."""
    related = ("interview__guide", "interview__application__process", "interview__application__role", "sheet")
    return own_seats(person).select_related(*related, "person", "interview__application__unit").filter(pk=pk).first()


def may_decide_flag(person: Person | None, interview: Interview, criterion: str, *, on: date) -> bool:
    """Whether somebody is a second person for a flag: may rule in the case, does not know the applicant, and has not raised it. 4 queries."""
    return person is not None and may_rule(person, interview.application, on=on) and person.pk not in raised_by(interview, criterion)
