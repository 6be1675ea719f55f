"""What templates of openings ask for: `{% load recruitment %}`. A page model cannot ask, since selectors read the models."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.recruitment import words
from lms.recruitment.models import Application, OpeningPage, Process
from lms.recruitment.selectors import openings as selectors
from lms.recruitment.selectors.retention import retention_clocks
from lms.units.models import Unit

register = template.Library()


@register.simple_tag
def opening_of(page: OpeningPage) -> selectors.Opening | None:
    """The opening with its unit, if one can apply today: `{% opening_of page as found %}`. 3 queries."""
    return selectors.opening(page.pk, on=timezone.localdate())


@register.simple_tag
def openings_in(unit: Unit | None) -> list[selectors.Opening]:
    """What a unit looks for today: `{% openings_in unit as openings %}`. 3 queries."""
    return selectors.openings_of(unit, on=timezone.localdate()) if unit else []


@register.simple_tag
def process_of(opening: selectors.Opening | None) -> Process | None:
    """The process that an application here will follow: `{% process_of found as process %}`. 1 query."""
    return selectors.steps_of(opening) if opening else None


@register.filter
def process_steps(process: Process) -> list[dict[str, Any]]:
    """What an applicant goes through, step by step, in plain words."""
    return words.steps(process.demand)


@register.simple_tag
def kept_words() -> str:
    """How long things are kept, from the same clocks that the nightly forgetting follows."""
    return words.kept(retention_clocks())


@register.simple_tag
def case_trail(unit: Unit, title: str, application: Application | None = None) -> list[tuple[str, str]]:
    """The way to a page of the desk: `{% case_trail unit title application as crumbs %}`.

    Without a case it leaves the unit's board out, since whoever decides on a process may not read the cases.
    """
    trail = [(_("Recruitment"), reverse("recruitment:choose"))]
    if application:
        trail += [
            (unit.name, reverse("recruitment:board", args=[unit.slug])),
            (str(application), reverse("recruitment:case", args=[unit.slug, application.pk])),
        ]
    return [*trail, (title, "")]
