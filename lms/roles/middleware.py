"""What is asked before any screen of the editors' desk."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from . import desk


class DeskGuard:
    """Another unit's page or file looks as if it were not there, whatever Wagtail's view of it would have shown or said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As it comes."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Raises Http404 for what somebody who is logged in may not see."""
        if request.user.is_authenticated and desk.points_at_something_unseen(request, kwargs):
            raise Http404
