"""The screen at the editors' desk: whom a change touches, before it is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from lms.quizzes.desk import ask_before_publishing

from .models import Guideline
from .selectors import readers
from .words import touched


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, page: int, revision: int) -> HttpResponse:
    """How many people a change touches; pressing the button publishes it."""
    guideline = get_object_or_404(Guideline, pk=page)
    return ask_before_publishing(
        request,
        guideline,
        revision,
        template="quizzes/desk/publish.html",
        touched=lambda draft: {"line": touched(draft.change_class, readers(guideline))},
    )
