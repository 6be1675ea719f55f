"""Whom it touches when a course goes out of use, and which courses cannot just be taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from wagtail.models import Page

from lms.courses.models import STEP_TYPES, CoursePage
from lms.learning.models import Enrolment
from lms.learning.selectors import course_key
from lms.qualifications.models import Evidence
from lms.requirements.models import Clause, Requirement
from lms.roles.models import Assignment
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Retirement:
    """How many people a course of a unit's own concerns on a day, each counted once in each.

    `must`: it is asked of their role, now or from a later day. `under_way`: they have begun and not earned it. `holding`: they have earned what it
    gives, and it counts.
    """

    must: int
    under_way: int
    holding: int


def retirement(course: CoursePage, unit: Unit, *, on: date) -> Retirement:
    """Whom it touches that a unit takes its course out of use. 4 queries, whatever the number of people."""
    here = Assignment.objects.current().filter(unit__in=Unit.objects.below(unit))
    roles = [row.role_id for row in asking_for([course.qualification_id], on)]
    asked = here if None in roles else here.filter(role__in=roles)
    earned = Evidence.objects.filter(source_key__startswith=course_key(course)).values("person")
    begun = Enrolment.objects.filter(course=course, person__in=here.values("person")).exclude(person__in=earned)
    holding = Evidence.objects.counting(on).filter(qualification=course.qualification)
    return Retirement(_people(asked), _people(begun), _people(holding))


def _people(rows: "QuerySet[Assignment] | QuerySet[Enrolment] | QuerySet[Evidence]") -> int:
    return rows.order_by().values("person").distinct().count()


def still_asked(on: date) -> QuerySet[Requirement]:
    """Requirements that hold on a day or will."""
    return Requirement.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on))


def asking_for(qualifications: Iterable[int | None], on: date) -> QuerySet[Requirement]:
    """Of those, the ones that nothing else than these qualifications can meet: each of them alone, not as one of several."""
    return still_asked(on).filter(clauses__in=_alone().filter(options__qualification__in=list(qualifications))).distinct()


def _alone() -> QuerySet[Clause]:
    """Clauses that one qualification alone can meet."""
    return Clause.objects.filter(pk__in=Clause.objects.annotate(ways=Count("options")).filter(ways=1).values("pk"))


def bereft(pages: Iterable[Page], *, below: bool, on: date) -> list[CoursePage]:
    """The courses asked of people that could not be taken any longer without these pages: they are among them, or nothing published would be left
    in them. `below`: what lies below the pages goes too. 2 queries, and at most 2 more for each course that holds one of the pages.
    """
    gone, above = Q(pk__in=[]), Q(pk__in=[])
    for page in pages:
        gone |= Q(path__startswith=page.path) if below else Q(pk=page.pk)
        above |= Q(path=page.path[: -Page.steplen])
    asked = (
        CoursePage.objects.select_related("qualification__unit")
        .filter(qualification__in=_alone().filter(requirement__in=still_asked(on)).values("options__qualification"))
        .order_by("path")
    )
    found = {course.pk: course for course in asked.filter(gone)}
    for course in asked.filter(above).exclude(pk__in=found):
        steps = Page.objects.child_of(course).live().type(*STEP_TYPES)
        if steps.filter(gone).exists() and not steps.exclude(gone).exists():
            found[course.pk] = course
    return list(found.values())
