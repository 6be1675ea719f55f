"""The screens at the editors' desk: whom a change touches, before it is published and before that is taken back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lms.people.selectors import person_of
from lms.quizzes.desk import ask_before_publishing, ask_before_taking_back

from .actions import take_back_reread
from .models import Guideline, GuidelineEdition
from .selectors import newest_edition, readers, reread_of
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
        newest=newest_edition(guideline),
        touched=lambda draft: {"line": touched(draft.change_class, readers(guideline), asks=draft.asks)},
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, edition: int) -> HttpResponse:
    """No longer ask people to read a guideline again."""
    found = get_object_or_404(GuidelineEdition.objects.defer("content").select_related("page"), pk=edition)
    reread, page = reread_of(found), found.page.specific
    if reread is None:
        raise Http404
    return ask_before_taking_back(
        request,
        found,
        reread,
        take_back=lambda reason: take_back_reread(page=page, reread=reread, by=person_of(request.user), at=timezone.now(), reason=reason),
        back=reverse("wagtailadmin_pages:history", args=[page.pk]),
    )
