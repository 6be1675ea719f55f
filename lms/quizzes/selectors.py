"""Reads about questions and attempts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex

from lms.people.models import Person
from lms.units.models import Unit

from . import rules
from .models import Approval, Attempt, Question, QuestionTranslation, QuizPage, Response
from .rules import Answer, Description, Kind, Marked, Shown, Verdict
from .rules.statements import Claim, claims_of_question

# --- The bank ----------------------------------------------------------------------------------------------------------------------------------


def describe(question: Question) -> Description:
    """A question of the bank as the rules read it. No query."""
    block = question.body[0]
    return Description(
        key=question.key,
        kind=Kind(block.block_type),
        prompt=question.prompt,
        body=_plain(block.value),
        critical=question.critical,
        outcome=question.outcome,
        explanation=question.explanation,
    )


def _plain(value: Any) -> Any:
    """A block's value as dicts and lists."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return [_plain(each) for each in value]


def fingerprint(question: Question) -> str:
    """What stands for a question's words and key: a translation counts while it is the same. No query."""
    said = describe(question)
    return sha256(repr((said.kind, said.prompt, said.body, said.explanation)).encode()).hexdigest()


def words_in(translation: QuestionTranslation) -> Description:
    """A translation as the rules read it. No query besides its question's."""
    block = translation.body[0]
    return Description(
        translation.question.key,
        Kind(block.block_type),
        translation.prompt,
        _plain(block.value),
        explanation=translation.explanation,
    )


def speak(questions: Collection[Question], language: str) -> None:
    """Give each question the words it has in a language, where there are any that are up to date. 1 query, none in bokmål."""
    if language == "nb" or not questions:
        return
    rows = QuestionTranslation.objects.filter(question_id__in=[each.pk for each in questions], language=language).select_related("question")
    made = {row.question_id: row for row in rows}
    for question in questions:
        row = made.get(question.pk)
        question.spoken = row if row and row.made_from == fingerprint(question) else None


def show(question: Question, rng: Random) -> Shown:
    """A question as one person sees it, in the words it was given. No query."""
    source = describe(question)
    shown = rules.present(source, rng)
    return rules.translated(shown, source, words_in(question.spoken), question.spoken.language) if question.spoken else shown


def questions_for(quiz: QuizPage) -> list[Question]:
    """The questions a quiz can draw: those in use on its subject in the central bank and, for a quiz below a unit's page, also in the banks of that
    unit and the units above it. 2 queries.
    """
    return list(Question.objects.filter(banks_above(quiz), subject=quiz.subject, retired=False).order_by("key"))


def banks_above(page: Page) -> Q:
    """The banks that a page draws on: the centre's and, below a unit's page, that unit's and those of the units above it. 1 query."""
    above = [page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)]
    nearest = Unit.objects.filter(page__path__in=above).order_by("page__path").last()
    return Q(unit=None) | Q(unit_id__in=nearest.path_ids if nearest else [])


def asked_in_lessons(quiz: QuizPage) -> set[int]:
    """Ids of the questions that the pages beside a quiz ask: its course's lessons, which give the answer there and then. 2 queries, and two more
    the first time for the content types.
    """
    page, question = (ContentType.objects.get_for_model(model) for model in (Page, Question))
    beside = [str(pk) for pk in Page.objects.sibling_of(quiz, inclusive=False).values_list("pk", flat=True)]
    found = ReferenceIndex.objects.filter(base_content_type=page, object_id__in=beside, to_content_type=question)
    return {int(pk) for pk in found.values_list("to_object_id", flat=True)}


# --- Attempts ----------------------------------------------------------------------------------------------------------------------------------


def attempts_of(person: Person, quiz: QuizPage) -> list[Attempt]:
    """A person's attempts at a quiz, the newest first, an open one included. 1 query."""
    return list(Attempt.objects.filter(person=person, quiz=quiz).order_by("-number"))


def open_attempt(person: Person, quiz: QuizPage) -> Attempt | None:
    """The attempt that is not handed in yet, if there is one. 1 query."""
    return Attempt.objects.filter(person=person, quiz=quiz, submitted_at=None).first()


@dataclass(frozen=True)
class Entry:
    """One question of an attempt, with what was answered. `correct` is what was decided when it was handed in; None before."""

    position: int
    shown: Shown
    answer: Answer | None
    correct: bool | None

    @property
    def anchor(self) -> str:
        """The id of the question on a page with all of them."""
        return f"sporsmal-{self.position}"

    @property
    def prefix(self) -> str:
        """What its fields' names begin with on such a page."""
        return f"answer{self.position}"

    @cached_property
    def marked(self) -> Marked:
        """The answer with its feedback, by the key of that day; what was decided then stands."""
        return rules.mark(self.shown, self.answer, decided=self.correct)

    @property
    def answered(self) -> bool:
        """Whether there is an answer that fits the question."""
        return self.marked.answered


@dataclass(frozen=True)
class Overview:
    """An attempt with all its questions, in the order shown."""

    attempt: Attempt
    entries: list[Entry] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many questions."""
        return len(self.entries)

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(entry.answered for entry in self.entries)

    @property
    def unanswered(self) -> list[Entry]:
        """Those that have none."""
        return [entry for entry in self.entries if not entry.answered]

    @property
    def critical(self) -> list[Entry]:
        """Those that must be right to pass."""
        return [entry for entry in self.entries if entry.shown.critical]

    @property
    def missed_critical(self) -> list[Entry]:
        """Critical questions that were not right, after handing in."""
        return [entry for entry in self.critical if entry.correct is False]

    @property
    def right(self) -> list[Entry]:
        """Those that were right, after handing in."""
        return [entry for entry in self.entries if entry.correct]

    @property
    def wrong(self) -> list[Entry]:
        """Those that were not, after handing in."""
        return [entry for entry in self.entries if entry.correct is False]

    @property
    def here(self) -> int | None:
        """Where to go on: the first question without an answer."""
        return next((entry.position for entry in self.entries if not entry.answered), None)

    def at(self, position: int) -> Entry | None:
        """The question at a position, counted from 1."""
        return next((entry for entry in self.entries if entry.position == position), None)

    def verdict(self) -> Verdict:
        """Why it was passed or not, from what was decided when it was handed in."""
        results = [rules.Result(bool(entry.correct), entry.shown.critical, entry.shown.outcome) for entry in self.entries]
        return rules.verdict(results, self.attempt.pass_percent)


def attempt_overview(attempt: Attempt) -> Overview:
    """An attempt with every question as it was shown. 1 query, whatever the number of questions."""
    rows = Response.objects.filter(attempt=attempt).order_by("position").values_list("position", "shown", "answer", "correct")
    return Overview(attempt, [Entry(position, Shown.from_json(shown), answer, correct) for position, shown, answer, correct in rows])


# --- Approvals ---------------------------------------------------------------------------------------------------------------------------------


def question_claims(question: Question) -> list[Claim]:
    """What of a bank question must be approved. No query."""
    body = list(question.body.raw_data)
    return claims_of_question(question.key, question.needs, question.prompt, body, question.explanation)


def any_question_waits(quiz: QuizPage) -> bool:
    """Whether anything that a test can ask has no yes. 3 queries, 2 if nothing in its banks needs one."""
    return bool(Approval.objects.waiting(claim for question in questions_for(quiz) for claim in question_claims(question)))
