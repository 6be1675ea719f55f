"""Screens at the editors' desk: whom a change touches, before it is published."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from lms.courses.models import STEP_TYPES
from lms.learning.policies import sight
from lms.learning.selectors import impact
from lms.learning.words import impact_line, touched_cells
from lms.people.selectors import person_of
from lms.quizzes.changes import retake_day
from lms.quizzes.models import ChangeClass


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, page: int, revision: int) -> HttpResponse:
    """How many people in which units a change touches; pressing the button publishes it. What somebody has saved since is looked at first."""
    step = get_object_or_404(Page, pk=page).specific
    lock = step.get_lock()
    if (
        not isinstance(step, STEP_TYPES)
        or not step.permissions_for_user(request.user).can_publish()
        or (lock and lock.for_user(request.user))
    ):
        raise Http404
    newest = step.get_latest_revision()
    if newest is None or newest.pk != revision:
        messages.warning(request, _("The page has been saved since. Look at it, and publish once more."))
        return redirect("wagtailadmin_pages:edit", step.pk)
    draft = newest.as_object()
    if request.method == "POST":
        PublishPageRevisionAction(newest, user=request.user).execute()
        scheduled = draft.go_live_at and draft.go_live_at > timezone.now()
        messages.success(request, _("The change is published when its time comes.") if scheduled else _("The change is published."))
        return redirect("wagtailadmin_explore", step.get_parent().pk)
    on = timezone.localdate()
    seen = sight(person_of(request.user), step, on=on)
    found = impact(step, units=seen.units, counted=seen.counted, on=on)
    context = {
        "page_title": _("Before it is published"),
        "page_subtitle": draft.title,
        "header_icon": "group",
        "step": draft,
        "retake_from": retake_day(draft.retake_from, on=on) if draft.change_class == ChangeClass.RETAKE else None,
        "line": impact_line(draft.change_class, found),
        "rows": [touched_cells(unit) for unit in found.units],
        "back_url": reverse("wagtailadmin_pages:edit", args=[step.pk]),
    }
    return render(request, "learning/desk/publish.html", context)
