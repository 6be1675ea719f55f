"""Today's work: what a coordinator opens the desk for, each thing with what can be done about it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.tracking.actions import reminders
from lms.tracking.forms.talks import AgreeForm
from lms.tracking.rules.reminders import Heap
from lms.tracking.selectors.today import Task, Today
from lms.tracking.selectors.today import today as work_of
from lms.tracking.words import how_far
from lms.tracking.words.talks import talk_row, wish_row
from lms.units.models import Unit

from .undo import remember, undoable
from .ways import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def today(request: PersonRequest, unit: str) -> HttpResponseBase:
    """New people, what is overdue, what runs out, letters that came back, exemptions that wait. Several are reminded at once, after a look."""
    now = timezone.now()
    on = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    found = work_of(request.person, here, on=on)
    if request.method == "POST":
        if not may(request.person, Permission.MANAGE_PEOPLE, here, on=on):
            raise Http404
        return _remind(request, here, found, now)
    return today_page(request, here, found)


def today_page(request: PersonRequest, here: Unit, found: Today, wrong: AgreeForm | None = None) -> HttpResponse:
    """The page itself; with a form that is wrong, that one as it was filled in, and 422."""
    now = timezone.now()
    on = timezone.localdate(now)
    may_manage = may(request.person, Permission.MANAGE_PEOPLE, here, on=on)
    context = {
        "unit": here,
        "work": found,
        "groups": [
            {"key": heap.value, "title": title, "lead": lead, "rows": [_row(each, here, on) for each in found.heaps[heap]]}
            for heap, title, lead in _headings()
        ],
        "reviews": [
            {
                "name": each.unit.name,
                "slug": each.unit.slug,
                "said": how_far(each.progress),
                "state": "expiring" if each.is_late else "waiting",
            }
            for each in found.reviews
        ],
        "wishes": [
            wish_row(
                each,
                here,
                wrong if wrong and wrong.wish.pk == each.pk else AgreeForm(wish=each, today=on),
                is_for_viewer=each.whom_id == request.person.pk,
            )
            for each in found.wishes
        ],
        "talks": [talk_row(each, here, on) for each in found.talks],
        "may_manage": may_manage,
        "undoable": undoable(request, here, now=now) if may_manage else [],
        "breadcrumbs": crumbs(here, (_("Today"), "")),
    }
    return render(request, "tracking/today.html", context, status=422 if wrong else 200)


def _headings() -> list[tuple[Heap, str, str]]:
    return [
        (Heap.OVERDUE, _("Lack something"), _("They should have done this by now.")),
        (Heap.NEW, _("New, and not ready yet"), _("They begin soon, or have just begun.")),
        (Heap.SOON, _("Something runs out or has a deadline"), _("There is still time.")),
    ]


def _remind(request: PersonRequest, unit: Unit, found: Today, now: Any) -> HttpResponseBase:
    """Remind everybody under one heading: first a look at who, then the letters, which can be taken back for ten minutes."""
    heap = request.POST.get("heap", "")
    if heap not in list(Heap):
        raise Http404
    tasks = found.heaps[Heap(heap)]
    chosen = [each for each in tasks if str(each.person.pk) in request.POST.getlist("person")] if "confirmed" in request.POST else tasks
    reachable = [each for each in chosen if reminders.way_to(each.person) and each.person.pk != request.person.pk]
    back = reverse("tracking:today", args=[unit.slug])
    if "confirmed" not in request.POST:
        on = timezone.localdate(now)
        context = {
            "unit": unit,
            "heap": heap,
            "reachable": [_row(each, unit, on) for each in reachable],
            "unreachable": [_row(each, unit, on) for each in tasks if each not in reachable],
            "back": back,
            "breadcrumbs": crumbs(unit, (_("Today"), back), (_("Remind"), "")),
        }
        return render(request, "tracking/remind_several.html", context)
    made = reminders.remind_several(some=[each.left for each in reachable], now=now)
    if made:
        said = ngettext("%(number)s reminder goes in ten minutes.", "%(number)s reminders go in ten minutes.", len(made))
        remember(request, unit, "remind", made, said=said % {"number": len(made)}, now=now)
    else:
        messages.info(request, _("They have been reminded today already."))
    return redirect(back)


def _row(task: Task, unit: Unit, on: date) -> dict[str, Any]:
    person = task.person
    said = [_("%(what)s is lacking") % {"what": each.name} if each.is_missing else _by(each.name, each.last_day) for each in task.open]
    return {
        "pk": person.pk,
        "name": person.name,
        "href": reverse("tracking:person", args=[unit.slug, person.pk]),
        "meta": task.roles,
        "things": said,
        "state": "lacking" if task.open[0].is_missing else "expiring",
        "phone": person.phone,
        "dial": person.phone.replace(" ", ""),
        "reminded": _("Reminded %(day)s") % {"day": date_format(task.reminded_on, "j. F")} if task.reminded_on else "",
    }


def _by(name: str, day: date) -> str:
    return _("%(what)s by %(day)s") % {"what": name, "day": date_format(day, "j. F Y")}
