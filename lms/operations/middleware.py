"""Headers that differ by part of the site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class AdminContentSecurityPolicy:
    """Lets Wagtail's admin run its own inline scripts (date and page choosers); everything else stays strict.

    A nonce would switch `unsafe-inline` off again, so the admin's policy has none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(self.admin):
            response._csp_replace = {  # type: ignore[attr-defined]
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
            }
        return response
