"""What stands on the cards of what to do when somebody is in danger: the course's own words, and the list of numbers."""

from dataclasses import dataclass

from lms.courses.models import ModulePage, Number
from lms.courses.rules import paragraphs
from lms.courses.selectors import course_at

from .approvals import waiting

COURSE, MODULE = "forstehjelp", "ring-forst"  # the module whose «Husk dette» is the card «Ring 113 først»


@dataclass(frozen=True, slots=True)
class FirstAid:
    """What to remember, whom to ring, and whether a professional has yet to approve it."""

    points: tuple[str, ...]
    numbers: tuple[Number, ...]
    awaits_approval: bool


def first_aid() -> FirstAid:
    """The points of the module's summary and the urgent numbers; without the module, the numbers alone. At most 5 queries."""
    course = course_at(COURSE, [])
    module = ModulePage.objects.child_of(course).live().filter(slug=MODULE).first() if course else None
    raw = list(module.body.raw_data) if module else []
    points = [line for block in raw if block["type"] == "summary" for line in paragraphs(block["value"])]
    return FirstAid(tuple(points), tuple(Number.objects.filter(urgent=True)), bool(module and waiting(module.claims)))
