"""The stage for measuring: a course whose lesson has 700 words, a learner in the middle of it, and the same words as a bare Wagtail page."""

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from content.models import StandardPage
from lms.learning import actions as learning
from tests import school

SENTENCE = "Når du gir av tiden din, møter du mennesker som har vært med på mer enn du kan se, og det de forteller deg, eier de selv. "
PARAGRAPHS = [{"type": "text", "value": f"<h2>Del {number}</h2><p>{SENTENCE * 5}</p>"} for number in range(1, 7)]


@dataclass(frozen=True)
class Stage:
    """Who looks at what."""

    client: Client
    lesson: str
    bare: str


def build() -> Stage:
    """Fills an empty, migrated database."""
    # The control is drawn as Wagtail's tutorial draws a page: title, body, user bar, and its siblings, since a lesson lists its fellows too.
    StandardPage.template = "bench/bare.html"
    place = school.build()
    place.first.body = PARAGRAPHS
    school.publish(place.first)
    learner = school.tidgiver("Kim", place.bergen, place.role)
    assert learner.user
    learning.enrol(person=learner, course=place.course, unit=place.bergen, now=timezone.now())
    place.home.refresh_from_db()
    section = place.home.add_child(instance=StandardPage(title="Leksjoner", slug="leksjoner"))
    pages = [
        section.add_child(instance=StandardPage(title=f"Leksjon {number}", slug=f"leksjon-{number}", body=PARAGRAPHS))
        for number in range(4)
    ]
    client = Client()
    client.force_login(learner.user)
    return Stage(client, f"/kurs/{place.course.slug}/{place.first.slug}/", pages[0].get_url())
