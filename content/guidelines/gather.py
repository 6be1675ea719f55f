"""From the database to the model: what the central guidelines say now, as published."""

from lms.courses.curriculum import kinds, markup, model
from lms.courses.curriculum.faults import Fault, FaultyCurriculum
from lms.courses.curriculum.gather import Gatherer
from lms.courses.curriculum.scalars import plain_text
from lms.handbook.models import Guideline, GuidelineTranslation, HandbookIndexPage
from lms.handbook.selectors import says_the_same

from .model import FOLDER, PAGE, GuidelineText, Shipped, Words


class GuidelineGatherer:
    """Reads guidelines into the model, by way of the courses' reader."""

    def __init__(self, gatherer: Gatherer) -> None:
        self.gatherer = gatherer

    def shipped(self) -> Shipped:
        """Courses and handbook."""
        courses = self.gatherer.curriculum()
        index = HandbookIndexPage.objects.first()
        pages = Guideline.objects.live().child_of(index).select_related("qualification").order_by("path") if index else []
        guidelines = [self.with_translations(page, order) for order, page in enumerate(pages, start=1)]
        return Shipped(courses, guidelines)

    def with_translations(self, page: Guideline, order: int) -> GuidelineText:
        """A guideline in every language it has, in the place it has among them."""
        text = self.guideline(page, order)
        translations = {}
        for row in GuidelineTranslation.objects.child_of(page).live().order_by("language"):
            name = page.qualification.names.get(row.language, "") if page.qualification else ""
            words = self.words(row, name or text.words.qualification)
            made_from = text.print_of_words if says_the_same(page, row.made_from) else kinds.UNKNOWN
            translations[row.language] = Words(**vars(words) | {"made_from": made_from})
        return GuidelineText(**vars(text) | {"translations": translations})

    def guideline(self, page: Guideline, order: int = 0) -> GuidelineText:
        """A guideline in the language it is written in. Raises FaultyCurriculum for a source that the list of sources does not have."""
        sources = [source.value["key"] for source in page.sources]
        if not all(sources):
            reason = "a source has no key; add it to the curriculum's sources, and give its key"
            raise FaultyCurriculum([Fault(f"{FOLDER}/{page.slug}/{kinds.LANGUAGE}/{PAGE}", 1, reason)])
        earned = page.qualification
        return GuidelineText(
            slug=page.slug,
            order=order,
            roles=list(page.roles),
            asks=page.asks,
            qualification=model.Qualification(earned.key, markup.clean_line(earned.name), earned.valid_months, earned.order)
            if earned
            else None,
            review=self.gatherer.review(page),
            sources=sources,
            statements=self.gatherer.statements(page),
            words=self.words(page, markup.clean_line(earned.name) if earned else ""),
        )

    def words(self, page: Guideline | GuidelineTranslation, qualification: str) -> Words:
        """What a page says."""
        body = [block for block, _raw in self.gatherer.body(page)]
        return Words(markup.clean_line(page.title), qualification, plain_text(page.summary), plain_text(page.promise), body)
