"""Where Wagtail would show a page of a course by itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from lms.courses.models import STEP_TYPES, CourseIndexPage, CoursePage

from . import previews
from .addresses import address_of

hooks.register("preview_step", previews.in_the_desk)


@hooks.register("before_serve_page")
def to_the_learners_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Courses and steps are read where learning knows who reads, never by their place in the tree: a unit's own module is for its people."""
    if not isinstance(page, (*STEP_TYPES, CourseIndexPage, CoursePage)):
        return None
    address = address_of(page)
    if address is None or address == request.path:
        raise Http404
    return redirect(address)
