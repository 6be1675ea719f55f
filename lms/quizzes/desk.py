"""The screens at the editors' desk before a change is published that asks something of people, and before that is taken back: whom it touches."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from lms.blocks.page_forms import why_not

from .changes import retake_day
from .freezing import says_the_same
from .models import ChangeClass, ChangingPage, PageEdition
from .page_forms import TakeBackForm
from .retakes import Retake


def ask_before_publishing(
    request: HttpRequest,
    page: ChangingPage,
    revision: int,
    *,
    template: str,
    newest: PageEdition | None,
    touched: Callable[[Any], dict[str, Any]],
) -> HttpResponse:
    """Whom a change touches; pressing the button publishes it. What somebody has saved since is looked at first.

    `page` is the specific page, `newest` its newest edition and `revision` the id of the draft that is asked about; `touched` gives what
    `template` says of that draft, at least a `line`. A draft that says what the newest edition says asks nothing of anybody, whatever its
    kind; that is told. Raises Http404 for somebody who may not publish the page, or not now.
    """
    lock = page.get_lock()
    if not page.permissions_for_user(request.user).can_publish() or (lock and lock.for_user(request.user)):
        raise Http404
    back = reverse("wagtailadmin_pages:edit", args=[page.pk])
    latest = page.get_latest_revision()
    if latest is None or latest.pk != revision:
        messages.warning(request, _("The page has been saved since. Look at it, and publish once more."))
        return redirect(back)
    draft = latest.as_object()
    refused = why_not(draft)
    if refused:
        messages.error(request, " ".join(refused))
        return redirect(back)
    is_same = says_the_same(latest.as_object(), newest)  # afresh: looking a draft through fills in what its blocks leave out
    if request.method == "POST":
        PublishPageRevisionAction(latest, user=request.user).execute()
        if is_same:
            messages.info(request, _("The words are the same as before, so nobody is told or asked anything."))
        else:
            scheduled = draft.go_live_at and draft.go_live_at > timezone.now()
            messages.success(request, _("The change is published when its time comes.") if scheduled else _("The change is published."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    is_retake = draft.change_class == ChangeClass.RETAKE
    context = {
        "page_title": _("Before it is published"),
        "page_subtitle": draft.title,
        "header_icon": "group",
        "draft": draft,
        "kind": str(draft.get_change_class_display()).partition(":")[0].capitalize(),
        "is_same": is_same,
        "retake_from": retake_day(draft.retake_from, on=timezone.localdate()) if is_retake else None,
        "back_url": back,
        **touched(draft),
    }
    return render(request, template, context)


def ask_before_taking_back(
    request: HttpRequest, edition: Any, retake: Retake, *, take_back: Callable[[str], object], back: str
) -> HttpResponse:
    """Whom it concerned that something is done again; with a reason, nobody is asked for it any more. Sent twice is once.

    `edition` is the one of `retake` that was chosen, with its page; `take_back` is called with the reason, once; `back` is the address it leads to.
    Raises Http404 for somebody who may not publish the page.
    """
    if not edition.page.permissions_for_user(request.user).can_publish():
        raise Http404
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and (retake.is_taken_back or form.is_valid()):
        if not retake.is_taken_back:
            take_back(form.cleaned_data["reason"])
        messages.success(request, _("Nobody is asked to do this again any more."))
        return redirect(back)
    context = {
        "page_title": _("Take back that it is done again"),
        "page_subtitle": edition.title,
        "header_icon": "undo",
        "retake": retake,
        "edition": edition,
        "form": form,
        "back_url": back,
    }
    return render(request, "quizzes/desk/take_back.html", context, status=422 if form.errors else 200)
