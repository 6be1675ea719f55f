"""From the database to the model: what the central courses say now, as published."""

import re
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.models import Page

from lms.courses.models import CourseIndexPage, CoursePage, ModulePage, SlotPage, TranslationBasis
from lms.courses.models import Number as NumberRow
from lms.courses.models import Source as SourceRow
from lms.courses.selectors.languages import words_of
from lms.quizzes.models import Question as QuestionRow
from lms.quizzes.models import QuestionTranslation, QuizPage, ReviewedPage
from lms.quizzes.selectors import fingerprint

from . import kinds, markup, model, write
from .scalars import plain_text
from .surroundings import FileRef

_FILE_NAME = re.compile(rf"{kinds.SLUG}\.[a-z0-9]+")


class Gatherer:
    """Reads rows into the model; with `contents` also what the files hold that they show."""

    def __init__(self, *, contents: bool = False) -> None:
        self.contents: dict[str, bytes] = {}
        self._reads_contents = contents

    # --- what shapes ask of the database ------------------------------------------------------------------------------------------------------

    def file(self, stored: Any) -> FileRef:
        """A picture or document, named as it was when loaded; one that an editor brought is named after its title."""
        name = stored.title
        if not _FILE_NAME.fullmatch(name):
            name = f"{slugify(PurePath(name).stem) or 'fil'}-{stored.pk}{PurePath(stored.file.name).suffix.lower()}"
        ref = FileRef(name, stored.get_file_hash())
        if self._reads_contents and ref.digest not in self.contents:
            with stored.open_file() as opened:
                self.contents[ref.digest] = opened.read()
        return ref

    def address(self, attributes: dict[str, str]) -> str:
        """Where a link leads; one to a page or document by its path on this site."""
        match attributes.get("linktype"):
            case "page":
                page = Page.objects.filter(pk=attributes.get("id")).first()
                parts = page.get_url_parts() if page else None
                return str(parts[2]) if parts else "/"
            case "document":
                document = get_document_model().objects.filter(pk=attributes.get("id")).first()
                return document.url if document else "/"
        return attributes.get("href", "")

    def rich(self, html: str) -> str:
        return markup.to_markdown(markup.from_html(html, self.address))

    # --- rows ---------------------------------------------------------------------------------------------------------------------------------

    def curriculum(self) -> model.Curriculum:
        """Every published central course, with the sources."""
        pages = CoursePage.objects.live().filter(path__in=_children(CourseIndexPage.objects.first())).select_related("qualification")
        courses = [self.with_translations(page) for page in pages.order_by("path")]
        courses.sort(key=lambda course: (course.qualification.order if course.qualification else 0, course.slug))
        sources = sorted(SourceRow.objects.all(), key=lambda row: model.in_order(row.key))
        return model.Curriculum([self.source(row) for row in sources], courses, self.contents, self.numbers())

    def with_translations(self, page: CoursePage) -> model.Course:
        """A course in every language it has."""
        course = self.course(page)
        return replace(course, translations=self.words(page, course))

    def source(self, row: SourceRow) -> model.Source:
        return model.Source(row.key, row.title, row.publisher, row.checked, row.note)

    def numbers(self) -> list[model.Number]:
        """The list of telephone numbers, in its order."""
        told = ("key", *(key.name for key in kinds.NUMBER.keys))
        return [
            model.Number(**{name: getattr(row, name) for name in told}, order=place) for place, row in enumerate(NumberRow.objects.all())
        ]

    def course(self, page: CoursePage) -> model.Course:
        """The course with its live steps in tree order and the questions in use."""
        earned = page.qualification
        steps = [child.specific for child in page.get_children().live().order_by("path")]
        questions = QuestionRow.objects.filter(subject=page.slug, unit=None, retired=False)
        return model.Course(
            slug=page.slug,
            code=page.code,
            title=markup.clean_line(page.title),
            summary=plain_text(page.summary),
            audience=markup.clean_line(page.audience),
            outcomes=[markup.clean_line(str(block.value)) for block in page.outcomes],
            introduction=self.rich(page.introduction),
            subject_owner=page.subject_owner,
            review_by=page.review_by,
            guards_local=page.guards_local,
            picture=self.file(page.picture) if page.picture else None,
            qualification=model.Qualification(earned.key, markup.clean_line(earned.name), earned.valid_months, earned.order)
            if earned
            else None,
            steps=[
                self.quiz(step) if isinstance(step, QuizPage) else self.step(step)
                for step in steps
                if isinstance(step, QuizPage | ModulePage | SlotPage)
            ],
            questions=[self.question(row) for row in sorted(questions, key=lambda row: model.in_order(row.key))],
        )

    def words(self, page: CoursePage, course: model.Course) -> list[model.Words]:
        """What there is of a course in other languages, as published. `course` is what the page says in its own. 2 queries, and those of pictures."""
        sources = {child.pk: child for child in page.get_children().live()} | {page.pk: page}
        told: dict[str, dict[int, TranslationBasis]] = {}
        bases = TranslationBasis.objects.filter(source_id__in=sources, page__live=True).select_related("page").order_by("language")
        for basis in bases:
            told.setdefault(basis.language, {})[basis.source_id] = basis
        return [self._words(page, course, sources, language, found) for language, found in told.items() if page.pk in found]

    def _words(
        self, page: CoursePage, course: model.Course, sources: dict[int, Page], language: str, bases: dict[int, TranslationBasis]
    ) -> model.Words:
        prints = write.source_prints(course)
        made_from = {"course": _print(bases[page.pk], prints["course"])}
        steps: dict[str, model.StepWords] = {}
        quiz = None
        by_slug = {child.slug: bases[pk] for pk, child in sources.items() if pk in bases and pk != page.pk}
        for step in course.steps:
            basis = by_slug.get(step.slug)
            if basis is None:
                continue
            if isinstance(step, model.Quiz):
                quiz = {"title": markup.clean_line(basis.page.title), "introduction": self.rich(basis.page.introduction)}
                if made_from["course"] == prints["course"]:  # the test's words stand in the course's file, and one stamp is for both
                    made_from["course"] = _print(basis, prints["course"])
                continue
            steps[step.slug] = model.StepWords(
                markup.clean_line(basis.page.title),
                self.rich(basis.page.guidance) if step.kind == "slot" else "",
                [block for block, _raw in self.body(basis.page)],
            )
            made_from[f"step/{step.slug}"] = _print(basis, prints[f"step/{step.slug}"])
        questions = {}
        rows = QuestionTranslation.objects.filter(
            question__subject=page.slug, question__unit=None, question__retired=False, language=language
        )
        for row in sorted(rows.select_related("question"), key=lambda row: model.in_order(row.question.key)):
            block, key = row.body[0], row.question.key
            answers = kinds.ANSWERS[block.block_type].fetch(block.value, self)
            questions[key] = model.QuestionWords(key, block.block_type, plain_text(row.prompt), answers, plain_text(row.explanation))
            is_current = row.made_from == fingerprint(row.question)
            made_from[f"question/{key}"] = prints[f"question/{key}"] if is_current else row.fingerprint or kinds.UNKNOWN
        said = bases[page.pk].page
        earned = page.qualification
        own = model.CourseWords(
            title=markup.clean_line(said.title),
            qualification=(earned.names.get(language) or earned.name) if earned else "",
            summary=plain_text(said.summary),
            audience=markup.clean_line(said.audience),
            outcomes=[markup.clean_line(str(block.value)) for block in said.outcomes],
            quiz=quiz,
            introduction=self.rich(said.introduction),
        )
        return model.Words(language, own, steps, questions, made_from)

    def quiz(self, page: QuizPage) -> model.Quiz:
        introduction = self.rich(page.introduction)
        return model.Quiz(page.slug, markup.clean_line(page.title), introduction, page.pass_percent, page.draw, page.minutes)

    def step(self, page: ModulePage | SlotPage) -> model.Step:
        slot = isinstance(page, SlotPage)
        return model.Step(
            kind="slot" if slot else "module",
            slug=page.slug,
            title=markup.clean_line(page.title),
            minutes=page.minutes,
            review=self.review(page),
            sources=list(page.sources),
            body=[block for block, _raw in self.body(page)],
            outcomes=[] if slot else list(page.outcomes),
            guidance=self.rich(page.guidance) if slot else "",
            need=page.need if slot else "",
            required_by=page.required_by if slot else None,
            statements=self.statements(page),
        )

    def review(self, page: ReviewedPage) -> model.Review:
        """Whose approval a page needs, or has."""
        note = plain_text(page.review_note)
        return model.Review(page.review_status, list(page.review_needs), markup.clean_line(page.approved_by), page.approved_on, note)

    def statements(self, page: ReviewedPage) -> list[model.Statement]:
        """What a page claims."""
        return [model.Statement(**kinds.STATEMENT.fetch(child.value, self)) for child in page.statements]

    def body(self, page: Any) -> list[tuple[model.BodyBlock, list[dict[str, Any]]]]:
        """Each block with the raw ones it is made of: texts that follow each other are one."""
        blocks: list[tuple[model.BodyBlock, list[dict[str, Any]]]] = []
        for child, raw in zip(page.body, page.body.raw_data, strict=True):
            value = self._value(child)
            if child.block_type == "text" and not value:
                continue
            if child.block_type == "text" and blocks and blocks[-1][0].kind == "text":
                last, raws = blocks.pop()
                blocks.append((model.BodyBlock("text", f"{last.value}\n\n{value}"), [*raws, raw]))
            else:
                blocks.append((model.BodyBlock(child.block_type, value), [raw]))
        return blocks

    def _value(self, child: Any) -> Any:
        if child.block_type == "text":
            return kinds.TEXT.fetch(child.value, self)
        if child.block_type == "question":
            return {"key": child.value.key if child.value else ""}
        return kinds.BODY[child.block_type].keys.fetch(child.value, self)

    def question(self, row: QuestionRow) -> model.Question:
        block = row.body[0]
        return model.Question(
            key=row.key,
            type=block.block_type,
            prompt=plain_text(row.prompt),
            outcome=row.outcome,
            critical=row.critical,
            variant_of=row.variant_of,
            status=row.status,
            sources=list(row.sources),
            needs=list(row.needs),
            answers=kinds.ANSWERS[block.block_type].fetch(block.value, self),
            explanation=plain_text(row.explanation),
        )


def _print(basis: TranslationBasis, now: str) -> str:
    """Which words a translation was made from: those of today if it is up to date, else what is known of it."""
    newest = words_of(basis.source.specific)
    return now if basis.words == newest else basis.fingerprint or kinds.UNKNOWN


def _children(index: CourseIndexPage | None) -> list[str]:
    return list(index.get_children().values_list("path", flat=True)) if index else []
