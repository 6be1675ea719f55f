"""The cards of what to do when somebody is in danger. Light pages: what somebody needs on a slow line, or on paper."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.coreutils import string_to_ascii

from content.cards import SIZES, Card, first_card, paper, unit_card
from content.selectors import belongs
from lms.certificates.exports import PdfUnavailableError
from lms.courses.rules import SOURCE_LANGUAGE
from lms.courses.selectors.cards import FirstAid, first_aid
from lms.people.access import PersonRequest, person_required
from lms.units.models import Unit
from lms.units.selectors import contacts

log = logging.getLogger(__name__)


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """«Ring 113 først», for everybody."""
    return _page(request, first_card(_first_aid()), reverse("cards:first"))


@require_safe
def first_paper(request: HttpRequest, size: str) -> HttpResponse:
    """The same on paper."""
    return _paper(request, first_card(_first_aid()), size, reverse("cards:first"))


@require_safe
@person_required
def unit(request: PersonRequest, unit: str) -> HttpResponseBase:
    """«Hvem ringer jeg?», for those who belong to the unit."""
    here = _own_or_404(request, unit)
    return _page(request, unit_card(here, contacts(here), _first_aid()), reverse("cards:unit", args=[unit]), here)


@require_safe
@person_required
def unit_paper(request: PersonRequest, unit: str, size: str) -> HttpResponseBase:
    """The same on paper."""
    here = _own_or_404(request, unit)
    return _paper(request, unit_card(here, contacts(here), _first_aid()), size, reverse("cards:unit", args=[unit]), here)


def _first_aid() -> FirstAid:
    return first_aid(get_language() or SOURCE_LANGUAGE)


def _own_or_404(request: PersonRequest, slug: str) -> Unit:
    here: Unit = get_object_or_404(Unit.objects.open(), slug=slug)
    if not belongs(request.person, here, on=timezone.localdate()):
        raise Http404
    return here


def _other(language: str) -> str:
    """A language, where it is not that of the page around it."""
    return "" if language == get_language() else language


def _page(request: HttpRequest, card: Card, url: str, unit: Unit | None = None, *, unavailable: bool = False) -> HttpResponse:
    numbers = [
        {"name": each.when, "role": each.name, "phone": each.key, "when": each.hours, "language": _other(each.language)}
        for each in card.first_aid.numbers
    ]
    context = {
        "card": card,
        "points_language": _other(card.first_aid.language),
        "numbers": numbers,
        "url": url,
        "unit": unit,
        "unavailable": unavailable,
    }
    return render(request, "content/cards/card.html", context, status=503 if unavailable else 200)


def _paper(request: HttpRequest, card: Card, size: str, url: str, unit: Unit | None = None) -> HttpResponse:
    if size not in SIZES:
        raise Http404
    try:
        content = paper(card, size, on=timezone.localdate())
    except PdfUnavailableError:
        log.exception("No PDF can be made: install the system libraries of WeasyPrint (Pango)")
        return _page(request, card, url, unit, unavailable=True)
    name = f"{slugify(string_to_ascii(f'{card.title} {card.unit} {size}'))}.pdf"
    headers = {"Content-Disposition": content_disposition_header(False, name) or "inline"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
