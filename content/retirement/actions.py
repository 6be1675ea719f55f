"""Taking a course of the unit's own out of use, and up again."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from lms.courses.models import CoursePage
from lms.courses.selectors import given_by
from lms.people.models import Person
from lms.requirements.actions import stop_requiring
from lms.roles.policies import Permission, may
from lms.units.models import Unit

from .plan import asking_for


@transaction.atomic
def retire_course(*, unit: Unit, course: CoursePage, from_day: date, by: Person, on: date) -> CoursePage:
    """Take the unit's own course out of use; `from_day` is the first day on which nobody can take it. Returns it anew; twice is once.

    What is asked ends the day before, and what would have begun later is gone. Until then people can take the course; from then on the page is
    unpublished, today at once, later by Wagtail's own schedule. Enrolments, evidence and certificates stay. Raises ValidationError if `by` may not
    publish there, if the course is not the unit's own or was never published, for a day that is past, and if a rule asks for it with something else.
    """
    course = _own(unit, course, by, on)
    if from_day < on:
        raise ValidationError({"from_day": _("Choose a day from today on.")})
    asked = list(asking_for([course.qualification_id], from_day).filter(unit=unit).prefetch_related("clauses"))
    if any(len(each.clauses.all()) > 1 for each in asked):
        raise ValidationError(_("A rule asks for this together with something else. Change that rule first."))
    if course.first_published_at is None and not asked:
        raise ValidationError(_("This course has never been published."))
    for each in asked:
        if each.valid_from >= from_day:
            each.delete()
        else:
            stop_requiring(requirement=each, on=from_day - timedelta(days=1))
    _end_at(course, timezone.make_aware(datetime.combine(from_day, time())) if course.live and from_day > on else None, by)
    if from_day == on and course.live:
        CoursePage.objects.get(pk=course.pk).unpublish(user=by.user)
    return CoursePage.objects.get(pk=course.pk)


@transaction.atomic
def resume_course(*, unit: Unit, course: CoursePage, by: Person, on: date) -> CoursePage:
    """Take a course up again, as it was published last, and return it anew; one in use without a last day stays as it is.

    Nobody must take it: whom it is asked of is said anew. Whoever had begun goes on where they were. Raises ValidationError if `by` may not publish
    there, if the course is not the unit's own, or if it has never been published.
    """
    course = _own(unit, course, by, on)
    if course.first_published_at is None:
        raise ValidationError(_("This course has never been published."))
    if course.expire_at:
        _end_at(course, None, by)
        course = CoursePage.objects.get(pk=course.pk)
    if not course.live:
        course.save_revision(user=by.user).publish(user=by.user)
    return CoursePage.objects.get(pk=course.pk)


def _own(unit: Unit, course: CoursePage, by: Person, on: date) -> CoursePage:
    """The course, for nobody else meanwhile."""
    if not may(by, Permission.PUBLISH_PAGES, unit, on=on):
        raise ValidationError(_("You cannot take this course out of use, or up again."))
    Unit.objects.select_for_update().get(pk=unit.pk)
    course = CoursePage.objects.get(pk=course.pk)
    qualification = given_by(course)
    if qualification is None or qualification.unit_id != unit.pk:
        raise ValidationError(_("This course does not give anything of the unit's own."))
    return course


def _end_at(course: CoursePage, moment: datetime | None, by: Person) -> None:
    """Let Wagtail unpublish the course at a moment, or not. A draft says the same, else publishing it would forget the day."""
    if course.expire_at == moment:
        return
    draft = course.get_latest_revision_as_object()
    draft.expire_at = moment
    draft.save_revision(user=by.user, changed=False)
    Page.objects.filter(pk=course.pk).update(expire_at=moment, expired=False)
