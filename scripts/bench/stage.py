"""The stage for measuring: a course whose lessons have 700 words each, a learner in the middle of it, and the same words as a bare Wagtail page.

One lesson is words alone, as its control is; the other has one of each block besides that is drawn for a person or a unit.
"""

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from content.models import StandardPage
from lms.courses.actions import write_local_text
from lms.learning import actions as learning
from lms.quizzes.models import Question
from lms.roles.models import ResponsibilityKind
from lms.units.actions import Card, write_contacts
from tests import school

SENTENCE = "Når du gir av tiden din, møter du mennesker som har vært med på mer enn du kan se, og det de forteller deg, eier de selv. "
PARAGRAPHS = [{"type": "text", "value": f"<h2>Del {number}</h2><p>{SENTENCE * 5}</p>"} for number in range(1, 7)]
OWN = [
    {"type": "reflection", "value": {"key": "tanke", "prompt": "Hva tenker du?", "hint": ""}},
    {"type": "checklist", "value": {"title": "Før vakta", "items": ["Lås skjermen", "Legg bort notatene"]}},
    {"type": "contacts", "value": {"title": "Hvem ringer jeg?", "fallback": "<p>Ring lederen din.</p>"}},
    school.LOCAL,
]


@dataclass(frozen=True)
class Stage:
    """Who looks at what."""

    client: Client
    lesson: str
    own: str
    bare: str


def build() -> Stage:
    """Fills an empty, migrated database."""
    # The control is drawn as Wagtail's tutorial draws a page: title, body, user bar, and its siblings, since a lesson lists its fellows too.
    StandardPage.template = "bench/bare.html"
    place = school.build()
    place.first.body = PARAGRAPHS
    school.publish(place.first)
    place.last.body = [*PARAGRAPHS, {"type": "question", "value": Question.objects.get().pk}, *OWN]
    school.publish(place.last)
    learner = school.tidgiver("Kim", place.bergen, place.role)
    leader = school.responsible("Lea", place.bergen, ResponsibilityKind.LEADER)
    write_contacts(unit=place.bergen, cards=[Card(title="Vakt", phone="987 65 432"), Card(title="Leder", email="leder@example.org")])
    write_local_text(unit=place.bergen, page=place.last, key="skapet", text="I skapet på kontoret.", by=leader, at=timezone.now())
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
    course = f"/kurs/{place.course.slug}/"
    return Stage(client, f"{course}{place.first.slug}/", f"{course}{place.last.slug}/", pages[0].get_url())
