"""What the editors' desk does not do by itself: take away a course that is asked of people."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from content.retirement.plan import bereft
from lms.courses.models import CoursePage
from lms.people.selectors import person_of
from lms.roles.policies import Permission, may


@hooks.register("before_delete_page")
def keep_what_is_asked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Not deleted, nor with what holds it."""
    return _refuse(request, [page], below=True)


@hooks.register("before_unpublish_page")
def keep_published_what_is_asked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Not unpublished, nor with the page above it."""
    return _refuse(request, [page], below=bool(request.POST.get("include_descendants")))


@hooks.register("before_move_page")
def keep_where_it_is_asked(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Not moved under another page, where it could give something else or nothing."""
    if destination.pk == page.get_parent().pk:
        return None
    return _refuse(request, [page], below=False)


@hooks.register("before_bulk_action")
def keep_what_is_asked_in_bulk(request: HttpRequest, action_type: str, objects: list[Page], action: BulkAction) -> HttpResponse | None:
    """As for one page."""
    if action_type not in ("delete", "unpublish", "move") or not all(isinstance(each, Page) for each in objects):
        return None
    told = action.cleaned_form.cleaned_data if action.cleaned_form else {}
    if action_type == "move" and told.get("chooser") and all(told["chooser"].pk == each.get_parent().pk for each in objects):
        return None
    return _refuse(request, objects, below=action_type == "delete" or bool(told.get("include_descendants")))


def _refuse(request: HttpRequest, pages: Iterable[Page], *, below: bool) -> HttpResponse | None:
    """Say what stands in the way, and where it is put right; None if nothing does."""
    pages, today = list(pages), timezone.localdate()
    courses = bereft(pages, below=below, on=today)
    for course in courses:
        said = (
            _(
                "«%(course)s» is asked of people, so it cannot be taken away here. Take it out of use first; then it is asked of nobody any longer."
            )
            if course.qualification and course.qualification.unit
            else _("«%(course)s» is asked of people, so it cannot be taken away. What is asked must end first.")
        )
        messages.error(request, said % {"course": course.title}, buttons=_way(request, course))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk) if courses else None


def _way(request: HttpRequest, course: CoursePage) -> list[object]:
    """To «Ta kurset ut av bruk», for those who may, where it is a unit's own."""
    person = person_of(request.user)
    unit = course.qualification.unit if course.qualification else None
    if unit is None or person is None or not may(person, Permission.PUBLISH_PAGES, unit, on=timezone.localdate()):
        return []
    return [messages.button(reverse("content:retire_course", args=[unit.slug, course.pk]), _("Take the course out of use"))]
