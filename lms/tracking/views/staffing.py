"""«Can we staff Saturday?»"""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission
from lms.tracking.forms import StaffingForm
from lms.tracking.selectors.staffing import Server, staffing
from lms.units.models import Unit

from .ways import crumbs

SATURDAY = 5


@require_safe
@person_required
def staff(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Pick a day and a role, and see who may: by name, with a telephone to reach them by."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    is_asked = "dag" in request.GET
    data = request.GET if is_asked else {"dag": next_saturday(today).isoformat(), "rolle": request.GET.get("rolle", "")}
    form = StaffingForm(data, today=today)
    day = form.cleaned_data["dag"] if form.is_valid() else None
    context: dict[str, Any] = {"unit": here, "form": form, "day": day, "breadcrumbs": crumbs(here, (_("Can we staff it?"), ""))}
    if day:
        found = staffing(request.person, here, role=form.cleaned_data["rolle"], on=day, today=today)
        form.set_roles(found.roles)
        context |= {
            "headline": _headline(len(found.alone), day),
            "groups": [
                (_("May serve"), "ready", [_line(each, here) for each in found.alone]),
                (_("May serve together with somebody experienced"), "not_alone", [_line(each, here) for each in found.together]),
                (_("Cannot serve yet"), "lacking", [_line(each, here) for each in found.not_yet]),
                (_("Have a break"), "paused", [_line(each, here) for each in found.resting]),
            ],
        }
    return render(request, "tracking/staffing.html", context, status=200 if form.is_valid() else 422)


def next_saturday(on: date) -> date:
    """The first Saturday from a day on; that day itself if it is one."""
    return on + timedelta(days=(SATURDAY - on.weekday()) % 7)


def _headline(number: int, day: date) -> str:
    said = {"number": number, "day": date_format(day, "l j. F")}
    return ngettext("%(number)s may serve %(day)s.", "%(number)s may serve %(day)s.", number) % said


def _line(each: Server, unit: Unit) -> dict[str, str]:
    row = each.row
    said = [", ".join(each.roles)]
    if each.lacks:
        said.append(_("Lacks %(what)s") % {"what": get_text_list(each.lacks, pgettext("between the last two of a list", "and"))})
    return {
        "name": row.name,
        "href": reverse("tracking:person", args=[unit.slug, row.person_id]),
        "meta": " · ".join(said),
        "phone": each.phone,
        "dial": each.phone.replace(" ", ""),
    }
