"""Professional approval: what somebody said of words is written down and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.quizzes.models import Answer, Approval
from lms.quizzes.rules.statements import Claim


@dataclass(frozen=True, slots=True)
class Professional:
    """Who says it, and when: name, profession and workplace, day."""

    name: str
    title: str
    on: date


@transaction.atomic
def approve(words: Iterable[tuple[Claim, str]], *, who: Professional, by: Person, at: datetime) -> list[Approval]:
    """Write down a yes to each of these words, given with what they say. Those that have a yes already keep it: twice is once.

    Raises ValidationError if the day is still to come, or if there are no words.
    """
    asked = dict(words)
    if not asked:
        raise ValidationError({"pick": _("Tick what you approve.")})
    _check_day(who, at)
    said = Approval.objects.newest(asked)
    fresh = [claim for claim in asked if claim not in said or said[claim].answer != Answer.APPROVED]
    return [_write(claim, asked[claim], Answer.APPROVED, "", who, by, at) for claim in fresh]


@transaction.atomic
def ask_for_change(claim: Claim, words: str, *, said: str, who: Professional, by: Person, at: datetime) -> Approval:
    """Write down what a professional wants said otherwise; a yes that was there counts no longer. Raises ValidationError without a word on what."""
    if not said.strip():
        raise ValidationError({"said": _("Say what should be changed.")})
    _check_day(who, at)
    return _write(claim, words, Answer.CHANGE, said.strip(), who, by, at)


@transaction.atomic
def withdraw(claim: Claim, words: str, *, who: Professional, by: Person, at: datetime) -> Approval:
    """Take back what was said last, yes or wish: the words wait again. Raises ValidationError if nothing was said."""
    last = Approval.objects.newest([claim]).get(claim)
    if last is None:
        raise ValidationError(_("There is nothing to take back."))
    if last.answer == Answer.WITHDRAWN:
        return last
    _check_day(who, at)
    return _write(claim, words, Answer.WITHDRAWN, "", who, by, at)


def _check_day(who: Professional, at: datetime) -> None:
    if who.on > localdate(at):
        raise ValidationError({"on": _("The day is still to come.")})


def _write(claim: Claim, words: str, answer: Answer, said: str, who: Professional, by: Person, at: datetime) -> Approval:
    kept = {"key": claim.key, "digest": claim.digest, "need": claim.need, "words": words}
    return Approval.objects.create(**kept, answer=answer, said=said, name=who.name, title=who.title, on=who.on, by=by, at=at)
