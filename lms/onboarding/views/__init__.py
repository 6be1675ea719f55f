"""Inviting somebody into a unit; standing behind a ruling, which for an admission is the same door."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.onboarding.actions import Welcome, admit, invite, known_applicant, undo_admission
from lms.onboarding.forms import ConfirmForm, InviteForm
from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.recruitment import policies
from lms.recruitment.actions import rulings
from lms.recruitment.actions.cases import log_read
from lms.recruitment.forms.rulings import ReasonForm, add_reasons
from lms.recruitment.models import Application, FileRead, Outcome, Ruling
from lms.recruitment.selectors.rulings import is_told
from lms.recruitment.views.access import case_or_404
from lms.recruitment.views.rulings import letter_of, to_case
from lms.recruitment.words import rulings as ruling_words
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def new(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Write who is new; afterwards the person's page in the unit."""
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            welcome = invite(unit=here, by=request.person, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            add_reasons(form, error)
        else:
            messages.success(request, _said(welcome))
            return redirect("tracking:person", here.slug, welcome.person.pk)
    return render(request, "onboarding/invite.html", {"form": form, "unit": here}, status=422 if form.errors else 200)


def _said(welcome: Welcome) -> str:
    name = welcome.person.name
    if not welcome.is_new_assignment:
        return _("%(name)s has this assignment already. Nothing new was made, and no letter was sent.") % {"name": name}
    words = {"name": name, "email": welcome.person.email}
    if not welcome.letter:
        return _("%(name)s is written in, without a login. What they learn you register for them.") % words
    if welcome.is_new_person:
        return _("%(name)s is written in. A letter with what to do is on its way to %(email)s.") % words
    return _("We knew %(name)s from before. The assignment is written in, and a letter is on its way to %(email)s.") % words


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def confirm(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """The letter as it will go, to whom and when; and the button that stands behind the ruling. For those who may rule; 404 alike for others."""
    application = _ruled_by(request, unit, case)
    ruling = application.rulings.open().select_related("proposed_by").first()
    if ruling is None:
        messages.info(request, _("Nothing waits to be confirmed here."))
        return to_case(application)
    form = _confirm_form(ruling, data=request.POST if request.method == "POST" else None, day=ruling.starts_on)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["ruling"] != ruling.pk:
            messages.info(request, _("The proposal has changed meanwhile. Read it once more."))
            return redirect("onboarding:confirm", application.unit.slug, application.pk)
        day = form.cleaned_data.get("starts_on")
        if day != form.cleaned_data["shown"]:
            messages.info(request, _("The letter below has the new first day. Look at it, and confirm."))
            return _confirm_page(request, application, ruling, _confirm_form(ruling, day=day), day=day)
        try:
            _stand_behind(ruling, form, by=request.person)
        except ValidationError as error:
            add_reasons(form, error)
        else:
            messages.success(request, _("The ruling is made. You can undo it until the letter goes."))
            return to_case(application)
    return _confirm_page(request, application, ruling, form)


def _confirm_form(ruling: Ruling, *, data: QueryDict | None = None, day: date | None) -> ConfirmForm:
    initial = {"ruling": ruling.pk, "starts_on": day, "shown": day}
    return ConfirmForm(data, is_admission=ruling.outcome == Outcome.ADMITTED, initial=initial)


def _stand_behind(ruling: Ruling, form: ConfirmForm, *, by: Person) -> None:
    """An admission takes somebody in; what else is ruled ends in its letter."""
    if ruling.outcome == Outcome.ADMITTED:
        admit(ruling=ruling, starts_on=form.cleaned_data["starts_on"], by=by, now=timezone.now())
    else:
        rulings.confirm(ruling=ruling, by=by, now=timezone.now())


def _confirm_page(
    request: PersonRequest, application: Application, ruling: Ruling, form: ConfirmForm, *, day: date | None = None
) -> HttpResponseBase:
    now = timezone.now()
    log_read(application=application, person=request.person, what=FileRead.What.CASE, now=now)
    refused = ""
    try:
        rulings.check_confirmer(application, ruling, by=request.person, now=now)
    except ValidationError as error:
        refused = error.messages[0]
    letter = letter_of(application, ruling, now=now, starts_on=day)
    context = _about(application, ruling, form) | {
        "letter": letter,
        "goes": ruling_words.moment(letter.goes_at, now=now),
        "known": known_applicant(application) if ruling.outcome == Outcome.ADMITTED else None,
        "refused": refused,
    }
    return render(request, "onboarding/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def undo(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Stop the letter and take the ruling back, with a reason. For those who may rule; 404 alike for others."""
    now = timezone.now()
    application = _ruled_by(request, unit, case)
    ruling = application.rulings.in_force().select_related("letter").last()
    if ruling is None or ruling.outcome != application.stage:
        messages.info(request, _("There is no ruling to undo here."))
        return to_case(application)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = undo_admission if ruling.outcome == Outcome.ADMITTED else rulings.undo
        try:
            act(ruling=ruling, by=request.person, now=now, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            add_reasons(form, error)
        else:
            messages.success(request, _("Undone. No letter goes. Propose a new ruling when you are ready."))
            return to_case(application)
    context = _about(application, ruling, form) | {"too_late": rulings.too_late() if is_told(ruling, now=now) else ""}
    return render(request, "onboarding/undo.html", context, status=422 if form.errors else 200)


def _about(application: Application, ruling: Ruling, form: Form) -> dict[str, Any]:
    """What a page on a ruling says of it."""
    return {
        "form": form,
        "application": application,
        "unit": application.unit,
        "ruling": ruling,
        "heading": ruling_words.heading(ruling.outcome),
        "is_admission": ruling.outcome == Outcome.ADMITTED,
    }


def _ruled_by(request: PersonRequest, unit: str, case: int) -> Application:
    """A case in which the asking person may rule, or 404."""
    application = case_or_404(request, unit, case)
    if not policies.may_rule(request.person, application, on=timezone.localdate()):
        raise Http404
    return application
