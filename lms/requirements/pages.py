"""Rules and trials, said so that a template only has to set them."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.qualifications.models import Assurance
from lms.units.models import Unit

from . import words
from .models import Effect, Requirement


def asked(requirement: Requirement) -> list[str]:
    """What a version asks for, clause by clause. Reads its clauses."""
    return words.asked_words(
        (
            clause.name,
            [option.qualification.called for option in clause.options.all()],
            str(Assurance(clause.assurance).label) if clause.assurance else "",
        )
        for clause in requirement.clauses.all()
    )


def is_own(requirement: Requirement, unit: Unit) -> bool:
    """Whether a rule reaches no further than the unit; the whole organisation's own desk has those for all."""
    if requirement.unit is None:
        return unit.parent_id is None
    return (requirement.unit.path or "").startswith(unit.path or "-")


def rule_line(requirement: Requirement, unit: Unit, *, number: int, may_set: bool, on: date) -> dict[str, Any]:
    """A rule in a list: what it asks, of whom, by when, since when, of how many, and what can be done with it."""
    said = [words.by_when(requirement)]
    if requirement.effect == Effect.NOT_ALONE:
        said.append(_("Who lacks it then can serve, but not alone."))
    if requirement.valid_from > on:
        said.append(_("Holds from %(day)s.") % {"day": _day(requirement.valid_from)})
    if requirement.valid_until:
        said.append(_("Holds to and including %(day)s.") % {"day": _day(requirement.valid_until)})
    args = [unit.slug, requirement.pk]
    return {
        "own": is_own(requirement, unit),
        "asked": asked(requirement),
        "audience": words.audience(requirement),
        "text": " ".join(said),
        "number": ngettext("%(number)s person today", "%(number)s people today", number) % {"number": number},
        "url": reverse("requirements:rule", args=args),
        "change_url": reverse("requirements:change", args=args) if may_set else "",
        "end_url": reverse("requirements:end", args=args) if may_set and requirement.valid_until is None else "",
    }


def facts(requirement: Requirement) -> list[tuple[str, str]]:
    """One version in full. Reads its clauses."""
    rows = [
        (_("Asks for"), "; ".join(asked(requirement))),
        (_("Of"), words.audience(requirement)),
        (_("By when"), words.by_when(requirement)),
        (_("If it is lacking then"), str(Effect(requirement.effect).label)),
        (_("In force"), _period(requirement)),
        (_("Decided by"), requirement.decided_by.name if requirement.decided_by else ""),
        (_("Why"), requirement.reason),
        (_("Ended by"), requirement.ended_by.name if requirement.ended_by else ""),
        (_("Why it ended"), requirement.end_reason),
    ]
    return [row for row in rows if row[1]]


def _period(requirement: Requirement) -> str:
    if requirement.valid_until:
        return _("From %(start)s to %(end)s") % {"start": _day(requirement.valid_from), "end": _day(requirement.valid_until)}
    return _("From %(start)s") % {"start": _day(requirement.valid_from)}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
