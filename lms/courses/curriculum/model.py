"""What the curriculum says, in one canonical form. Pure; equality is meaning the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .surroundings import FileRef


def in_order(key: str) -> tuple[str, int, str]:
    """What to sort keys by: K2 before K10. The same in every language and database."""
    letters, digits = re.fullmatch(r"(.*?)(\d*)", key).groups()  # type: ignore[union-attr]  # it matches anything
    return letters, int(digits or 0), key


@dataclass(frozen=True)
class Source:
    """Something the curriculum cites."""

    key: str
    title: str
    publisher: str
    checked: date
    note: str = ""


@dataclass(frozen=True)
class Number:
    """A telephone number that texts may name: `key` is the number as it is written, `called` what texts call whoever answers, `order` its place."""

    key: str
    name: str
    called: list[str]
    when: str
    hours: str
    urgent: bool
    sources: list[str]
    name_nn: str = ""
    when_nn: str = ""
    hours_nn: str = ""
    name_en: str = ""
    when_en: str = ""
    hours_en: str = ""
    order: int = 0


@dataclass(frozen=True)
class Review:
    """Whose approval a step or a guideline waits for, or has; `note` is what its writer tells them."""

    status: str
    needs: list[str]
    approved_by: str = ""
    approved_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class BodyBlock:
    """One block of a step's body; `value` has the shape that `kinds.BODY[kind]` describes."""

    kind: str
    value: Any
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Statement:
    """Something a text says about health, law or safety: the words as they stand in it, what they rest on, and whose approval they need."""

    key: str
    text: str
    status: str
    sources: list[str]
    needs: list[str]


@dataclass(frozen=True)
class Step:
    """A module or a slot. `need`, `required_by` and `guidance` belong to slots, `outcomes` to modules."""

    kind: str
    slug: str
    title: str
    minutes: int
    review: Review
    sources: list[str]
    body: list[BodyBlock]
    outcomes: list[int] = field(default_factory=list)
    guidance: str = ""
    need: str = ""
    required_by: date | None = None
    statements: list[Statement] = field(default_factory=list)
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Quiz:
    """The course's test."""

    slug: str
    title: str
    introduction: str
    pass_percent: int
    draw: int
    minutes: int
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Question:
    """A question of the bank; `answers` has the shape that `kinds.ANSWERS[type]` describes."""

    key: str
    type: str
    prompt: str
    outcome: int | None
    critical: bool
    status: str
    sources: list[str]
    needs: list[str]
    answers: dict[str, Any]
    explanation: str = ""
    variant_of: str = ""
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Qualification:
    """What finishing the course earns. `order` is its place, and the course's, in lists."""

    key: str
    name: str
    valid_months: int | None
    order: int


@dataclass(frozen=True)
class StepWords:
    """What a step says. Blocks hold all their keys, also those that are the same in every language."""

    title: str
    guidance: str
    body: list[BodyBlock]


@dataclass(frozen=True)
class QuestionWords:
    """What a question says."""

    key: str
    type: str
    prompt: str
    answers: dict[str, Any]
    explanation: str = ""
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class CourseWords:
    """What a course says of itself, and what it calls its qualification and its test."""

    title: str
    qualification: str
    summary: str
    audience: str
    outcomes: list[str]
    quiz: Mapping[str, str] | None
    introduction: str


@dataclass(frozen=True)
class Words:
    """A course in one language: as much of it as is written there. Steps by their slugs, questions by their keys.

    `made_from` says of each piece (`course`, `step/<slug>`, `question/<key>`) which words of the source it was made from, by their print.
    """

    language: str
    course: CourseWords
    steps: dict[str, StepWords]
    questions: dict[str, QuestionWords]
    made_from: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """A course with everything in it: in the language it is composed in, and its `translations`."""

    slug: str
    code: str
    title: str
    summary: str
    audience: str
    outcomes: list[str]
    introduction: str
    subject_owner: str
    review_by: date | None
    guards_local: bool
    picture: FileRef | None
    qualification: Qualification | None
    steps: list[Step | Quiz]
    questions: list[Question]
    translations: list[Words] = field(default_factory=list)

    @property
    def quiz(self) -> Quiz | None:
        """The course's test, if it has one."""
        return next((step for step in self.steps if isinstance(step, Quiz)), None)

    @property
    def words(self) -> Words:
        """What the course says in the language it is composed in, in the shape of a translation."""
        quiz = {"title": self.quiz.title, "introduction": self.quiz.introduction} if self.quiz else None
        name = self.qualification.name if self.qualification else ""
        return Words(
            "",
            CourseWords(self.title, name, self.summary, self.audience, self.outcomes, quiz, self.introduction),
            {step.slug: StepWords(step.title, step.guidance, step.body) for step in self.steps if isinstance(step, Step)},
            {
                each.key: QuestionWords(each.key, each.type, each.prompt, each.answers, each.explanation, each.line)
                for each in self.questions
            },
        )


@dataclass(frozen=True)
class Curriculum:
    """All courses, in the order of lists, their sources, and the contents of the files they show, by SHA-1."""

    sources: list[Source]
    courses: list[Course]
    contents: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    numbers: list[Number] = field(default_factory=list)


# Keys of blocks whose values are no text for people.
_NO_TEXT = frozenset(
    {"file", "key", "review", "sources", "need", "needs", "kind", "tone", "status", "digest", "next", "line", "required_by"}
)


def texts(value: Any) -> Iterator[str]:
    """Every text in a block's value that people read, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in _NO_TEXT:
                yield from texts(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from texts(each)
