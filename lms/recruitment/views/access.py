"""The doors: from an address to a case that may be opened, and from a secret link to what it opens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
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


def moment_in(typed: str) -> datetime | None:
    """A moment that a hidden field brings back as ISO text; None if it is no moment of any calendar."""
    try:
        return parse_datetime(typed)
    except ValueError:
        return None


def dead_link(request: HttpRequest) -> HttpResponseBase:
    """The one plain page for a link that is wrong, expired, used or closed; it never says which."""
    return apart(render(request, "recruitment/dead_link.html", status=404))


def apart(response: HttpResponseBase) -> HttpResponseBase:
    """A page behind a secret link, as it goes out: never in a search engine, its address never told to another site."""
    # Not «no-referrer»: a browser then hides from us, too, where a form was sent from, and the form is refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@contextmanager
def speaking(request: HttpRequest, language: str) -> Iterator[None]:
    """Speak the language in which somebody was written to, unless they have chosen another in the language switch."""
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    spoken = chosen if chosen in known else language if language in known else settings.LANGUAGE_CODE
    with translation.override(spoken):
        request.LANGUAGE_CODE = spoken
        yield


View = Callable[Concatenate[HttpRequest, SecretLink, P], HttpResponseBase | None]


def by_link(purpose: SecretLink.Purpose) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Opens a view, whose address has a `token`, for whoever has the link. Never kept by a cache, never told to another site.

    The view speaks the language of whoever the link is for. It answers None if the link has died under its hands: that looks as if it had been dead.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            link = open_link(token, purpose, now=timezone.now())
            response = None
            if link:
                with speaking(request, (link.referee or link.application).language):
                    response = view(request, link, *args, **kwargs)
                    if response is not None:
                        response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
            if response is None:
                response = dead_link(request)
            return apart(response)

        return guarded

    return decorate
