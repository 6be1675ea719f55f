"""The applicant's own page, by secret link."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.recruitment.models import SecretLink

from . import interviews, papers, references, rulings
from .access import by_link


@require_safe
@by_link(SecretLink.Purpose.APPLICANT)
def own_case(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """Where one's case stands, what happens next and by when, and what one can do about it."""
    now = timezone.now()
    application = link.application
    context = {"application": application, "unit": application.unit, "token": request.resolver_match.kwargs["token"]}  # type: ignore[union-attr]
    for part in (interviews, references, papers, rulings):
        context |= part.own_part(application, now=now)
    return render(request, "recruitment/own_case.html", context)
