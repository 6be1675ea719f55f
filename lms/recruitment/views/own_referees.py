"""The applicant names referees, on their own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.recruitment.actions import references
from lms.recruitment.forms.references import RefereeForm, reasons
from lms.recruitment.models import Referee, SecretLink

from .access import by_link
from .references import own_part


def _token(request: HttpRequest) -> str:
    return str(request.resolver_match.kwargs["token"])  # type: ignore[union-attr]


def _own(link: SecretLink, pk: int) -> Referee:
    """A referee the applicant has named and may still change; 404 for any other. 1 query."""
    found = Referee.objects.filter(
        application=link.application, pk=pk, asked_at__isnull=True, declined_at__isnull=True, replaced_at__isnull=True
    )
    referee = found.filter(reference__isnull=True).first()
    if referee is None or not link.application.is_open:
        raise Http404
    referee.application = link.application
    return referee


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(SecretLink.Purpose.APPLICANT)
def names(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """Those named so far, and room for the next one."""
    application, now = link.application, timezone.now()
    form = RefereeForm(request.POST or None, initial={"language": application.language})
    if request.method == "POST" and form.is_valid():
        try:
            named = references.name_referee(application=application, now=now, **form.cleaned_data)
        except ValidationError as error:
            reasons(form, error)
        else:
            messages.success(request, _("%(name)s is written down. Thank you.") % {"name": named.name})
            return redirect("recruitment:own_referees", _token(request))
    context = {
        "application": application,
        "unit": application.unit,
        "token": _token(request),
        "form": form,
        **own_part(application, now=now),
    }
    return render(request, "recruitment/references/own.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(SecretLink.Purpose.APPLICANT)
def change(request: HttpRequest, link: SecretLink, referee: int) -> HttpResponseBase:
    """Correct what is written of a referee who has not been asked."""
    who = _own(link, referee)
    form = RefereeForm.of(who, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            references.change_referee(referee=who, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            reasons(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("recruitment:own_referees", _token(request))
    context = {"application": link.application, "unit": link.application.unit, "token": _token(request), "form": form, "referee": who}
    return render(request, "recruitment/references/own_change.html", context, status=422 if form.errors else 200)


@require_POST
@by_link(SecretLink.Purpose.APPLICANT)
def remove(request: HttpRequest, link: SecretLink, referee: int) -> HttpResponseBase:
    """Take back a referee who has not been asked."""
    who = _own(link, referee)
    try:
        references.remove_referee(referee=who, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": who.name})
    return redirect("recruitment:own_referees", _token(request))
