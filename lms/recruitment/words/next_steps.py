"""Next steps and promises in words: «Ring Vera innen tirsdag.», «2 virkedager over fristen»."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.recruitment import words
from lms.recruitment.rules.clocks import Promise
from lms.recruitment.rules.next_steps import Do, Step, Turn
from lms.recruitment.rules.stages import Stage

TURN_ICONS = {
    Turn.OWNER: "arrow-right",
    Turn.INTERVIEWERS: "people",
    Turn.APPLICANT: "hourglass",
    Turn.REFEREES: "hourglass",
    Turn.DECIDER: "hourglass",
    Turn.NOBODY: "check",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise as a screen shows it: its words, a tone, and an icon. `late` is whether it is overdue."""

    text: str
    tone: str
    icon: str
    late: bool = False


def day(value: date, on: date) -> str:
    """A day as one says it: «i dag», «i morgen», «tirsdag», «3. desember», with the year only where it is another."""
    ahead = (value - on).days
    if ahead == 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    if ahead == -1:
        return _("yesterday")
    if 1 < ahead < 7:
        return date_format(value, "l")
    return date_format(value, pgettext("a day in running text", "j F") if value.year == on.year else "DATE_FORMAT")


def moment(value: datetime, on: date) -> str:
    """A day and a time: «tirsdag kl. 18.00»."""
    local = timezone.localtime(value)
    return _("%(day)s at %(time)s") % {"day": day(local.date(), on), "time": _time(local)}


def long_moment(value: datetime) -> str:
    """A day with its date, and a time: «tirsdag 1. desember kl. 18.00»."""
    local = timezone.localtime(value)
    return _("%(day)s at %(time)s") % {"day": long_day(local.date()), "time": _time(local)}


def _time(local: datetime) -> str:
    return date_format(local, pgettext("a time of day", "H:i"))


def step(found: Step, *, name: str, names: Mapping[int, str], contact_due: date, on: date) -> str:
    """The next step as a sentence. `name` is the applicant's first name; `names` those of people a step may wait for."""
    values = {"name": name or _("the applicant"), "round": found.round, "number": found.number}
    match found.do:
        case Do.RING:
            if contact_due < on:
                return _("Ring %(name)s now.") % values
            return _("Ring %(name)s by %(day)s.") % (values | {"day": day(contact_due, on)})
        case Do.GO_ON:
            return _("Ready for %(stage)s.") % {"stage": words.stage(found.to)} if found.to else _("Go on.")
        case Do.ARRANGE:
            return _("Arrange interview %(round)d.") % values
        case Do.FIND_INTERVIEWERS:
            text = ngettext(
                "Find one more interviewer for interview %(round)d.",
                "Find %(number)d more interviewers for interview %(round)d.",
                found.number,
            )
            return text % values
        case Do.REPLACE_INTERVIEWER:
            return _("Choose another interviewer for interview %(round)d.") % values
        case Do.NEW_TIMES:
            return _("%(name)s asks for other times for interview %(round)d.") % values
        case Do.CHOOSE_TIME:
            return _("Waiting for %(name)s to choose a time for interview %(round)d.") % values
        case Do.MEET:
            return _("Interview %(round)d %(when)s.") % (values | {"when": moment(found.at, on) if found.at else ""})
        case Do.SHEETS:
            return _("Waiting for the sheet of %(people)s.") % {"people": _people(found, names)}
        case Do.FLAG:
            return _("A second person must decide on a safeguarding flag from interview %(round)d.") % values
        case Do.ASK_REFEREES:
            return ngettext("Ask one referee.", "Ask %(number)d referees.", found.number) % values
        case Do.REFERENCES:
            return ngettext("Waiting for one reference.", "Waiting for %(number)d references.", found.number) % values
        case Do.ARRANGE_SHIFT:
            return _("Arrange a trial shift.")
        case Do.SHIFT:
            return _("Trial shift %(day)s.") % {"day": day(found.on, on) if found.on else ""}
        case Do.NOTE_SHIFT:
            return _("Write down how the trial shift was held.")
        case Do.PAPERS:
            return " ".join(words.gaps(found.gaps))
        case Do.PROPOSE:
            return _("Propose a ruling.")
        case Do.CONFIRM:
            return _("Waiting for somebody to confirm the ruling.")
        case Do.FIND_PLACE:
            return _("On the waiting list. Propose a ruling when there is a place.")
        case Do.NOTHING:
            return _("The case has ended.")


def _people(found: Step, names: Mapping[int, str]) -> str:
    known = sorted(names[person] for person in found.people if person in names)
    return get_text_list(known, pgettext("between the last two of a list", "and")) if known else _("an interviewer")


def go_on(to: Stage) -> str:
    """What the button says that takes a case to its next stage."""
    return _("On to %(stage)s") % {"stage": words.stage(to)}


def clock(promise: Promise, *, on: date) -> Clock:
    """How a promise stands, as short as a card wants it."""
    left = promise.days_left(on)
    if promise.is_overdue(on):
        days = max(1, -left)
        text = ngettext("%(n)d working day late", "%(n)d working days late", days) % {"n": days}
        return Clock(text, "bad", "warning", late=True)
    if left == 0:
        return Clock(_("due today"), "warn", "clock")
    text = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    return Clock(text, "warn" if left == 1 else "calm", "clock")


def promise(kept: Promise, *, on: date) -> str:
    """The same as a sentence for a case's page: «Innen tirsdag 1. desember», «Holdt 24. november»."""
    if kept.kept_on:
        values = {"day": long_day(kept.kept_on), "due": long_day(kept.due)}
        return _("Kept, %(day)s") % values if kept.was_kept else _("Done %(day)s, promised by %(due)s") % values
    return _("By %(day)s") % {"day": long_day(kept.due)}


def long_day(value: date) -> str:
    """A weekday and a date: «tirsdag 1. desember»."""
    return date_format(value, pgettext("a weekday and a day", "l j F"))


def headline(counts: Mapping[str, int]) -> str:
    """The board in a line: «19 åpne saker. 4 er over fristen.»; empty without cases."""
    if not counts["all"]:
        return ""
    said = ngettext("%(number)d open case.", "%(number)d open cases.", counts["all"]) % {"number": counts["all"]}
    late = ngettext("%(number)d is overdue.", "%(number)d are overdue.", counts["late"]) % {"number": counts["late"]}
    return f"{said} {late}" if counts["late"] else said


def stayed(days: int) -> str:
    """How long a case has stood in its stage, in working days."""
    return ngettext("%(n)d working day here", "%(n)d working days here", days) % {"n": days} if days else _("new here today")
