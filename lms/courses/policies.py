"""Who may read what was said before."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from lms.people.models import Person, User
from lms.roles.cms import approves_topics
from lms.roles.policies import Permission, units_where

from .models import CoursePage
from .selectors import courses_open_to


def may_read_history(user: User, person: Person | None, course: CoursePage, *, on: date) -> bool:
    """Whether somebody at the editors' desk may read every edition of a course. At most 6 queries.

    Those who write or publish it, and those who write for units that take it: a central course is read by all of them.
    """
    allowed = course.permissions_for_user(user)
    if allowed.can_edit() or allowed.can_publish():
        return True
    return course in courses_open_to(units_where(person, Permission.EDIT_PAGES, on=on))


def central_pages(user: User | AnonymousUser) -> QuerySet[Page]:
    """The pages of the central catalogue that a login may publish: whoever has any answers what units suggest. At most 4 queries."""
    central = Q(pk__in=[])
    for path in Page.objects.filter(courseindexpage__isnull=False).values_list("path", flat=True):
        central |= Q(path__startswith=path)
    publishable: QuerySet[Page] = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
    return publishable.filter(central)


def may_review(user: User | AnonymousUser) -> bool:
    """Whether a login writes down what professionals say of the central courses. At most 5 queries.

    The subject owners of the whole organisation, and whoever publishes the central pages.
    """
    if not user.is_authenticated:
        return False
    return approves_topics(user) or central_pages(user).exists()
