"""Certificates from elsewhere at the desk: looking at one and saying yes or no, and sending one in for somebody without a device."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.people.access import PersonRequest, person_required
from lms.qualifications import submissions as verbs
from lms.qualifications.forms import DaysForm, SendBackForm, SubmitForm
from lms.qualifications.models import Submission, SubmissionState, WhyBack
from lms.qualifications.papers import JPEG
from lms.qualifications.policies import submissions_to_decide
from lms.qualifications.rules import FOREVER
from lms.qualifications.selectors import shown_from_outside

from .ways import another_of, crumbs_of


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def submission(request: PersonRequest, unit: str, person: int, submission: int) -> HttpResponseBase:
    """Look at a certificate, and let it count or send it back. Of two who do so at once, the second is told."""
    now = timezone.now()
    today = timezone.localdate(now)
    here, found = another_of(request, unit, person)
    seen = submissions_to_decide(request.person, on=today).filter(person=found.person, pk=submission)
    about = seen.select_related("qualification", "sent_by", "decided_by", "paper").defer("paper__content").first()
    if about is None:
        raise Http404
    asks = request.POST.get("answer", "") if request.method == "POST" else ""
    days = DaysForm(
        request.POST if asks == "yes" else None, today=today, initial={"earned_on": about.earned_on, "valid_until": about.valid_until}
    )
    back = SendBackForm(request.POST if asks == "no" else None, auto_id="back-%s")
    if (asks == "yes" and days.is_valid()) or (asks == "no" and back.is_valid()):
        try:
            if asks == "yes":
                where = found.current[0].assignment.unit if found.current else here
                verbs.approve(submission=about, unit=where, by=request.person, now=now, **days.cleaned_data)
                messages.success(request, _("It counts: %(what)s.") % {"what": about.qualification})
            else:
                said = back.cleaned_data
                verbs.send_back(submission=about, why=WhyBack(said["why"]), note=said["note"], by=request.person, now=now)
                messages.success(request, _("Sent back to %(name)s.") % {"name": found.person.given_name})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("tracking:person", here.slug, found.person.pk)
    context = {
        "unit": here,
        "somebody": found.person,
        "about": about,
        "facts": _facts(about),
        "waits": about.state == SubmissionState.WAITING,
        "paper": getattr(about, "paper", None),
        "is_picture": hasattr(about, "paper") and about.paper.media_type == JPEG,
        "days": days,
        "rule": _rule(about),
        "back_form": back,
        "kept_days": settings.CERTIFICATE_KEPT_DAYS,
        "back": reverse("tracking:person", args=[here.slug, found.person.pk]),
        "breadcrumbs": crumbs_of(here, found, _("Certificate from elsewhere")),
    }
    return render(request, "tracking/submission.html", context, status=422 if days.errors or back.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def submit_for(request: PersonRequest, unit: str, person: int) -> HttpResponseBase:
    """Send one in for somebody without a device, or who has only the paper. Then it is looked at like any other."""
    now = timezone.now()
    here, found = another_of(request, unit, person)
    form = SubmitForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        offered=shown_from_outside([each.assignment.unit for each in found.current] or [here]),
        today=timezone.localdate(now),
        initial={"qualification": request.GET.get("hva")},
    )
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {name: form.cleaned_data[name] for name in ("qualification", "earned_on", "valid_until", "provider")}
        try:
            made = verbs.submit(person=found.person, paper=form.cleaned_data["file"], by=request.person, now=now, **told)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sent in. Look at it once more, and say whether it counts."))
            return redirect("tracking:submission", here.slug, found.person.pk, made.pk)
    context = {
        "unit": here,
        "somebody": found.person,
        "form": form,
        "kept_days": settings.CERTIFICATE_KEPT_DAYS,
        "back": reverse("tracking:person", args=[here.slug, found.person.pk]),
        "breadcrumbs": crumbs_of(here, found, _("Send in a certificate")),
    }
    return render(request, "tracking/submit_for.html", context, status=422 if form.errors else 200)


def _facts(about: Submission) -> list[tuple[str, str]]:
    rows = [
        (_("Shows"), about.qualification.called),
        (_("Held by"), about.provider),
        (_("Day of the course"), date_format(about.earned_on)),
        (_("Last valid day on the certificate"), date_format(about.valid_until) if about.valid_until else ""),
        (_("Sent"), date_format(timezone.localdate(about.sent_at))),
        (_("Sent by"), about.sent_by.name if about.sent_by and about.sent_by_id != about.person_id else ""),
        (_("Looked at by"), about.decided_by.name if about.decided_by else ""),
        (_("Answer"), about.get_state_display() if about.decided_at else ""),
        (_("Why"), " ".join(filter(None, [f"{about.get_why_back_display()}." if about.why_back else "", about.note]))),
    ]
    return [row for row in rows if row[1]]


def _rule(about: Submission) -> str:
    """How long it counts without a day of its own."""
    last = about.qualification.validity.last_day(about.earned_on)
    if last == FOREVER:
        return _("Without a last valid day it does not lapse, as the centre has said of this qualification.")
    return _("Without a last valid day it counts to and including %(day)s, as the centre has said of this qualification.") % {
        "day": date_format(last)
    }
