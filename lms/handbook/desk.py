"""The screen at the editors' desk: whom a change touches, before it is published."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from lms.blocks.page_forms import why_not
from lms.quizzes.changes import retake_day
from lms.quizzes.models import ChangeClass

from .models import Guideline
from .selectors import readers


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, page: int, revision: int) -> HttpResponse:
    """How many people a change touches; pressing the button publishes it. What somebody has saved since is looked at first."""
    guideline = get_object_or_404(Guideline, pk=page)
    lock = guideline.get_lock()
    if not guideline.permissions_for_user(request.user).can_publish() or (lock and lock.for_user(request.user)):
        raise Http404
    newest = guideline.get_latest_revision()
    if newest is None or newest.pk != revision:
        messages.warning(request, _("The page has been saved since. Look at it, and publish once more."))
        return redirect("wagtailadmin_pages:edit", guideline.pk)
    draft = newest.as_object()
    refused = why_not(draft)
    if refused:
        messages.error(request, " ".join(refused))
        return redirect("wagtailadmin_pages:edit", guideline.pk)
    if request.method == "POST":
        PublishPageRevisionAction(newest, user=request.user).execute()
        scheduled = draft.go_live_at and draft.go_live_at > timezone.now()
        messages.success(request, _("The change is published when its time comes.") if scheduled else _("The change is published."))
        return redirect("wagtailadmin_explore", guideline.get_parent().pk)
    on = timezone.localdate()
    context = {
        "page_title": _("Before it is published"),
        "page_subtitle": draft.title,
        "header_icon": "group",
        "draft": draft,
        "retake_from": retake_day(draft.retake_from, on=on) if draft.change_class == ChangeClass.RETAKE else None,
        "people": readers(guideline),
        "back_url": reverse("wagtailadmin_pages:edit", args=[guideline.pk]),
    }
    return render(request, "handbook/desk/publish.html", context)
