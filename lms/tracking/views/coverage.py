"""The screens of the coverage: units against places, and units against courses."""

import logging

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.tracking.selectors.coverage import Narrowing, Seen, course_lines, seen_units, slot_lines
from lms.tracking.words import coverage as words
from lms.ui.exports import as_csv

from .ways import nothing_yet

log = logging.getLogger(__name__)
COURSES, SLOTS = "kurs", "plasser"


class NarrowingForm(forms.Form):
    """The choices above a heat map. A choice between less than two is none."""

    type = forms.ChoiceField(label=_("Kind"), required=False)
    by = forms.ChoiceField(label=_("City"), required=False)

    def __init__(self, wanted: Narrowing, seen: Seen) -> None:
        super().__init__(initial={"type": wanted.kind, "by": wanted.city}, auto_id="filter-%s")
        offered = {
            "type": [("", _("All kinds")), *seen.kinds.items()],
            "by": [("", _("All cities")), *((city, city) for city in seen.cities)],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            if len(choices) < 3:
                del self.fields[name]


def _asked(request: PersonRequest) -> tuple[str, Narrowing, Seen]:
    """Which of the two maps, of which units."""
    wanted = Narrowing(request.GET.get("type", ""), request.GET.get("by", ""))
    seen = seen_units(request.person, wanted, on=timezone.localdate())
    return COURSES if request.GET.get("vis") == COURSES else SLOTS, wanted, seen


@require_safe
@person_required
def coverage(request: PersonRequest) -> HttpResponseBase:
    """Which units have written what courses ask of them, and how many of their people have taken the courses."""
    which, wanted, seen = _asked(request)
    if not seen.kinds:
        return nothing_yet(request, _("Coverage"))
    today = timezone.localdate()
    query = request.GET.copy()
    query["vis"] = which
    context = {
        "which": which,
        "tabs": [_tab(request, SLOTS, _("Local places"), which), _tab(request, COURSES, _("Courses"), which)],
        "form": NarrowingForm(wanted, seen),
        "narrowed": wanted != Narrowing(),
        "query": query.urlencode(),
        "breadcrumbs": [(_("Our people"), reverse("tracking:choose")), (_("Coverage"), "")],
    }
    if which == COURSES:
        courses, lines = course_lines(request.person, seen.units, on=today)
        rows = words.course_rows(courses, lines)
        context |= {
            "columns": words.course_columns(courses),
            "rows": rows,
            "legend": words.course_legend(hides=any(not line.open for line in lines)),
            "table": words.course_table(courses, rows),
        }
    else:
        places, slots = slot_lines(request.person, seen.units, on=today)
        context |= {
            "columns": words.slot_columns(places),
            "rows": words.slot_rows(places, slots),
            "legend": words.slot_legend(slots),
            "table": words.slot_table(slots),
        }
    return render(request, "tracking/coverage.html", context)


def _tab(request: PersonRequest, which: str, label: str, current: str) -> dict[str, object]:
    query = request.GET.copy()
    query["vis"] = which
    return {"label": label, "url": f"?{query.urlencode()}", "current": which == current}


@require_safe
@person_required
def coverage_file(request: PersonRequest) -> HttpResponseBase:
    """The same units and the same map as on the screen, as a file."""
    which, _wanted, seen = _asked(request)
    if not seen.kinds:
        raise Http404
    today = timezone.localdate()
    if which == COURSES:
        content = as_csv(words.course_file(*course_lines(request.person, seen.units, on=today)))
    else:
        content = as_csv(words.slot_file(*slot_lines(request.person, seen.units, on=today)))
    log.info("Person %s took the coverage (%s) of %s units", request.person.pk, which, len(seen.units))
    name = f"dekning-{which}-{today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
