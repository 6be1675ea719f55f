"""The room's sentences: gaps in words, stages in a line."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Stage
from .rules.stages import Gap, Kind


def gap(missing: Gap) -> str:
    """What one gap asks for, as a sentence: «Samtale 2: to vurderinger er ikke levert.»"""
    number, values = missing.number, {"round": missing.round, "number": missing.number}
    match missing.kind:
        case Kind.CONTACT:
            return _("The applicant has not been contacted.")
        case Kind.INTERVIEWERS:
            return (
                ngettext(
                    "Interview %(round)d: %(number)d more interviewer is needed.",
                    "Interview %(round)d: %(number)d more interviewers are needed.",
                    number,
                )
                % values
            )
        case Kind.NEW_EYES:
            return _("Interview %(round)d: at least one interviewer must be somebody who was not in interview 1.") % values
        case Kind.TIED:
            return _("Interview %(round)d: an interviewer knows the applicant. Choose somebody else.") % values
        case Kind.SHEETS:
            if not number:
                return _("Interview %(round)d has not been held.") % values
            return (
                ngettext(
                    "Interview %(round)d: %(number)d sheet is not handed in.",
                    "Interview %(round)d: %(number)d sheets are not handed in.",
                    number,
                )
                % values
            )
        case Kind.FLAG:
            return _("Interview %(round)d: a safeguarding flag waits for a second person's decision.") % values
        case Kind.REFERENCES:
            return ngettext("%(number)d reference is missing.", "%(number)d references are missing.", number) % values
        case Kind.TRIAL_SHIFT:
            return _("The trial shift has not been held.")
        case Kind.GUIDELINE:
            return _("The applicant has not signed the guideline.")
        case Kind.POLICE_CERTIFICATE:
            return _("The police certificate has not been shown.")


def gaps(missing: Iterable[Gap]) -> list[str]:
    """The same for several."""
    return [gap(each) for each in missing]


def stage(value: str) -> str:
    """A stage's name."""
    return str(Stage(value).label)
