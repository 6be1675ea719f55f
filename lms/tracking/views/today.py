"""Today's work: what a coordinator opens the desk for, each thing with what can be done about it."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission
from lms.tracking.forms.talks import AgreeForm
from lms.tracking.menus import Doer, doer, menu
from lms.tracking.rules.reminders import Heap
from lms.tracking.selectors.today import Task, Today
from lms.tracking.selectors.today import today as work_of
from lms.tracking.words import how_far
from lms.tracking.words.talks import talk_row, wish_row
from lms.units.models import Unit

from .undo import undoable
from .ways import crumbs


@require_safe
@person_required
def today(request: PersonRequest, unit: str) -> HttpResponseBase:
    """New people, what is overdue, what runs out, letters that came back, exemptions that wait."""
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    return today_page(request, here, work_of(request.person, here, on=timezone.localdate()))


def today_page(request: PersonRequest, here: Unit, found: Today, wrong: AgreeForm | None = None) -> HttpResponse:
    """The page itself; with a form that is wrong, that one as it was filled in, and 422."""
    now = timezone.now()
    on = timezone.localdate(now)
    by = doer(request.person, here, on=on)
    context = {
        "unit": here,
        "work": found,
        "groups": [
            {
                "key": heap.value,
                "title": title,
                "lead": lead,
                "rows": [_row(each, here, found.asked, by) for each in found.heaps[heap]],
            }
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
        "may_manage": by is not None,
        "undoable": undoable(request, here, now=now) if by else [],
        "breadcrumbs": crumbs(here, (_("Today"), "")),
    }
    return render(request, "tracking/today.html", context, status=422 if wrong else 200)


def _headings() -> list[tuple[Heap, str, str]]:
    return [
        (Heap.OVERDUE, _("Lack something"), _("They should have done this by now.")),
        (Heap.NEW, _("New, and not ready yet"), _("They begin soon, or have just begun.")),
        (Heap.SOON, _("Something runs out or has a deadline"), _("There is still time.")),
    ]


def _row(task: Task, unit: Unit, asked: dict[str, int], by: Doer | None) -> dict[str, Any]:
    """One person with something left; with what can be done about it, if the viewer may (then `by` is they)."""
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
        "menu": menu(task.row, unit, ids=asked, by=by) if by else None,
    }


def _by(name: str, day: date) -> str:
    return _("%(what)s by %(day)s") % {"what": name, "day": date_format(day, "j. F Y")}
