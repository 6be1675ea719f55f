"""From the model to the database, for what a course says in other languages. Only what has changed; stamps say what is behind its source."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from django.conf import settings
from wagtail.models import Page

from lms.courses.actions.languages import begin_translation, note_basis
from lms.courses.models import CoursePage, SlotPage, Translation, TranslationBasis
from lms.quizzes.actions import translate_question
from lms.quizzes.models import QuestionTranslation, QuizPage

from . import kinds, markup, model, write
from .faults import Fault, FaultyCurriculum

if TYPE_CHECKING:
    from .load import Loader


_BODY: Any = QuestionTranslation._meta.get_field("body")


class WordsLoader:
    """Brings one course's words in one language. The course itself has been brought before."""

    def __init__(self, loader: "Loader", parent: CoursePage, course: model.Course, words: model.Words) -> None:
        if words.language not in dict(settings.COURSE_LANGUAGES):
            reason = f"courses are not written in «{words.language}»; COURSE_LANGUAGES says in which"
            raise FaultyCurriculum([Fault(f"{course.slug}/{words.language}/course.md", 1, reason)])
        self.loader = loader
        self.parent = parent
        self.course = course
        self.words = words
        self.place = f"{course.slug}/{words.language}"
        self.now = write.source_prints(course)
        self.said = write.pieces_of(words)
        self.sources: Mapping[str, Page] = {page.slug: page for page in parent.get_children().live()}

    def load(self) -> None:
        """Each piece by itself: the course with its test, the steps, the questions."""
        self.bring_course()
        for slug, step in self.words.steps.items():
            self.bring_step(slug, step)
        for key in self.words.questions:
            self.bring_question(key)
        take_away(self.loader, self.course.slug, self.words.language, self.said)

    def print_of(self, piece: str, own: str = "") -> str:
        """What stands for a piece as the files say it: its words, what they were made from, and what its source is."""
        return write.fingerprint("\n".join([self.said[piece], self.words.made_from.get(piece, ""), self.now[piece], own]))

    def is_current(self, piece: str) -> bool:
        """Whether a piece was made from what the source says today; one that does not say is taken to be."""
        return self.words.made_from.get(piece, "") in ("", self.now[piece])

    def bring_course(self) -> None:
        path, print_, said = f"{self.place}/course", self.print_of("course"), self.words.course
        if not self.loader.has_changed(path, print_):
            self.loader.summary.unchanged += 1
            return
        earned = self.parent.qualification
        if earned and earned.names.get(self.words.language) != said.qualification:
            earned.names = earned.names | {self.words.language: said.qualification}
            earned.save(update_fields=["names"])
        outcomes = [
            {"type": "outcome", "id": str(uuid5(self.loader.names, f"{self.place}/outcome/{number}")), "value": text}
            for number, text in enumerate(said.outcomes)
        ]
        page, told = self.begun(self.parent)
        page.summary, page.audience, page.title = said.summary, said.audience, said.title
        page.introduction = markup.to_html(markup.from_markdown(said.introduction), f"{self.place}/introduction")
        page.outcomes = page._meta.get_field("outcomes").to_python(outcomes)
        self.publish(page, "course")
        quiz = next((each for slug, each in self.sources.items() if self.course.quiz and slug == self.course.quiz.slug), None)
        if quiz and said.quiz:
            test, _told = self.begun(QuizPage.objects.get(pk=quiz.pk))
            test.title = said.quiz["title"]
            test.introduction = markup.to_html(markup.from_markdown(said.quiz["introduction"]), f"{self.place}/{quiz.slug}")
            self.publish(test, "course")
        self.loader.done(path, print_, "told" if told else "", page=page)

    def bring_step(self, slug: str, said: model.StepWords) -> None:
        piece = f"step/{slug}"
        step = next(each for each in self.course.steps if each.slug == slug and isinstance(each, model.Step))
        path, print_ = f"{self.place}/{piece}", self.print_of(piece, write.step_fingerprint(step))
        if slug not in self.sources:
            return
        if not self.loader.has_changed(path, print_):
            self.loader.summary.unchanged += 1
            return
        source = self.sources[slug].specific
        page, told = self.begun(source)
        page.title = said.title
        if isinstance(source, SlotPage):
            page.guidance = markup.to_html(markup.from_markdown(said.guidance), f"{self.place}/{slug}/guidance")
        # A block has the id of the source's, so what somebody has done in it is there in both languages.
        body = self.loader.raw_body(f"{self.course.slug}/{slug}", said.body, self.loader.gatherer.body(source))
        page.body = page._meta.get_field("body").to_python(body)
        self.publish(page, piece)
        self.loader.done(path, print_, "told" if told else "", page=page)

    def bring_question(self, key: str) -> None:
        piece = f"question/{key}"
        path, print_ = f"{self.place}/{piece}", self.print_of(piece)
        if not self.loader.has_changed(path, print_):
            self.loader.summary.unchanged += 1
            return
        said, row = self.words.questions[key], self.loader.questions[key]
        told = QuestionTranslation.objects.filter(question=row, language=self.words.language).exists()
        name = uuid5(self.loader.names, path)
        answers = kinds.ANSWERS[said.type].store(said.answers, self.loader, name)
        body = _BODY.to_python([{"type": said.type, "id": str(name), "value": answers}])
        translate_question(
            question=row,
            language=self.words.language,
            prompt=said.prompt,
            body=body,
            explanation=said.explanation,
            loaded=self.words.made_from.get(piece, self.now[piece]),
            is_current=self.is_current(piece),
        )
        self.loader.done(path, print_, "told" if told else "")

    def begun(self, source: Page) -> tuple[Translation, bool]:
        """The translation of a page, and whether it was there before."""
        there = TranslationBasis.objects.filter(source=source, language=self.words.language).exists()
        return begin_translation(source=source, language=self.words.language, by=None), there

    def publish(self, page: Any, piece: str) -> None:
        """Out, with a word on what it was made from."""
        page.draft_title = page.title
        page.save_revision().publish()
        page.refresh_from_db()
        note_basis(page=page, fingerprint=self.words.made_from.get(piece, self.now[piece]), is_current=self.is_current(piece))


def take_away(loader: "Loader", slug: str, language: str, kept: Iterable[str] = ()) -> None:
    """What a language's folder no longer says is read in the source's words again."""
    for path in loader.gone(f"{slug}/{language}/", kept):
        page = loader.pieces[path].page
        if page:
            page.specific.unpublish()
            tests = QuizPage.objects.child_of(page.get_parent())
            for basis in TranslationBasis.objects.filter(source__in=tests, language=language) if path.endswith("/course") else ():
                basis.page.unpublish()
        elif "/question/" in path:
            QuestionTranslation.objects.filter(question__key=path.rpartition("/")[2], language=language).delete()
        loader.forget(path)


def languages_of(loader: "Loader", slug: str) -> set[str]:
    """The languages that pieces of a course were loaded in, besides its own."""
    seconds = {path.split("/")[1] for path in loader.pieces if path.startswith(f"{slug}/")}
    return {second for second in seconds if re.fullmatch(kinds.LANGUAGES, second)}
