"""Questions, quizzes and those who take them."""

from itertools import count
from typing import Any

from wagtail.models import Page

from lms.people.models import Person
from lms.quizzes.models import Question, QuizPage
from lms.units.models import Unit

from .people import PersonFactory
from .units import UnitFactory

_numbers = count(1)

REPLIES = {"feedback_right": "Det stemmer.", "feedback_wrong": "Se en gang til."}
BODIES: dict[str, dict[str, Any]] = {
    "single": {
        "options": [
            {"text": "Si det til leder", "correct": True, "feedback": "Ja, leder skal vite det."},
            {"text": "Vente og se", "correct": False, "feedback": "Nei, da kan det være for sent."},
            {"text": "Ringe en venn", "correct": False, "feedback": "Nei, det bryter taushetsplikten."},
        ]
    },
    "multiple": {
        "options": [
            {"text": "Navn på en gjest", "correct": True, "feedback": "Ja, navnet er personlig."},
            {"text": "At noen har gjeld", "correct": True, "feedback": "Ja, økonomi er personlig."},
            {"text": "Når kafeen er åpen", "correct": False, "feedback": "Nei, det kan alle vite."},
        ]
    },
    "true_false": {"answer": "true", "feedback_true": "Ja, den varer.", "feedback_false": "Jo, den varer også etterpå."},
    "ordering": {"items": ["Forklar", "Spør", "Del", "Fortell hva du delte"], **REPLIES},
    "matching": {
        "pairs": [
            {"left": "Taushetserklæring", "right": "den som har skrevet under"},
            {"left": "Straffeloven", "right": "alle"},
            {"left": "Plikten til å avverge", "right": "alle"},
        ],
        **REPLIES,
    },
    "short_answer": {"accepted": ["vaktleder", "vaktlederen"], "expected_wrong": ["politiet"], **REPLIES},
    "number": {"value": "72", "tolerance": "0", "expected_wrong": ["24"], **REPLIES},
}


def question(kind: str = "single", *, subject: str = "taushet", body: dict[str, Any] | None = None, **fields: Any) -> Question:
    """A question of the bank."""
    number = next(_numbers)
    made: Question = Question.objects.create(
        key=fields.pop("key", f"X-{number:03}"),
        subject=subject,
        prompt=fields.pop("prompt", f"Hva gjør du når det er {number}?"),
        body=[(kind, body or BODIES[kind])],
        **fields,
    )
    made.refresh_from_db()
    return made


def quiz(*, below: Page | None = None, subject: str = "taushet", **fields: Any) -> QuizPage:
    """A published test. Without `below` it hangs right under the root: nobody's but the centre's."""
    parent = below or Page.objects.get(depth=1)
    title = fields.pop("title", f"Prøve i {subject}")
    made = QuizPage(title=title, slug=f"prove-{next(_numbers)}", subject=subject, **{"draw": 0, "pass_percent": 80} | fields)
    parent.add_child(instance=made)
    return made


def unit(slug: str = "bergen", *, parent: Unit | None = None, with_page: bool = False) -> Unit:
    """A unit, with a page of its own on request."""
    made: Unit = UnitFactory.create(slug=slug, name=slug.title(), parent=parent)
    if with_page:
        page = Page(title=slug, slug=f"enhet-{slug}")
        (parent.page if parent and parent.page else Page.objects.get(depth=1)).add_child(instance=page)
        made.page = page
        made.save(update_fields=["page"])
    return made


def person(name: str = "Ana") -> Person:
    """Somebody who learns, and can log in."""
    made: Person = PersonFactory.create(given_name=name, login=True)
    return made
