"""The site with a test mounted somewhere, as a higher room would do it."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse

from lms.people.access import person_required
from lms.quizzes.models import Attempt, QuizPage
from lms.quizzes.views import take
from lms.urls import urlpatterns as site

handed_in: list[int] = []
OUTCOMES = {1: "kjenne igjen det du skal holde for deg selv", 2: "si fra når det haster"}


@person_required
def quiz(request: HttpRequest, quiz: int, rest: str = "") -> HttpResponseBase:
    """A test in nobody's course."""

    def on_submitted(attempt: Attempt) -> None:
        handed_in.append(attempt.pk)

    return take(
        request,
        quiz=QuizPage.objects.get(pk=quiz),
        person=request.person,  # type: ignore[attr-defined]
        unit=None,
        rest=rest,
        base_url=reverse("mounted", args=[quiz]),
        context={
            "breadcrumbs": [("Kurs", "/kurs/"), ("Prøve", "")],
            "outcomes": OUTCOMES,
            "after_url": "/kurs/",
            "course_url": "/kurs/",
        },
        on_submitted=on_submitted,
    )


urlpatterns = [path("prove/<int:quiz>/", quiz, name="mounted"), path("prove/<int:quiz>/<path:rest>", quiz), *site]
