"""Deciding for several people at once: choose what and for whom, see what it does, do it, and undo it."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.qualifications.models import Decision, DecisionKind, Qualification
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.tracking.actions import decisions as verbs
from lms.tracking.forms import DECISIONS, DecideForm, DecisionKindForm, NarrowForm, TakeBackForm
from lms.tracking.selectors import decisions as reads
from lms.tracking.words import decisions as said
from lms.units.models import Unit

from .ways import crumbs, ids_in

PAGE_SIZE = 50
MOST_SHOWN = 100  # people at a time; who is not among them is found by name, or decided about with all that fit
FEW = 15  # so many are seen at a glance, and need no search


@require_safe
@person_required
def decisions(request: PersonRequest, unit: str) -> HttpResponseBase:
    """What has been decided for several people in a unit and those below it."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    page = Paginator(reads.decisions_in(here), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "href": reverse("tracking:decision", args=[here.slug, each.pk]),
            "title": DECISIONS[DecisionKind(each.kind)],
            "line": said.line(each),
            "undone": hasattr(each, "reversal"),
        }
        for each in page.object_list
    ]
    return render(request, "tracking/decisions.html", {"unit": here, "page": page, "rows": rows, "breadcrumbs": _crumbs(here)})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def decide(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Decide something for several people: first what, then who, then a look at what it does. Sent twice is once."""
    now = timezone.now()
    today = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    kinds = [kind for kind in DECISIONS if may(request.person, verbs.NEEDED[kind], here, on=today)]
    what = DecisionKindForm(
        request.GET if {"slag", "hva"} & request.GET.keys() else None,
        kinds=kinds,
        unit=here,
        asked=reads.asked_here(here, on=today),
        roles=reads.roles_here(request.person, here, on=today),
    )
    if not what.is_valid():
        if request.method == "POST":
            raise Http404
        context = {
            "unit": here,
            "form": what,
            "people": request.GET.getlist("person"),
            "breadcrumbs": _crumbs(here, (_("Decide for several"), "")),
        }
        return render(request, "tracking/decide_what.html", context, status=422 if what.errors else 200)
    kind, qualification = DecisionKind(what.cleaned_data["slag"]), what.cleaned_data["hva"]
    chosen = ids_in([*request.GET.getlist("person"), *request.POST.getlist("people")])
    narrow = NarrowForm(request.GET, units=reads.units_here(here))
    wanted = narrow.narrow(what.cleaned_data.get("rolle", ""))
    found = reads.candidates(request.person, here, qualification, narrow=wanted, on=today, most=MOST_SHOWN, chosen=chosen)
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        people=[(each.person.pk, said.candidate(each, on=today)) for each in found.shown],
        found=len(found.ids),
        today=today,
        initial={
            "everybody": "alle" in request.GET,
            "people": [str(pk) for pk in chosen],
            "day": today if kind == DecisionKind.RECOGNISE else None,
            "key": f"desk:{secrets.token_hex(16)}",
        },
    )
    if form.is_valid() and "change" not in request.POST:
        picked = {int(pk) for pk in form.cleaned_data["people"]}
        everybody = form.cleaned_data["everybody"]
        people = found.everybody() if everybody else [each.person for each in found.shown if each.person.pk in picked]
        plan = verbs.Plan(kind, qualification, form.cleaned_data["day"], form.cleaned_data["reason"], people)
        others_now = everybody and request.POST.get("number", "") != str(len(people))
        if "confirmed" not in request.POST or others_now:
            if "confirmed" in request.POST:
                messages.info(request, _("Somebody has come or gone meanwhile. Look once more."))
            return _preview(request, here, form, plan, now)
        try:
            made = verbs.decide(plan=plan, unit=here, key=form.cleaned_data["key"], by=request.person, at=now)
        except ValidationError as error:
            form.add_error("people", error.messages)
        else:
            messages.success(request, _("Decided. You can undo it here."))
            return redirect("tracking:decision", here.slug, made.pk)
    return _who(request, here, form, narrow, found, kind, qualification)


def _who(
    request: PersonRequest,
    unit: Unit,
    form: DecideForm,
    narrow: NarrowForm,
    found: reads.Candidates,
    kind: DecisionKind,
    qualification: Qualification,
) -> HttpResponse:
    kept = [(name, value) for name in ("slag", "hva", "rolle", "person") for value in request.GET.getlist(name)]
    narrowed = any(request.GET.get(name) for name in narrow.fields)
    context = {
        "unit": unit,
        "form": form,
        "title": DECISIONS[kind],
        "qualification": qualification,
        "narrow": narrow if narrowed or len(found.ids) > FEW else None,
        "kept": kept,
        "reset_url": f"?{urlencode(kept)}",
        "is_anybody": bool(found.shown) or narrowed,
        "number": len(found.ids),
        "not_shown": max(len(set(found.ids) - {each.person.pk for each in found.shown}), 0),
        "breadcrumbs": _crumbs(unit, (_("Decide for several"), "")),
    }
    is_wrong = bool(form.errors) and "change" not in request.POST
    return render(request, "tracking/decide_who.html", context, status=422 if is_wrong else 200)


def _preview(request: PersonRequest, unit: Unit, form: DecideForm, plan: verbs.Plan, now: Any) -> HttpResponse:
    today = timezone.localdate(now)
    changes = verbs.foresee(plan=plan, unit=unit, by=request.person, at=now)
    touched = [each for each in changes if each.before != each.after]
    untouched = [each.person.name for each in changes if each.before == each.after]
    context = {
        "unit": unit,
        "form": form,
        "plan": plan,
        "title": DECISIONS[plan.kind],
        "sentence": said.sentence(plan.kind, plan.qualification, plan.day, len(touched)),
        "columns": [_("Name"), _("Now"), _("Afterwards")],
        "rows": [[each.person.name, said.held(each.before, on=today), said.held(each.after, on=today)] for each in touched[:MOST_SHOWN]],
        "more": max(len(touched) - MOST_SHOWN, 0),
        "untouched": untouched[:MOST_SHOWN],
        "more_untouched": max(len(untouched) - MOST_SHOWN, 0),
        "posted": [
            *((name, value) for name in ("day", "reason", "key", "people", "everybody") for value in request.POST.getlist(name)),
            ("number", str(len(plan.people))),
        ],
        "breadcrumbs": _crumbs(unit, (_("Decide for several"), "")),
    }
    return render(request, "tracking/decide_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def decision(request: PersonRequest, unit: str, decision: int) -> HttpResponseBase:
    """One decision: what, for whom, by whom and why; and undoing it."""
    now = timezone.now()
    today = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    found: Decision = get_object_or_404(reads.decisions_in(here), pk=decision)
    may_undo = not hasattr(found, "reversal") and _may_undo(request, found, today)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_undo and not hasattr(found, "reversal"):
            raise Http404
        if form.is_valid():
            verbs.take_back(decision=found, by=request.person, at=now, reason=form.cleaned_data["reason"])
            messages.success(request, _("Undone. Everything counts as before."))
            return redirect("tracking:decision", here.slug, found.pk)
    concerned = reads.concerned_by(request.person, found, on=today)
    people: Sequence[dict[str, str]] = [
        {"name": each.name, "href": reverse("tracking:person", args=[here.slug, each.pk])} for each in concerned.people
    ]
    context = {
        "unit": here,
        "title": DECISIONS[DecisionKind(found.kind)],
        "facts": said.facts(found, concerned.qualification),
        "people": people,
        "others": concerned.others,
        "undone": getattr(found, "reversal", None),
        "form": form if may_undo else None,
        "breadcrumbs": _crumbs(here, (DECISIONS[DecisionKind(found.kind)], "")),
    }
    return render(request, "tracking/decision.html", context, status=422 if form.errors else 200)


def _may_undo(request: PersonRequest, found: Decision, on: date) -> bool:
    return found.unit is not None and may(request.person, verbs.NEEDED[DecisionKind(found.kind)], found.unit, on=on)


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return crumbs(unit, (_("Decisions"), reverse("tracking:decisions", args=[unit.slug]) if more else ""), *more)
