"""What else a process may ask for: guideline, police certificate, trial shift."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.recruitment.actions import papers as actions
from lms.recruitment.forms.papers import CertificateForm, OwnGuidelineForm, RegisterGuidelineForm, TrialShiftForm
from lms.recruitment.models import Application, GuidelineSigned, PoliceCertificate, SecretLink, TrialShift
from lms.recruitment.selectors.papers import guideline_of

from .access import by_link, case_or_404

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _papers(application: Application) -> dict[str, Any]:
    """What the process asks for, and what has been done of it. At most 3 queries."""
    process = application.process
    return {
        "guideline": process.guideline,
        "signed": GuidelineSigned.objects.filter(application=application).select_related("registered_by").first()
        if process.guideline_id
        else None,
        "police_basis": process.get_police_basis_display() if process.police_basis else "",
        "certificate": PoliceCertificate.objects.filter(application=application).select_related("shown_to").first()
        if process.police_basis
        else None,
        "asks_shift": process.trial_shift,
        "shift": TrialShift.objects.filter(application=application).select_related("host").first() if process.trial_shift else None,
        "asks_any": bool(process.guideline_id or process.police_basis or process.trial_shift),
    }


def part(person: Person, application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of a case's page, as far as a person may read it."""
    return {"papers": _papers(application)}


def own_part(application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of the applicant's own page."""
    return {"papers": _papers(application)}


def _done(form: Form, action: Callable[[], object]) -> bool:
    """Do it, or put each reason beside its field."""
    try:
        action()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
        else:
            for field, reasons in error.message_dict.items():
                form.add_error(field if field in form.fields else None, reasons)
        return False
    return True


def _page(request: HttpRequest, template: str, application: Application, form: Form, **more: object) -> HttpResponseBase:
    context = {"application": application, "unit": application.unit, "form": form, **more}
    return render(request, f"recruitment/papers/{template}.html", context, status=422 if form.errors else 200)


@READ_AND_WRITE
@person_required
def register_guideline(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Register for somebody without a device that they have read the guideline."""
    application = case_or_404(request, unit, case)
    guideline = guideline_of(application)
    if guideline is None:
        raise Http404
    form = RegisterGuidelineForm(request.POST or None)

    def sign() -> None:
        actions.sign_guideline(application=application, now=timezone.now(), read=form.cleaned_data["read"], by=request.person)

    if request.method == "POST" and form.is_valid() and _done(form, sign):
        messages.success(request, _("Registered."))
        return redirect("recruitment:case", unit, case)
    return _page(request, "register_guideline", application, form, guideline=guideline)


@READ_AND_WRITE
@person_required
def certificate(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Register that a police certificate was shown; correct it, or take it back."""
    application = case_or_404(request, unit, case)
    if not application.process.police_basis:
        raise Http404
    now = timezone.now()
    if request.method == "POST" and request.POST.get("do") == "take_back":
        actions.take_back_certificate(application=application, by=request.person, now=now)
        messages.success(request, _("Taken back."))
        return redirect("recruitment:case", unit, case)
    today = timezone.localdate(now)
    shown = PoliceCertificate.objects.filter(application=application).first()
    initial: dict[str, Any] = {
        "shown_on": shown.shown_on if shown else today,
        "shown_to": shown.shown_to_id if shown else request.person.pk,
    }
    form = CertificateForm(request.POST or None, application=application, on=today, initial=initial)

    def register() -> None:
        actions.register_certificate(application=application, by=request.person, now=now, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and _done(form, register):
        messages.success(request, _("Registered."))
        return redirect("recruitment:case", unit, case)
    return _page(request, "certificate", application, form, shown=shown, basis=application.process.get_police_basis_display())


@require_safe
@person_required
def purpose(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """The confirmation of purpose that the applicant sends to the police, to be printed and signed."""
    return _purpose(request, case_or_404(request, unit, case))


@require_safe
@by_link(SecretLink.Purpose.APPLICANT)
def own_purpose(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """The same, from the applicant's own page."""
    return _purpose(request, link.application)


def _purpose(request: HttpRequest, application: Application) -> HttpResponseBase:
    if not application.process.police_basis or not application.is_open:
        raise Http404
    context = {"application": application, "unit": application.unit, "basis": application.process.get_police_basis_display()}
    return render(request, "recruitment/papers/purpose.html", context | {"today": timezone.localdate()})


@READ_AND_WRITE
@person_required
def trial_shift(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Plan the shift on trial, and say that it has been."""
    application = case_or_404(request, unit, case)
    if not application.process.trial_shift:
        raise Http404
    now = timezone.now()
    shift = TrialShift.objects.filter(application=application).first()
    initial: dict[str, Any] = {"on": shift.on, "host": shift.host_id, "held": shift.held} if shift else {}
    form = TrialShiftForm(request.POST or None, application=application, on=timezone.localdate(now), initial=initial)

    def plan() -> None:
        actions.plan_trial_shift(application=application, by=request.person, now=now, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and _done(form, plan):
        messages.success(request, _("Saved."))
        return redirect("recruitment:case", unit, case)
    return _page(request, "trial_shift", application, form)


@READ_AND_WRITE
@by_link(SecretLink.Purpose.APPLICANT)
def own_guideline(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """Read the guideline and say that one will follow it."""
    application = link.application
    guideline = guideline_of(application)
    if guideline is None:
        raise Http404
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    signed = GuidelineSigned.objects.filter(application=application).first()
    form = OwnGuidelineForm(request.POST or None)

    def sign() -> None:
        actions.sign_guideline(application=application, now=timezone.now(), read=form.cleaned_data["read"])

    if request.method == "POST" and form.is_valid() and _done(form, sign):
        messages.success(request, _("Thank you. We have written down that you have read it and will follow it."))
        return redirect("recruitment:own_case", token)
    return _page(request, "own_guideline", application, form, guideline=guideline, signed=signed, token=token)
