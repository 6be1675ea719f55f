"""References on the desk: who is named and where they stand, asking, ringing, and reading what was answered."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.mail.rules import fill
from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.recruitment import words
from lms.recruitment.actions import answers, references
from lms.recruitment.actions.cases import log_read
from lms.recruitment.forms.references import RefereeForm, TelephoneForm, reasons
from lms.recruitment.models import Application, FileRead, Referee
from lms.recruitment.rules import reference_form
from lms.recruitment.rules import references as rules
from lms.recruitment.selectors.references import Standing, given_references, kept_days, places_left, referees_of

from .access import case_or_404


def part(person: Person, application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of a case's page, as far as a person may read it. 1 query."""
    standings = referees_of(application, on=timezone.localdate(now))
    may_ask = application.stage in rules.MAY_ASK
    return {
        "referees": [_row(each) for each in standings],
        "referees_demanded": application.process.references,
        "referee_places": places_left(application, standings) if application.is_open else 0,
        "references_given": sum(each.state in rules.ANSWERED for each in standings),
        "referees_may_be_asked": may_ask,
        "referees_to_ask": sum(may_ask and each.task is rules.Task.ASK for each in standings),
    }


def own_part(application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of the applicant's own page. 1 query."""
    standings = referees_of(application, on=timezone.localdate(now))
    return {
        "own_referees": [_own_row(each) for each in standings if each.state is not rules.State.REPLACED],
        "own_referee_places": places_left(application, standings) if application.is_open else 0,
        "own_referees_demanded": application.process.references,
    }


def _row(standing: Standing) -> dict[str, Any]:
    """A referee as a line of the case's page."""
    return {
        "referee": standing.referee,
        "face": words.REFEREE_FACES[standing.state],
        "label": words.referee_state(standing),
        "task": words.referee_task(standing.task),
        "is_closed": standing.state in rules.CLOSED,
    }


def _own_row(standing: Standing) -> dict[str, Any]:
    """A referee as the applicant sees them: whether they were asked and whether they have answered, and nothing between."""
    referee = standing.referee
    answered = standing.state in rules.ANSWERED
    asked = referee.asked_at is not None
    return {
        "referee": referee,
        "face": "done" if answered else "waiting" if asked else "not_started",
        "label": _("Has answered") if answered else _("Asked") if asked else _("Not asked yet"),
        "may_change": not asked and not answered and standing.state is not rules.State.DECLINED,
    }


def _referee(application: Application, pk: int) -> Referee:
    """A referee of a case that may be opened; 404 for one of another case. 1 query."""
    found = get_object_or_404(Referee, application=application, pk=pk)
    found.application = application
    return found


def _standing(application: Application, pk: int) -> Standing:
    for each in referees_of(application, on=timezone.localdate()):
        if each.referee.pk == pk:
            each.referee.application = application
            return each
    raise Http404


def _back(application: Application) -> HttpResponseBase:
    return redirect("recruitment:case", application.unit.slug, application.pk)


@require_safe
@person_required
def read(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """What the referees have answered. Every reading is written down."""
    application = case_or_404(request, unit, case)
    given = given_references(application)
    if given:
        log_read(application=application, person=request.person, what=FileRead.What.REFERENCES, now=timezone.now())
    return render(request, "recruitment/references/read.html", {"application": application, "unit": application.unit, "given": given})


@require_POST
@person_required
def ask(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Send the letter to everybody who has not been asked."""
    application = case_or_404(request, unit, case)
    try:
        asked = references.ask_references(application=application, by=request.person, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(n)d referee has been asked.", "%(n)d referees have been asked.", len(asked)) % {"n": len(asked)}
        messages.success(request, said if asked else _("Everybody with an e-mail address has been asked already."))
    return _back(application)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def name(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Write down a referee for an applicant who cannot do it."""
    application = case_or_404(request, unit, case)
    form = RefereeForm(request.POST or None, initial={"language": application.language})
    if request.method == "POST" and form.is_valid():
        try:
            named = references.name_referee(application=application, by=request.person, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            reasons(form, error)
        else:
            messages.success(request, _("%(name)s is written down as a referee.") % {"name": named.name})
            return _back(application)
    context = {"application": application, "unit": application.unit, "form": form}
    return render(request, "recruitment/references/name.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def referee(request: PersonRequest, unit: str, case: int, referee: int) -> HttpResponseBase:
    """One referee: correct what is written, and whatever else can be done."""
    application = case_or_404(request, unit, case)
    standing = _standing(application, referee)
    form = RefereeForm.of(standing.referee, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = references.change_referee(referee=standing.referee, by=request.person, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            reasons(form, error)
        else:
            was_asked = standing.referee.asked_at is not None
            said = (
                _("Saved. The letter went to another address before: send it anew.") if was_asked and not changed.asked_at else _("Saved.")
            )
            messages.success(request, said)
            return redirect("recruitment:referee", unit, case, referee)
    context = {"application": application, "unit": application.unit, "form": form, **_doors(application, standing)}
    return render(request, "recruitment/references/referee.html", context, status=422 if form.errors else 200)


def _doors(application: Application, standing: Standing) -> dict[str, Any]:
    """What can be done about a referee as they stand."""
    is_open = application.is_open and standing.state not in rules.CLOSED
    was_asked = standing.referee.asked_at is not None
    may_ask = is_open and application.stage in rules.MAY_ASK
    return {
        "row": _row(standing),
        "referee": standing.referee,
        "seen": standing.referee.asked_at.isoformat() if standing.referee.asked_at else "",
        "was_asked": was_asked,
        "may_send": may_ask and bool(standing.referee.email),
        "may_ring": may_ask,
        "may_change": is_open,
        "may_mark": is_open and was_asked and standing.state is not rules.State.RETURNED,
        "may_replace": application.is_open and standing.state not in rules.ANSWERED and standing.state is not rules.State.REPLACED,
        "may_remove": is_open and standing.state is rules.State.NOT_ASKED,
    }


@require_POST
@person_required
def act(request: PersonRequest, unit: str, case: int, referee: int, verb: str) -> HttpResponseBase:
    """Do one thing about a referee: send the letter, note that it came back, replace, remove."""
    application = case_or_404(request, unit, case)
    who, by, now = _referee(application, referee), request.person, timezone.now()
    try:
        match verb:
            case "send":
                sent = references.ask_again(referee=who, by=by, now=now, seen=request.POST.get("seen", ""))
                said = _("The letter is on its way to %(name)s.") if sent else _("%(name)s has been sent the letter meanwhile.")
            case "kom-tilbake":
                references.note_returned(referee=who, now=now)
                said = _("It is noted that the letter to %(name)s came back.")
            case "bytt":
                references.replace_referee(referee=who, by=by, now=now)
                said = _("%(name)s is replaced. The applicant is asked for another name.")
            case "fjern":
                references.remove_referee(referee=who, now=now)
                said = _("%(name)s is removed.")
            case _:
                raise Http404
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said % {"name": who.name})
    return _back(application)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def telephone(request: PersonRequest, unit: str, case: int, referee: int) -> HttpResponseBase:
    """Ring a referee: read aloud what becomes of the answer, then the same questions, and write down what is said."""
    application = case_or_404(request, unit, case)
    who = _referee(application, referee)
    standing = _standing(application, referee)
    if not _doors(application, standing)["may_ring"]:
        return _back(application)
    language, first_name = who.language, application.given_name
    initial = {"signer": who.name, "contact": who.phone or who.email}
    form = TelephoneForm(request.POST or None, language=language, name=first_name, initial=initial)
    if request.method == "POST":
        try:
            if "no" in request.POST:
                answers.decline(referee=who, now=timezone.now())
                messages.success(request, _("It is noted that %(name)s will not give a reference.") % {"name": who.name})
                return _back(application)
            if form.is_valid():
                answers.give(referee=who, answers=form.answers, language=language, now=timezone.now(), by=request.person)
                messages.success(request, _("The reference from %(name)s is written down.") % {"name": who.name})
                return _back(application)
        except ValidationError as error:
            reasons(form, error)
    context = {
        "application": application,
        "unit": application.unit,
        "form": form,
        "referee": who,
        "read_aloud": read_aloud(application, language),
        "gate": reference_form.GATE.ask(language, first_name),
    }
    return render(request, "recruitment/references/telephone.html", context, status=422 if form.errors else 200)


def read_aloud(application: Application, language: str) -> str:
    """What a referee is told before they answer (GDPR art. 14), and what not to say, in their language, as HTML."""
    with translation.override(language):
        return render_to_string("recruitment/references/_notice.html", notice(application, language))


def notice(application: Application, language: str) -> dict[str, Any]:
    """What the notice to a referee needs."""
    return {
        "application": application,
        "unit": application.unit,
        "days": kept_days(),
        "minutes": reference_form.MINUTES,
        "advice": fill(reference_form.say(reference_form.ADVICE, language), {"navn": application.given_name}),
    }
