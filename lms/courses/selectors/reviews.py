"""The centre's courses and handbook as the one reads them who approves: each statement, dilemma and question with what it rests on and what was said.

Which page holds what besides courses is not asked: whatever is reviewed and belongs to no course and no unit is read below the page it lies under.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from wagtail.models import Page, get_page_models

from lms.courses.models import STEP_TYPES, ModulePage, SlotPage, Source
from lms.quizzes.models import Answer, Approval, Question, QuizPage, ReviewedPage
from lms.quizzes.rules import statements
from lms.quizzes.rules.statements import Claim
from lms.quizzes.rules.words import paragraphs
from lms.quizzes.selectors import question_claims

from . import central_steps, courses_open_to, of_units


class ItemKind(StrEnum):
    """What kind of words it is."""

    STATEMENT = "statement"
    DILEMMA = "dilemma"
    TEXT = "text"  # a step as a whole
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Item:
    """Words that need the yes of one or more professions: where they stand, what they rest on, and what was said of them by profession.

    `words` are paragraphs; `place` is the heading they stand under. `checked` is the day the oldest of its sources was last read.
    """

    kind: ItemKind
    key: str
    words: tuple[str, ...]
    place: str
    status: str
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    said: Mapping[Claim, Approval]

    @property
    def checked(self) -> date | None:
        """The day the oldest of its sources was last read; None without sources."""
        return min((source.checked for source in self.sources), default=None)

    def claim(self, need: str) -> Claim | None:
        """What one profession is asked."""
        return next((claim for claim in self.claims if claim.need == need), None)

    def is_approved(self, claim: Claim) -> bool:
        """Whether the newest word on it is a yes."""
        return claim in self.said and self.said[claim].answer == Answer.APPROVED


@dataclass(frozen=True, slots=True)
class Part:
    """A step, a course's test or a page of the handbook, with what in it needs a yes, and what its writer says to those who are asked."""

    page: ReviewedPage | QuizPage
    items: tuple[Item, ...]

    @property
    def note(self) -> str:
        """What its writer says to those who are asked."""
        return self.page.review_note if isinstance(self.page, ReviewedPage) else ""


@dataclass(frozen=True, slots=True)
class Review:
    """A course, or the handbook, with what in it needs a yes, part by part."""

    page: Page
    parts: tuple[Part, ...]
    asked: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many times a yes is needed."""
        return self.asked.total()

    @property
    def approved(self) -> int:
        """How many of them were given."""
        return self.done.total()

    def of(self, need: str) -> "Review":
        """What one profession is asked."""
        parts = [replace(part, items=tuple(item for item in part.items if item.claim(need))) for part in self.parts]
        asked, done = Counter({need: self.asked[need]}), Counter({need: self.done[need]})
        return Review(self.page, tuple(part for part in parts if part.items), asked, done)


def reviews(slug: str = "") -> list[Review]:
    """Each central course, and then the handbook, with everything in it that needs a yes; or the one with this address.

    11 queries, 8 if a course is asked for by its address.
    """
    courses = [course for course in courses_open_to([]) if slug in ("", course.slug)]
    steps: list[tuple[Page, Any]] = [row for model in (ModulePage, SlotPage, QuizPage) for row in central_steps(model, courses)]
    steps.sort(key=lambda row: row[1].path)
    if not (slug and courses):
        steps += [row for row in _outside_courses() if slug in ("", row[0].slug)]
    bank: dict[str, list[Question]] = {}
    for question in Question.objects.filter(unit=None, retired=False, subject__in={course.slug for course in courses}).order_by("key"):
        bank.setdefault(question.subject, []).append(question)
    sources = {source.key: source for source in Source.objects.all()}
    claims = [claim for _home, page in steps if not isinstance(page, QuizPage) for claim in page.claims]
    claims += [claim for questions in bank.values() for question in questions for claim in question_claims(question)]
    said = Approval.objects.newest(claims)
    found = []
    for home in dict.fromkeys([*courses, *(home for home, _page in steps)]):
        parts = [
            Part(
                page,
                tuple(_questions(bank.get(page.subject, []), sources, said) if isinstance(page, QuizPage) else _page(page, sources, said)),
            )
            for owner, page in steps
            if owner == home
        ]
        kept = tuple(part for part in parts if part.items)
        items = [item for part in kept for item in part.items]
        asked = Counter(claim.need for item in items for claim in item.claims)
        done = Counter(claim.need for item in items for claim in item.claims if item.is_approved(claim))
        found.append(Review(home, kept, asked, done))
    return found


def _outside_courses() -> list[tuple[Page, ReviewedPage]]:
    """The live pages that are reviewed and are no unit's and no step, each with the page it lies under.

    2 queries, and 1 for each type of page.
    """
    types = [model for model in get_page_models() if issubclass(model, ReviewedPage) and model not in STEP_TYPES]
    units = of_units()
    pages = sorted((page for model in types for page in model.objects.live().exclude(units)), key=lambda page: page.path)
    above = {page.path[: -Page.steplen] for page in pages}
    homes = {page.path: page for page in Page.objects.filter(path__in=above)} if above else {}
    return [(homes[page.path[: -Page.steplen]], page) for page in pages]


def _page(page: ReviewedPage, listed: Mapping[str, Source], said: Mapping[Claim, Approval]) -> Iterator[Item]:
    body = page.said
    by_key: dict[str, list[Claim]] = {}
    for claim in page.claims:
        by_key.setdefault(claim.key, []).append(claim)
    places = _places(page.body.raw_data)  # what is said elsewhere, such as a promise, stands under no heading
    own = _sources(page, listed)
    sources = {**own, **listed}

    def item(kind: ItemKind, key: str, words: Iterable[str], place: str, status: str, cited: Iterable[str]) -> Item:
        known = tuple(sources[each] for each in cited if each in sources)
        return Item(kind, key, tuple(words), place, status, known, tuple(by_key[key]), said)

    for each in statements.said_in(page.statements.raw_data):
        if each["key"] in by_key:
            place = next((heading for heading, words in places if statements.words_of(each["text"])[:40] in words), "")
            yield item(ItemKind.STATEMENT, each["key"], [each["text"]], place, each["status"], _items(each.get("sources")))
    for each in statements.dilemmas_in(body):
        if each["key"] in by_key:
            yield item(ItemKind.DILEMMA, each["key"], paragraphs(each), "", "", _items(each.get("sources")))
    whole = statements.whole_text(page.pk)
    if whole in by_key:
        yield item(ItemKind.TEXT, whole, paragraphs(body), "", "", own)


def _sources(page: ReviewedPage, listed: Mapping[str, Source]) -> dict[str, Source]:
    """What a page rests on, by key: out of the list, or as the page itself tells it, where it has sources of its own."""
    found = {}
    for place, each in enumerate(page.sources):
        if not isinstance(each, str):
            told = each.value
            key = told["key"] or str(place)
            found[key] = listed.get(key) or Source(**{name: told[name] for name in ("key", "title", "publisher", "checked")})
        elif each in listed:
            found[each] = listed[each]
    return found


def _questions(bank: Iterable[Question], sources: Mapping[str, Source], said: Mapping[Claim, Approval]) -> Iterator[Item]:
    for question in bank:
        if not question.needs:
            continue
        known = tuple(sources[key] for key in question.sources if key in sources)
        words = [question.prompt, *_answers(list(question.body.raw_data)), *filter(None, [question.explanation])]
        yield Item(ItemKind.QUESTION, question.key, tuple(words), "", question.status, known, tuple(question_claims(question)), said)


def _answers(raw: Any) -> Iterator[str]:
    """What can be answered, the right ones marked, and what is said to each."""
    for block in raw:
        value = block["value"]
        for option in _items(value.get("options")):
            mark = "✓" if option.get("correct") else "–"
            yield f"{mark} {option.get('text', '')} ({option.get('feedback', '')})"
        if "options" not in value:
            for text in paragraphs(value):
                yield f"– {text}"


_HEADING = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.S)


def _places(body: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The words under each heading."""
    found: list[tuple[str, str]] = [("", "")]
    for block in body:
        parts = _HEADING.split(block["value"]) if block["type"] == "text" else [block["value"]]
        for number, part in enumerate(parts):
            if number % 2:
                found.append((" ".join(paragraphs(part)), ""))
            else:
                words = " ".join(statements.words_of(text) for text in paragraphs(part))
                found[-1] = (found[-1][0], f"{found[-1][1]} {words}")
    return found


def _items(raw: Any) -> list[Any]:
    """The values of a list, as either way of keeping them writes it."""
    return [each["value"] if isinstance(each, dict) and each.get("type") == "item" else each for each in raw or []]
