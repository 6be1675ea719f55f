"""A case's page, and the plain moves: contacted, on to the next stage, into other hands, withdrawn."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment import cards, words
from lms.recruitment.actions import cases as actions
from lms.recruitment.choices import Interest, Time
from lms.recruitment.forms.board import HandOverForm, WithdrawForm
from lms.recruitment.models import Application, FileRead
from lms.recruitment.rules import stages
from lms.recruitment.rules.next_steps import Do
from lms.recruitment.selectors.board import Row, people_of, promises, rows_of
from lms.recruitment.selectors.owners import may_own
from lms.recruitment.words import next_steps as step_words
from lms.roles.policies import Permission, may

from . import interviews, papers, references, rulings
from .access import case_or_404
from .board import crumbs

PARTS = (interviews, references, papers, rulings)


@require_safe
@person_required
def case(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """One case: where it stands, what comes next and who owns it, and the parts that the asking person may read."""
    return _page(request, case_or_404(request, unit, case))


def _page(request: PersonRequest, application: Application, **more: Any) -> HttpResponseBase:
    """The page; with status 422 when it says why something was refused."""
    now = timezone.now()
    today = timezone.localdate(now)
    actions.log_read(application=application, person=request.person, what=FileRead.What.CASE, now=now)
    row = rows_of([application], now=now)[0]
    people = people_of([row])
    others = [person for person in may_own(application, on=today) if person.pk not in (application.owner_id, request.person.pk)]
    demand, stage = application.process.demand, stages.Stage(application.stage)
    following = stages.following(demand, stage)
    contact, decision = promises(application)
    context = {
        "application": application,
        "unit": application.unit,
        "card": cards.card(row, people, viewer=request.person, unit=True, role=True, on=today),
        "anchor": cards.ANCHORS.get(row.step.do, "") if not row.step.to else "",
        "rings": row.step.do is Do.RING,
        "may_see_readings": may(request.person, Permission.SET_PROCESS, application.unit, on=today),
        "stage": words.stage(stage),
        "path": _path(demand, stage),
        "lacking": words.gaps(stages.gaps_before(demand, row.facts, stage, following)) if following else [],
        "following": words.stage(following) if following else "",
        "contact": step_words.promise(contact, on=today),
        "contact_clock": _clock(row, contact),
        "decision": step_words.promise(decision, on=today),
        "decision_clock": _clock(row, decision),
        "received": step_words.long_day(timezone.localdate(application.received_at)),
        "interests": _labels(Interest, application.interests),
        "times": _labels(Time, application.times),
        "language": dict(settings.LANGUAGES).get(application.language, application.language),
        "telephone_link": application.phone.replace(" ", ""),
        "is_mine": application.owner_id == request.person.pk,
        "history": cards.history(application, list(application.moves.select_related("by").order_by("-at", "-pk"))),
        "hand_over_form": HandOverForm(people=others, initial={"seen": application.owner_id or 0}) if others else None,
        "withdraw_form": WithdrawForm(),
        "breadcrumbs": crumbs(application.unit, (application.name or str(application), "")),
    }
    for part in PARTS:
        context |= part.part(request.person, application, now=now)
    return render(request, "recruitment/case.html", context | more, status=422 if more else 200)


def _labels(choices: Any, keys: Iterable[str]) -> list[str]:
    """What was ticked, in words; an answer that is no longer offered stays as it was."""
    known = dict(choices.choices)
    return [str(known.get(key, key)) for key in keys]


def _clock(row: Row, promise: Any) -> step_words.Clock | None:
    """The clock of a promise, where it is the one that runs."""
    return step_words.clock(promise, on=timezone.localdate()) if row.promise == promise else None


def _path(demand: stages.Demand, stage: stages.Stage) -> list[dict[str, str]]:
    """The stages of the process with where the case stands: done, current or open."""
    path = demand.path
    at = path.index(stage) if stage in path else len(path) if stage in stages.RULED else -1
    return [
        {"title": words.stage(each), "state": "done" if number < at else "current" if number == at else "open"}
        for number, each in enumerate(path)
    ]


def _onwards(request: PersonRequest, application: Application) -> HttpResponseBase:
    """Back to where the button stood: the board, or the case's page."""
    back = request.POST.get("tilbake", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("recruitment:case", application.unit.slug, application.pk)


@require_POST
@person_required
def contacted(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """A human being has been in touch with the applicant."""
    application = case_or_404(request, unit, case)
    try:
        actions.note_contact(application=application, by=request.person, now=timezone.now())
    except ValidationError as error:
        return _page(request, case_or_404(request, unit, case), refused=error.messages)
    messages.success(request, _("Written down: you have talked with %(name)s.") % {"name": application.given_name})
    return _onwards(request, application)


@require_POST
@person_required
def go_on(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """On to the next stage; what is missing is told on the case's page. A case that has moved since the screen was drawn stays where it is."""
    application = case_or_404(request, unit, case)
    seen = request.POST.get("seen", "")
    try:
        moved = actions.go_on(application=application, by=request.person, now=timezone.now(), seen=seen)
    except ValidationError as error:
        return _page(request, case_or_404(request, unit, case), refused=error.messages)
    values = {"name": application.name, "stage": words.stage(moved.stage)}
    if seen and seen != application.stage:
        messages.info(request, _("Somebody was before you: %(name)s stands at «%(stage)s» already. Nothing was changed.") % values)
    else:
        messages.success(request, _("%(name)s has come to «%(stage)s».") % values)
    return _onwards(request, application)


@require_POST
@person_required
def take_over(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """The asking person sees to the case from now on."""
    application = case_or_404(request, unit, case)
    seen = request.POST.get("seen", "")
    return _hand_over(request, application, to=request.person, seen=int(seen) if seen.isdecimal() else None)


@require_POST
@person_required
def hand_over(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Somebody else who recruits in the unit sees to the case from now on."""
    application = case_or_404(request, unit, case)
    form = HandOverForm(request.POST, people=may_own(application, on=timezone.localdate()))
    if not form.is_valid():
        return _page(request, application, hand_over_form=form)
    return _hand_over(request, application, to=form.cleaned_data["to"], seen=form.cleaned_data["seen"])


def _hand_over(request: PersonRequest, application: Application, *, to: Any, seen: int | None) -> HttpResponseBase:
    try:
        actions.hand_over(application=application, to=to, by=request.person, now=timezone.now(), seen=seen)
    except ValidationError as error:
        return _page(request, case_or_404(request, application.unit.slug, application.pk), refused=error.messages)
    if to == request.person:
        messages.success(request, _("You see to %(name)s now.") % {"name": application.name})
    else:
        messages.success(request, _("%(owner)s sees to %(name)s now.") % {"owner": to.given_name, "name": application.name})
    return _onwards(request, application)


@require_POST
@person_required
def declare_tie(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """The asking person knows the applicant, and has no part in the case from now on. Never how they know each other."""
    application = case_or_404(request, unit, case)
    actions.declare_tie(application=application, person=request.person, now=timezone.now())
    messages.success(request, _("Thank you. You no longer see this case, and the others can go on without you."))
    return redirect("recruitment:board", application.unit.slug)


@require_POST
@person_required
def withdraw(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """The applicant has told us that they do not want to go on."""
    application = case_or_404(request, unit, case)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, application, withdraw_form=form)
    try:
        actions.withdraw(application=application, by=request.person, now=timezone.now(), reason=form.cleaned_data["reason"])
    except ValidationError as error:
        return _page(request, case_or_404(request, unit, case), refused=error.messages)
    messages.success(request, _("%(name)s is written down as withdrawn.") % {"name": application.name})
    return _onwards(request, application)
