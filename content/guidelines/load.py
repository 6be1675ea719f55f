"""From the files to the database: the courses by their own loader, then the handbook in the same way. All of it or nothing.

A guideline whose file says what it said last time is left alone, whatever an editor has made of it since. One whose file has changed is brought up to
it, as a new edition. Units' own guidelines are never looked at.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from wagtail.models import Page

from content.first_pages import HANDBOOK_TITLE
from lms.courses.curriculum import load, model
from lms.courses.curriculum.faults import Fault, FaultyCurriculum
from lms.handbook.models import Guideline, GuidelineTranslation, HandbookIndexPage
from lms.handbook.selectors import newest_edition
from lms.qualifications.models import Qualification
from lms.qualifications.rules import ValidUnit
from lms.quizzes.models import ChangeClass

from .gather import GuidelineGatherer
from .model import CONFIG, FOLDER, PAGE, GuidelineText, Shipped, Words


def load_shipped(
    shipped: Shipped, *, change_class: str = ChangeClass.WORDING, note: str = "", tell: Callable[[str], None] = lambda line: None
) -> load.Summary:
    """Bring the database up to the folder. `change_class` and `note` go on new editions of what people may have done or read.

    Raises FaultyCurriculum where a file and the CMS cannot both be right, and ValidationError where there is no site to load into; nothing is changed
    then.
    """
    return ShippedLoader(shipped, change_class, note, tell).run()


class ShippedLoader(load.Loader):
    """Brings the courses, then the handbook."""

    def __init__(self, shipped: Shipped, change_class: str, note: str, tell: Callable[[str], None]) -> None:
        super().__init__(shipped.courses, change_class, note, tell)
        self.guidelines = shipped.guidelines
        self.gather = GuidelineGatherer(self.gatherer)

    def load(self) -> None:
        """The courses first: what a guideline cites stands in their list of sources."""
        super().load()
        self.load_guidelines()

    def load_guidelines(self) -> None:
        """Each guideline with its translations, in the files' order."""
        guidelines = self.guidelines
        if not guidelines and not any(path.startswith(f"{FOLDER}/") for path in self.pieces):
            return
        index = self.handbook()
        made = len(self.summary.created)
        for each in guidelines:
            page = self.bring(index, each)
            for language in each.translations:
                self.bring_words(page, each, language)
            self.take_away(f"{FOLDER}/{each.slug}/", set(each.translations))
        self.take_away(f"{FOLDER}/", {each.slug for each in guidelines}, depth=1)
        if len(self.summary.created) > made:
            self.order(index, [each.slug for each in guidelines])
        self.tell(f"{index.title}: {len(guidelines)} guidelines")

    def handbook(self) -> HandbookIndexPage:
        """The handbook; made below the site's first page if there is none."""
        index: HandbookIndexPage | None = HandbookIndexPage.objects.first()
        if index is None:
            index = HandbookIndexPage(title=HANDBOOK_TITLE, slug="tidgivermappe", live=False)
            self.publish(self.first_page(), index)
        return index

    def bring(self, index: HandbookIndexPage, text: GuidelineText) -> Guideline:
        """One guideline says what its files say."""
        path, print_ = f"{FOLDER}/{text.slug}", text.fingerprint
        page = self.page_of(path, index, text.slug, (Guideline,), Fault(f"{path}/{CONFIG}", 1, ""))
        if page and not self.has_changed(path, print_):
            self.summary.unchanged += 1
            return page
        told = self.gather.guideline(page) if page else None
        same = told is not None and page.live and told.fingerprint == print_
        drafted = page is not None and page.has_unpublished_changes
        if not same:
            page = page or Guideline(slug=text.slug, live=False)
            self.write(page, text, is_new=told is None)
            self.publish(index, page)
        self.done(path, print_, told.fingerprint if told else "", page=page, same=same, drafted=drafted)
        return page

    def write(self, page: Guideline, text: GuidelineText, *, is_new: bool) -> None:
        """Put what the files say into a page."""
        page.slug, page.roles, page.asks = text.slug, text.roles, text.asks
        page.qualification = self.qualification(text.qualification)
        self.review(page, f"{FOLDER}/{text.slug}", text.review, text.statements)
        cited = {source.key: source for source in self.curriculum.sources}
        raw = [
            {
                "type": "source",
                "value": {
                    "key": key,
                    "title": cited[key].title,
                    "publisher": cited[key].publisher,
                    "checked": cited[key].checked.isoformat(),
                },
            }
            for key in text.sources
        ]
        page.sources = load.stream(page, "sources", raw)
        self.say(page, text.words, f"{FOLDER}/{text.slug}")
        page.change_class = ChangeClass.WORDING if is_new else self.change_class
        page.change_note, page.retake_from = self.note, None

    def say(self, page: Any, words: Words, place: str) -> None:
        """What stands in the same fields in every language."""
        old = self.gatherer.body(page) if page.pk else []
        page.title = page.draft_title = words.title
        page.summary, page.promise = words.summary, words.promise
        page.body = load.stream(page, "body", self.raw_body(place, words.body, old))

    @staticmethod
    def qualification(earned: model.Qualification | None) -> Qualification | None:
        """What acknowledging it earns."""
        if earned is None:
            return None
        unit = ValidUnit.MONTHS if earned.valid_months else ValidUnit.NEVER
        fields = {"name": earned.name, "valid_for": earned.valid_months, "valid_unit": unit, "order": earned.order}
        return Qualification.objects.update_or_create(key=earned.key, defaults=fields)[0]

    def bring_words(self, source: Guideline, text: GuidelineText, language: str) -> None:
        """One guideline in another language."""
        path, print_, words = f"{FOLDER}/{text.slug}/{language}", text.fingerprint_in(language), text.translations[language]
        if language not in dict(settings.COURSE_LANGUAGES):
            raise FaultyCurriculum(
                [Fault(f"{path}/{PAGE}", 1, f"guidelines are not written in «{language}»; COURSE_LANGUAGES says in which")]
            )
        if not self.has_changed(path, print_):
            self.summary.unchanged += 1
            return
        page = GuidelineTranslation.objects.child_of(source).filter(language=language).first()
        told = self.pieces[path].fingerprint if page and path in self.pieces else "told" if page else ""
        drafted = bool(page and page.latest_revision and page.latest_revision.user_id)  # somebody wrote at the desk
        page = page or GuidelineTranslation(slug=f"sprak-{language}", language=language, live=False)
        self.say(page, words, path)
        newest = newest_edition(source)
        if text.is_current(language) and newest:
            page.made_from = newest.number
        if source.qualification and words.qualification:
            source.qualification.names = source.qualification.names | {language: words.qualification}
            source.qualification.save(update_fields=["names"])
        source.refresh_from_db()  # the tree may have grown below it
        self.publish(source, page)
        self.done(path, print_, told, page=page, same=False, drafted=drafted)

    def take_away(self, prefix: str, kept: set[str], *, depth: int = 2) -> None:
        """What the files no longer hold is unpublished."""
        for path in self.gone(prefix, kept):
            if path.count("/") != depth:
                continue
            page: Page | None = self.pieces[path].page
            if page and page.live:
                page.specific.unpublish()
            self.forget(path)
            if depth == 1:
                self.take_away(f"{path}/", set())
