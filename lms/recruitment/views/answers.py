"""A referee's own pages, by secret link: the form, saying no, and thanks."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.recruitment.actions import answers
from lms.recruitment.forms.references import ReferenceForm, reasons
from lms.recruitment.models import Referee, Reference, SecretLink
from lms.recruitment.rules import reference_form as words

from .access import by_link, speaking
from .references import notice

REFERENCE = SecretLink.Purpose.REFERENCE


def _draft_of(referee: Referee) -> Reference | None:
    return Reference.objects.filter(referee=referee).first()


def _language() -> str:
    return translation.get_language() or words.FALLBACK


@require_http_methods(["GET", "HEAD", "POST"])
@by_link(REFERENCE)
def form(request: HttpRequest, link: SecretLink) -> HttpResponseBase | None:
    """The questions: answered in one go, or kept for later. A POST without a button is the browser keeping what is written so far."""
    referee = link.referee
    assert referee  # the database promises it of this purpose
    referee.application = link.application
    if request.method == "POST":
        return _answered(request, link, referee)
    if request.method == "GET":
        answers.note_opened(referee=referee, now=timezone.now())
    draft = _draft_of(referee)
    kept = {key: each["value"] for key, each in draft.answers.items()} if draft else {}
    initial = {"signer": referee.name, "contact": referee.email or referee.phone, **kept}
    shown = ReferenceForm(language=_language(), name=link.application.given_name, initial=initial)
    return _page(request, link, shown, seen=draft.saved_at.isoformat() if draft else "", window=secrets.token_hex(8))


def _answered(request: HttpRequest, link: SecretLink, referee: Referee) -> HttpResponseBase | None:
    language, now = _language(), timezone.now()
    in_background = "X-Autosave" in request.headers
    is_draft = in_background or "later" in request.POST
    seen, window = request.POST.get("seen", ""), request.POST.get("window", "")[:16]
    filled = ReferenceForm(request.POST, language=language, name=link.application.given_name, draft=is_draft)
    if filled.is_valid():
        try:
            if is_draft:
                answers.save_draft(referee=referee, answers=filled.answers, language=language, seen=seen, window=window, now=now)
            else:
                answers.give(referee=referee, answers=filled.answers, language=language, seen=seen, window=window, now=now)
        except ValidationError as error:
            if getattr(error, "code", "") != "stale":
                return None
            if in_background:
                return JsonResponse({"saved": False}, status=409)
            reasons(filled, error)
            draft = _draft_of(referee)
            seen = draft.saved_at.isoformat() if draft else ""
        else:
            if in_background:
                return JsonResponse({"saved": True})
            if not is_draft:
                return redirect(_thanks("recruitment:reference_thanks", language))
            messages.success(request, _("Kept. Open the address in the letter again when you want to go on."))
            return redirect("recruitment:reference", request.resolver_match.kwargs["token"])  # type: ignore[union-attr]
    if in_background:
        return JsonResponse({"saved": False}, status=422)
    return _page(request, link, filled, seen=seen, window=window, status=422)


def _page(request: HttpRequest, link: SecretLink, filled: ReferenceForm, *, seen: str, window: str, status: int = 200) -> HttpResponse:
    language, name = _language(), link.application.given_name
    context = {
        **notice(link.application, language),
        "referee": link.referee,
        "token": request.resolver_match.kwargs["token"],  # type: ignore[union-attr]
        "form": filled,
        "seen": seen,
        "window": window,
        "gate": words.GATE.ask(language, name),
        "gate_hint": words.GATE.explain(language, name),
        "last_moment": link.expires_at,
    }
    return render(request, "recruitment/references/form.html", context, status=status)


@require_POST
@by_link(REFERENCE)
def decline(request: HttpRequest, link: SecretLink) -> HttpResponseBase | None:
    """Say no, without a reason."""
    assert link.referee
    link.referee.application = link.application
    try:
        answers.decline(referee=link.referee, now=timezone.now())
    except ValidationError:
        return None
    return redirect(_thanks("recruitment:reference_declined", _language()))


def _thanks(name: str, language: str) -> str:
    """The page of thanks, in the language of the form: it has no link to know it by."""
    return f"{reverse(name)}?sprak={language}"


@require_safe
@never_cache
def thanks(request: HttpRequest, has_answered: bool) -> HttpResponseBase:
    """What everybody sees who has answered or said no. It knows nobody."""
    with speaking(request, request.GET.get("sprak", "")):
        response = render(request, "recruitment/references/thanks.html", {"has_answered": has_answered})
        response["Content-Language"] = translation.get_language() or words.FALLBACK
    return response
