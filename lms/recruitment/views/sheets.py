"""An interviewer's own interviews and sheets, and everybody's sheets side by side once a round is open."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment import policies, words
from lms.recruitment.actions import sheets as actions
from lms.recruitment.actions.cases import declare_tie, log_read
from lms.recruitment.forms.interviews import STANDING_LINE, ChangeForm, FlagForm, SheetForm
from lms.recruitment.models import FileRead, Seat
from lms.recruitment.selectors import interviews as selectors
from lms.recruitment.selectors.facts import criteria_of

from .access import case_or_404, moment_in


def _seat_or_404(request: PersonRequest, pk: int) -> Seat:
    """One's own seat; 404 alike for one that is gone, in a case that has ended, called off, or another's. 1 query."""
    found = policies.own_seat(request.person, pk, on=timezone.localdate())
    if not found:
        raise Http404
    return found


@require_safe
@person_required
def my_interviews(request: PersonRequest) -> HttpResponseBase:
    """One's own interviews, what waits for one first."""
    now = timezone.now()
    rows = [
        {
            "own": each,
            "interview": each.seat.interview,
            "application": each.seat.interview.application,
            "moment": words.moment(each.seat.interview.starts_at) if each.seat.interview.starts_at else "",
            "where": words.where(each.seat.interview),
        }
        for each in selectors.own(policies.own_seats(request.person, on=timezone.localdate(now)), now=now)
    ]
    return render(request, "recruitment/interviews/mine.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def sheet(request: PersonRequest, seat: int) -> HttpResponseBase:
    """The guide and one's own sheet. Saved while one writes; handed in on the next page. Afterwards it can be read here, by oneself."""
    now = timezone.now()
    own = _seat_or_404(request, seat)
    interview = own.interview
    in_background = "X-Autosave" in request.headers
    if selectors.has_handed_in(own):
        if request.method == "POST":
            messages.error(request, _("The sheet is handed in. Nothing was changed."))
            return HttpResponse(status=409) if in_background else redirect("recruitment:sheet", own.pk)
        return render(request, "recruitment/interviews/handed_in.html", _context(own) | _handed_in(own))
    kept = own.sheet if hasattr(own, "sheet") else None
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        guide=interview.guide.content,
        criteria=criteria_of(interview),
        notes=kept.notes if kept else {},
        draft=kept.draft if kept else {},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_sheet(seat=own, notes=form.notes(), given=form.given(), now=now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponse(status=409) if in_background else redirect("recruitment:my_interviews")
        if in_background:
            return HttpResponse(status=204)
        if "hand_in" not in request.POST:
            messages.success(request, _("Saved. Only you can see it."))
            return redirect("recruitment:sheet", own.pk)
        form.ask_for_all()
        if not form.errors and not selectors.is_held(interview, now=now):
            form.add_error(None, _("The interview has not been held yet. What you write is kept until then."))
        if not form.errors:
            return redirect("recruitment:hand_in", own.pk)
    context = _context(own) | {"form": form, "guide": interview.guide.content, "saved_at": kept.saved_at if kept else None}
    return render(request, "recruitment/interviews/sheet.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def hand_in(request: PersonRequest, seat: int) -> HttpResponseBase:
    """Look over one's scores once more, and hand them in."""
    own = _seat_or_404(request, seat)
    kept = own.sheet if hasattr(own, "sheet") else None
    if request.method == "POST":
        try:
            actions.hand_in(seat=own, now=timezone.now(), seen=moment_in(request.POST.get("seen", "")))
        except ValidationError as error:
            messages.error(request, _reasons(own, error))
            return redirect("recruitment:sheet", own.pk)
        messages.success(request, _("Handed in. Thank you."))
        return redirect("recruitment:sheet", own.pk)
    if kept is None or kept.sealed_at:
        return redirect("recruitment:sheet", own.pk)
    criteria = criteria_of(own.interview)
    rows = [(each, kept.draft.get(each.key), each.key in kept.draft) for each in criteria]
    context = _context(own) | {"rows": rows, "seen": kept.saved_at.isoformat(), "is_complete": all(answered for *_row, answered in rows)}
    return render(request, "recruitment/interviews/hand_in.html", context)


def _reasons(own: Seat, error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    names = [each.name for each in criteria_of(own.interview) if each.key in error.error_dict]
    return _("Not handed in. Scores are missing: %(names)s.") % {"names": ", ".join(names)}


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def my_spread(request: PersonRequest, seat: int) -> HttpResponseBase:
    """Everybody's sheets of one's own round, once they are in; one's own scores can be changed here, with a reason."""
    now = timezone.now()
    own = _seat_or_404(request, seat)
    spread = selectors.spread_of(own.interview)
    if not spread:
        raise Http404
    form = ChangeForm(request.POST if request.method == "POST" else None, criteria=criteria_of(own.interview))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_score(seat=own, now=now, **form.cleaned_data)
        except ValidationError as error:
            for name, reasons in getattr(error, "message_dict", {None: error.messages}).items():
                form.add_error(name, reasons)
        else:
            messages.success(request, _("The new score stands beside the first one."))
            return redirect("recruitment:my_spread", own.pk)
    log_read(application=own.interview.application, person=request.person, what=FileRead.What.SHEETS, now=now)
    context = _context(own) | {"spread": spread, "form": form}
    return render(request, "recruitment/interviews/my_spread.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def my_tie(request: PersonRequest, seat: int) -> HttpResponseBase:
    """Say from one's own interviews that one knows the applicant. The seat is given up."""
    own = _seat_or_404(request, seat)
    declare_tie(application=own.interview.application, person=request.person, now=timezone.now())
    messages.success(request, _("Thank you for saying so. Somebody else takes your place."))
    return redirect("recruitment:my_interviews")


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def spread(request: PersonRequest, unit: str, case: int, interview: int) -> HttpResponseBase:
    """The sheets of a round as those who work on the case read them, once all are in; flags are decided upon here."""
    now = timezone.now()
    application = case_or_404(request, unit, case)
    found = application.interviews.select_related("guide").exclude(state="called_off").filter(pk=interview).first()
    if found:
        found.application = application
    side_by_side = selectors.spread_of(found) if found else None
    if not found or not side_by_side:
        raise Http404
    may_rule = policies.may_rule(request.person, application, on=timezone.localdate(now))
    deciding = [flag for flag in side_by_side.flags if flag.is_open and may_rule and request.person.pk not in flag.raised_by]
    deciding = deciding if application.is_open else []
    forms = {
        flag.criterion.key: FlagForm(initial={"criterion": flag.criterion.key}, auto_id=f"id_{place}_%s")
        for place, flag in enumerate(deciding)
    }
    refused = False
    if request.method == "POST":
        key = request.POST.get("criterion", "")
        if not may_rule or key not in {flag.criterion.key for flag in side_by_side.flags}:
            raise Http404
        place = list(forms).index(key) if key in forms else 0
        form = FlagForm(request.POST, auto_id=f"id_{place}_%s")
        if form.is_valid():
            try:
                actions.decide_flag(interview=found, by=request.person, now=now, **form.cleaned_data)
            except ValidationError as error:
                if not hasattr(error, "error_dict"):
                    messages.error(request, " ".join(error.messages))
                    return redirect("recruitment:spread", application.unit.slug, application.pk, found.pk)
                for name, reasons in error.message_dict.items():
                    form.add_error(name, reasons)
            else:
                messages.success(request, _("Written down, with your name."))
                return redirect("recruitment:spread", application.unit.slug, application.pk, found.pk)
        refused = True
        if key in forms:
            forms[key] = form
    log_read(application=application, person=request.person, what=FileRead.What.SHEETS, now=now)
    context: dict[str, Any] = {
        "application": application,
        "unit": application.unit,
        "interview": found,
        "spread": side_by_side,
        "forms": forms,
    }
    return render(request, "recruitment/interviews/spread.html", context, status=422 if refused else 200)


def _context(own: Seat) -> dict[str, Any]:
    interview = own.interview
    return {
        "seat": own,
        "interview": interview,
        "application": interview.application,
        "unit": interview.application.unit,
        "moment": words.moment(interview.starts_at) if interview.starts_at else "",
        "where": words.where(interview),
        "standing_line": STANDING_LINE,
    }


def _handed_in(own: Seat) -> dict[str, Any]:
    """One's own sheet as it was handed in. 2 queries."""
    latest = {score.criterion: score.value for score in own.sheet.scores.order_by("number")}
    content = own.interview.guide.content
    return {
        "rows": [(each, latest.get(each.key)) for each in criteria_of(own.interview)],
        "notes": [(question["text"], own.sheet.notes.get(question["key"], "")) for question in content["questions"]],
        "is_open": selectors.is_open(selectors.seats_of(own.interview), own.interview.application.process.seats),
    }
