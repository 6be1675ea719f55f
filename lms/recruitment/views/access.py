"""The doors: from an address to a case that may be opened, and from a secret link to what it opens."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
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


def by_link(
    purpose: SecretLink.Purpose,
) -> Callable[[Callable[Concatenate[HttpRequest, SecretLink, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Opens a view, whose address has a `token`, for whoever has the link. Never kept by a cache, never told to another site."""

    def decorate(view: Callable[Concatenate[HttpRequest, SecretLink, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            link = open_link(token, purpose, now=timezone.now())
            response = view(request, link, *args, **kwargs) if link else dead_link(request)
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return guarded

    return decorate
