"""Reads of the handbook: what holds for somebody, and how they stand with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page

from lms.people.models import Person
from lms.qualifications.models import Holding, Qualification, Reversal
from lms.qualifications.rules import FOREVER, ValidUnit
from lms.quizzes.models import ChangeClass
from lms.quizzes.retakes import Retake, retake_under
from lms.roles.models import Assignment, Responsibility
from lms.units.models import Unit

from . import rules
from .models import Acknowledgement, Asks, Guideline, GuidelineEdition, GuidelineTranslation, HandbookIndexPage
from .rules import SOURCE_LANGUAGE

# Of an edition everything but its content, which lists do not show.
_EDITION = ("pk", "page_id", "number", "title", "change_class", "note", "retake_from", "at")

# What lists do not show of a guideline.
_LONG = ("body", "statements", "sources", "promise")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit somebody belongs to, and their role there; no role for somebody who only answers for it."""

    unit: Unit
    role: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A guideline as one person meets it."""

    page: Guideline
    title: str
    summary: str
    edition: GuidelineEdition
    unit: Unit | None  # whose it is; None for the centre's
    concerns: bool  # whether it is for the person's roles
    standing: rules.Standing
    read: Acknowledgement | None
    news: GuidelineEdition | None  # the newest important change since it was read

    @property
    def is_to_do(self) -> bool:
        """Whether the person must do something with it."""
        return self.concerns and self.standing.is_to_do


def places_of(person: Person, *, on: date) -> list[Place]:
    """Where somebody belongs on a day, by assignments that go on and by responsibilities. 2 queries."""
    posts = Assignment.objects.current().filter(person=person).select_related("unit", "role")
    held = Responsibility.objects.on(on).filter(person=person).select_related("unit")
    return [*(Place(each.unit, each.role.key) for each in posts), *(Place(each.unit) for each in held)]


def handbook(person: Person, places: Iterable[Place], *, on: date, language: str = SOURCE_LANGUAGE) -> list[Entry]:
    """Every guideline somebody may read: the centre's, and those of their units and the units above, in the order of the pages; the centre's first.

    At most 5 queries, 1 more in another language than guidelines are written in; 1 where there is no handbook.
    """
    belongs = list(places)
    above = {pk for place in belongs for pk in place.unit.path_ids}
    parents = _parents(above)
    if not parents:
        return []
    pages = list(Guideline.objects.live().filter(_children(parents)).select_related("qualification").defer(*_LONG).order_by("path"))
    return _entries(person, pages, belongs, parents, on=on, language=language)


def entry(person: Person, page_id: int, places: Iterable[Place], *, on: date) -> Entry | None:
    """One guideline as somebody meets it, with its words; None if it is not theirs to read. 5 queries."""
    belongs = list(places)
    parents = _parents({pk for place in belongs for pk in place.unit.path_ids})
    if not parents:
        return None
    pages = list(Guideline.objects.live().filter(_children(parents), pk=page_id).select_related("qualification"))
    return next(iter(_entries(person, pages, belongs, parents, on=on, language=SOURCE_LANGUAGE)), None)


def _parents(units: Collection[int]) -> dict[str, Unit | None]:
    """The pages that guidelines hang on, by their place in the tree, and whose they are: None for the handbook's own. 1 query."""
    rows = Page.objects.filter(Q(handbookindexpage__isnull=False, live=True) | Q(unit__in=units)).select_related("unit")
    return {page.path: getattr(page, "unit", None) for page in rows}


def _children(paths: Iterable[str]) -> Q:
    """Pages right below these."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(path__startswith=path, depth=len(path) // Page.steplen + 1)
    return found


def _entries(
    person: Person, pages: Sequence[Guideline], places: Sequence[Place], parents: dict[str, Unit | None], *, on: date, language: str
) -> list[Entry]:
    """3 queries, 1 more in another language; none without pages."""
    if not pages:
        return []
    editions = _editions(pages)
    read = _last_read(person, pages)
    held = held_by(person, [page.qualification for page in pages if page.qualification], on=on)
    said = titles_in(language, editions)
    found = []
    for page in pages:
        own = editions.get(page.pk, [])
        if not own:
            continue  # live, and never published: an alias
        unit = parents[page.path[: -Page.steplen]]
        roles = {place.role for place in places if place.role and (unit is None or unit.pk in place.unit.path_ids)}
        last = read.get(page.pk)
        title, summary = said.get(page.pk, (page.title, page.summary))
        found.append(
            Entry(
                page=page,
                title=title,
                summary=summary,
                edition=own[-1],
                unit=unit,
                concerns=rules.concerns(page.roles, roles),
                standing=_standing(page, own, last, held, on=on),
                read=last,
                news=_news(own, last),
            )
        )
    return sorted(found, key=lambda each: (each.unit is not None, each.page.path))


def _standing(
    page: Guideline, editions: Iterable[GuidelineEdition], last: Acknowledgement | None, held: dict[int, rules.Held], *, on: date
) -> rules.Standing:
    return rules.standing(
        asks=page.asks != Asks.NOTHING,
        earns=page.qualification_id is not None,
        read=last.edition.number if last else 0,
        rereads=[rules.Reread(each.number, each.retake_from) for each in editions if each.retake_from],
        held=held.get(page.qualification_id or 0),
        on=on,
    )


def standing_with(person: Person, page: Guideline, last: Acknowledgement | None, *, on: date) -> rules.Standing:
    """How somebody stands with one guideline. 2 queries."""
    held = held_by(person, [page.qualification] if page.qualification else [], on=on)
    return _standing(page, _editions([page]).get(page.pk, []), last, held, on=on)


def _editions(pages: Iterable[Page]) -> dict[int, list[GuidelineEdition]]:
    """The editions of each page, the newest last, without what they say. 1 query.

    Each as it counts now: once it is taken back that one is to be read again, it is told as an important change.
    """
    found: dict[int, list[GuidelineEdition]] = defaultdict(list)
    key = Concat(Value("guideline:"), Cast(OuterRef("pk"), CharField()))  # `GuidelineEdition.decision_key`
    rows = GuidelineEdition.objects.filter(page__in=[page.pk for page in pages]).order_by("number").only(*_EDITION)
    for edition in rows.annotate(is_taken_back=Exists(Reversal.objects.filter(decision__key=key))):
        if edition.is_taken_back:
            edition.change_class, edition.retake_from = ChangeClass.IMPORTANT, None
        found[edition.page_id].append(edition)
    return found


def _last_read(person: Person, pages: Iterable[Page]) -> dict[int, Acknowledgement]:
    """What somebody acknowledged last of each page. 1 query."""
    rows = Acknowledgement.objects.filter(person=person, page__in=[page.pk for page in pages]).select_related("edition")
    rows = rows.defer("edition__content").order_by("at", "pk")
    return {row.page_id: row for row in rows}


def held_by(person: Person, qualifications: Collection[Qualification], *, on: date) -> dict[int, rules.Held]:
    """Which of these somebody holds on a day, and how long. 1 query, none without any."""
    if not qualifications:
        return {}
    windows = {each.pk: each.renewal_opens_days if each.valid_unit != ValidUnit.NEVER else 0 for each in qualifications}
    rows = Holding.objects.on(on).filter(person=person, qualification__in=windows).values_list("qualification_id", "valid_until")
    return {pk: rules.Held(None if until == FOREVER else until, windows[pk]) for pk, until in rows}


def _news(editions: Iterable[GuidelineEdition], last: Acknowledgement | None) -> GuidelineEdition | None:
    """The newest important change since somebody read the guideline."""
    if last is None:
        return None
    new = [each for each in editions if each.number > last.edition.number and each.change_class == ChangeClass.IMPORTANT]
    return new[-1] if new else None


def newest_edition(page: Page) -> GuidelineEdition | None:
    """What a page said when it was published last. 1 query."""
    return GuidelineEdition.objects.filter(page_id=page.pk).order_by("-number").first()


def says_the_same(page: Guideline, number: int) -> bool:
    """Whether a guideline says what it said in an edition, whatever has changed of sources, statements and whom it is for. 1 query."""
    rows = GuidelineEdition.objects.filter(page=page, number__gte=number).order_by("number").values_list("number", "content")
    told = {each: rules.words_of(content) for each, content in rows}
    return number in told and len(set(told.values())) == 1


def _asks_more(editions: Iterable[GuidelineEdition]) -> int:
    """The number of the newest edition that changed more than wording: what was made from an older one is not shown."""
    return max((each.number for each in editions if each.change_class != ChangeClass.WORDING), default=1)


def titles_in(language: str, editions: dict[int, list[GuidelineEdition]]) -> dict[int, tuple[str, str]]:
    """Title and summary of guidelines in a language, where they can be shown in it. 1 query, none in the source language."""
    if language == SOURCE_LANGUAGE or not editions:
        return {}
    parents = dict(Page.objects.filter(pk__in=editions).values_list("path", "pk"))
    rows = GuidelineTranslation.objects.live().filter(_children(parents), language=language)
    told = {parents[row.path[: -Page.steplen]]: row for row in rows.only("path", "title", "summary", "made_from")}
    return {pk: (row.title, row.summary) for pk, row in told.items() if row.made_from >= _asks_more(editions[pk])}


def spoken(page: Guideline, language: str) -> tuple[GuidelineTranslation, GuidelineEdition] | None:
    """The translation of a guideline that may be shown in a language, and its edition; None where it is read in its own words. At most 3 queries."""
    if language == SOURCE_LANGUAGE:
        return None
    row = GuidelineTranslation.objects.child_of(page).live().filter(language=language).first()
    if row is None or row.made_from < _asks_more(_editions([page]).get(page.pk, [])):
        return None
    edition = newest_edition(row)
    return (row, edition) if edition else None


def unit_for(places: Iterable[Place], unit: Unit | None) -> Unit | None:
    """For which of somebody's units an acknowledgement is kept: the first in or below the guideline's, where there is one."""
    return next((place.unit for place in places if unit is None or unit.pk in place.unit.path_ids), None)


def acknowledgements_of(person: Person, *, units: Iterable[Unit]) -> list[Acknowledgement]:
    """What somebody has acknowledged that earned nothing, so that the ledger does not tell of it; the latest first. 2 queries, and that of `units`.

    `units` are those whose own guidelines the reader may know of; the centre's are known to all.
    """
    theirs = Q(unit__in=units)
    for path in HandbookIndexPage.objects.values_list("path", flat=True):
        theirs |= Q(page__path__startswith=path)
    rows = Acknowledgement.objects.filter(theirs, person=person, page__qualification=None).select_related("edition")
    return list(rows.defer("edition__content"))


def earning(keys: Collection[str]) -> dict[str, Guideline]:
    """The published guidelines that earn these qualifications, by their keys. 1 query."""
    pages = Guideline.objects.live().filter(qualification__key__in=keys).select_related("qualification").defer(*_LONG)
    return {page.qualification.key: page for page in pages.order_by("-path") if page.qualification}


def readers(page: Guideline) -> int:
    """How many people have acknowledged a guideline, in any edition. 1 query."""
    return Acknowledgement.objects.filter(page=page).values("person").distinct().count()


def reread_of(edition: GuidelineEdition) -> Retake | None:
    """That an edition is to be read again; None if it is not, as of a translation. It touches whose evidence lapsed, or, where nothing is earned,
    whoever has acknowledged an older one. At most 6 queries.
    """
    found = retake_under(edition.decision_key, GuidelineEdition.objects.filter(pk=edition.pk)) if edition.retake_from else None
    if found is None or found.people:
        return found
    older = Acknowledgement.objects.filter(page=edition.page_id, edition__number__lt=edition.number)
    return replace(found, people=older.values("person").distinct().count())


def asked_again(page: Guideline) -> GuidelineEdition | None:
    """The newest edition for which a guideline is to be read again, unless that is taken back. 1 query."""
    return next((each for each in reversed(_editions([page]).get(page.pk, [])) if each.retake_from), None)


def was_published(page: Page) -> bool:
    """Whether a page of the handbook, or anything of it below another page, has ever been out. 1 query."""
    return GuidelineEdition.objects.filter(page__path__startswith=page.path).exists()
