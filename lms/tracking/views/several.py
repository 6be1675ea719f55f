"""Doing something for several people who were ticked at the desk: first a look at whom it concerns, then it is done, and can be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.requirements.exemptions import ask_exemption
from lms.roles.access import unit_or_404
from lms.roles.actions.moves import pause_several
from lms.roles.policies import Permission
from lms.tracking.actions import reminders
from lms.tracking.forms.several import BreakForSeveralForm, ExemptSeveralForm, SeveralForm
from lms.tracking.selectors.reminders import written_lately
from lms.tracking.selectors.several import Chosen, active_posts, chosen, ids_of
from lms.units.models import Unit

from .undo import remember, way_back
from .ways import crumbs, ids_in


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it for whom, where and when."""

    by: Person
    unit: Unit
    people: list[Chosen]
    now: datetime

    @property
    def on(self) -> date:
        """Today."""
        return timezone.localdate(self.now)


def _remind(doing: Doing, data: dict[str, Any]) -> list[Any]:
    return reminders.remind_several(some=[each.left for each in doing.people], now=doing.now)


def _pause(doing: Doing, data: dict[str, Any]) -> list[Any]:
    posts = active_posts(doing.by, doing.unit, doing.people, on=doing.on)
    return [each.pk for each in pause_several(assignments=posts, on=doing.on, until=data["until"], by=doing.by, now=doing.now)]


def _exempt(doing: Doing, data: dict[str, Any]) -> list[Any]:
    units = Unit.objects.in_bulk({each.row.posts[0].unit_id for each in doing.people})
    asked = [
        ask_exemption(person=each.person, unit=units[each.row.posts[0].unit_id], by=doing.by, now=doing.now, on=doing.on, **data)
        for each in doing.people
        if each.is_asked_for(data["qualification"])
    ]
    return [each.pk for each in asked if each.at == doing.now]


def _is_left(each: Chosen, by: Person, on: date) -> bool:
    return bool(each.left.open) and reminders.way_to(each.person) is not None and each.person.pk != by.pk


def _is_active(each: Chosen, by: Person, on: date) -> bool:
    return any(not post.rests and post.starts_on <= on for post in each.row.posts)


def _is_another(each: Chosen, by: Person, on: date) -> bool:
    return each.person.pk != by.pk


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done for several: its words, its form, whom it can concern, and the verb, which returns what is new."""

    title: Promise | str
    lead: Promise | str
    button: Promise | str
    others: Promise | str  # over those whom it does not concern
    form: type[SeveralForm | ExemptSeveralForm]
    concerns: Callable[[Chosen, Person, date], bool]
    do: Callable[[Doing, dict[str, Any]], list[Any]]
    undo: str


DEEDS = {
    "remind": Deed(
        gettext_lazy("Remind these?"),
        gettext_lazy("Each gets one letter with everything that is left. You can undo it for ten minutes."),
        gettext_lazy("Send the reminders"),
        gettext_lazy("Cannot be written to, have nothing left, or have a break. Call instead."),
        SeveralForm,
        _is_left,
        _remind,
        "remind",
    ),
    "pause": Deed(
        gettext_lazy("A break for these?"),
        gettext_lazy("From today. Nothing is asked of them meanwhile, and they get no letters. You can undo it for ten minutes."),
        gettext_lazy("Give them a break"),
        gettext_lazy("Have a break already, or have not begun"),
        BreakForSeveralForm,
        _is_active,
        _pause,
        "move",
    ),
    "exempt": Deed(
        gettext_lazy("An exemption for these?"),
        gettext_lazy("A colleague must say yes too. It concerns only those of whom it is asked. You can undo it for ten minutes."),
        gettext_lazy("Ask for the exemptions"),
        gettext_lazy("Not for yourself: a colleague must ask"),
        ExemptSeveralForm,
        _is_another,
        _exempt,
        "exempt",
    ),
}


@require_POST
@person_required
def several(request: PersonRequest, unit: str) -> HttpResponseBase:
    """A look at whom it concerns; once that is confirmed, it is done for those who are still ticked. Sent twice is once."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    kind, back, now = request.POST.get("gjor", ""), way_back(request, here), timezone.now()
    if kind not in DEEDS and kind != "decide":
        raise Http404
    people = chosen(request.person, here, ids_in(request.POST.getlist("person")), on=timezone.localdate(now))
    if not people:
        messages.info(request, _("Tick somebody first."))
        return redirect(back)
    if kind == "decide":
        query = urlencode({"person": [each.person.pk for each in people]}, doseq=True)
        return redirect(f"{reverse('tracking:decide', args=[here.slug])}?{query}")
    deed = DEEDS[kind]
    concerned: list[Chosen] = []
    others: list[Chosen] = []
    for each in people:
        (concerned if deed.concerns(each, request.person, timezone.localdate(now)) else others).append(each)
    is_confirmed = "confirmed" in request.POST
    form = deed.form(
        request.POST if is_confirmed else None, today=timezone.localdate(now), asked=list(ids_of(each.row for each in concerned).values())
    )
    if is_confirmed and form.is_valid():
        made = deed.do(Doing(request.person, here, concerned, now), form.cleaned_data)
        if made:
            remember(request, here, deed.undo, made, said=_done(kind, len(made)), now=now)
        else:
            messages.info(request, _("It stands so already: nothing is changed."))
        return redirect(back)
    # Whoever has had their letter of this week gets another only if somebody ticks them.
    lately = written_lately([each.person.pk for each in concerned], on=timezone.localdate(now)) if kind == "remind" else {}
    context = {
        "unit": here,
        "deed": deed,
        "kind": kind,
        "form": form,
        "concerned": [_row(each, here, lately.get(each.person.pk)) for each in concerned],
        "others": [_row(each, here) for each in others],
        "back": back,
        "breadcrumbs": crumbs(here, (str(deed.title), "")),
    }
    return render(request, "tracking/several.html", context, status=422 if form.errors else 200)


def _done(kind: str, number: int) -> str:
    said = {
        "remind": ngettext("%(number)s reminder goes in ten minutes.", "%(number)s reminders go in ten minutes.", number),
        "pause": ngettext("%(number)s assignment has a break now.", "%(number)s assignments have a break now.", number),
        "exempt": ngettext(
            "%(number)s exemption is asked for. It counts when a colleague has said yes.",
            "%(number)s exemptions are asked for. They count when a colleague has said yes.",
            number,
        ),
    }
    return said[kind] % {"number": number}


def _row(each: Chosen, unit: Unit, written_on: date | None = None) -> dict[str, Any]:
    person = each.person
    written = _("got a letter on %(day)s") % {"day": date_format(written_on, "l j. F")} if written_on else ""
    return {
        "pk": person.pk,
        "name": person.name,
        "meta": ", ".join(each.left.open[key].name for key in each.left.open),
        "written": written,
        "phone": person.phone,
        "dial": person.phone.replace(" ", ""),
    }
