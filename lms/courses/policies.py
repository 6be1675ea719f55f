"""Who may read what was said before."""

from datetime import date

from lms.people.models import Person, User
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
