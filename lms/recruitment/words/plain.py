"""What an applicant reads: everyday words, whole sentences, no names of stages."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.recruitment.rules.path import Answer
from lms.recruitment.rules.retention import Part
from lms.recruitment.rules.stages import Demand, Stage
from lms.recruitment.words import number
from lms.roles.models import ResponsibilityKind


def weekday(day: date) -> str:
    """A day with its weekday: «torsdag 3. desember»."""
    return date_format(day, pgettext("date format with weekday", "l j F"))


def step(stage: Stage) -> str:
    """A step of the way."""
    return {
        Stage.RECEIVED: _("We have received your application"),
        Stage.CONTACTED: _("One of us gets in touch with you"),
        Stage.INTERVIEW_1: _("First conversation"),
        Stage.INTERVIEW_2: _("Second conversation"),
        Stage.INTERVIEW_3: _("Third conversation"),
        Stage.REFERENCES: _("We ask those who know you"),
        Stage.TRIAL_SHIFT: _("You come along on a shift"),
        Stage.RULING: _("You get an answer"),
    }[stage]


def what_happens(stage: Stage, demand: Demand) -> str:
    """What a step means, when it is the one that comes now."""
    match stage:
        case Stage.CONTACTED:
            return _("We ring or write to you to get to know you a little. You need not prepare anything.")
        case Stage.INTERVIEW_1 | Stage.INTERVIEW_2 | Stage.INTERVIEW_3:
            meets = ngettext("You meet %(number)s of us.", "You meet %(number)s of us.", demand.seats) % {"number": number(demand.seats)}
            return " ".join([_("We agree on a time that suits you."), meets, _("It takes from half an hour to three quarters.")])
        case Stage.REFERENCES:
            return _("Those whom you name answer a short form, or we ring them.")
        case Stage.TRIAL_SHIFT:
            return _("You join somebody who knows the place, and both you and we find out whether it fits.")
        case _:
            return _("We put together what we have learnt, and decide.")


def answer(which: Answer, *, due: date | None = None, is_late: bool = False) -> str:
    """The first sentence of the page. `due` is by when something was promised."""
    day = weekday(due) if due else ""
    match which:
        case Answer.CONTACT if is_late:
            return _("You should have heard from us by %(day)s.") % {"day": day}
        case Answer.CONTACT:
            return _("You hear from us by %(day)s.") % {"day": day}
        case Answer.DECISION if is_late:
            return _("You should have had an answer by %(day)s.") % {"day": day}
        case Answer.DECISION:
            return _("You get an answer by %(day)s.") % {"day": day}
        case Answer.AGAIN:
            return _("We are looking at your application once more.")
        case Answer.ON_ITS_WAY:
            return _("The answer is on its way to you.")
        case Answer.WAITING_LIST:
            return _("You are on our waiting list.")
        case Answer.ADMITTED:
            return _("You are one of us. Welcome!")
        case Answer.DECLINED:
            return _("You have had our answer.")
        case Answer.WITHDRAWN:
            return _("You have withdrawn your application.")


def more(which: Answer, *, is_late: bool = False) -> str:
    """What follows the first sentence."""
    if is_late:
        return _("We have not kept what we promised. That is our fault, and says nothing about you. You are welcome to ring us.")
    return {
        Answer.CONTACT: _("That is what we promise everybody: three working days."),
        Answer.DECISION: _("That is what we promise everybody: two weeks from the day you applied."),
        Answer.AGAIN: _("We write to you as soon as we know more."),
        Answer.ON_ITS_WAY: _("It comes in a letter very soon."),
        Answer.WAITING_LIST: _(
            "We get in touch when there is a place for you. You need not do anything, and you can withdraw at any time."
        ),
        Answer.ADMITTED: _("The letter says how you get started."),
        Answer.DECLINED: _("It stands in the letter, with our reason. Thank you for wanting to give of your time."),
        Answer.WITHDRAWN: _("Thank you for thinking of us. You are welcome back another time."),
    }[which]


def happened(stage: Stage) -> str:
    """That a case came so far, as an event."""
    return {
        Stage.CONTACTED: _("We were in touch with you"),
        Stage.RULING: _("We considered your application"),
        Stage.WAITING_LIST: _("You were put on the waiting list"),
        Stage.ADMITTED: _("You were admitted"),
        Stage.DECLINED: _("You got our answer"),
        Stage.WITHDRAWN: _("The application was withdrawn"),
    }.get(stage) or _("Next step: %(step)s") % {"step": step(stage)}


def function(kind: str | None, *, is_interviewer: bool = False) -> str:
    """Who somebody is in the unit, without a name."""
    if kind:
        return str(ResponsibilityKind(kind).label)
    return _("an interviewer") if is_interviewer else _("somebody in the unit")


def said(value: object) -> str:
    """An answer as it stands in a form: yes, no, words."""
    if value is True:
        return _("Yes")
    if value is False:
        return _("No")
    return listed(map(str, value)) if isinstance(value, list | tuple) else str(value or "–")


def part(which: Part) -> str:
    """What is kept and forgotten together, as the applicant knows it."""
    return {
        Part.NOTES: _("What interviewers wrote down"),
        Part.REFERENCES: _("Those you named, and what they answered"),
        Part.ANSWERS: _("What you wrote: why, skills, times; and the reason in our answer"),
        Part.IDENTITY: _("Name, e-mail, telephone, and our letters to you"),
        Part.SCORES: _("Scores, whom you met, and papers you showed"),
    }[which]


def demand(asked: Demand, *, guideline: str = "", police_basis: str = "") -> list[str]:
    """A process in a few sentences: «To samtaler, hver med minst to av oss.» `guideline` is a title, `police_basis` a legal basis in words."""
    words = []
    if asked.rounds:
        words.append(
            ngettext("%(number)s interview, with at least %(seats)s.", "%(number)s interviews, each with at least %(seats)s.", asked.rounds)
            % {"number": _amount(asked.rounds), "seats": _interviewers(asked.seats)}
        )
    else:
        words.append(_("No interview."))
    if asked.rounds > 1:
        words.append(_("From the second interview on, at least one interviewer is new."))
    if asked.references:
        words.append(ngettext("%(number)s reference.", "%(number)s references.", asked.references) % {"number": _amount(asked.references)})
    else:
        words.append(_("No references."))
    if asked.trial_shift:
        words.append(_("A trial shift."))
    if guideline:
        words.append(_("The applicant reads «%(title)s» and says that they will follow it.") % {"title": guideline})
    if police_basis:
        words.append(_("A police certificate is shown, under %(basis)s.") % {"basis": police_basis})
    words.append(_("Two different persons stand behind the ruling.") if asked.deciders > 1 else _("One person stands behind the ruling."))
    return words


def _amount(number: int) -> str:
    """A small number as a word that begins a sentence."""
    return {1: _("One"), 2: _("Two"), 3: _("Three")}.get(number, str(number))


def _interviewers(number: int) -> str:
    return {1: _("one interviewer"), 2: _("two interviewers"), 3: _("three interviewers"), 4: _("four interviewers")}[number]


def listed(words: Iterable[str]) -> str:
    """Words as a line, «–» when there are none."""
    return ", ".join(words) or "–"
