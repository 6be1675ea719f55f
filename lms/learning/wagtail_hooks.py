"""Where Wagtail would show a page of a course by itself, and what it asks before a step is published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from lms.courses.models import STEP_TYPES, CourseIndexPage, CoursePage
from lms.people.selectors import person_of
from lms.quizzes.models import ChangeClass

from .addresses import address_of
from .policies import sight
from .selectors import impact
from .views import desk as desk_views
from .views import previews
from .words import impact_line


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """This room's addresses at the editors' desk."""
    own = [path("<int:page>/publiser/<int:revision>/", desk_views.publish, name="publish")]
    return [path("steg/", include((own, "learning_desk")))]


@hooks.register("before_publish_page")
def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A change that asks something of people is shown with whom it touches, before it is out. The draft is saved by now."""
    if not _asks_something(page):
        return None
    return redirect("learning_desk:publish", page.pk, page.get_latest_revision().pk)


@hooks.register("before_edit_page")
def tell_who_approves(request: HttpRequest, page: Page) -> None:
    """Approving publishes in one press, so whoever may approve reads whom it touches above the page."""
    if request.method != "GET" or not _asks_something(page) or page.current_workflow_state is None:
        return
    on = timezone.localdate()
    seen = sight(person_of(request.user), page, on=on)
    found = impact(page, units=seen.units, counted=seen.counted, on=on)
    messages.info(request, _("If this is approved: %(line)s") % {"line": impact_line(page.change_class, found)})


def _asks_something(page: Page) -> bool:
    """Whether publishing a page asks something of those who have done it."""
    return (
        isinstance(page, STEP_TYPES) and bool(page.first_published_at) and page.change_class in (ChangeClass.IMPORTANT, ChangeClass.RETAKE)
    )


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
