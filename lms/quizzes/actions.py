"""Verbs on attempts: start, save an answer, hand in."""

import secrets
from collections import Counter
from datetime import datetime
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.units.models import Unit

from . import rules
from .models import Attempt, Question, QuestionTranslation, QuizPage, Response
from .rules import Answer, Candidate, Shown
from .selectors import asked_in_lessons, describe, fingerprint, open_attempt, questions_for, show, speak, words_in


def start_attempt(
    *, person: Person, quiz: QuizPage, unit: Unit | None, now: datetime, seed: int | None = None, language: str = "nb"
) -> Attempt:
    """The person's open attempt, or else a new one with questions drawn and shuffled anew.

    Doing it twice, also at the same moment, gives one attempt: the database allows one open attempt for a person and a quiz. Questions that the
    person has met before, in earlier attempts or in the lessons beside the test, come last. `seed` is for those who want the same test again;
    `language` is in which a new attempt is asked for: the same seed gives the same order and key in each. Raises ValidationError when the bank has no
    question on the quiz's subject.
    """
    try:
        with transaction.atomic():
            return open_attempt(person, quiz) or _new_attempt(person, quiz, unit, now, seed, language)
    except IntegrityError:
        # Somebody was quicker: the same person in another tab.
        attempt = open_attempt(person, quiz)
        if attempt is None:
            raise
        return attempt


def _new_attempt(person: Person, quiz: QuizPage, unit: Unit | None, now: datetime, seed: int | None, language: str) -> Attempt:
    bank = {question.pk: question for question in questions_for(quiz)}
    if not bank:
        raise ValidationError(_("This test has no questions yet. Tell the one who gave you the course."))
    seed = secrets.randbits(53) if seed is None else seed
    number = 1 + (Attempt.objects.filter(person=person, quiz=quiz).order_by("-number").values_list("number", flat=True).first() or 0)
    seen = Counter(Response.objects.filter(attempt__person=person, attempt__quiz=quiz).values_list("question_id", flat=True))
    seen.update(asked_in_lessons(quiz))
    candidates = [Candidate(pk, question.critical, question.outcome, seen[pk], question.family) for pk, question in bank.items()]
    rng = Random(seed)  # noqa: S311 -- an order that can be repeated, no secret
    attempt = Attempt.objects.create(
        person=person,
        quiz=quiz,
        unit=unit,
        number=number,
        seed=seed,
        pass_percent=quiz.pass_percent,
        language=language,
        started_at=now,
    )
    drawn = rules.draw(candidates, quiz.draw, rng)
    speak([bank[pk] for pk in drawn], language)
    Response.objects.bulk_create(
        Response(attempt=attempt, position=position, question_id=pk, shown=show(bank[pk], rng).as_json())
        for position, pk in enumerate(drawn, start=1)
    )
    return attempt


@transaction.atomic
def translate_question(
    *,
    question: Question,
    language: str,
    prompt: str,
    body: Any,
    explanation: str,
    loaded: str = "",
    is_current: bool = True,
) -> QuestionTranslation:
    """Keep a question's words in a language, made from what the question says now if `is_current`. Twice is once.

    `body` is a QuestionBlocks value. Raises ValidationError when it is another question: other options, or other ones right.
    """
    made = QuestionTranslation(question=question, language=language, prompt=prompt, body=body, explanation=explanation)
    if not rules.fits(describe(question), words_in(made)):
        raise ValidationError({"body": _("The answers must be as many, in the same order, and right as in the question itself.")})
    made_from = fingerprint(question) if is_current else ""
    values = {"prompt": prompt, "body": body, "explanation": explanation, "made_from": made_from, "fingerprint": loaded}
    return QuestionTranslation.objects.update_or_create(question=question, language=language, defaults=values)[0]


@transaction.atomic
def save_answer(*, attempt: Attempt, position: int, answer: Answer | None, now: datetime) -> Response:
    """Keep an answer (None takes it back) to the question at a position, counted from 1. Raises ValidationError when the attempt is handed in."""
    # The lock keeps an answer from slipping in while another tab hands in.
    if Attempt.objects.select_for_update().filter(pk=attempt.pk, submitted_at__isnull=False).exists():
        raise ValidationError(_("This test is handed in. Answers can no longer be changed."))
    response = Response.objects.get(attempt=attempt, position=position)
    if response.answer != answer:
        response.answer = answer
        response.answered_at = None if answer is None else now
        response.save(update_fields=["answer", "answered_at"])
    return response


@transaction.atomic
def submit(*, attempt: Attempt, now: datetime) -> Attempt:
    """Hand in: mark every question by the key it was shown with, and decide. Handing in twice changes nothing. Returns the attempt as it now is."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.submitted_at:
        return attempt
    responses = list(attempt.responses.all())
    results = []
    for response in responses:
        shown = Shown.from_json(response.shown)
        response.correct = rules.mark(shown, response.answer).correct
        results.append(rules.Result(response.correct, shown.critical, shown.outcome))
    Response.objects.bulk_update(responses, ["correct"])
    found = rules.verdict(results, attempt.pass_percent)
    attempt.submitted_at = now
    attempt.percent = found.percent
    attempt.passed = found.passed
    attempt.save(update_fields=["submitted_at", "percent", "passed"])
    return attempt
