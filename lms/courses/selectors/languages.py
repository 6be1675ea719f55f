"""Reads about translations: what may be shown instead of a source, and what editors have left to do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from wagtail.models import Page

from lms.courses import rules
from lms.courses.models import STEP_TYPES, CoursePage, Edition, Translation, TranslationBasis
from lms.courses.selectors import told
from lms.quizzes.models import ChangeClass, Question, QuestionTranslation
from lms.quizzes.rules.statements import digest
from lms.quizzes.rules.words import paragraphs
from lms.quizzes.selectors import fingerprint


def words_of(source: Page) -> list[str]:
    """What a course or step says now, paragraph by paragraph: a step as published, a course as its page stands. At most 1 query."""
    if isinstance(source, CoursePage):
        outcomes = [str(block.value) for block in source.outcomes]
        return paragraphs([source.title, source.summary, source.audience, outcomes, source.introduction])
    newest = Edition.objects.filter(page_id=source.pk).order_by("-number").first()
    return told(newest) if newest else []


def edition_number(source: Page) -> int:
    """The number of a step's newest edition; 0 for a course. 1 query."""
    return Edition.objects.filter(page_id=source.pk).order_by("-number").values_list("number", flat=True).first() or 0


def spoken_edition(source: Page, language: str) -> Edition | None:
    """The newest edition of what may be shown for a course or step in a language: live, and not overtaken. 1 query, none in the source language."""
    if language == rules.SOURCE_LANGUAGE:
        return None
    asked = Edition.objects.filter(page_id=source.pk, change_class__in=[ChangeClass.IMPORTANT, ChangeClass.RETAKE])
    basis = TranslationBasis.objects.filter(source_id=source.pk, language=language, page__live=True)
    return (
        Edition.objects.filter(page_id__in=basis.values("page_id"))
        .exclude(page_id__in=basis.filter(source__editions__in=asked, source__editions__number__gt=F("edition_number")).values("page_id"))
        .order_by("-number")
        .first()
    )


def titles_in(language: str, source_ids: Collection[int]) -> dict[int, str]:
    """What courses and steps are called in a language, by their pages, where what says so may be shown. 1 query, none in the source language."""
    if language == rules.SOURCE_LANGUAGE or not source_ids:
        return {}
    asked = Edition.objects.filter(
        page_id=OuterRef("source_id"),
        number__gt=OuterRef("edition_number"),
        change_class__in=[ChangeClass.IMPORTANT, ChangeClass.RETAKE],
    )
    newest = Edition.objects.filter(page_id=OuterRef("page_id")).order_by("-number").values("title")[:1]
    spoken = TranslationBasis.objects.filter(~Exists(asked), source_id__in=source_ids, language=language, page__live=True)
    return dict(spoken.annotate(said=Subquery(newest)).exclude(said=None).values_list("source_id", "said"))


def languages_of(source_ids: Collection[int]) -> set[str]:
    """The languages that any of these pages can be read in, besides their own. 1 query."""
    return set(TranslationBasis.objects.filter(source_id__in=source_ids, page__live=True).values_list("language", flat=True))


def spoken_courses(courses: Collection[CoursePage], language: str) -> None:
    """Let courses say their title and summary in a language, where they can. At most 2 queries, none in the source language."""
    titles = titles_in(language, [course.pk for course in courses])
    said: dict[int, str] = {}
    if titles:
        pages = Translation.objects.filter(basis__source__in=titles, basis__language=language)
        said = dict(pages.values_list("basis__source_id", "summary"))
    for course in courses:
        course.title, course.summary = titles.get(course.pk, course.title), said.get(course.pk, course.summary)


@dataclass(frozen=True, slots=True)
class Piece:
    """A course, step or question in a language.

    `state` is missing, draft, current, stale (the words differ) or overtaken (the change was more than wording, and learners get the source).
    `seen` stands for what the source says now; of a question, nothing.
    """

    title: str
    source: Page | None
    question_key: str
    language: str
    state: str
    page: Translation | None = None
    difference: rules.Difference = field(default_factory=rules.Difference)
    question: Question | None = None
    seen: str = ""

    @property
    def is_lacking(self) -> bool:
        """Whether there is something to do."""
        return self.state != "current"


def pieces_of(source: Page, languages: Iterable[str], bank: QuerySet[Question] | None = None) -> list[Piece]:
    """A course with its live steps and the questions on it, or one step by itself, each in each language. 6 queries for a course.

    `bank` are the questions to choose from; the centre's if not given.
    """
    sources: list[Page] = [source]
    if isinstance(source, CoursePage):
        sources += [page for page in source.get_children().live().order_by("path").specific() if isinstance(page, STEP_TYPES)]
    bases = {(row.source_id, row.language): row for row in _bases(sources)}
    editions: dict[int, list[Edition]] = {page.pk: [] for page in sources}
    for edition in Edition.objects.filter(page_id__in=editions).order_by("number"):
        editions[edition.page_id].append(edition)
    pieces = []
    for page in sources:
        said = words_of(page) if isinstance(page, CoursePage) else told(editions[page.pk][-1]) if editions[page.pk] else []
        seen = digest(*said)
        for language in languages:
            basis = bases.get((page.pk, language))
            difference = rules.difference(basis.words, said) if basis else rules.Difference()
            overtaken = basis and any(
                each.number > basis.edition_number and each.change_class != ChangeClass.WORDING for each in editions[page.pk]
            )
            state = (
                "missing" if not basis else "draft" if not basis.page.live
                else "overtaken" if overtaken else "stale" if difference.added or difference.removed else "current"
            )  # fmt: skip
            pieces.append(Piece(page.title, page, "", language, state, basis.page if basis else None, difference, seen=seen))
    return pieces + (_questions(source, languages, bank) if isinstance(source, CoursePage) else [])


def _bases(sources: list[Page]) -> Iterable[TranslationBasis]:
    return TranslationBasis.objects.filter(source_id__in=[page.pk for page in sources]).select_related("page")


def _questions(course: CoursePage, languages: Iterable[str], bank: QuerySet[Question] | None) -> list[Piece]:
    shown = (Question.objects.filter(unit=None) if bank is None else bank).filter(subject=course.slug, retired=False)
    found = []
    for question in shown.prefetch_related(Prefetch("translations", QuestionTranslation.objects.all())).order_by("key"):
        made = {row.language: row.made_from for row in question.translations.all()}
        for language in languages:
            state = "missing" if language not in made else "current" if made[language] == fingerprint(question) else "stale"
            found.append(Piece(question.key, None, question.key, language, state, question=question))
    return found
