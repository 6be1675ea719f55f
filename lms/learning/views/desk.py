"""Screens at the editors' desk: whom a change touches, before it is published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from lms.courses.models import STEP_TYPES, CoursePage, Edition
from lms.courses.selectors import course_of
from lms.learning.forms import TogetherForm
from lms.learning.policies import sight
from lms.learning.publishing import Changed, drafts_of, publish_together, retake_of, take_back_retake
from lms.learning.selectors import impact
from lms.learning.words import impact_line, touched_cells
from lms.people.selectors import person_of
from lms.quizzes.changes import retake_day
from lms.quizzes.desk import ask_before_publishing, ask_before_taking_back
from lms.quizzes.models import ChangeClass


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, page: int, revision: int) -> HttpResponse:
    """How many people in which units a change touches; pressing the button publishes it."""
    step = get_object_or_404(Page, pk=page).specific
    if not isinstance(step, STEP_TYPES):
        raise Http404

    def touched(draft: Any) -> dict[str, Any]:
        on = timezone.localdate()
        seen = sight(person_of(request.user), step, on=on)
        found = impact(step, units=seen.units, counted=seen.counted, on=on)
        return {"line": impact_line(draft.change_class, found), "rows": [touched_cells(unit) for unit in found.units]}

    newest = Edition.objects.filter(page_id=step.pk).defer("content").order_by("-number").first()
    return ask_before_publishing(request, step, revision, template="learning/desk/publish.html", newest=newest, touched=touched)


@require_http_methods(["GET", "POST"])
def publish_steps(request: HttpRequest, course_page: int) -> HttpResponse:
    """Several drafts of a course as one change: which, what is said of them, whom they touch together, and out with all or none."""
    course = get_object_or_404(CoursePage, pk=course_page)
    if not course.permissions_for_user(request.user).can_publish():
        raise Http404
    drafts = drafts_of(course, request.user)  # type: ignore[arg-type]  # whoever may publish is logged in
    context: dict[str, Any] = {
        "page_title": _("Publish several steps"),
        "page_subtitle": course.title,
        "header_icon": "upload",
        "course": course,
        "drafts": drafts,
        "stuck": [draft for draft in drafts if draft.reasons],
        "back_url": reverse("courses_desk:history", args=[course.pk]),
    }
    if request.method == "GET":
        asked = request.GET.getlist("steg")
        chosen = [str(draft.revision.pk) for draft in drafts if not asked or str(draft.page.pk) in asked]
        context["form"] = TogetherForm(drafts=drafts, initial={"drafts": chosen})
        return render(request, "learning/desk/publish_steps.html", context)
    sent = [int(pk) for pk in request.POST.getlist("drafts") if pk.isdecimal()]
    form = TogetherForm(request.POST, drafts=drafts)
    context["form"] = form
    if request.POST.get("seen") and _are_out(course, sent):
        messages.info(request, _("These drafts are published already."))
        return redirect("courses_desk:history", course.pk)
    if not form.is_valid() or "back" in request.POST:
        return render(request, "learning/desk/publish_steps.html", context, status=200 if "back" in request.POST else 422)
    said = form.cleaned_data
    if said["seen"]:
        try:
            out = publish_together(
                course=course,
                revisions=sent,
                change_class=said["change_class"],
                note=said["note"],
                retake_from=said["retake_from"],
                user=request.user,  # type: ignore[arg-type]  # as above
                at=timezone.now(),
            )
        except Changed as error:
            form.add_error("drafts", error)
            return render(request, "learning/desk/publish_steps.html", context, status=422)
        messages.success(request, _("The change is published.") if out else _("These drafts are published already."))
        return redirect("courses_desk:history", course.pk)
    on, pages = timezone.localdate(), [draft.page for draft in said["drafts"]]
    seen = sight(person_of(request.user), course, on=on)
    found = impact(*pages, units=seen.units, counted=seen.counted, on=on)
    context |= {
        "page_title": _("Before it is published"),
        "chosen": said["drafts"],
        "kind": ChangeClass(said["change_class"]).label,
        "retake_from": retake_day(said["retake_from"], on=on) if said["change_class"] == ChangeClass.RETAKE else None,
        "line": impact_line(said["change_class"], found, steps=len(pages)),
        "rows": [touched_cells(unit) for unit in found.units],
    }
    return render(request, "learning/desk/publish_steps_seen.html", context)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, edition: int) -> HttpResponse:
    """No longer ask people to do a step again."""
    found: Edition = get_object_or_404(Edition.objects.defer("content").select_related("page"), pk=edition)
    course = course_of(found.page)
    retake = retake_of(found)
    if retake is None or course is None:
        raise Http404
    return ask_before_taking_back(
        request,
        found,
        retake,
        take_back=lambda reason: take_back_retake(retake=retake, by=person_of(request.user), at=timezone.now(), reason=reason),
        back=reverse("courses_desk:history", args=[course.pk]),
    )


def _are_out(course: CoursePage, revisions: list[int]) -> bool:
    """Whether drafts are what learners read now: pressed twice. 1 query."""
    live = Page.objects.child_of(course).live().filter(live_revision__in=revisions)
    return bool(revisions) and live.count() == len(set(revisions))
