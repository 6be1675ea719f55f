"""What the central content lacks: found by reading it, without asking anybody outside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from lms.courses.models import STEP_TYPES, CoursePage, ModulePage, Number, SlotPage, Source
from lms.courses.rules.numbers import Listed, misnamed, unlisted
from lms.courses.rules.readability import FEWEST_WORDS, TARGET, lix
from lms.courses.selectors import central_steps, courses_open_to, of_units
from lms.quizzes.models import Answer, Approval, Question, QuizPage, ReviewedPage, unapproved
from lms.quizzes.rules.statements import Claim

from .reading import Reading

CHECKED_WITHIN = timedelta(days=365)  # a source older than that is read again


class Matter(StrEnum):
    """What can be the matter, the most pressing first."""

    REVIEW = "review"  # the day by which somebody was to go through the course or article is past, or there is none
    CHANGE = "change"  # a professional has asked for other words
    APPROVAL = "approval"  # needs a professional's approval and has none
    DOUBT = "doubt"  # questions that are marked as uncertain or soon outdated
    LINK = "link"  # leads to a page or file of ours that is gone or not published
    PICTURE = "picture"  # says nothing to those who cannot see it
    NUMBER = "number"  # a telephone number that is not in the list, or not theirs who are named with it
    CITED = "cited"  # names a source that is not in the list
    SOURCE = "source"  # nobody has read it for a year
    TEXT = "text"  # heavier to read than it should be
    OUTSIDE = "outside"  # leads out of the house: somebody must click on it


class Kind(StrEnum):
    """What kind of content it is. A test's questions count as the test; an article is any page of the site that is no unit's and no course's."""

    COURSE = "course"
    STEP = "step"
    TEST = "test"
    ARTICLE = "article"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where it stands (a page or a source), and what the words about it need. `subject` is a test's in the bank."""

    matter: Matter
    kind: Kind
    title: str
    course: str = ""
    page_id: int | None = None
    source_id: int | None = None
    detail: str = ""
    day: date | None = None
    number: int = 0
    subject: str = ""
    slug: str = field(default="", compare=False)  # of the course, or of what it is reviewed with


def due(*, on: date) -> list[Finding]:
    """Everything in the central courses, their tests, and the site's articles that somebody should look at on a day: by matter, and in the order of
    the pages. 14 queries, and 1 for each type of article.
    """
    courses = courses_open_to([])
    steps = [step for model in (ModulePage, SlotPage, QuizPage) for step in central_steps(model, courses)]
    reads = [(Kind.COURSE, Reading.of(course, course.title, course.slug)) for course in courses]
    reads += [
        (Kind.TEST if isinstance(page, QuizPage) else Kind.STEP, Reading.of(page, course.title, course.slug)) for course, page in steps
    ]
    reads += [(Kind.ARTICLE, read) for read in _articles()]
    _read_questions([read for kind, read in reads if kind is Kind.TEST])
    reads.sort(key=lambda row: row[1].page.path)
    every = [read for _kind, read in reads]
    live = set(Page.objects.live().filter(pk__in=set().union(*(read.pages for read in every))).values_list("pk", flat=True))
    files = _there(get_document_model(), set().union(*(read.documents for read in every)))
    images = _there(get_image_model(), set().union(*(read.images for read in every)))
    sources = list(Source.objects.order_by("checked", "key"))
    known = {source.key for source in sources}
    numbers = [Listed(each.key, each.called) for each in Number.objects.all()]
    said = Approval.objects.newest(claim for read in every for claim in read.claims)
    found: list[Finding] = []
    for kind, read in reads:
        found += _findings(kind, read, live=live, files=files, images=images, sources=known, numbers=numbers, said=said, on=on)
    found += [
        Finding(Matter.SOURCE, Kind.SOURCE, f"{source.key} {source.title}", source_id=source.pk, day=source.checked)
        for source in sources
        if source.checked < on - CHECKED_WITHIN
    ]
    order = list(Matter)
    return sorted(found, key=lambda each: order.index(each.matter))


def _articles() -> list[Reading]:
    """The live pages that are no unit's and no part of a course; what is reviewed, with the page it lies under. 2 queries, and 1 for each type."""
    pages = list(Page.objects.live().filter(depth__gt=1).exclude(of_units()).not_type(CoursePage, *STEP_TYPES).specific())
    by_path = {page.path: page for page in pages}
    homes = {page.pk: by_path.get(page.path[: -Page.steplen]) for page in pages if isinstance(page, ReviewedPage)}
    return [Reading.of(page, home.title, home.slug) if (home := homes.get(page.pk)) else Reading.of(page) for page in pages]


def _read_questions(tests: list[Reading]) -> None:
    """Give each test the central questions it draws on. 1 query."""
    by_subject: dict[str, list[Question]] = {}
    subjects = {read.page.subject for read in tests}
    for question in Question.objects.filter(unit=None, retired=False, subject__in=subjects).order_by("key"):
        by_subject.setdefault(question.subject, []).append(question)
    for read in tests:
        read.questions(by_subject.get(read.page.subject, []))


def _there(model: Any, ids: set[int]) -> set[int]:
    return set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _findings(
    kind: Kind,
    read: Reading,
    *,
    live: set[int],
    files: set[int],
    images: set[int],
    sources: set[str],
    numbers: list[Listed],
    said: Mapping[Claim, Approval],
    on: date,
) -> Iterator[Finding]:
    page: Any = read.page

    def finding(matter: Matter, **more: Any) -> Finding:
        return Finding(matter, kind, page.title, "" if page.title == read.course else read.course, page.pk, slug=read.slug, **more)

    if hasattr(page, "review_by") and (page.review_by is None or page.review_by < on):
        yield finding(Matter.REVIEW, day=page.review_by)
    subject = page.subject if kind is Kind.TEST else ""
    if asked := sorted({claim.key for claim in read.claims if claim in said and said[claim].answer == Answer.CHANGE}):
        yield finding(Matter.CHANGE, detail=", ".join(read.names.get(key, key) for key in asked), number=len(asked), subject=subject)
    if waits := unapproved(read.claims, said):
        yield finding(Matter.APPROVAL, detail=read.told(waits), subject=subject)
    if read.doubtful:
        yield finding(Matter.DOUBT, detail=", ".join(read.doubtful), number=len(read.doubtful), subject=subject)
    gone = len(read.pages - live) + len(read.documents - files) + len(read.images - images)
    if gone:
        yield finding(Matter.LINK, number=gone)
    if read.silent:
        yield finding(Matter.PICTURE, number=read.silent)
    if wrong := [*unlisted(read.texts, numbers), *(f"{name} ≠ {number}" for name, number in misnamed(read.texts, numbers))]:
        yield finding(Matter.NUMBER, detail=", ".join(dict.fromkeys(wrong)))
    if read.cited - sources:
        yield finding(Matter.CITED, detail=", ".join(sorted(read.cited - sources)))
    text = "\n".join(read.texts)
    heaviness = lix(text)
    if heaviness and heaviness > TARGET and len(text.split()) >= FEWEST_WORDS:
        yield finding(Matter.TEXT, number=heaviness)
    for address in dict.fromkeys(read.outside):
        yield finding(Matter.OUTSIDE, detail=address)
