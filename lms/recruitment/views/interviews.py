"""Interviews on a case's page and on the applicant's own: arranging, moving, calling off, choosing a time."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.recruitment import words
from lms.recruitment.actions import interviews as actions
from lms.recruitment.actions.invitations import calendar
from lms.recruitment.forms.interviews import ArrangeForm, WishForm
from lms.recruitment.models import Application, Interview, SecretLink
from lms.recruitment.rules.interviews import may_arrange
from lms.recruitment.rules.stages import Stage
from lms.recruitment.selectors import interviews as selectors
from lms.recruitment.selectors.facts import facts_of
from lms.ui.rules import alphabetical

from .access import by_link, case_or_404, moment_in


def part(person: Person, application: Application, *, now: datetime) -> dict[str, Any]:
    """Rounds on a case's page: how each stands, and what can be done. Of the sheets only whose is in. 12 queries."""
    facts = facts_of([application])[application.pk]
    stage, demand = Stage(application.stage), application.process.demand
    rows = []
    for this in selectors.rounds_of(application):
        interview = this.interview
        rows.append(
            {
                "round": this,
                "interview": interview,
                "people": [(seat.person, selectors.has_handed_in(seat)) for seat in this.seats],
                "moment": words.moment(interview.starts_at) if interview and interview.starts_at else "",
                "offered": [words.moment(at) for at in this.offered] if interview and interview.state == Interview.State.OFFERED else [],
                "where": words.where(interview) if interview else "",
                "may_arrange": not interview and may_arrange(demand, facts, stage, this.number),
                "may_change": interview and application.is_open and not this.is_open,
                "may_call_off": interview and application.is_open and not this.sheets_in,
                "may_replace": this.is_open and application.is_open and bool(facts.tied & {seat.person_id for seat in this.seats}),
                "open_flags": facts.round(this.number).open_flags,
            }
        )
    return {"rounds": rows}


def own_part(application: Application, *, now: datetime) -> dict[str, Any]:
    """The applicant's talks: when, where and with whom, or times to choose among. 3 queries."""
    if not application.is_open:
        return {"own_interviews": []}
    return {"own_interviews": [_own_row(this, now) for this in selectors.rounds_of(application) if this.interview]}


def _own_row(this: selectors.Round, now: datetime) -> dict[str, Any]:
    interview = this.interview
    assert interview
    ahead = [at for at in this.offered if at > now]
    return {
        "interview": interview,
        "is_booked": interview.state == Interview.State.BOOKED,
        "is_past": interview.starts_at is not None and interview.starts_at <= now,
        "moment": words.moment(interview.starts_at) if interview.starts_at else "",
        "offered": [(at.isoformat(), words.moment(at)) for at in ahead],
        "people": [seat.person.given_name for seat in this.seats],
        "form": WishForm(initial={"wish": interview.other_times_wish}),
    }


# --- the unit's desk ------------------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def arrange(request: PersonRequest, unit: str, case: int, number: int) -> HttpResponseBase:
    """Arrange a round, or change it: who interviews, when and where."""
    now = timezone.now()
    application = case_or_404(request, unit, case)
    this = next((each for each in selectors.rounds_of(application) if each.number == number), None)
    facts = facts_of([application])[application.pk]
    if not this or not (this.interview or may_arrange(application.process.demand, facts, Stage(application.stage), number)):
        raise Http404
    form = ArrangeForm(
        request.POST or None,
        candidates=selectors.candidates(application, on=timezone.localdate(now)),
        this=this,
        others=_asked(application, number, facts.round(1).interviewers),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _arrange(form, application, this, by=request.person, now=now)
        except ValidationError as error:
            form.show(error)
        else:
            messages.success(request, _("Saved. Those it concerns get a letter."))
            return redirect("recruitment:case", application.unit.slug, application.pk)
    context = {"application": application, "unit": application.unit, "form": form, "round": this, "number": number}
    return render(request, "recruitment/interviews/arrange.html", context, status=422 if form.errors else 200)


def _arrange(form: ArrangeForm, application: Application, this: selectors.Round, *, by: Person, now: datetime) -> None:
    terms = form.terms()
    if this.interview:
        seen = form.cleaned_data["seen"]
        actions.rearrange(interview=this.interview, people=form.chosen(), terms=terms, by=by, now=now, seen=-1 if seen is None else seen)
    elif terms:
        actions.arrange(application=application, number=this.number, people=form.chosen(), terms=terms, by=by, now=now)


def _asked(application: Application, number: int, first: frozenset[int]) -> str:
    """What is asked of who sits, said before anybody is chosen."""
    demand = application.process.demand
    said = [_("At least %(number)d. Somebody who knows the applicant takes no part.") % {"number": demand.seats}]
    if number > 1 and first:
        names = sorted(Person.objects.filter(pk__in=first).values_list("given_name", flat=True), key=alphabetical)
        said.append(_("At least one who was not in interview 1, where these sat: %(names)s.") % {"names": ", ".join(names)})
    return " ".join(said)


@require_POST
@person_required
def call_off(request: PersonRequest, unit: str, case: int, interview: int) -> HttpResponseBase:
    """Call an interview off."""
    application = case_or_404(request, unit, case)
    found = get_object_or_404(Interview, pk=interview, application=application)
    try:
        actions.call_off(interview=found, by=request.person, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The interview is called off. Those it concerns get a letter."))
    return redirect("recruitment:case", application.unit.slug, application.pk)


# --- by the applicant's secret link ---------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(SecretLink.Purpose.APPLICANT)
def own_times(request: HttpRequest, link: SecretLink, interview: int) -> HttpResponseBase:
    """Choose among offered times, or ask for others. What cannot be done is said here, with what can be chosen now."""
    now = timezone.now()
    application = link.application
    token = request.resolver_match.kwargs["token"]  # type: ignore[union-attr]
    there = [this for this in selectors.rounds_of(application) if this.interview and this.interview.pk == interview]
    if not there or not application.is_open:
        if there or Interview.objects.filter(pk=interview, application=application).exists():
            messages.error(request, _("This talk is called off, or over. Here you see what stands now."))
            return redirect("recruitment:own_case", token)
        raise Http404
    row = _own_row(there[0], now)
    problem = ""
    if request.method == "POST":
        try:
            done = _answer(request, row, now=now)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            if done:
                messages.success(request, done)
                return redirect("recruitment:own_case", token)
    context = {"application": application, "unit": application.unit, "token": token, "row": row, "problem": problem}
    refused = problem or row["form"].errors
    return render(request, "recruitment/interviews/times.html", context, status=422 if refused else 200)


def _answer(request: HttpRequest, row: dict[str, Any], *, now: datetime) -> str:
    """Do what the applicant asks for; what to say afterwards, or nothing if the wish has no words."""
    interview = row["interview"]
    if "wish" in request.POST:
        row["form"] = form = WishForm(request.POST)
        if not form.is_valid():
            return ""
        actions.ask_for_other_times(interview=interview, wish=form.cleaned_data["wish"], now=now)
        return _("Thank you. We look for another time, and write to you.")
    starts_at = moment_in(request.POST.get("starts_at", ""))
    if not starts_at or timezone.is_naive(starts_at):
        raise ValidationError(_("Choose one of the times."))
    actions.pick_time(interview=interview, starts_at=starts_at, now=now)
    return _("It is settled: %(when)s. You get a letter with the same.") % {"when": words.moment(starts_at)}


@require_safe
@by_link(SecretLink.Purpose.APPLICANT)
def own_calendar(request: HttpRequest, link: SecretLink, interview: int) -> HttpResponseBase:
    """The talk as a file for one's own calendar."""
    found = get_object_or_404(
        Interview.objects.select_related("application__unit"), pk=interview, application=link.application, state=Interview.State.BOOKED
    )
    if not link.application.is_open:
        raise Http404
    response = HttpResponse(calendar(found, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="samtale.ics"'
    return response
