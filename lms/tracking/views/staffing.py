"""«Can we staff Saturday?»"""

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, visible_assignments
from lms.tracking.exports import MEDIA_TYPES
from lms.tracking.exports import staffing as exports
from lms.tracking.forms import StaffingForm
from lms.tracking.menus import Doer, doer, menu
from lms.tracking.parts import Heading, parts
from lms.tracking.rules import next_saturday
from lms.tracking.selectors import roles_in
from lms.tracking.selectors.several import ids_of
from lms.tracking.selectors.staffing import Server, staffing
from lms.tracking.words import staffing as words
from lms.units.models import Unit

from .undo import undoable
from .ways import crumbs, desk_head

FIRST = 50  # under each heading; the rest stands on a page of its own
log = logging.getLogger(__name__)


@require_safe
@person_required
def staff(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Pick a day and a role, and see who may: by name, with a telephone to reach them by and what can be done about what they lack."""
    now = timezone.now()
    today = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    form = _form(request, today)
    day = form.cleaned_data["dag"] if form.is_valid() else None
    by = doer(request.person, here, on=today)
    context: dict[str, Any] = {
        "unit": here,
        "form": form,
        "day": day,
        "may_manage": by is not None,
        "undoable": undoable(request, here, now=now) if by else [],
        "desk": desk_head(request, here, "staff", may_manage=by is not None),
        "breadcrumbs": crumbs(here, (_("Can we staff it?"), "")),
    }
    if day:
        found = staffing(request.person, here, role=form.cleaned_data["rolle"], on=day, today=today)
        form.set_roles(found.roles)
        groups = words.groups(found)
        asked = ids_of(each.row for _title, _state, servers in groups for each in servers) if by else {}
        shown = parts(
            [
                Heading(
                    state,
                    words.short(state),
                    title,
                    "",
                    servers,
                    lambda each: _line(each, here, asked, by, request.get_full_path()),
                    lambda each: each.row.person_id,
                )
                for title, state, servers in groups
            ],
            request.GET,
            first=FIRST,
        )
        context |= {
            "headline": words.headline(found, day),
            "query": request.GET.urlencode() or f"dag={day.isoformat()}",
            "parts": shown,
            "groups": list(shown.by_key.values()),
            "nobody_yet": not found.roles,
            "nobody": not (found.alone or found.together or found.not_yet),
        }
    else:  # what was chosen besides stays
        form.set_roles(roles_in(here, visible_assignments(request.person, on=today)))
    return render(request, "tracking/staffing.html", context, status=200 if form.is_valid() else 422)


@require_safe
@person_required
def staff_file(request: PersonRequest, unit: str, kind: str) -> HttpResponseBase:
    """The same people, day and role as on the screen, as a file."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    form = _form(request, today)
    if kind not in MEDIA_TYPES or not form.is_valid():
        raise Http404
    day = form.cleaned_data["dag"]
    found = staffing(request.person, here, role=form.cleaned_data["rolle"], on=day, today=today)
    content = exports.as_csv(found) if kind == "csv" else exports.as_xlsx(found, title=here.name)
    # Names leave the house here. The log says who took how many from where, and not whom.
    number = sum(len(servers) for _title, _state, servers in words.groups(found))
    log.info("Person %s took %s people of unit %s as %s", request.person.pk, number, here.pk, kind)
    name = f"{slugify(here.name)}-{day.isoformat()}.{kind}"
    return HttpResponse(content, content_type=MEDIA_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _form(request: PersonRequest, today: date) -> StaffingForm:
    """The choices of the address; without a day, the next Saturday."""
    data = request.GET if "dag" in request.GET else {"dag": next_saturday(today).isoformat(), "rolle": request.GET.get("rolle", "")}
    return StaffingForm(data, today=today)


def _line(each: Server, unit: Unit, asked: Mapping[str, int], by: Doer | None, back: str) -> dict[str, Any]:
    """One person, and what the viewer can do about them, if they may (then `by` is they)."""
    row = each.row
    return {
        "pk": row.person_id,
        "name": row.name,
        "href": reverse("tracking:person", args=[unit.slug, row.person_id]),
        "meta": words.line(each),
        "phone": each.phone,
        "dial": each.phone.replace(" ", ""),
        "menu": menu(row, unit, ids=asked, by=by, back=back) if by else None,
    }
