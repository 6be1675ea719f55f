"""What is said about a change of a step."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.quizzes.models import ChangeClass

from .rules import SMALLEST, Impact, Touched


def impact_line(change_class: str, impact: Impact, *, steps: int = 1) -> str:
    """A change's effect in one sentence; `steps` is how many it changes at once."""
    if not impact.units:
        return _("Nobody has done this step yet.") if steps == 1 else _("Nobody has done any of these steps yet.")
    people = _people(impact.done, impact.hides)
    if change_class == ChangeClass.WORDING:
        return _("%(people)s have done this. Nobody is told.") % {"people": people}
    if change_class == ChangeClass.RETAKE and steps > 1:
        return _("%(people)s do again those of these steps that they have done.") % {"people": people}
    if change_class == ChangeClass.RETAKE:
        return _("%(people)s do this step again.") % {"people": people}
    return _("%(people)s are told on «My page».") % {"people": people}


def _people(number: int, more: bool) -> str:
    if more and not number:
        return _("A few people")
    said = ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
    return _("At least %(people)s") % {"people": said} if more else said


def touched_cells(unit: Touched) -> tuple[str, str, str]:
    """A unit's row: its name, how many did the step, how many hold what rests on it."""
    few = _("fewer than %(number)s") % {"number": SMALLEST}
    untold = few if unit.done is None else _("not shown")
    return unit.unit, few if unit.done is None else str(unit.done), untold if unit.holding is None else str(unit.holding)
