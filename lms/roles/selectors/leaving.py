"""Reads about those who have left."""

from datetime import date

from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from lms.people.models import Person
from lms.roles.models import Assignment, AssignmentStatus, Responsibility


def left_by(day: date) -> QuerySet[Person]:
    """Everybody who is nothing anywhere any more and whose last day was `day` or an earlier one; annotated with it as `last_day`.

    The last day is the latest on which any assignment or responsibility ended, included. For somebody who never had one it is the day on which they
    were registered.
    """
    theirs = Q(person=OuterRef("pk"))
    here = Assignment.objects.filter(~Q(status=AssignmentStatus.ENDED) | Q(ends_on__gt=day), theirs)
    answering = Responsibility.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), theirs)
    served, answered = _latest(Assignment.objects.filter(theirs)), _latest(Responsibility.objects.filter(theirs))
    registered = TruncDate("created_at")
    return (
        Person.objects.filter(~Exists(here), ~Exists(answering))
        .annotate(served=served, answered=answered)
        .annotate(last_day=Greatest(Coalesce(F("served"), F("answered"), registered), Coalesce(F("answered"), F("served"), registered)))
        .filter(last_day__lte=day)
    )


def _latest(rows: QuerySet[Assignment] | QuerySet[Responsibility]) -> Subquery:
    return Subquery(rows.order_by().values("person").annotate(last=Max("ends_on")).values("last"), output_field=DateField())


def last_day_of(person: Person, *, on: date) -> date | None:
    """The last day of somebody who has left before `on`; None as long as they are anything anywhere, or never were. 1 query."""
    row = left_by(on).filter(Q(served__isnull=False) | Q(answered__isnull=False), pk=person.pk).first()
    return row.last_day if row else None  # type: ignore[attr-defined]
