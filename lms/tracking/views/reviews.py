"""Going through the register twice a year: who goes on, has a break or has ended; and how far all units have come."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.actions import reviews as verbs
from lms.roles.models import Answer, Assignment, AssignmentStatus, Confirmation
from lms.roles.policies import Permission
from lms.roles.rules.reviews import Review
from lms.tracking.forms.reviews import BreakForm, LastDayForm
from lms.tracking.selectors.reviews import Line, UnitReview, reviews, unit_review
from lms.tracking.words import how_far
from lms.units.models import Unit

from .ways import crumbs, ids_in, nothing_yet

FORMS: dict[Answer, type[BreakForm | LastDayForm]] = {Answer.PAUSED: BreakForm, Answer.ENDED: LastDayForm}


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def review(request: PersonRequest, unit: str) -> HttpResponseBase:
    """A unit's own tidgivere, one line each: confirm all who are ticked, or say of one that they go on, are back, have a break or have ended."""
    now = timezone.now()
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    found = unit_review(request.person, here, now=now)
    if request.method != "POST":
        return _page(request, here, found)
    if "stays" not in request.POST and "answer" not in request.POST:
        chosen = [line.assignment for line in found.lines if str(line.assignment.pk) in request.POST.getlist("assignment")]
        new = verbs.confirm_all(assignments=chosen, review=found.review, by=request.person, now=now)
        said = ngettext("%(number)s is confirmed.", "%(number)s are confirmed.", len(new)) % {"number": len(new)}
        (messages.success if new else messages.info)(request, said if new else _("Nobody new was chosen."))
        return redirect("tracking:review", here.slug)
    asked = ids_in([request.POST.get("stays") or request.POST.get("assignment", "")])
    about = Assignment.objects.filter(unit=here, pk__in=asked).select_related("person", "role", "unit").first()
    what = Answer.STAYS if "stays" in request.POST else next((each for each in Answer if each == request.POST["answer"]), None)
    if about is None or what is None:
        raise Http404
    form = FORMS[what](request.POST, assignment=about, today=timezone.localdate(now)) if what in FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, here, found, wrong=form)
    day = form.cleaned_data["day"] if form else None
    try:
        stands, is_new = verbs.answer(assignment=about, answer=what, day=day, review=found.review, by=request.person, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _tell(request, about, stands, what, is_new=is_new)
    return redirect("tracking:review", here.slug)


def _tell(request: PersonRequest, about: Assignment, stands: Confirmation, what: Answer, *, is_new: bool) -> None:
    """What came of an answer; to the second of two who answered, what the first said."""
    words = {"name": about.person.given_name, "day": date_format(stands.day) if stands.day else ""}
    if not is_new and stands.answer != what:
        by = {"name": about.person.name, "by": stands.by.name if stands.by else _("somebody"), "answer": stands.get_answer_display()}
        messages.warning(request, _("%(by)s has already answered for %(name)s: %(answer)s.") % by)
        return
    said = {
        Answer.STAYS: _("%(name)s goes on."),
        Answer.BACK: _("%(name)s is back. So good!"),
        Answer.PAUSED: _("%(name)s has a break to and including %(day)s, and comes back by themselves after it."),
        Answer.ENDED: _("%(name)s has ended, last day %(day)s. Remember to say thank you: the time they gave stands."),
    }
    messages.success(request, said[what] % words)


@require_POST
@person_required
def take_back(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Take back what one has just said, for one or for many."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    said_here = Confirmation.objects.filter(pk__in=ids_in([request.POST.get("confirmation", "")]), assignment__unit=here).first()
    number = verbs.take_back(confirmation_id=said_here.pk, by=request.person, now=timezone.now()) if said_here else 0
    if number:
        said = ngettext("%(number)s answer is taken back.", "%(number)s answers are taken back.", number)
        messages.success(request, said % {"number": number})
    else:
        messages.info(request, _("There was nothing left to take back."))
    return redirect("tracking:review", here.slug)


def _page(request: PersonRequest, unit: Unit, found: UnitReview, wrong: BreakForm | LastDayForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    rows = [_row(line, unit, wrong) for line in found.lines]
    context: dict[str, Any] = {
        "unit": unit,
        "found": found,
        "title": review_name(found.review),
        "how_far": how_far(found.progress),
        "is_late": found.review.is_late(today),
        "rows": rows,
        "bulk": any(row["may_stay"] for row in rows),
        "said": [_said(row, unit) for row in found.confirmed],
        "breadcrumbs": crumbs(unit, (_("Go through the register"), "")),
    }
    return render(request, "tracking/review.html", context, status=422 if wrong else 200)


def review_name(found: Review) -> str:
    """«Høsten 2026»."""
    name = _("Spring %(year)s") if found.number == 1 else _("Autumn %(year)s")
    return name % {"year": found.opens_on.year}


def _row(line: Line, unit: Unit, wrong: BreakForm | LastDayForm | None) -> dict[str, Any]:
    assignment, person = line.assignment, line.assignment.person
    last = _("last active %(day)s") % {"day": date_format(line.last_active)} if line.last_active else _("not active here yet")
    said = [assignment.role.called, _("since %(day)s") % {"day": date_format(assignment.starts_on, "F Y")}, last]
    has_break = assignment.status == AssignmentStatus.PAUSED
    if has_break:
        until = assignment.paused_until
        said.append(_("has a break to %(day)s") % {"day": date_format(until)} if until else _("has a break"))
    kinds = [LastDayForm] if assignment.status == AssignmentStatus.PLANNED else [BreakForm, LastDayForm]
    forms = [
        wrong
        if isinstance(wrong, kind) and wrong.assignment.pk == assignment.pk
        else kind(assignment=assignment, today=timezone.localdate())
        for kind in kinds
    ]
    return {
        "pk": assignment.pk,
        "name": person.name,
        "href": reverse("tracking:person", args=[unit.slug, person.pk]),
        "meta": " · ".join(said),
        "ticked": line.is_lately,
        "may_stay": not has_break,
        "has_break": has_break,
        "forms": forms,
        "open": any(form.errors for form in forms),
    }


def _said(row: Confirmation, unit: Unit) -> dict[str, str]:
    person = row.assignment.person
    day = date_format(row.day) if row.day else ""
    what = {
        Answer.STAYS: _("Goes on"),
        Answer.BACK: _("Back from a break"),
        Answer.PAUSED: _("Has a break to %(day)s"),
        Answer.ENDED: _("Has ended, last day %(day)s"),
    }[Answer(row.answer)] % {"day": day}
    at = date_format(timezone.localtime(row.at), "j. F, H:i")
    by = _("%(name)s, %(at)s") % {"name": row.by.name, "at": at} if row.by else at
    return {
        "name": person.name,
        "href": reverse("tracking:person", args=[unit.slug, person.pk]),
        "meta": f"{row.assignment.role.called} · {what} · {by}",
    }


@require_safe
@person_required
def overview(request: PersonRequest) -> HttpResponseBase:
    """Which units have gone through their register, in numbers."""
    today = timezone.localdate()
    found = reviews(request.person, on=today)
    if not found.lines:
        return nothing_yet(request, _("The register"))
    context = {
        "title": review_name(found.review),
        "review": found.review,
        "is_late": found.review.is_late(today),
        "finished": found.finished,
        "columns": [{"label": _("Unit")}, {"label": _("How it stands")}, {"label": _("Confirmed"), "numeric": True}],
        "rows": [
            {
                "cells": [
                    line.unit.name,
                    _("Not done") if line.progress.left else _("Done"),
                    "–" if line.is_hidden else _("%(done)s of %(total)s") % {"done": line.progress.done, "total": line.progress.total},
                ],
                "href": reverse("tracking:review", args=[line.unit.slug]) if line.is_open else "",
            }
            for line in found.lines
        ],
        "breadcrumbs": [(_("Our people"), reverse("tracking:choose")), (_("The register"), "")],
    }
    return render(request, "tracking/reviews.html", context)
