"""What counts as what: read by all who see rules, said by the centre, and tried before it is said."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.qualifications.models import Equivalent, EquivalentDecision, Qualification
from lms.requirements import equivalents as verbs
from lms.requirements.equivalents import Change
from lms.requirements.forms import EquivalentForm, NoEquivalentForm, posted
from lms.requirements.trial_pages import Sight, change_columns, is_open_to, number_words, trial_rows
from lms.requirements.trials import Trial
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may
from lms.units.models import Unit

HELD_BACK = {"csrfmiddlewaretoken", "confirmed", "change"}


@require_safe
@person_required
def equivalents(request: PersonRequest, unit: str) -> HttpResponseBase:
    """What counts as what, and who said so."""
    here = unit_or_404(request, unit, Permission.SEE_COVERAGE)
    today = timezone.localdate()
    may_set = here.parent_id is None and may(request.person, Permission.SET_RULES, here, on=today)
    rows = [
        {
            "qualification": each.qualification.called,
            "counts_as": each.counts_as.called,
            "end_url": reverse("requirements:end_equivalent", args=[here.slug, each.qualification_id, each.counts_as_id])
            if may_set
            else "",
        }
        for each in verbs.standing()
    ]
    context = {
        "unit": here,
        "rows": rows,
        "history": [_told(each, sight=_sight(request, here)) for each in verbs.history()],
        "may_set": may_set,
        "breadcrumbs": _crumbs(here, (_("What counts as what"), "")),
    }
    return render(request, "requirements/equivalents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def make(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Say that one counts as another: first what it does, then doing it. Sent twice is once."""
    here = _centre(request, unit)
    form = EquivalentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        data = form.cleaned_data
        return _tried(request, here, Change(data["qualification"], data["counts_as"], counts=True), data["reason"])
    context = {
        "unit": here,
        "form": form,
        "title": _("Let one count as another"),
        "lead": _("Then whoever holds the one need not take the other. You see what it does before you decide."),
        "breadcrumbs": _crumbs(here, (_("Let one count as another"), "")),
    }
    is_wrong = request.method == "POST" and "change" not in request.POST
    return render(request, "requirements/equivalent.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def end(request: PersonRequest, unit: str, qualification: int, counts_as: int) -> HttpResponseBase:
    """Say that it no longer does, in the same way."""
    here = _centre(request, unit)
    one, other = get_object_or_404(Qualification, pk=qualification), get_object_or_404(Qualification, pk=counts_as)
    pair = {"qualification": one, "counts_as": other}
    if not Equivalent.objects.filter(**pair).exists():
        if request.method != "POST" or not EquivalentDecision.objects.filter(**pair).exists():
            raise Http404
        messages.info(request, _("It counts no longer."))
        return redirect("requirements:equivalents", here.slug)
    form = NoEquivalentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        return _tried(request, here, Change(one, other, counts=False), form.cleaned_data["reason"])
    title = _("Let it no longer count")
    context = {
        "unit": here,
        "form": form,
        "title": title,
        "lead": _("«%(one)s» no longer counts as «%(other)s», for anybody, nor for days that have passed.") % {"one": one, "other": other},
        "breadcrumbs": _crumbs(here, (title, "")),
    }
    is_wrong = request.method == "POST" and "change" not in request.POST
    return render(request, "requirements/equivalent.html", context, status=422 if is_wrong else 200)


def _tried(request: PersonRequest, here: Unit, change: Change, reason: str) -> HttpResponseBase:
    now = timezone.now()
    today = timezone.localdate(now)
    if "confirmed" in request.POST:
        if verbs.change_once(change=change, reason=reason, by=request.person, now=now, on=today):
            messages.success(request, _("Done. It counts for everybody from now on.") if change.counts else _("It counts no longer."))
        else:
            messages.info(request, _("It stood so already."))
        return redirect("requirements:equivalents", here.slug)
    trial = verbs.try_change(change=change, on=today)
    context: dict[str, Any] = {
        "unit": here,
        "sentence": _sentence(change.qualification.called, change.counts_as.called, counts=change.counts),
        "said": _reach(trial, counts=change.counts, sight=_sight(request, here)),
        "columns": change_columns(_gains(change)),
        "rows": trial_rows(trial.as_json(), sight=_sight(request, here)),
        "posted": posted(request.POST, HELD_BACK),
        "button": _("Let it count") if change.counts else _("Let it no longer count"),
        "breadcrumbs": _crumbs(here, (_("What it does"), "")),
    }
    return render(request, "requirements/equivalent_trial.html", context)


def _centre(request: PersonRequest, unit: str) -> Unit:
    """The whole organisation, for those who set its rules: an equivalent holds for all, so no unit says it alone."""
    here = unit_or_404(request, unit, Permission.SET_RULES)
    if here.parent_id is not None:
        raise Http404
    return here


def _sentence(one: str, other: str, *, counts: bool) -> str:
    said = _("«%(one)s» also counts as «%(other)s».") if counts else _("«%(one)s» no longer counts as «%(other)s».")
    return said % {"one": one, "other": other}


def _gains(change: Change) -> str:
    said = _("Hold «%(other)s» by it") if change.counts else _("Hold «%(other)s» no longer")
    return said % {"other": change.counts_as.called}


def _sight(request: PersonRequest, here: Unit) -> Sight:
    """Everything is told to those who follow the people of the whole organisation by name only."""
    is_whole = here.parent_id is None
    return Sight(is_whole and may(request.person, Permission.SEE_PEOPLE, here, on=timezone.localdate()), here.pk if is_whole else None)


def _reach(trial: Trial, *, counts: bool, sight: Sight) -> str:
    """In a sentence, what it comes to."""
    if not trial.units:
        return ""
    number = trial.total.to_do
    said = number_words(number, is_open=is_open_to(trial.as_json()["units"][0], sight))
    if counts:
        sentence = ngettext("%(number)s person gets it by this.", "%(number)s people get it by this.", number)
    else:
        sentence = ngettext("%(number)s person loses it by this.", "%(number)s people lose it by this.", number)
    return (sentence % {"number": said}).capitalize()


def _told(each: EquivalentDecision, *, sight: Sight) -> dict[str, str]:
    total = trial_rows(each.dry_run | {"units": each.dry_run["units"][:1]}, sight=sight)
    numbers = ""
    if total:
        _unit, _people, before, after, _alone, touched = total[0]
        numbers = _("People touched: %(touched)s. Lacked something without it: %(before)s, with it: %(after)s.") % {
            "touched": touched,
            "before": before,
            "after": after,
        }
    by = _("Decided by %(name)s.") % {"name": each.by.name} if each.by else ""
    return {
        "when": date_format(timezone.localdate(each.at)),
        "title": _sentence(each.qualification.called, each.counts_as.called, counts=each.counts),
        "text": " ".join(part for part in (f"«{each.reason}»", by, numbers) if part),
        "icon": "check" if each.counts else "cross-circle",
    }


def _crumbs(unit: Unit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Our people"), reverse("tracking:choose")),
        (_("Rules"), reverse("requirements:overview", args=[unit.slug])),
        *more,
    ]
