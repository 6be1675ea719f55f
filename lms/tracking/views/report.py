"""The yearly report of a unit, as a page and to take away, and its goals."""

import logging
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.certificates.exports import PdfUnavailableError
from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.tracking.exports import report as exports
from lms.tracking.selectors.report import Report
from lms.tracking.selectors.report import report as read_report
from lms.tracking.words import report as words
from lms.units import actions
from lms.units.forms import GoalForm
from lms.units.models import Goal, Unit

from .ways import crumbs

log = logging.getLogger(__name__)
FILES: dict[str, tuple[Callable[[Report], bytes], str]] = {
    "pdf": (exports.as_pdf, "application/pdf"),
    "xlsx": (exports.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (exports.as_csv, "text/csv; charset=utf-8"),
}


class YearForm(forms.Form):
    """Of which year, and for whom."""

    ar = forms.TypedChoiceField(label=_("Year"), coerce=int)
    utad = forms.BooleanField(label=_("To pass on: leave out small numbers"), required=False)

    def __init__(self, found: Report, outward: bool) -> None:
        super().__init__(initial={"ar": found.year, "utad": outward}, auto_id="filter-%s")
        field = self.fields["ar"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(year, str(year)) for year in found.years]
        if not found.is_open:
            del self.fields["utad"]


def _asked(request: PersonRequest, unit: str) -> tuple[Unit, Report]:
    here = unit_or_404(request, unit, Permission.SEE_COVERAGE)
    return here, read_report(request.person, here, year=_year(request), outward=_outward(request), on=timezone.localdate())


def _year(request: PersonRequest) -> int | None:
    """The year that an address asks for; None for what is none."""
    asked = request.GET.get("ar", "")
    return int(asked) if asked.isdecimal() and len(asked) == len("2026") else None


def _outward(request: PersonRequest) -> bool:
    return "utad" in request.GET


@require_safe
@person_required
def report(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The report as a page: the same tables as in the files, and how everything in them is counted."""
    return _page(request, *_asked(request, unit))


def _page(request: PersonRequest, here: Unit, found: Report, *, unavailable: bool = False) -> HttpResponse:
    query = f"?ar={found.year}" + ("&utad=on" if _outward(request) else "")
    address = reverse("tracking:report", args=[here.slug])
    rows = words.sections(found)
    if may_set := may(request.person, Permission.SET_GOALS, here, on=timezone.localdate()):
        edits = [reverse("tracking:goal", args=[here.slug, each.goal.pk]) for each in found.goals]
        rows = [words.linked(each, edits) if each.key == "goals" else each for each in rows]
    below = [reverse("tracking:report", args=[line.unit.slug]) + query for line in found.below]
    context = {
        "unit": here,
        "found": found,
        "title": words.title(found),
        "form": YearForm(found, _outward(request)),
        "address": address,
        "sections": [words.linked(each, ["", *below]) if each.key == "people" else each for each in rows],
        "has_goals": bool(found.goals),
        "stats": words.stats(found),
        "definitions": words.definitions(found),
        "files": [(kind.upper(), reverse("tracking:report_file", args=[here.slug, kind]) + query) for kind in FILES],
        "goal_url": reverse("tracking:new_goal", args=[here.slug]) + f"?ar={found.year}" if may_set else "",
        "unavailable": unavailable,
        "breadcrumbs": crumbs(here, (_("Yearly report"), ""), is_open=found.is_open),
    }
    return render(request, "tracking/report.html", context)


@require_safe
@person_required
def report_file(request: PersonRequest, unit: str, kind: str) -> HttpResponseBase:
    """The report to take away."""
    here, found = _asked(request, unit)
    if kind not in FILES:
        raise Http404
    make, media_type = FILES[kind]
    try:
        content = make(found)
    except PdfUnavailableError:
        log.exception("No PDF can be made: install the system libraries of WeasyPrint (Pango)")
        return _page(request, here, found, unavailable=True)
    log.info("Person %s took the report of unit %s for %s as %s", request.person.pk, here.pk, found.year, kind)
    name = f"{slugify(words.title(found))}-{slugify(here.name)}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=media_type, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def new_goal(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Set a goal for a year."""
    here = unit_or_404(request, unit, Permission.SET_GOALS)
    asked, this = _year(request), timezone.localdate().year
    return _edit(request, here, Goal(unit=here, year=asked if asked and this - 10 < asked <= this + 1 else this))


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def goal(request: PersonRequest, unit: str, goal: int) -> HttpResponseBase:
    """Change a goal, write how it went, or take it away."""
    here = unit_or_404(request, unit, Permission.SET_GOALS)
    return _edit(request, here, get_object_or_404(Goal, unit=here, pk=goal))


def _edit(request: PersonRequest, here: Unit, goal: Goal) -> HttpResponseBase:
    back = reverse("tracking:report", args=[here.slug]) + f"?ar={goal.year}"
    if request.method == "POST" and "remove" in request.POST and goal.pk:
        actions.remove_goal(goal=goal)
        messages.success(request, _("The goal is taken away."))
        return redirect(back)
    form = GoalForm(request.POST if request.method == "POST" else None, instance=goal)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, _("Saved."))
        return redirect(back)
    is_open = may(request.person, Permission.SEE_PEOPLE, here, on=timezone.localdate())
    title = _("Goal for %(year)d") % {"year": goal.year}
    way = crumbs(here, (_("Yearly report"), back), (title, ""), is_open=is_open)
    context = {"unit": here, "goal": goal, "form": form, "title": title, "back": back, "breadcrumbs": way}
    return render(request, "tracking/goal.html", context, status=422 if form.errors else 200)


def _saved(form: GoalForm) -> bool:
    """Writes the goal, or says beside its field why not."""
    try:
        actions.set_goal(goal=form.instance)
    except ValidationError as error:
        form.add_error("indicator", error.messages)
        return False
    return True
