"""Reads for the review of the register: which one is open, who is still to be confirmed, how far units have come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.roles.models import Assignment, AssignmentQuerySet, Confirmation
from lms.roles.rules.reviews import Review, review_on
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a unit's assignments are confirmed in a review, and how many there are in all."""

    done: int = 0
    total: int = 0

    @property
    def left(self) -> int:
        """How many are still to be confirmed."""
        return self.total - self.done


def open_review(*, on: date) -> Review:
    """The review that is open on a day, by the days of `settings.REVIEW_DAYS`. No query."""
    return review_on(on, settings.REVIEW_DAYS)


def to_confirm(assignments: AssignmentQuerySet, *, review: Review, on: date) -> AssignmentQuerySet:
    """Those of some assignments that are still to be confirmed: begun before the review opened, going on, and not spoken of in it."""
    spoken_of = Confirmation.objects.filter(assignment=OuterRef("pk"), review=review.opens_on)
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return assignments.current().filter(lasting, ~Exists(spoken_of), starts_on__lt=review.opens_on)


def confirmed(unit: Unit, *, review: Review) -> QuerySet[Confirmation]:
    """What has been said in a review of a unit's own assignments, the latest first. 1 query when read."""
    rows = Confirmation.objects.filter(assignment__unit=unit, review=review.opens_on)
    return rows.select_related("assignment__person", "assignment__role", "by")


def progress(units: Iterable[Unit], *, review: Review, on: date) -> dict[int, Progress]:
    """How far units have come with their own assignments, by the unit's id; those without any are left out. 2 queries, whatever their number."""
    ids = [unit.pk for unit in units]
    waiting = to_confirm(Assignment.objects.filter(unit__in=ids), review=review, on=on)
    spoken_of = Confirmation.objects.filter(assignment__unit__in=ids, review=review.opens_on)
    left = dict(waiting.order_by().values_list("unit").annotate(number=Count("pk")))
    done = dict(spoken_of.order_by().values_list("assignment__unit").annotate(number=Count("pk")))
    return {pk: Progress(done.get(pk, 0), done.get(pk, 0) + left.get(pk, 0)) for pk in ids if pk in done or pk in left}
