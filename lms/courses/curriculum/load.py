"""From the model to the database: all of it or nothing, and only what has changed.

A piece (a source, a course's own page, a step, a question) whose file says what it said last time is left alone, whatever an editor has
made of it since. One whose file has changed is brought up to it, as a new edition. Local modules and texts are never looked at.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from lms.courses.models import CourseIndexPage, CoursePage, LoadedPiece, ModulePage, SlotPage, StepPage
from lms.courses.models import Number as NumberRow
from lms.courses.models import Source as SourceRow
from lms.qualifications.models import Qualification as QualificationRow
from lms.qualifications.rules import ValidUnit
from lms.quizzes.models import ChangeClass, QuizPage, ReviewedPage
from lms.quizzes.models import Question as QuestionRow

from . import kinds, markup, model, write
from .faults import Fault, FaultyCurriculum
from .gather import Gatherer
from .load_body import matched
from .load_files import Files
from .load_words import WordsLoader, languages_of, take_away
from .surroundings import FileRef

_NAMES = uuid5(NAMESPACE_URL, "curriculum")
_STEP_PAGES: dict[str, type[ModulePage] | type[SlotPage]] = {"module": ModulePage, "slot": SlotPage}


@dataclass
class Summary:
    """What a load did, by the names of the pieces."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    """Updated pieces that somebody had edited in the CMS since the last load."""
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return not (self.created or self.updated or self.removed)


def load(
    curriculum: model.Curriculum,
    *,
    change_class: str = ChangeClass.WORDING,
    note: str = "",
    tell: Callable[[str], None] = lambda line: None,
) -> Summary:
    """Bring the database up to the curriculum. `change_class` and `note` go on new editions of steps that learners may have done.

    Raises FaultyCurriculum where a file and the CMS cannot both be right, and ValidationError where there is no site to load into;
    nothing is changed then.
    """
    return Loader(curriculum, change_class, note, tell).run()


class Loader:
    """Brings all courses."""

    names = _NAMES

    def __init__(self, curriculum: model.Curriculum, change_class: str, note: str, tell: Callable[[str], None]) -> None:
        self.curriculum = curriculum
        self.change_class = change_class
        self.note = note or _("Loaded from files")
        self.tell = tell
        self.summary = Summary()
        self.files = Files(curriculum.contents)
        self.gatherer = Gatherer()
        self.pieces = {piece.path: piece for piece in LoadedPiece.objects.select_related("page")}
        self.questions: dict[str, QuestionRow] = {}

    # --- the whole ----------------------------------------------------------------------------------------------------------------------------

    def run(self) -> Summary:
        """All of it or nothing."""
        try:
            with transaction.atomic():
                self.load()
        except BaseException:
            self.files.forget()
            raise
        return self.summary

    def load(self) -> None:
        self.load_lists()
        index = self.index()
        for course in self.curriculum.courses:
            self.load_course(index, course)
        for path in sorted(path for path in self.pieces if path.endswith("/course") and path.count("/") == 1):
            slug = path.removesuffix("/course")
            if slug not in {course.slug for course in self.curriculum.courses}:
                self.tell(
                    f"The course «{slug}» is not in the files any more; it is left as it is. Unpublish it in the CMS if it has had its day."
                )

    def index(self) -> CourseIndexPage:
        """The catalogue; made below the site's first page if there is none."""
        index: CourseIndexPage | None = CourseIndexPage.objects.first()
        if index is None:
            index = CourseIndexPage(title="Kurs", slug="kurs", live=False)
            self.publish(self.first_page(), index)
        return index

    def first_page(self) -> Page:
        """The site's. Raises ValidationError if there is no site."""
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise ValidationError(_("There is no site yet. Run migrate first."))
        return site.root_page

    def load_lists(self) -> None:
        """The sources and the telephone numbers."""
        told = {row.key: self.gatherer.source(row) for row in SourceRow.objects.all()}
        self.load_list("sources", SourceRow, self.curriculum.sources, told, lambda source: write.sources_text([source]))
        numbers = {number.key: number for number in self.gatherer.numbers()}
        self.load_list(
            "numbers", NumberRow, self.curriculum.numbers, numbers, lambda number: f"{number.order}\n{write.numbers_text([number])}"
        )

    def load_list(self, folder: str, rows: Any, wanted: list[Any], told: dict[str, Any], text: Callable[[Any], str]) -> None:
        for item in wanted:
            path, print_, known = f"{folder}/{item.key}", write.fingerprint(text(item)), told.get(item.key)
            if known and not self.has_changed(path, print_):
                self.summary.unchanged += 1
                continue
            if known != item:
                rows.objects.update_or_create(key=item.key, defaults={k: v for k, v in vars(item).items() if k != "key"})
            self.done(path, print_, write.fingerprint(text(known)) if known else "")
        for path in self.gone(f"{folder}/", {item.key for item in wanted}):
            rows.objects.filter(key=path.removeprefix(f"{folder}/")).delete()
            self.forget(path)

    def load_course(self, index: CourseIndexPage, course: model.Course) -> None:
        prints = write.pieces(course)
        path = f"{course.slug}/course"
        page = self.page_of(path, index, course.slug, (CoursePage,), Fault(f"{course.slug}/course.yaml", 1, ""))
        changes = page is None or self.has_changed(path, prints["course"])
        told = self.own(course, self.gatherer.course(page)) if page and changes else None
        drafted = page is not None and page.has_unpublished_changes
        if page is None:
            page = CoursePage(slug=course.slug, live=False)
        if changes:
            self.bring_course(index, page, course, told)
        self.load_questions(course, prints)
        made = self.load_steps(page, course, prints)
        if changes:
            self.bring_quiz(page, course)
        if changes or made:
            self.order(page, [step.slug for step in course.steps])
        if changes:
            self.done(path, prints["course"], write.pieces(told)["course"] if told else "", page=page, drafted=drafted)
        else:
            self.summary.unchanged += 1
        for words in course.translations:
            WordsLoader(self, page, course, words).load()
        for language in sorted(languages_of(self, course.slug) - {words.language for words in course.translations}):
            take_away(self, course.slug, language)
        self.tell(f"{course.title}: {len(course.steps)} steps, {len(course.questions)} questions")

    def own(self, course: model.Course, told: model.Course) -> model.Course:
        """The course as the database tells it, without the steps that editors have added in the CMS: those are not ours to compare."""
        ours = {step.slug for step in course.steps} | {
            path.rpartition("/")[2] for path in self.pieces if path.startswith(f"{course.slug}/step/")
        }
        return replace(told, steps=[step for step in told.steps if isinstance(step, model.Quiz) or step.slug in ours])

    # --- a course's own page ------------------------------------------------------------------------------------------------------------------

    def bring_course(self, index: CourseIndexPage, page: CoursePage, course: model.Course, told: model.Course | None) -> None:
        """The course's page and qualification say what the files say."""
        earned = course.qualification
        if earned and (told is None or told.qualification != earned):
            unit = ValidUnit.MONTHS if earned.valid_months else ValidUnit.NEVER
            fields = {"name": earned.name, "valid_for": earned.valid_months, "valid_unit": unit, "order": earned.order}
            page.qualification, _made = QualificationRow.objects.update_or_create(key=earned.key, defaults=fields)
        elif not earned:
            page.qualification = None
        if told and page.live and _page(told) == _page(course):
            return
        page.slug = course.slug
        page.code, page.title, page.summary, page.audience = course.code, course.title, course.summary, course.audience
        page.subject_owner, page.review_by, page.guards_local = course.subject_owner, course.review_by, course.guards_local
        page.picture_id = self.files.file(course.picture) if course.picture else None
        page.introduction = markup.to_html(markup.from_markdown(course.introduction), f"{course.slug}/introduction")
        outcomes = enumerate(course.outcomes)
        ids = [{"type": "outcome", "id": str(uuid5(_NAMES, f"{course.slug}/outcome/{place}")), "value": text} for place, text in outcomes]
        page.outcomes = stream(page, "outcomes", ids)
        page.draft_title = page.title
        if page.pk is None:
            index.refresh_from_db()
            index.add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()

    def bring_quiz(self, parent: CoursePage, course: model.Course) -> None:
        """The course's test says what the files say; without one in the files, there is none."""
        present = {page.slug: page for page in QuizPage.objects.child_of(parent).live()}
        quiz = course.quiz
        for slug, page in present.items():
            if quiz is None or (slug != quiz.slug and quiz.slug in present):
                page.unpublish()
        if quiz is None:
            return
        # A test that only has a new name stays the same test, with its attempts.
        page = (
            QuizPage.objects.child_of(parent).filter(slug=quiz.slug).first() or next(iter(present.values()), None) or QuizPage(live=False)
        )
        if page.pk and page.live and page.subject == course.slug and self.gatherer.quiz(page) == quiz:
            return
        page.change_class = self.change_class if page.pk else ChangeClass.WORDING
        page.change_note, page.retake_from = self.note, None
        page.slug, page.title, page.draft_title, page.subject = quiz.slug, quiz.title, quiz.title, course.slug
        page.pass_percent, page.draw, page.minutes = quiz.pass_percent, quiz.draw, quiz.minutes
        page.introduction = markup.to_html(markup.from_markdown(quiz.introduction), f"{course.slug}/{quiz.slug}")
        self.publish(parent, page)

    def order(self, parent: Page, slugs: Iterable[str]) -> None:
        """Pages stand in the files' order. Those that editors added in the CMS keep their place, or come last."""
        pages = {page.slug: page.pk for page in Page.objects.child_of(parent).order_by("path")}
        wanted = [slug for slug in slugs if slug in pages]
        if [slug for slug in pages if slug in wanted] == wanted:
            return
        for before, after in pairwise(wanted):
            page, target = Page.objects.get(pk=pages[after]), Page.objects.get(pk=pages[before])
            if page.get_prev_sibling() != target:
                page.move(target, pos="right")

    # --- questions ----------------------------------------------------------------------------------------------------------------------------

    def load_questions(self, course: model.Course, prints: dict[str, str]) -> None:
        rows = {row.key: row for row in QuestionRow.objects.filter(key__in=[question.key for question in course.questions])}
        for question in course.questions:
            path, print_ = f"{course.slug}/question/{question.key}", prints[f"question/{question.key}"]
            row = rows.get(question.key)
            if row and row.unit_id:
                reason = f"the unit {row.unit} has a question «{question.key}» of its own; choose another key"
                raise FaultyCurriculum([Fault(f"{course.slug}/nb/questions.yaml", 1, reason)])
            if row and not self.has_changed(path, print_):
                self.summary.unchanged += 1
            else:
                row = self.bring_question(course, question, row, path, print_)
            self.questions[question.key] = row
        for path in self.gone(f"{course.slug}/question/", {question.key for question in course.questions}):
            for row in QuestionRow.objects.filter(key=path.rpartition("/")[2], unit=None, subject=course.slug, retired=False):
                row.retired = True
                row.save()
                row.save_revision()
            self.forget(path)

    def bring_question(
        self, course: model.Course, question: model.Question, row: QuestionRow | None, path: str, print_: str
    ) -> QuestionRow:
        told = self.gatherer.question(row) if row else None
        same = row is not None and told == question and not row.retired and row.subject == course.slug
        row = row or QuestionRow(key=question.key)
        if not same:
            for name in ("prompt", "outcome", "critical", "variant_of", "status", "sources", "needs", "explanation"):
                setattr(row, name, getattr(question, name))
            row.subject, row.retired = course.slug, False
            name_ = uuid5(_NAMES, f"{course.slug}/question/{question.key}")
            answers = kinds.ANSWERS[question.type].store(question.answers, self, name_)
            row.body = stream(row, "body", [{"type": question.type, "id": str(name_), "value": answers}])
            row.save()
            row.save_revision()
        self.done(path, print_, write.fingerprint(write.question_text(told)) if told else "", same=same)
        return row

    # --- steps --------------------------------------------------------------------------------------------------------------------------------

    def load_steps(self, parent: CoursePage, course: model.Course, prints: dict[str, str]) -> bool:
        """Bring the modules and slots; says whether a page was made."""
        before = len(self.summary.created)
        kept: set[int] = set()
        for step in course.steps:
            if not isinstance(step, model.Step):
                continue
            path, print_ = f"{course.slug}/step/{step.slug}", prints[f"step/{step.slug}"]
            where = Fault(f"{course.slug}/course.yaml", step.line, "")
            page = self.page_of(path, parent, step.slug, (_STEP_PAGES[step.kind],), where)
            if page and not self.has_changed(path, print_):
                self.summary.unchanged += 1
            else:
                page = self.bring_step(parent, course, step, page, path, print_)
            kept.add(page.pk)
        for path in self.gone(f"{course.slug}/step/", {step.slug for step in course.steps}):
            page = self.pieces[path].page
            if page and page.pk not in kept and page.live:
                page.specific.unpublish()
            self.forget(path)
        return len(self.summary.created) > before

    def bring_step(self, parent: CoursePage, course: model.Course, step: model.Step, page: Any, path: str, print_: str) -> StepPage:
        told = self.gatherer.step(page) if page else None
        same = told == step and page.live
        drafted = page is not None and page.has_unpublished_changes
        if not same:
            old = self.gatherer.body(page) if page else []
            page = page or _STEP_PAGES[step.kind](live=False)
            page.slug, page.title, page.draft_title, page.minutes = step.slug, step.title, step.title, step.minutes
            page.sources = step.sources
            if isinstance(page, SlotPage):
                page.need, page.required_by = step.need, step.required_by
                page.guidance = markup.to_html(markup.from_markdown(step.guidance), f"{course.slug}/{step.slug}/guidance")
            else:
                page.outcomes = step.outcomes
            self.review(page, f"{course.slug}/{step.slug}", step.review, step.statements)
            page.body = stream(page, "body", self.raw_body(f"{course.slug}/{step.slug}", step.body, old))
            page.change_class = self.change_class if told else ChangeClass.WORDING
            page.change_note, page.retake_from = self.note, None
            self.publish(parent, page)
        self.done(path, print_, write.step_fingerprint(told) if told else "", page=page, same=same, drafted=drafted)
        return page

    def raw_body(
        self, place: str, body: list[model.BodyBlock], old: list[tuple[model.BodyBlock, list[dict[str, Any]]]]
    ) -> list[dict[str, Any]]:
        """The body as a StreamField keeps it. A block that was there before keeps its id, so what people have done with it stays with it."""
        raw: list[dict[str, Any]] = []
        used = {entry["id"] for _block, entries in old for entry in entries if entry.get("id")}
        for block, was in zip(body, matched(body, old), strict=True):
            if was and was[0] == block:
                raw += was[1]
                continue
            name = was[1][0].get("id") if was else None
            number = 0
            while name is None or (was is None and name in used):
                name = str(uuid5(_NAMES, f"{place}/{block.kind}/{number}"))
                number += 1
            used.add(name)
            raw.append({"type": block.kind, "id": name, "value": self.raw_value(block, _uuid(name))})
        return raw

    def review(self, page: ReviewedPage, place: str, review: model.Review, said: list[model.Statement]) -> None:
        """Put whose approval a text needs, and what it claims, into its page."""
        page.review_status, page.review_needs, page.review_note = review.status, review.needs, review.note
        page.approved_by, page.approved_on = review.approved_by, review.approved_on
        names = [uuid5(_NAMES, f"{place}/statement/{statement.key}") for statement in said]
        raw = [
            {"type": "statement", "id": str(name), "value": kinds.STATEMENT.store(vars(statement), self, name)}
            for name, statement in zip(names, said, strict=True)
        ]
        page.statements = stream(page, "statements", raw)

    def raw_value(self, block: model.BodyBlock, name: UUID) -> Any:
        if block.kind == "text":
            return kinds.TEXT.store(block.value, self, name)
        if block.kind == "question":
            return self.question(block.value["key"])
        return kinds.BODY[block.kind].keys.store(block.value, self, name)

    def file(self, ref: FileRef) -> int:
        return self.files.file(ref)

    def question(self, key: str) -> int:
        return self.questions[key].pk

    def publish(self, parent: Page, page: Page) -> None:
        """A new edition; the frontier sees Wagtail publish and makes it."""
        if page.pk is None:
            parent.refresh_from_db()
            parent.add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()

    # --- pieces -------------------------------------------------------------------------------------------------------------------------------

    def page_of(self, path: str, parent: Page, slug: str, types: tuple[type[Page], ...], where: Fault) -> Any:
        """The page that a piece became, even if an editor has given it another address; else the one that stands at its address."""
        piece = self.pieces.get(path)
        page = piece.page if piece and piece.page and piece.page.is_child_of(parent) else None
        page = page or Page.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            return None
        page = page.specific
        if not isinstance(page, types):
            reason = (
                f"«{slug}» is a {page._meta.verbose_name} in the CMS and a {types[0]._meta.verbose_name} in the files; choose another name"
            )
            raise FaultyCurriculum([Fault(where.file, where.line, reason)])
        return page

    def has_changed(self, path: str, print_: str) -> bool:
        """Whether the file says something else than when it was last loaded."""
        return path not in self.pieces or self.pieces[path].fingerprint != print_

    def done(self, path: str, print_: str, told: str, *, page: Page | None = None, same: bool | None = None, drafted: bool = False) -> None:
        """Count the piece and remember what its file says.

        `told` is the fingerprint of what the database said before: empty if nothing. `drafted`: somebody had begun to edit it.
        """
        if same or (same is None and told == print_):
            self.summary.unchanged += 1
        elif told:
            self.summary.updated.append(path)
            if drafted or (path in self.pieces and self.pieces[path].fingerprint != told):
                self.summary.replaced.append(path)
        else:
            self.summary.created.append(path)
        defaults = {"fingerprint": print_, "page_id": page.pk if page else None}
        self.pieces[path], _made = LoadedPiece.objects.update_or_create(path=path, defaults=defaults)

    def gone(self, prefix: str, names: Iterable[str]) -> list[str]:
        """Pieces that were loaded once and are no longer in the files."""
        kept = set(names)
        return sorted(path for path in self.pieces if path.startswith(prefix) and path.removeprefix(prefix) not in kept)

    def forget(self, path: str) -> None:
        self.pieces.pop(path).delete()
        self.summary.removed.append(path)


def _uuid(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        return uuid5(_NAMES, name)


def stream(row: Any, field_name: str, raw: list[dict[str, Any]]) -> Any:
    """A StreamField's value, from its raw blocks."""
    return row._meta.get_field(field_name).to_python(json.dumps(raw))


def _page(course: model.Course) -> tuple[Any, ...]:
    """What stands on the course's own page."""
    qualification = course.qualification.key if course.qualification else ""
    own = (course.slug, course.code, course.title, course.summary, course.audience, course.outcomes, course.introduction)
    return (*own, course.subject_owner, course.review_by, course.guards_local, course.picture, qualification)
