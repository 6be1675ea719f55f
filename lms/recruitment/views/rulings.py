"""Rulings and their letters. What stands behind an admission is `onboarding`'s: confirming and undoing have their screens there."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.recruitment import policies, words
from lms.recruitment.actions import rulings as actions
from lms.recruitment.actions.cases import log_read
from lms.recruitment.actions.ruling_letters import Preview, preview
from lms.recruitment.forms.rulings import ProposeForm, ReasonForm, add_reasons
from lms.recruitment.models import Application, FileRead, Ruling
from lms.recruitment.rules import stages
from lms.recruitment.selectors.facts import facts_of
from lms.recruitment.selectors.rulings import goes_at, is_told, rulings_of, told_ruling
from lms.recruitment.words import rulings as ruling_words

from .access import case_or_404


def part(person: Person, application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of a case's page: what is proposed or holds, what the asking person may do with it, and what has been. At most 16 queries."""
    on = timezone.localdate(now)
    demand = application.process.demand
    rulings = rulings_of(application)
    waiting = next((ruling for ruling in rulings if ruling.is_open), None)
    may_rule = policies.may_rule(person, application, on=on)
    piece: dict[str, Any] = {"waiting": None, "holds": None, "needs_two": demand.deciders > 1}
    if waiting:
        piece["waiting"] = _waiting(person, application, waiting, may_rule=may_rule, now=now)
    elif application.is_open:
        lacking = stages.gaps(demand, facts_of([application])[application.pk])
        piece |= {"may_propose": True, "lacking": words.gaps(lacking)}
    holding = next((ruling for ruling in reversed(rulings) if ruling.in_force), None)
    if holding and not waiting and holding.outcome == application.stage:
        piece["holds"] = _holding(application, holding, may_rule=may_rule, now=now)
    shown = piece["holds"] and holding
    piece["history"] = ruling_words.history([ruling for ruling in rulings if ruling != shown])
    return {"rulings": piece}


def _waiting(person: Person, application: Application, ruling: Ruling, *, may_rule: bool, now: datetime) -> dict[str, Any]:
    why_not = ""
    if may_rule:
        try:
            actions.check_confirmer(application, ruling, by=person, now=now)
        except ValidationError as error:
            why_not = error.messages[0]
    may_confirm = may_rule and not why_not
    others: list[str] = []
    if not may_confirm:
        others = [each.name for each in policies.deciders(application, on=timezone.localdate(now)) if each.pk != ruling.proposed_by_id]
    return {
        "ruling": ruling,
        "heading": ruling_words.heading(ruling.outcome),
        "may_confirm": may_confirm,
        "may_send_back": may_rule or ruling.proposed_by_id == person.pk,
        "why_not": why_not,
        "others": others,
    }


def _holding(application: Application, ruling: Ruling, *, may_rule: bool, now: datetime) -> dict[str, Any]:
    told, end = is_told(ruling, now=now), goes_at(ruling)
    person_url = ""
    if application.person_id and ruling.outcome == "admitted" and may_rule:
        person_url = reverse("tracking:person", args=[application.unit.slug, application.person_id])
    return {
        "ruling": ruling,
        "heading": ruling_words.heading(ruling.outcome),
        "is_told": told,
        "goes": ruling_words.moment(end, now=now) if end else "",
        "came_back": bool(ruling.letter and ruling.letter.returned_at),
        "on_paper": not application.email,
        "may_undo": may_rule and not told,
        "person_url": person_url,
    }


def own_part(application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of the applicant's own page: the newest answer whose letter has gone. 1 query."""
    ruling = told_ruling(application, now=now)
    if ruling is None or not ruling.sentence:
        return {"told": None}
    return {
        "told": {
            "ruling": ruling,
            "heading": ruling_words.told(ruling.outcome),
            "next": ruling_words.what_happens(ruling.outcome),
            "holds": ruling.outcome == application.stage,
            "day": ruling_words.day(ruling.confirmed_at) if ruling.confirmed_at else "",
        }
    }


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def propose(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Write what is proposed. Where one person decides, whoever may rule goes straight on to the letter; else back to the case."""
    now = timezone.now()
    application = case_or_404(request, unit, case)
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ruling = actions.propose(application=application, by=request.person, now=now, **form.cleaned_data)
        except ValidationError as error:
            add_reasons(form, error)
        else:
            return _proposed(request, application, ruling, now=now)
    log_read(application=application, person=request.person, what=FileRead.What.CASE, now=now)
    lacking = stages.gaps(application.process.demand, facts_of([application])[application.pk])
    context = {
        "form": form,
        "application": application,
        "unit": application.unit,
        "lacking": words.gaps(lacking),
        "needs_two": application.process.demand.deciders > 1,
    }
    return render(request, "recruitment/rulings/propose.html", context, status=422 if form.errors else 200)


def _proposed(request: PersonRequest, application: Application, ruling: Ruling, *, now: datetime) -> HttpResponseBase:
    try:
        actions.check_confirmer(application, ruling, by=request.person, now=now)
    except ValidationError:
        messages.success(request, _("Proposed. Somebody else must stand behind it before a letter goes."))
        return to_case(application)
    return redirect("onboarding:confirm", application.unit.slug, application.pk)


def to_case(application: Application) -> HttpResponseBase:
    """Back to the case's page, at the ruling."""
    return redirect(reverse("recruitment:case", args=[application.unit.slug, application.pk]) + "#avgjorelse")


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def send_back(request: PersonRequest, unit: str, case: int, ruling: int) -> HttpResponseBase:
    """Say why a proposal is refused."""
    now = timezone.now()
    application = case_or_404(request, unit, case)
    found = get_object_or_404(application.rulings, pk=ruling)
    if found.proposed_by_id != request.person.pk and not policies.may_rule(request.person, application, on=timezone.localdate(now)):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_back(ruling=found, by=request.person, now=now, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_reasons(form, error)
        else:
            messages.success(request, _("Sent back. The case stands where it was."))
            return to_case(application)
    context = {
        "form": form,
        "application": application,
        "unit": application.unit,
        "ruling": found,
        "heading": ruling_words.heading(found.outcome),
    }
    return render(request, "recruitment/rulings/send_back.html", context, status=422 if form.errors else 200)


@require_safe
@person_required
def letter(request: PersonRequest, unit: str, case: int, ruling: int) -> HttpResponseBase:
    """The letter of a ruling as it reads, to look at or to print."""
    now = timezone.now()
    application = case_or_404(request, unit, case)
    found = get_object_or_404(application.rulings.select_related("letter"), pk=ruling)
    if not found.sentence:
        raise Http404  # forgotten
    log_read(application=application, person=request.person, what=FileRead.What.CASE, now=now)
    shown = letter_of(application, found, now=now)
    context = {"application": application, "unit": application.unit, "ruling": found, "letter": shown}
    return render(request, "recruitment/rulings/letter.html", context | {"goes": ruling_words.moment(shown.goes_at, now=now)})


def letter_of(application: Application, ruling: Ruling, *, now: datetime, starts_on: date | None = None) -> Preview:
    """The letter of a ruling: as it was confirmed, or as it would go if it were confirmed now, for an admission with this first day."""
    return preview(
        application,
        letter=ruling.outcome,
        now=ruling.confirmed_at or now,
        goes_at=goes_at(ruling),
        sentence=ruling.sentence,
        starts_on=starts_on or ruling.starts_on,
    )
