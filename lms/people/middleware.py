"""Who is asking, as a person."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .selectors import person_of


class PersonMiddleware:
    """Sets `request.person`: the person behind the login, or None. Costs a query only where it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.person = SimpleLazyObject(lambda: person_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
