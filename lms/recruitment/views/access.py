"""The doors: from an address to a case that may be opened, and from a secret link to what it opens."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from lms.people.access import PersonRequest
from lms.recruitment import policies
from lms.recruitment.actions.links import open_link
from lms.recruitment.models import Application, SecretLink

P = ParamSpec("P")


def case_or_404(request: PersonRequest, unit: str, pk: int) -> Application:
    """A case in a unit that the asking person may work on today; 404 alike for one that is not and one that is not theirs. 3 queries."""
    found = policies.case(request.person, pk, on=timezone.localdate())
    if found is None or found.unit.slug != unit:
        raise Http404
    return found


def dead_link(request: HttpRequest) -> HttpResponse:
    """The one plain page for a link that is wrong, expired, used or closed; it never says which."""
    return render(request, "recruitment/dead_link.html", status=404)


def _language_of(request: HttpRequest, link: SecretLink) -> translation.override:
    """The language chosen on this device, else that of whom the link was sent to."""
    theirs = link.referee.language if link.referee else link.application.language
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or theirs not in dict(settings.LANGUAGES)
    return translation.override(translation.get_language() if chosen else theirs)


def by_link(
    purpose: SecretLink.Purpose,
) -> Callable[[Callable[Concatenate[HttpRequest, SecretLink, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Opens a view, whose address has a `token`, for whoever has the link. Never kept by a cache, never told to another site.

    It speaks the language that the letter was written in, until they choose another.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, SecretLink, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            link = open_link(token, purpose, now=timezone.now())
            if link is None:
                response: HttpResponseBase = dead_link(request)
            else:
                with _language_of(request, link):
                    response = view(request, link, *args, **kwargs)
                    response.headers.setdefault("Content-Language", translation.get_language() or "")
            # Not «no-referrer»: with it a browser sends forms as from nowhere («Origin: null»), and they are refused.
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return guarded

    return decorate
