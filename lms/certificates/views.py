"""Is it genuine? – for everybody; the certificate itself – for its holder and for those who may see the unit's people."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required

from . import rules
from .bundles import check
from .exports import PdfUnavailableError, pdf
from .forms import BundleForm, CodeForm
from .keys import known_keys
from .models import Certificate
from .policies import may_open
from .selectors import by_code, last_day, standing

log = logging.getLogger(__name__)


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Type a code; a code that can be one leads to its page."""
    form = CodeForm(request.GET) if "kode" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        return redirect("certificates:verify", code=form.cleaned_data["kode"])
    return _unlisted(render(request, "certificates/ask.html", {"form": form}, status=422 if form.errors else 200))


@require_http_methods(["GET", "HEAD", "POST"])
def check_bundle(request: HttpRequest) -> HttpResponse:
    """Hand in a signed file, and learn whether it is as it was. Nothing of it is kept, and nothing it says is shown but who it says it is about."""
    form = BundleForm(request.POST, request.FILES) if request.method == "POST" else BundleForm()
    checked = check(form.cleaned_data["fil"], known_keys()) if form.is_bound and form.is_valid() else None
    context = {"form": form, "checked": checked}
    return _unlisted(render(request, "certificates/check_bundle.html", context, status=422 if form.errors else 200))


@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the certificate with this code stands today, and no more about its holder than initials."""
    certificate = by_code(code)
    if certificate is None:
        form = CodeForm(initial={"kode": code})
        return _unlisted(render(request, "certificates/unknown.html", {"form": form}, status=404))
    context = {
        "certificate": certificate,
        "evidence": certificate.evidence,
        "standing": standing(certificate, timezone.localdate()),
        "valid_until": last_day(certificate),
        "facts": _facts(certificate, name=rules.initials(certificate.person_name)),
    }
    return _unlisted(render(request, "certificates/verify.html", context))


@require_safe
@person_required
def certificate(request: PersonRequest, code: str) -> HttpResponse:
    """The certificate as a page: the same as on paper, for screens, screen readers and one's own printer."""
    return _page(request, _own_or_404(request, code))


@require_safe
@person_required
def paper(request: PersonRequest, code: str) -> HttpResponse:
    """The certificate as a PDF. One that was taken back is not printed: its page says why."""
    certificate = _own_or_404(request, code)
    today = timezone.localdate()
    if standing(certificate, today) is rules.Standing.REVOKED:
        return redirect("certificates:certificate", code=certificate.code)
    try:
        content = pdf(certificate, address=_address(request, certificate), on=today)
    except PdfUnavailableError:
        log.exception("No PDF can be made: install the system libraries of WeasyPrint (Pango)")
        return _page(request, certificate, unavailable=True)
    filename = f"{_('certificate')}-{slugify(certificate.title)}.pdf"
    headers = {"Content-Disposition": content_disposition_header(True, filename) or "attachment"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _page(request: PersonRequest, certificate: Certificate, *, unavailable: bool = False) -> HttpResponse:
    is_own = certificate.person_id == request.person.pk
    context = {
        "certificate": certificate,
        "evidence": certificate.evidence,
        "standing": standing(certificate, timezone.localdate()),
        "valid_until": last_day(certificate),
        "facts": _facts(certificate, name=certificate.person_name),
        "address": _address(request, certificate),
        "is_own": is_own,
        "breadcrumbs": [(_("My page"), reverse("home:desk")), (certificate.title, "")] if is_own else None,
        "unavailable": unavailable,
    }
    return render(request, "certificates/certificate.html", context, status=503 if unavailable else 200)


def _own_or_404(request: PersonRequest, code: str) -> Certificate:
    certificate = by_code(code)
    if certificate is None or not may_open(request.person, certificate, on=timezone.localdate()):
        raise Http404
    return certificate


def _address(request: HttpRequest, certificate: Certificate) -> str:
    return request.build_absolute_uri(reverse("certificates:verify", args=[certificate.code]))


def _facts(certificate: Certificate, *, name: str) -> list[tuple[str, object]]:
    evidence, valid_until = certificate.evidence, last_day(certificate)
    revocation = getattr(evidence, "revocation", None)
    if revocation:  # a last day ahead would look as if it still counted
        until: tuple[str, object] = (_("Taken back"), date_format(timezone.localdate(revocation.at)))
    else:
        until = (_("Valid to and including"), date_format(valid_until)) if valid_until else (_("Valid"), _("does not lapse"))
    rows: list[tuple[str, object]] = [
        (_("Name"), name),
        (_("Course"), certificate.title),
        (_("Content of the course"), certificate.edition),
        (_("Unit"), certificate.unit_name),
        (_("Completed"), date_format(evidence.earned_on)),
        until,
        (_("Code"), certificate.code),
    ]
    return [row for row in rows if row[1]]


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
