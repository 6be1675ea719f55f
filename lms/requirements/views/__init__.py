"""Screens for rules: which hold, what they say, trying one before it is made, changing and ending it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.requirements import trials, words
from lms.requirements.forms import LEVELS, EndForm, RuleForm, posted
from lms.requirements.models import Requirement
from lms.requirements.pages import facts, is_own, rule_line
from lms.requirements.selectors import rules_over, versions_of
from lms.requirements.trial_pages import Sight, TrialPage, trial_page, with_names
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.units.models import Unit

HELD_BACK = {"csrfmiddlewaretoken", "confirmed", "change"}


@require_safe
@person_required
def overview(request: PersonRequest, unit: str) -> HttpResponseBase:
    """The rules that hold for somebody in a unit or below it, in plain words."""
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_COVERAGE)
    rows = rules_over(here, on=today)
    covered = trials.people_covered(rows, here, on=today)
    may_set = may(request.person, Permission.SET_RULES, here, on=today)
    lines = [rule_line(each, here, number=covered[each.pk], may_set=may_set and is_own(each, here), on=today) for each in rows]
    context = {
        "unit": here,
        "groups": [
            (_("Our own, and below us"), [line for line in lines if line["own"]]),
            (_("From above"), [line for line in lines if not line["own"]]),
        ],
        "may_set": may_set,
        "breadcrumbs": _crumbs(here),
    }
    return render(request, "requirements/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def make(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Make a rule: said, tried, and only then made. Sent twice is once."""
    here = unit_or_404(request, unit, Permission.SET_RULES)
    return _written(request, here, None)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def change(request: PersonRequest, unit: str, rule: int) -> HttpResponseBase:
    """The next version of a rule, in the same way."""
    here = unit_or_404(request, unit, Permission.SET_RULES)
    return _written(request, here, _rule(here, rule, replaced=request.method == "POST"))  # sent twice, it has been replaced already


def _written(request: PersonRequest, unit: Unit, before: Requirement | None) -> HttpResponseBase:
    now = timezone.now()
    today = timezone.localdate(now)
    form = RuleForm(request.POST if request.method == "POST" else None, unit=unit, today=today, before=before)
    title = _("Change the rule") if before else _("A new rule")
    context: dict[str, Any] = {"unit": unit, "form": form, "title": title, "before": before, "breadcrumbs": _crumbs(unit, (title, ""))}
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        draft = form.draft()
        told: dict[str, Any] = {"draft": draft, "unit": unit, "by": request.person, "now": now, "on": today, "supersedes": before}
        try:
            if "confirmed" in request.POST:
                made = trials.decide_once(reason=form.cleaned_data["reason"], **told)
                messages.success(request, _("The rule is made."))
                return redirect("requirements:rule", unit.slug, made.pk)
            trial = trials.try_out(draft=draft, unit=unit, on=today, supersedes=before)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            row = draft.requirement()
            context |= {
                "asked": words.asked_words(
                    (each.name, [one.called for one in each.qualifications], _level(each.level)) for each in draft.clauses
                ),
                "audience": words.audience(row),
                "by_when": words.by_when(row),
                "effect": row.get_effect_display(),
                "holds": words.begins(draft.valid_from),
                "button": _("Make the rule"),
                "trial": trial,
                "page": _page(request, unit, trial, today),
                "posted": posted(request.POST, HELD_BACK),
            }
            return render(request, "requirements/trial.html", context)
    is_wrong = request.method == "POST" and "change" not in request.POST
    return render(request, "requirements/write.html", context, status=422 if is_wrong else 200)


@require_safe
@person_required
def rule(request: PersonRequest, unit: str, rule: int) -> HttpResponseBase:
    """One rule: what it says, and its versions, each with what was tried before it was made.

    What a rule from above would do elsewhere is told there alone: it counts other units' people.
    """
    today = timezone.localdate()
    here = unit_or_404(request, unit, Permission.SEE_COVERAGE)
    found = next((each for each in rules_over(here, on=today, past=True) if each.pk == rule), None)
    if found is None:
        raise Http404
    sight = _sight(request, here, today)
    newest, *older = versions_of(found)
    versions = [
        {
            "facts": facts(each),
            "trials": [
                {
                    "page": trial_page(kept, sight=sight, on=today, ends=ends),
                    "bites_on": parse_date(kept["bites_on"]),
                    "ending": ends,
                }
                for kept, ends in ((each.dry_run, False), (each.end_dry_run, True))
                if kept and is_own(each, here)
            ],
            "number": number,
        }
        for number, each in zip(range(len(older) + 1, 0, -1), [newest, *older], strict=True)
    ]
    going_on = newest.valid_until is None or newest.valid_until >= today
    may_set = going_on and is_own(newest, here) and may(request.person, Permission.SET_RULES, here, on=today)
    context = {
        "unit": here,
        "line": rule_line(newest, here, number=trials.people_covered([newest], here, on=today)[newest.pk], may_set=may_set, on=today),
        "versions": versions,
        "breadcrumbs": _crumbs(here, (_("One rule"), "")),
    }
    return render(request, "requirements/rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def end(request: PersonRequest, unit: str, rule: int) -> HttpResponseBase:
    """Ask for it no longer, from the day after a last day: said, seen what it does, and only then done. What it said of its time stands."""
    now = timezone.now()
    today = timezone.localdate(now)
    here = unit_or_404(request, unit, Permission.SET_RULES)
    found = _rule(here, rule)
    form = EndForm(request.POST if request.method == "POST" else None, today=today, initial={"on": today})
    line = rule_line(found, here, number=trials.people_covered([found], here, on=today)[found.pk], may_set=False, on=today)
    title = _("End the rule")
    context: dict[str, Any] = {"unit": here, "form": form, "line": line, "title": title, "breadcrumbs": _crumbs(here, (title, ""))}
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        told: dict[str, Any] = {"requirement": found, "last": form.cleaned_data["on"], "unit": here, "on": today}
        try:
            if "confirmed" in request.POST:
                trials.end_once(reason=form.cleaned_data["reason"], by=request.person, now=now, **told)
                messages.success(request, _("The rule ends that day."))
                return redirect("requirements:overview", here.slug)
            trial = trials.try_ending(**told)
        except ValidationError as error:
            form.add_error("on", error.messages)
        else:
            context |= {
                "asked": line["asked"],
                "audience": line["audience"],
                "by_when": words.ends(form.cleaned_data["on"]),
                "button": title,
                "is_end": True,
                "trial": trial,
                "page": _page(request, here, trial, today, ends=True),
                "posted": posted(request.POST, HELD_BACK),
            }
            return render(request, "requirements/trial.html", context)
    is_wrong = bool(form.errors) and "change" not in request.POST
    return render(request, "requirements/end.html", context, status=422 if is_wrong else 200)


def _rule(unit: Unit, pk: int, *, replaced: bool = False) -> Requirement:
    """A rule that is a unit's own to change, its newest version, or an older one too if `replaced`; raises Http404 for any other."""
    found = next((each for each in rules_over(unit, on=timezone.localdate(), past=replaced) if each.pk == pk), None)
    if found is None or not is_own(found, unit) or (hasattr(found, "superseded_by") and not replaced):
        raise Http404
    return found


def _sight(request: PersonRequest, unit: Unit, on: date) -> Sight:
    return Sight(may(request.person, Permission.SEE_PEOPLE, unit, on=on), unit.pk if unit.parent_id is None else None)


def _page(request: PersonRequest, unit: Unit, trial: trials.Trial, on: date, *, ends: bool = False) -> TrialPage:
    """What was tried, with who it touches for those who may see them."""
    sight = _sight(request, unit, on)
    page = trial_page(trial.as_json(), sight=sight, on=on, ends=ends)
    return with_names(page, trial, unit.slug, on=on) if sight.sees else page


def _level(level: int) -> str:
    return str(dict(LEVELS)[level]) if level else ""


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Our people"), reverse("tracking:choose")),
        (_("Rules"), reverse("requirements:overview", args=[unit.slug]) if more else ""),
        *more,
    ]
