"""Certificates from elsewhere, as the person who has them sees them; and their files, for those who may look."""

import logging

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.operations.files import SANDBOX
from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.units.models import Unit

from . import submissions as verbs
from .forms import SubmitForm
from .models import Submission
from .papers import JPEG
from .policies import submissions_to_see
from .rules import FOREVER
from .selectors import shown_from_outside, submissions_of
from .words import how_it_stands

log = logging.getLogger(__name__)


@require_safe
@person_required
def own(request: PersonRequest) -> HttpResponseBase:
    """The certificates one has sent in, and what was said of each."""
    context = {
        "rows": [(row, *how_it_stands(row)) for row in submissions_of(request.person)],
        "forever": FOREVER,
        "may_send": shown_from_outside(_units_of(request.person)).exists(),
        "kept_days": settings.CERTIFICATE_KEPT_DAYS,
        "breadcrumbs": _crumbs(),
    }
    return render(request, "qualifications/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def submit(request: PersonRequest) -> HttpResponseBase:
    """Send one in. Sent twice is once."""
    now, units = timezone.now(), _units_of(request.person)
    form = SubmitForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        offered=shown_from_outside(units),
        today=timezone.localdate(now),
        initial={"qualification": request.GET.get("hva")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            verbs.submit(
                person=request.person,
                qualification=data["qualification"],
                earned_on=data["earned_on"],
                valid_until=data["valid_until"],
                provider=data["provider"],
                paper=data["file"],
                by=request.person,
                now=now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sent. You get a letter when somebody has looked at it."))
            return redirect("qualifications:own")
    context = {"form": form, "kept_days": settings.CERTIFICATE_KEPT_DAYS, "breadcrumbs": _crumbs((_("Send one in"), ""))}
    return render(request, "qualifications/submit.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def withdraw(request: PersonRequest, submission: int) -> HttpResponseBase:
    """Take back what nobody has decided on."""
    found = Submission.objects.filter(person=request.person, pk=submission).first()
    if found is None:
        raise Http404
    if verbs.withdraw(submission=found):
        messages.success(request, _("Taken back, and the file is deleted."))
    else:
        messages.info(request, _("Somebody has looked at it already."))
    return redirect("qualifications:own")


@require_safe
@person_required
def paper(request: PersonRequest, submission: int) -> HttpResponseBase:
    """The file: a picture to be shown in a page of ours, a PDF to be opened outside of it. Nothing in it can run as ours."""
    seen = submissions_to_see(request.person, on=timezone.localdate())
    found = seen.filter(pk=submission, paper__isnull=False).select_related("paper").first()
    if found is None:
        raise Http404
    log.info("Person %s opened the file of certificate %s", request.person.pk, found.pk)
    is_picture = found.paper.media_type == JPEG
    kind, name = ("inline", "bevis.jpg") if is_picture else ("attachment", "bevis.pdf")
    response = HttpResponse(bytes(found.paper.content), content_type=found.paper.media_type)
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _units_of(person: Person) -> list[Unit]:
    """Where somebody belongs. 1 query."""
    return list(Unit.objects.filter(assignments__in=person.assignments.current()).distinct())


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("My page"), reverse("home:desk")), (_("Certificates from elsewhere"), reverse("qualifications:own") if more else ""), *more]
