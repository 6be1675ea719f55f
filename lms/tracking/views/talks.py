"""Talks: answering who would like one, planning one with somebody, and having had it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.roles.access import unit_or_404
from lms.roles.actions import talks as verbs
from lms.roles.models import Assignment, FollowUp, TalkKind, WishOutcome
from lms.roles.policies import Permission, units_where, visible_assignments
from lms.roles.selectors.talks import open_wishes
from lms.tracking.forms.talks import AgreeForm, PlanTalkForm
from lms.tracking.selectors.today import today as work_of
from lms.units.models import Unit
from lms.units.rules import places

from .today import today_page
from .ways import crumbs


@require_POST
@person_required
def wish(request: PersonRequest, unit: str, wish: int) -> HttpResponseBase:
    """Say of somebody who would like a talk that one will be in touch, for which day it is agreed, or that one has talked."""
    now = timezone.now()
    on = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    managed = units_where(request.person, Permission.MANAGE_PEOPLE, on=on).filter(path__startswith=here.path or "-")
    about = next((each for each in open_wishes(request.person, managed, on=on) if each.pk == wish), None)
    what = request.POST.get("do")
    if about is None or what not in ("promise", "agree", "talked"):
        raise Http404
    form = AgreeForm(request.POST, wish=about, today=on) if what == "agree" else None
    if form is not None and not form.is_valid():
        return today_page(request, here, work_of(request.person, here, on=on), wrong=form)
    try:
        if form is not None:
            verbs.agree_on_talk(wish=about, on=form.cleaned_data["day"], by=request.person, now=now)
            messages.success(request, _("%(name)s sees the day on their page.") % {"name": about.person.given_name})
        elif what == "promise":
            verbs.promise_talk(wish=about, by=request.person, now=now)
            messages.success(request, _("%(name)s sees that you will be in touch.") % {"name": about.person.given_name})
        else:
            verbs.close_wish(wish=about, outcome=WishOutcome.TALKED, by=request.person, now=now)
            messages.success(request, _("So good that you talked."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("tracking:today", here.slug)


def _assignments(request: PersonRequest, unit: str, person: int) -> tuple[Unit, Person, list[Assignment]]:
    """A person whose talks the asking one may plan, and their assignments in the unit and below it that go on, else all. Nobody plans their own."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    seen = visible_assignments(request.person, on=timezone.localdate()).filter(unit__in=Unit.objects.below(here), person_id=person)
    found = seen.select_related("person", "role", "unit").order_by("role__order", "pk")
    place = places(row.unit for row in found)
    rows = sorted(found, key=lambda row: place[row.unit_id])
    going_on = [row for row in rows if row.status != "ended"]
    if not rows or person == request.person.pk:
        raise Http404
    return here, rows[0].person, going_on or rows


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def plan(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Plan a talk with somebody: its kind and its day."""
    here, somebody, assignments = _assignments(request, unit, person)
    form = PlanTalkForm(request.POST if request.method == "POST" else None, assignments=assignments, today=timezone.localdate())
    back = reverse("tracking:person", args=[here.slug, somebody.pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        verbs.plan_talk(assignment=form.about, kind=TalkKind(data["kind"]), due_on=data["due_on"], by=request.person)
        messages.success(request, _("Planned. It comes up under «Today» that week."))
        return redirect(back)
    way = crumbs(here, (somebody.name, back), (_("Plan a talk"), ""))
    context = {"unit": here, "somebody": somebody, "form": form, "back": back, "breadcrumbs": way}
    return render(request, "tracking/talk.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def talk(request: PersonRequest, unit: str, person: int, talk: int) -> HttpResponseBase:
    """Say that a planned talk was had, or take it away. Back to where the button was pressed."""
    here, somebody, _going_on = _assignments(request, unit, person)
    below = Unit.objects.below(here)
    planned = get_object_or_404(FollowUp, pk=talk, assignment__person=somebody, assignment__unit__in=below)
    if request.POST.get("do") == "drop":
        verbs.drop_talk(planned=planned)
        messages.success(request, _("The talk is no longer planned."))
    else:
        verbs.finish_talk(planned=planned, on=timezone.localdate(), by=request.person)
        messages.success(request, _("So good that you talked."))
    today = reverse("tracking:today", args=[here.slug])
    return redirect(today if request.POST.get("from") == "today" else reverse("tracking:person", args=[here.slug, somebody.pk]))
