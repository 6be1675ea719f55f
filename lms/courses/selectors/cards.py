"""What stands on the cards of what to do when somebody is in danger: the course's own words, and the list of numbers."""

import json
from dataclasses import dataclass
from typing import Any

from lms.courses.models import ModulePage, Number
from lms.courses.rules import SOURCE_LANGUAGE
from lms.courses.selectors import course_at
from lms.quizzes.models import Approval
from lms.quizzes.rules.words import paragraphs

from .languages import spoken_edition

COURSE, MODULE = "forstehjelp", "ring-forst"  # the module whose «Husk dette» is the card «Ring 113 først»


@dataclass(frozen=True, slots=True)
class FirstAid:
    """What to remember, in which language; whom to ring, each in a language of its own; and whether a professional has yet to approve it."""

    points: tuple[str, ...]
    numbers: tuple[Number, ...]
    awaits_approval: bool
    language: str = SOURCE_LANGUAGE


def first_aid(language: str = SOURCE_LANGUAGE) -> FirstAid:
    """The points of the module's summary and the urgent numbers; without the module, the numbers alone. At most 5 queries, 6 in another language.

    What cannot be said in the language is said in the source's.
    """
    course = course_at(COURSE, [])
    module = ModulePage.objects.child_of(course).live().filter(slug=MODULE).first() if course else None
    said = spoken_edition(module, language) if module else None
    body: Any = said.content["body"] if said else list(module.body.raw_data) if module else []
    raw = json.loads(body) if isinstance(body, str) else body
    points = tuple(line for block in raw if block["type"] == "summary" for line in paragraphs(block["value"]))
    numbers = tuple(Number.objects.filter(urgent=True))
    for number in numbers:
        number.speak(language)
    return FirstAid(points, numbers, bool(module and Approval.objects.waiting(module.claims)), language if said else SOURCE_LANGUAGE)
