"""Where Wagtail would show a page of a course by itself, and what it asks before a step is published."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from lms.courses.models import STEP_TYPES, CourseIndexPage, CoursePage, Translation
from lms.people.models import User
from lms.people.selectors import person_of

from .addresses import address_of
from .policies import sight
from .publishing import release_step
from .selectors import impact
from .views import desk as desk_views
from .views import previews
from .words import impact_line


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """This room's addresses at the editors' desk."""
    own = [
        path("<int:page>/publiser/<int:revision>/", desk_views.publish, name="publish"),
        path("utgave/<int:edition>/angre/", desk_views.take_back, name="take_back"),
        path("kurs/<int:course_page>/publiser/", desk_views.publish_steps, name="publish_steps"),
    ]
    return [path("steg/", include((own, "learning_desk")))]


@hooks.register("before_publish_page")
def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A change that asks something of people is shown with whom it touches, before it is out. The draft is saved by now."""
    if not _asks_something(page):
        return None
    return redirect("learning_desk:publish", page.pk, page.get_latest_revision().pk)


@hooks.register("before_bulk_action")
def refuse_to_publish_unasked(request: HttpRequest, action_type: str, objects: list[Page], action: BulkAction) -> HttpResponse | None:
    """Steps are not published from a list without a word on what has changed: the screen of their course asks it once for all of them."""
    if action_type != "publish":
        return None
    below = action.cleaned_form.cleaned_data.get("include_descendants")
    steps = [page for page in objects if issubclass(page.specific_class, STEP_TYPES)]
    if below:
        for page in objects:
            steps += page.get_descendants().not_live().type(*STEP_TYPES)
    if not steps:
        return None
    messages.error(
        request, _("Steps of a course are published from the course, where you say what kind of change it is. Nothing is published.")
    )
    courses = {step.path[: -Page.steplen] for step in steps}
    course = CoursePage.objects.filter(path__in=courses).first() if len(courses) == 1 else None
    if course is None or not course.permissions_for_user(request.user).can_publish():
        return redirect(action.next_url)
    asked = urlencode([("steg", step.pk) for step in steps])
    return redirect(f"{reverse('learning_desk:publish_steps', args=[course.pk])}?{asked}")


@hooks.register("register_page_header_buttons")
def publish_steps_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a course's own menu to publishing several of its steps."""
    if isinstance(page.specific, CoursePage) and page.permissions_for_user(user).can_publish():
        url = reverse("learning_desk:publish_steps", args=[page.pk])
        yield Button(_("Publish several steps"), url=url, icon_name="upload", priority=67)


@hooks.register("before_edit_page")
def tell_who_approves(request: HttpRequest, page: Page) -> None:
    """Approving publishes in one press, so whoever may approve reads whom it touches above the page."""
    if request.method != "GET" or not _asks_something(page) or page.current_workflow_state is None:
        return
    on = timezone.localdate()
    seen = sight(person_of(request.user), page, on=on)
    found = impact(page, units=seen.units, counted=seen.counted, on=on)
    messages.info(request, _("If this is approved: %(line)s") % {"line": impact_line(page.change_class, found)})


@hooks.register("after_copy_page")
def freeze_aliases(request: HttpRequest, page: Page, new_page: Page) -> None:
    """An alias is live from the first moment, yet Wagtail does not say that it was published."""
    made = new_page.get_descendants(inclusive=True).live().filter(alias_of__isnull=False).type(*STEP_TYPES)
    for alias in made.specific():
        release_step(page=alias, by=person_of(request.user), at=timezone.now())


def _asks_something(page: Page) -> bool:
    """Whether publishing a page asks something of those who have done it."""
    return isinstance(page, STEP_TYPES) and page.asks_something


hooks.register("preview_step", previews.in_the_desk)


@hooks.register("before_serve_page")
def to_the_learners_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """Courses and steps are read where learning knows who reads, never by their place in the tree: a unit's own module is for its people."""
    if not isinstance(page, (*STEP_TYPES, CourseIndexPage, CoursePage, Translation)):
        return None
    address = address_of(page)
    if address is None or address == request.path:
        raise Http404
    return redirect(address)
