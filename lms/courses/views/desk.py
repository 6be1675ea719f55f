"""Screens at the editors' desk: what a course has said, and when."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.courses.models import CoursePage
from lms.courses.policies import may_read_history
from lms.courses.selectors import editions_of, history_lines
from lms.people.selectors import person_of

PER_PAGE = 20


@require_safe
def history(request: HttpRequest, course_page: int) -> HttpResponse:
    """Every edition of a course's steps: what kind of change, why, by whom, when, and what was said before."""
    page = get_object_or_404(CoursePage, pk=course_page)
    if not may_read_history(request.user, person_of(request.user), page, on=timezone.localdate()):  # type: ignore[arg-type]
        raise Http404
    shown = Paginator(editions_of(page), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Editions"),
        "page_subtitle": page.title,
        "header_icon": "history",
        "shown": shown,
        "changes": history_lines(shown),
        "publish_url": reverse("learning_desk:publish_steps", args=[page.pk])
        if page.permissions_for_user(request.user).can_publish()
        else "",
    }
    return render(request, "courses/desk/history.html", context)
