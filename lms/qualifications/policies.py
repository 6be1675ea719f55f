"""Whose certificates one may see and decide on."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.people.models import Person
from lms.roles.models import Assignment
from lms.roles.policies import Permission, units_where

from .models import Submission


def submissions_to_decide(viewer: Person, *, on: date) -> QuerySet[Submission]:
    """Certificates sent in by people whom the viewer follows up, and never the viewer's own. 1 query when made, 1 when read."""
    return Submission.objects.filter(_followed_by(viewer, on=on)).exclude(person=viewer)


def submissions_to_see(viewer: Person, *, on: date) -> QuerySet[Submission]:
    """The viewer's own, and those of people whom the viewer follows up. 1 query when made, 1 when read."""
    return Submission.objects.filter(Q(person=viewer) | _followed_by(viewer, on=on))


def _followed_by(viewer: Person, *, on: date) -> Q:
    """That a person has an assignment, not over, in a unit whose people the viewer manages."""
    units = units_where(viewer, Permission.MANAGE_PEOPLE, on=on)
    return Q(Exists(Assignment.objects.current().filter(person=OuterRef("person"), unit__in=units)))
