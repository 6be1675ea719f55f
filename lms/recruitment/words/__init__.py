"""The room's sentences: gaps in words, stages in a line."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.recruitment.models import Interview, Stage
from lms.recruitment.rules.calendars import OSLO
from lms.recruitment.rules.references import State, Task
from lms.recruitment.rules.retention import Clock, Part
from lms.recruitment.rules.stages import Demand, Gap, Kind
from lms.recruitment.selectors.references import Standing

# referee's state → state of the interface's `status`
REFEREE_FACES = {
    State.NOT_ASKED: "not_started",
    State.ASKED: "waiting",
    State.OPENED: "in_progress",
    State.SAVED: "in_progress",
    State.GIVEN: "done",
    State.BY_TELEPHONE: "done",
    State.DECLINED: "not_passed",
    State.RETURNED: "not_passed",
    State.SILENT: "expired",
    State.REPLACED: "ended",
}


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


def number(value: int) -> str:
    """A small number in running text: «to», «tre»; a larger one in digits."""
    return {1: _("one"), 2: _("two"), 3: _("three"), 4: _("four")}.get(value, str(value))


def steps(demand: Demand) -> list[dict[str, str]]:
    """What an applicant goes through, in plain words: a title and a sentence for each step."""
    said = [
        (_("You write to us"), _("It takes five minutes. You get a receipt at once.")),
        (_("We ring you"), _("Within three working days a human being is in touch.")),
    ]
    if demand.rounds:
        talks = ngettext("We meet for a talk", "We meet for %(number)s talks", demand.rounds) % {"number": number(demand.rounds)}
        said.append((talks, _("You get to know the place, and can ask about everything. We ask everybody the same.")))
    if demand.references:
        names = ngettext("You name somebody who knows you", "You name %(number)s people who know you", demand.references)
        said.append((names % {"number": number(demand.references)}, _("Ask them first. They answer a few questions on their phone.")))
    if demand.police_certificate:
        said.append((_("You show a police certificate"), _("You keep the paper. We only write down that it was shown.")))
    if demand.guideline:
        said.append((_("You read our guideline"), _("And say that you will follow it.")))
    if demand.trial_shift:
        said.append((_("You try a shift"), _("Together with somebody who knows the place.")))
    said.append((_("You get an answer"), _("Within two weeks. If it is no, you get to know why.")))
    return [{"title": title, "text": text} for title, text in said]


def length(days: int) -> str:
    """A time in months where it is whole ones of 30 days, else in days, so that what is said is what is done."""
    if days % 30:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    return ngettext("%(number)d month", "%(number)d months", days // 30) % {"number": days // 30}


def kept(clocks: Mapping[Part, Clock]) -> str:
    """How long an application is kept, as the applicant reads it."""
    return _(
        "If it is no, or you withdraw, notes and references are deleted after %(notes)s, and everything with your name after %(all)s."
        " We keep counts without names."
    ) % {
        "notes": length(max(clocks[Part.NOTES].declined, clocks[Part.REFERENCES].declined)),
        "all": length(max(clocks[part].declined for part in (Part.IDENTITY, Part.ANSWERS, Part.SCORES))),
    }


def referee_state(standing: Standing) -> str:
    """Where a referee stands, in a few words: «Spurt 3. mars, har fått 1 påminnelse.»"""
    day = {"day": date_format(standing.dates.asked_on, "MONTH_DAY_FORMAT") if standing.dates.asked_on else ""}
    match standing.state:
        case State.NOT_ASKED:
            return _("Not asked yet")
        case State.ASKED | State.OPENED | State.SAVED:
            said = {
                State.ASKED: _("Asked %(day)s"),
                State.OPENED: _("Asked %(day)s, has opened the form"),
                State.SAVED: _("Asked %(day)s, has begun to answer"),
            }[standing.state] % day
            number = standing.dates.reminders
            reminded = ngettext("%(n)d reminder", "%(n)d reminders", number) % {"n": number}
            return f"{said} · {reminded}" if number else said
        case State.GIVEN:
            return _("Has answered")
        case State.BY_TELEPHONE:
            return _("Has answered by telephone")
        case State.DECLINED:
            return _("Will not give a reference")
        case State.RETURNED:
            return _("The letter came back")
        case State.SILENT:
            return _("Asked %(day)s, has not answered") % day
        case State.REPLACED:
            return _("Replaced")


def referee_task(task: Task) -> str:
    """What somebody of ours must do about a referee; empty for nothing."""
    match task:
        case Task.NONE:
            return ""
        case Task.ASK:
            return _("Send the letter")
        case Task.RING:
            return _("Ring: there is no e-mail address")
        case Task.CORRECT:
            return _("Find the right address, or ring")
        case Task.CHASE:
            return _("Ring, or find somebody else")
        case Task.REPLACE:
            return _("Find somebody else")


def moment(at: datetime) -> str:
    """A day and time in Oslo, in words: «tirsdag 24. november 2026 kl. 10:00»."""
    local = timezone.localtime(at, OSLO)
    return _("%(weekday)s %(day)s at %(time)s") % {
        "weekday": date_format(local, "l"),
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }


def where(interview: Interview) -> str:
    """Where an interview is: the place, the video link, or both."""
    return " – ".join(each for each in (interview.place, interview.link) if each)
