"""What those who write a step may be told of those who do it, and who may see again what somebody was shown."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import QuerySet
from wagtail.models import Page

from lms.people.models import Person
from lms.quizzes.models import Attempt
from lms.roles.policies import Permission, may, units_where
from lms.units.models import Unit

from .models import StepCompletion


class Insight(IntEnum):
    """How much of what somebody was shown, and did, another may see. Each holds the ones before it."""

    NONE = 0
    STATUS = 1  # the step, and that it was passed
    ANSWERS = 2  # also what was answered; each reading is logged
    OWN = 3


def insight(person: Person | None, whose: Person, unit: Unit | None, *, on: date) -> Insight:
    """What somebody may see of what a person did in a unit. At most 2 queries."""
    if person is None:
        return Insight.NONE
    if person.pk == whose.pk:
        return Insight.OWN
    if unit is None:
        return Insight.NONE
    if may(person, Permission.SEE_ANSWERS, unit, on=on):
        return Insight.ANSWERS
    return Insight.STATUS if may(person, Permission.SEE_PEOPLE, unit, on=on) else Insight.NONE


def completions_seen(person: Person, whose: Person, *, on: date) -> QuerySet[StepCompletion]:
    """What somebody may know that a person has finished: all of one's own, else what was done in units whose people they see. 1 query when made."""
    rows = StepCompletion.objects.filter(person=whose)
    return rows if person.pk == whose.pk else rows.filter(unit__in=units_where(person, Permission.SEE_PEOPLE, on=on))


def attempts_seen(person: Person, whose: Person, *, on: date) -> QuerySet[Attempt]:
    """Handed-in tests that finished nothing: one's own, else those in units whose people's answers somebody may see. 1 query when made."""
    rows = Attempt.objects.filter(person=whose, submitted_at__isnull=False, completion__isnull=True)
    return rows if person.pk == whose.pk else rows.filter(unit__in=units_where(person, Permission.SEE_ANSWERS, on=on))


@dataclass(frozen=True, slots=True)
class Sight:
    """Units somebody may be told about (None: all), and those whose people they may see counted one by one; by id."""

    units: AbstractSet[int] | None
    counted: AbstractSet[int]


def sight(person: Person | None, page: Page, *, on: date) -> Sight:
    """What somebody who may change a page may be told of those who did it on a day. At most 5 queries.

    Of a central step: every unit. Of a unit's own: the units in which they write. Whether they may change the page is Wagtail's to say.
    """
    counted = frozenset(units_where(person, Permission.SEE_COVERAGE, on=on).values_list("pk", flat=True))
    if not Unit.objects.filter(page__path__in=_above(page)).exists():
        return Sight(None, counted)
    return Sight(frozenset(units_where(person, Permission.EDIT_PAGES, on=on).values_list("pk", flat=True)), counted)


def _above(page: Page) -> list[str]:
    """The tree paths of a page and everything above it."""
    return [page.path[:length] for length in range(Page.steplen, len(page.path) + 1, Page.steplen)]
