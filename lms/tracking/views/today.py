"""Today's work: what a coordinator opens the desk for, each thing with what can be done about it."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lms.people.access import PersonRequest, person_required
from lms.roles.access import unit_or_404
from lms.roles.models import TalkWish
from lms.roles.policies import Permission, visible_assignments
from lms.tracking.forms.talks import AgreeForm
from lms.tracking.menus import Doer, doer, menu
from lms.tracking.parts import Heading, parts
from lms.tracking.rules.reminders import Heap
from lms.tracking.selectors import roles_in
from lms.tracking.selectors.reviews import Waiting
from lms.tracking.selectors.today import Task, Today
from lms.tracking.selectors.today import today as work_of
from lms.tracking.words import how_far
from lms.tracking.words.talks import talk_row, wish_row
from lms.units.models import Unit

from .undo import undoable
from .ways import crumbs, desk_head

THINGS = 4  # lines about one person; more stand on their own page
FIRST = 5  # of each heading; the rest stands on a page of its own


@require_safe
@person_required
def today(request: PersonRequest, unit: str) -> HttpResponseBase:
    """New people, what is overdue, what runs out, letters that came back, exemptions that wait."""
    here = unit_or_404(request, unit, Permission.SEE_PEOPLE)
    return today_page(request, here, work_of(request.person, here, on=timezone.localdate()))


def today_page(request: PersonRequest, here: Unit, found: Today, wrong: AgreeForm | None = None) -> HttpResponse:
    """The page itself, of all headings or of one; with a form that is wrong, that one as it was filled in, and 422."""
    now = timezone.now()
    on = timezone.localdate(now)
    by = doer(request.person, here, on=on)
    headings = [
        *_about_talks(request, here, found, wrong, on=on),
        Heading("ja", _("Your yes"), _("Waits for your yes"), "", found.waiting),
        Heading(
            "bevis",
            _("Certificates"),
            _("Certificates to look at"),
            _("Sent in from elsewhere. They count when you have said yes."),
            found.submissions,
        ),
        *_about_letters(found, may_manage=by is not None),
        *_about_work(request, here, found, by),
        Heading(
            "registeret",
            _("The register"),
            _("Go through the register"),
            _("Say who goes on, has a break or has ended. It takes a few minutes."),
            found.reviews,
            _review_row,
        ),
        Heading(
            "pause",
            _("Break"),
            _("Soon back from a break"),
            _("They come back by themselves on the day after. A word of welcome does good."),
            found.back_soon,
        ),
    ]
    shown = parts(headings, request.GET, first=FIRST)
    context = {
        "unit": here,
        "work": found,
        "nobody_yet": found.is_empty and not roles_in(here, visible_assignments(request.person, on=on)),
        "parts": shown,
        "headings": shown.by_key,
        "groups": [shown.by_key[heap.value] for heap in (Heap.OVERDUE, Heap.NEW, Heap.SOON)],
        "may_manage": by is not None,
        "undoable": undoable(request, here, now=now) if by else [],
        "desk": desk_head(request, here, "today", may_manage=by is not None),
        "breadcrumbs": crumbs(here, (_("Today"), "")),
    }
    return render(request, "tracking/today.html", context, status=422 if wrong else 200)


def _about_talks(request: PersonRequest, here: Unit, found: Today, wrong: AgreeForm | None, *, on: date) -> list[Heading]:
    """Who would like a talk, and which are planned; whose form is wrong stands first, so that it is on the page."""
    asked = wrong.wish.pk if wrong else None

    def wish(each: TalkWish) -> dict[str, Any]:
        form = wrong if wrong and each.pk == asked else AgreeForm(wish=each, today=on)
        return wish_row(each, here, form, is_for_viewer=each.whom_id == request.person.pk)

    wishes = sorted(found.wishes, key=lambda each: each.pk != asked)
    return [
        Heading("prat", _("A talk"), _("Would like a talk"), _("They need not say what it is about, and neither do you."), wishes, wish),
        Heading(
            "samtaler",
            _("Talks"),
            _("Talks this week"),
            _("Planned for this week, or earlier and not had yet."),
            found.talks,
            lambda each: talk_row(each, here, on),
        ),
    ]


def _about_letters(found: Today, *, may_manage: bool) -> list[Heading]:
    return [
        Heading(
            "brev",
            _("Letters back"),
            _("Letters came back"),
            _("Their e-mail address does not work. Call them, and write the right one."),
            found.returned,
        ),
        Heading(
            "rettet",
            _("Put right"),
            _("The address has been put right"),
            _("Send again what came back from the earlier one. Reminders say what is left today."),
            found.mended if may_manage else [],
        ),
    ]


def _about_work(request: PersonRequest, here: Unit, found: Today, by: Doer | None) -> list[Heading]:
    said = [
        (Heap.OVERDUE, _("Lack something"), _("Lack something"), _("They should have done this by now.")),
        (Heap.NEW, _("New"), _("New, and not ready yet"), _("They begin soon, or have just begun.")),
        (Heap.SOON, _("Deadline"), _("Something runs out or has a deadline"), _("There is still time.")),
    ]
    # A page that shows what was wrong is nowhere to come back to.
    back = request.get_full_path() if request.method == "GET" else reverse("tracking:today", args=[here.slug])
    return [
        Heading(
            heap.value,
            short,
            title,
            lead,
            found.heaps[heap],
            lambda each: _row(each, here, found.asked, by, back),
            lambda each: each.person.pk,
        )
        for heap, short, title, lead in said
    ]


def _review_row(each: Waiting) -> dict[str, str]:
    return {
        "name": each.unit.name,
        "slug": each.unit.slug,
        "said": how_far(each.progress),
        "state": "expiring" if each.is_late else "waiting",
    }


def _row(task: Task, unit: Unit, asked: dict[str, int], by: Doer | None, back: str) -> dict[str, Any]:
    """One person with something left; with what can be done about it, if the viewer may (then `by` is they)."""
    person = task.person
    said = [_("%(what)s is lacking") % {"what": each.name} if each.is_missing else _by(each.name, each.last_day) for each in task.open]
    return {
        "pk": person.pk,
        "name": person.name,
        "href": reverse("tracking:person", args=[unit.slug, person.pk]),
        "meta": task.roles,
        "things": said if len(said) <= THINGS else [*said[: THINGS - 1], _and_more(len(said) - THINGS + 1)],
        "state": "lacking" if task.open[0].is_missing else "expiring",
        "phone": person.phone,
        "dial": person.phone.replace(" ", ""),
        "reminded": _("Reminded %(day)s") % {"day": date_format(task.reminded_on, "MONTH_DAY_FORMAT")} if task.reminded_on else "",
        "menu": menu(task.row, unit, ids=asked, by=by, back=back) if by else None,
    }


def _and_more(number: int) -> str:
    return ngettext("and %(number)s more", "and %(number)s more", number) % {"number": number}


def _by(name: str, day: date) -> str:
    return _("%(what)s by %(day)s") % {"what": name, "day": date_format(day)}
