"""Reads for the public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from wagtail.models import Page

from lms.courses.models import CoursePage
from lms.courses.selectors import outlines
from lms.people.models import Person
from lms.requirements.models import Requirement
from lms.roles.models import Assignment, Responsibility, Role
from lms.roles.policies import Permission, may
from lms.ui.rules import alphabetical
from lms.units.models import ContactCard, Unit, UnitKind
from lms.units.selectors import contacts

from .models import SiteTranslation, StandardPage, UnitIndexPage, UnitPage


@dataclass(frozen=True)
class Said:
    """What a page of the site says to a reader: in their own language, or in its own.

    `words` is the page or its translation, with the same fields. `foreign` is the language of the words where it is not the reader's, else empty.
    `is_behind` tells that the page has been changed since it was translated.
    """

    words: Any
    foreign: str = ""
    is_behind: bool = False


def said(page: Page, language: str) -> Said:
    """A page's words for a reader of a language. 1 query, none in bokmål, which pages are written in."""
    if language == settings.LANGUAGE_CODE:
        return Said(page)
    words = spoken([page], language).get(page.pk)
    if words is None:
        return Said(page, settings.LANGUAGE_CODE)
    since = words.made_from or words.first_published_at
    return Said(words, is_behind=bool(since and page.last_published_at and page.last_published_at > since))


def spoken(pages: Sequence[Page], language: str) -> dict[int, SiteTranslation]:
    """The translations of pages into a language that are out, by the keys of their pages. 1 query, none in bokmål."""
    if language == settings.LANGUAGE_CODE or not pages:
        return {}
    below = reduce(or_, (Q(path__startswith=page.path, depth=page.depth + 1) for page in pages))
    keys = {page.path: page.pk for page in pages}
    return {keys[each.path[: -Page.steplen]]: each for each in SiteTranslation.objects.live().filter(below, language=language)}


@dataclass(frozen=True)
class UnitCard:
    """One unit in the list of units."""

    name: str
    url: str
    city: str
    kind: str
    lead: str
    foreign: str = ""  # the language of the lead, where it is not the reader's


@dataclass(frozen=True)
class UnitList:
    """The list of units as a visitor narrowed it, and what they can choose from."""

    cards: list[UnitCard]
    cities: list[str]
    kinds: list[UnitKind]
    city: str
    kind: str

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.city or self.kind)


@dataclass(frozen=True)
class UnitDesk:
    """What a unit's page shows to one visitor."""

    unit: Unit | None
    articles: list[tuple[StandardPage, str, str]]  # with title and lead in the visitor's language
    contacts: list[dict[str, str]]  # empty for those who do not belong
    belongs: bool
    sees_people: bool
    edits_pages: bool
    edits_contacts: bool
    grants: bool


def unit_index() -> UnitIndexPage | None:
    """The list of units, if it is published. 1 query."""
    return UnitIndexPage.objects.live().first()


def shown_units() -> "list[Unit]":
    """Open units whose page is published and for everyone, by city and name. 1 query."""
    shown = Unit.objects.open().filter(page__live=True, page__view_restrictions__isnull=True)
    return sorted(shown.select_related("kind", "page"), key=lambda unit: (alphabetical(unit.city), alphabetical(unit.name), unit.pk))


def unit_list(page: UnitIndexPage, *, city: str = "", kind: str = "", language: str = "nb") -> UnitList:
    """Units that show themselves, narrowed to a city and a kind's key; words nobody knows narrow nothing. 2 queries; 3 in another language."""
    units = shown_units()
    cities = sorted({unit.city for unit in units if unit.city}, key=alphabetical)
    kinds = sorted({unit.kind for unit in units}, key=lambda each: (each.order, each.name))
    city = city if city in cities else ""
    kind = kind if kind in {each.key for each in kinds} else ""
    leads = dict(UnitPage.objects.child_of(page).values_list("pk", "lead"))
    told = {pk: words.lead for pk, words in spoken([unit.page for unit in units if unit.page], language).items() if words.lead}
    own = "" if language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    cards = [
        UnitCard(
            name=unit.name,
            url=f"{page.url}{unit.page.slug}/",
            city=unit.city,
            kind=unit.kind.called,
            lead=told.get(unit.page.pk) or leads.get(unit.page.pk, ""),
            foreign="" if unit.page.pk in told else own,
        )
        for unit in units
        if unit.page and (not city or unit.city == city) and (not kind or unit.kind.key == kind)
    ]
    return UnitList(cards=cards, cities=cities, kinds=kinds, city=city, kind=kind)


def belongs(person: Person | None, unit: Unit, *, on: date) -> bool:
    """Whether somebody is one of a unit's people: holds an assignment in it or below, or a responsibility near it. At most 2 queries."""
    if not person:
        return False
    if Assignment.objects.current().filter(person=person, unit__in=Unit.objects.below(unit)).exists():
        return True
    near = Q(unit_id__in=unit.path_ids) | Q(unit__in=Unit.objects.below(unit))
    return Responsibility.objects.on(on).filter(near, person=person).exists()


def unit_desk(page: UnitPage, person: Person | None, *, on: date, language: str = "nb") -> UnitDesk:
    """A unit's page for one visitor. 3 queries for strangers, at most 10 for the unit's own people; 1 more in another language with articles."""
    unit = Unit.objects.select_related("kind").filter(page_id=page.pk).first()
    articles = list(StandardPage.objects.child_of(page).live().public().order_by("title"))
    words = {each.pk: each for each in articles} | spoken(articles, language)
    own = bool(unit and belongs(person, unit, on=on))

    def allowed(permission: Permission) -> bool:
        return bool(unit and own and may(person, permission, unit, on=on))

    return UnitDesk(
        unit=unit,
        articles=[(each, words[each.pk].title, words[each.pk].lead) for each in articles],
        contacts=[_contact(card) for card in contacts(unit)] if unit and own else [],
        belongs=own,
        sees_people=allowed(Permission.SEE_PEOPLE),
        edits_pages=allowed(Permission.EDIT_PAGES),
        edits_contacts=allowed(Permission.EDIT_CONTACTS),
        grants=allowed(Permission.GRANT),
    )


@dataclass(frozen=True)
class OwnCourse:
    """A course that a unit has made for itself, whether people can take it, and of whom it is or will be asked."""

    course: CoursePage
    is_open: bool
    asked: list[Requirement]

    @property
    def is_over(self) -> bool:
        """Whether it has been in use and is no longer."""
        return not self.course.live and self.course.first_published_at is not None


def own_courses(unit: Unit, *, on: date) -> list[OwnCourse]:
    """The unit's own courses in order, drafts as well. At most 4 queries, whatever their number."""
    if unit.page is None:
        return []
    courses = list(CoursePage.objects.child_of(unit.page).filter(qualification__unit=unit).order_by("path"))
    asked = Requirement.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), unit=unit, clauses__options__qualification__unit=unit)
    by_qualification: dict[int, list[Requirement]] = {}
    asked = asked.annotate(asks_for=F("clauses__options__qualification"))
    for each in asked.select_related("role").order_by("role__order", "role__name", "valid_from"):
        by_qualification.setdefault(each.asks_for, []).append(each)
    composed = outlines([(course, unit) for course in courses])
    return [
        OwnCourse(course, course.live and bool(outline.steps), by_qualification.get(course.qualification_id or 0, []))
        for course, outline in zip(courses, composed, strict=True)
    ]


def can_be_taken(course: CoursePage, unit: Unit) -> bool:
    """Whether the unit's people can take a course: it is published, and so is something in it. At most 1 query."""
    return bool(course.live and outlines([(course, unit)])[0].steps)


def roles_of(unit: Unit) -> QuerySet[Role]:
    """The roles somebody holds in a unit or below it, or that its own courses are asked of; all where there are none. 1 query besides the rows."""
    asked = Requirement.objects.filter(unit=unit, clauses__options__qualification__unit=unit, valid_until=None).values("role")
    serving = Assignment.objects.current().filter(unit__in=Unit.objects.below(unit)).values("role")
    held = Role.objects.filter(Q(pk__in=serving) | Q(pk__in=asked))
    return held if held.exists() else Role.objects.all()


def _contact(card: ContactCard) -> dict[str, str]:
    """A contact card as the component for it wants it."""
    return {"name": card.title, "role": card.who, "phone": card.phone, "email": card.email, "when": card.hours}
