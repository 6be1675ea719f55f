"""Verbs on the public site."""

import logging
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.coreutils import string_to_ascii
from wagtail.models import Page, Site

from lms.courses.actions import begin_course
from lms.courses.models import CourseIndexPage, CoursePage
from lms.courses.selectors import given_by
from lms.handbook.models import HandbookIndexPage
from lms.people.actions import open_login, register_person
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.qualifications.rules import ValidUnit
from lms.recruitment.actions.guides import load_guides
from lms.recruitment.models import OpeningPage
from lms.requirements.actions import require, stop_requiring
from lms.requirements.models import Phase, Requirement
from lms.roles.actions import grant, sync_wagtail_access
from lms.roles.models import ResponsibilityKind, Role
from lms.roles.policies import Permission, may
from lms.roles.selectors import person_by_email
from lms.units.actions import attach_page, open_unit
from lms.units.models import Unit, UnitKind

from . import first_pages
from .first_pages import Body
from .first_translations import IN_LANGUAGES
from .models import HomePage, SiteTranslation, StandardPage, UnitIndexPage, UnitPage
from .selectors import can_be_taken

log = logging.getLogger(__name__)


@transaction.atomic
def open_site(*, hostname: str = "localhost", port: int = 80) -> HomePage:
    """Make what a site needs and does not have: front page, list of units, first articles, interview guides, the site record. Returns the front page.

    What is there already is left as it is, so running it again changes nothing. Wagtail's own welcome page goes if nobody has built upon it.
    """
    home = HomePage.objects.first() or _front_page()
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    before = site.root_page if site else None
    if not site:
        site = Site(hostname=hostname, port=port, is_default_site=True)
    if site.root_page_id != home.pk:
        site.root_page, site.site_name = home, site.site_name or first_pages.SITE_NAME
        site.save()
    for kind in (CourseIndexPage, HandbookIndexPage):
        for index in kind.objects.not_child_of(home):  # the curriculum came before the front page
            index.move(home, pos="last-child")
    if before and before.pk != home.pk and type(before.specific) is Page and not Page.objects.child_of(before).exists():
        Page.objects.get(pk=before.pk).delete()
    home.refresh_from_db()
    if not UnitIndexPage.objects.exists():
        put_page(
            home,
            UnitIndexPage(title=first_pages.UNITS_TITLE, slug="enheter", introduction=first_pages.UNITS_INTRODUCTION, show_in_menus=True),
        )
    if not CourseIndexPage.objects.exists():
        put_page(home, CourseIndexPage(title="Kurs", slug="kurs", show_in_menus=True))
    if not HandbookIndexPage.objects.exists():
        put_page(home, HandbookIndexPage(title=first_pages.HANDBOOK_TITLE, slug="tidgivermappe"))
    for article in first_pages.ARTICLES:
        if not home.get_children().filter(slug=article.slug).exists():
            put_page(
                home,
                StandardPage(
                    title=article.title,
                    slug=article.slug,
                    lead=article.lead,
                    body=article.body,
                    review_by=timezone.localdate() + first_pages.READ_AGAIN,
                    show_in_menus=True,
                ),
            )
    _translate_first_pages(home)
    load_guides()
    return home


@transaction.atomic
def open_unit_page(*, unit: Unit, lead: str = "", body: Body | None = None) -> UnitPage:
    """A page and a collection for a unit, below the list of units, or the page it has. Its leaders and editors are let in. Without a body, a draft
    waits for them that says what to write.

    Raises UnitIndexPage.DoesNotExist before `open_site`.
    """
    if unit.page_id:
        return UnitPage.objects.get(pk=unit.page_id)
    page = UnitPage(title=unit.name, slug=unit.slug, lead=lead, body=body or [])
    put_page(UnitIndexPage.objects.get(), page)
    if not body:
        draft = UnitPage.objects.get(pk=page.pk)
        draft.body = first_pages.UNIT_BODY
        draft.save_revision()
        page.refresh_from_db()
    attach_page(unit=unit, page=page)
    sync_wagtail_access(on=timezone.localdate())
    return page


@transaction.atomic
def found_unit(
    *,
    name: str,
    slug: str,
    kind: UnitKind,
    parent: Unit,
    city: str,
    on: date,
    by: Person | None,
    email: str = "",
    given_name: str = "",
    family_name: str = "",
) -> Unit:
    """A unit with all it needs: its page, its collection and, where an address is given, its leader from a day on. Returns the unit.

    Somebody with this e-mail address is found again and keeps their name; else both names are needed. Raises ValidationError if `by` may not open
    units there, if the address is taken, if the parent is closed, or if there is no list of units yet.
    """
    if by is not None and not may(by, Permission.RUN_UNITS, parent, on=on):
        raise ValidationError(_("You cannot open a unit there."))
    if parent.closed_on:
        raise ValidationError({"parent": _("This unit is closed.")})
    if not UnitIndexPage.objects.exists():
        raise ValidationError(_("The site has no list of units yet. Run manage.py open_site first."))
    unit = open_unit(name=name, slug=slug, kind=kind, parent=parent, city=city, opened_on=on)
    open_unit_page(unit=unit)
    if email:
        leader = person_by_email(email)
        if leader is None:
            if not (given_name and family_name):
                raise ValidationError({"given_name": _("We know nobody with this address: write both names.")})
            leader = register_person(given_name=given_name, family_name=family_name, email=email)
        open_login(person=leader)
        grant(person=leader, unit=unit, kind=ResponsibilityKind.LEADER, starts_on=on, by=by, on=on)
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, by: Person | None, today: date) -> Unit:
    """Close a unit; `on` is the first day on which it is closed, today or earlier. Returns it anew; closing twice keeps the first day.

    Its people, their evidence and its modules stay. Its page, articles and openings are unpublished, and their addresses lead to the nearest unit
    above with a page, or to the list of units. Raises ValidationError if `by` may not, for the whole organisation's unit, for a unit with open ones
    below it, and for a day ahead or before it opened.
    """
    if by is not None and not may(by, Permission.RUN_UNITS, unit, on=today):
        raise ValidationError(_("You cannot close this unit."))
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.parent_id is None:
        raise ValidationError(_("The unit of the whole organisation cannot be closed."))
    if Unit.objects.open().filter(parent=unit).exists():
        raise ValidationError(_("There are open units below this one. Close or move them first."))
    if on > today:
        raise ValidationError({"on": _("The day cannot lie ahead.")})
    if unit.opened_on and on < unit.opened_on:
        raise ValidationError({"on": _("It had not opened then.")})
    if unit.closed_on is None:
        unit.closed_on = on
        unit.save(update_fields=["closed_on"])
        take_down(unit, by=by)
        sync_wagtail_access(on=today)
    return unit


def take_down(unit: Unit, *, by: Person | None, target: Page | None = None) -> None:
    """Unpublish what a unit shows to visitors, and lead its addresses on: to `target`, else to the nearest unit above, else to the list of units."""
    page = Page.objects.filter(unit=unit).first()
    above = Unit.objects.above(unit).exclude(pk=unit.pk).filter(page__live=True).select_related("page").last()
    target = target or (above.page if above else UnitIndexPage.objects.live().first())
    shown = (UnitPage, StandardPage, OpeningPage)
    for each in Page.objects.descendant_of(page, inclusive=True).live().type(*shown).specific() if page else []:
        parts = each.get_url_parts()
        each.unpublish(user=by.user if by else None)
        if parts and target:
            Redirect.objects.update_or_create(
                old_path=Redirect.normalise_path(parts[2]), site=None, defaults={"redirect_page": target, "is_permanent": False}
            )


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Person | None, today: date) -> Unit:
    """Open a closed unit again from today, and return it anew; an open one stays as it is.

    Its page and the articles that were shown before are published again, and their addresses lead to them. Openings stay drafts: somebody decides
    whether the unit looks for people. What a merger took along stays where it is. Raises ValidationError if `by` may not, or below a closed unit.
    """
    if by is not None and not may(by, Permission.RUN_UNITS, unit, on=today):
        raise ValidationError(_("You cannot open this unit again."))
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    if unit.closed_on is None:
        return unit
    if unit.parent and unit.parent.closed_on:
        raise ValidationError(_("The unit above is closed. Open that one first, or move this one."))
    log.info("unit %s: open again (closed from %s) by %s", unit.pk, unit.closed_on, by.pk if by else "the system")
    unit.closed_on = unit.merged_into = None
    unit.save(update_fields=["closed_on", "merged_into"])
    _put_up(unit, by)
    sync_wagtail_access(on=today)
    return unit


def _put_up(unit: Unit, by: Person | None) -> None:
    """Publish again what `take_down` took away, as the redirects it left tell. A page edited meanwhile keeps those drafts in its history."""
    page = Page.objects.filter(unit=unit).first()
    for each in Page.objects.descendant_of(page, inclusive=True).type(UnitPage, StandardPage, OpeningPage).specific() if page else []:
        parts = each.get_url_parts()
        left = Redirect.objects.filter(old_path=Redirect.normalise_path(parts[2]), site=None) if parts else Redirect.objects.none()
        if each.live or not left:
            continue
        if isinstance(each, OpeningPage):
            left.update(redirect_page=page)
        else:
            left.delete()
            user = by.user if by else None
            each.save_revision(user=user).publish(user=user)


# After the centre's qualifications in every list.
OWN_ORDER = 1000


@transaction.atomic
def begin_own_course(*, unit: Unit, title: str, summary: str, valid_months: int | None, by: Person, at: datetime) -> CoursePage:
    """A course of the unit's own: the qualification it gives, and drafts of the course and its first module. Nobody need take it yet.

    Sent twice is once: as long as a course of this name has never been published, it is that one. Raises ValidationError if `by` may not publish
    there, if the unit has no page, or if it has a published course of this name.
    """
    if not may(by, Permission.PUBLISH_PAGES, unit, on=timezone.localdate(at)):
        raise ValidationError(_("You cannot make a course here."))
    unit = Unit.objects.select_for_update(of=("self",)).select_related("page").get(pk=unit.pk)
    # Compared here: SQLite knows no capitals beyond A to Z.
    earned = next((each for each in Qualification.objects.filter(unit=unit) if each.name.casefold() == title.casefold()), None)
    if earned:
        existing = CoursePage.objects.filter(qualification=earned).first()
        if existing and existing.first_published_at:
            raise ValidationError({"title": _("You have a course of this name already.")})
        if existing:
            return existing
    else:
        earned = Qualification(key=_free_key(unit, title), name=title, unit=unit, order=OWN_ORDER)
    earned.description = summary
    earned.valid_for, earned.valid_unit = valid_months, ValidUnit.MONTHS if valid_months else ValidUnit.NEVER
    earned.full_clean()
    earned.save()
    return begin_course(unit=unit, title=title, summary=summary, qualification=earned, by=by)


def _free_key(unit: Unit, title: str) -> str:
    """A key that neither a qualification nor an address of a course has: the unit's word and the course's."""
    wanted = f"{unit.slug}-{slugify(string_to_ascii(title)) or 'kurs'}"[:70].strip("-")
    keys = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(key for key in keys if not (Qualification.objects.filter(key=key).exists() or CoursePage.objects.filter(slug=key).exists()))


@transaction.atomic
def use_own_course(
    *, unit: Unit, course: CoursePage, roles: Collection[Role], phase: Phase, days: int | None, from_day: date, by: Person, on: date
) -> list[Requirement]:
    """Ask those in `roles`, in the unit and below it, for the unit's own course from a day on, and nobody else any longer. Twice is once.

    What was asked before ends the day before; what had not begun is gone. `days` belong to «within a number of days». Raises ValidationError if `by`
    may not publish there, if people cannot take the course yet, for a day that is past, or if the days make no sense.
    """
    if not may(by, Permission.PUBLISH_PAGES, unit, on=on):
        raise ValidationError(_("You cannot ask this of people here."))
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    qualification = given_by(course)
    if qualification is None or qualification.unit_id != unit.pk:
        raise ValidationError(_("This course does not give anything of the unit's own."))
    if roles and not can_be_taken(course, unit):
        raise ValidationError(_("Publish the course and at least one module first."))
    if roles and course.expire_at:
        raise ValidationError(_("The course goes out of use on a day that is set. Take it up again first."))
    if from_day < on:
        raise ValidationError({"from_day": _("Choose a day from today on.")})
    before = Requirement.objects.filter(clauses__options__qualification=qualification, unit=unit).filter(
        Q(valid_until=None) | Q(valid_until__gte=from_day)
    )
    kept = []
    for each in before:
        if each.role in roles and (each.phase, each.days, each.valid_until) == (phase, days, None) and each.valid_from <= from_day:
            kept.append(each)
        elif each.valid_from >= from_day:
            each.delete()
        else:
            stop_requiring(requirement=each, on=from_day - timedelta(days=1))
    new = [role for role in roles if role not in {each.role for each in kept}]
    return kept + [require(qualification=qualification, valid_from=from_day, phase=phase, days=days, role=role, unit=unit) for role in new]


def put_page(parent: Page, page: Page, *, at: datetime | None = None) -> None:
    """Add a page below another, published at `at` (default: now). Its history begins when somebody first edits it."""
    page.first_published_at = page.last_published_at = at or timezone.now()
    parent.add_child(instance=page)


def _translate_first_pages(home: HomePage) -> None:
    """Give what stands as it was shipped its words in other languages, where it has none. What somebody has edited is theirs to translate."""
    first = {"": home} | {page.slug: page for page in home.get_children().filter(latest_revision=None).type(StandardPage, UnitIndexPage)}
    if home.latest_revision_id:
        del first[""]
    for language, pages in IN_LANGUAGES.items():
        for slug, words in pages.items():
            source = first.get(slug)
            if source and not SiteTranslation.objects.child_of(source).filter(language=language).exists():
                said = asdict(words) | {"steps": [("step", {"title": title, "text": text}) for title, text in words.steps]}
                put_page(source, SiteTranslation(slug=f"sprak-{language}", language=language, made_from=source.last_published_at, **said))
                source.refresh_from_db()


def _front_page() -> HomePage:
    home = HomePage(
        title=first_pages.SITE_NAME,
        slug="forside",
        headline=first_pages.HEADLINE,
        lead=first_pages.LEAD,
        body=first_pages.HOME_BODY,
        steps_title=first_pages.STEPS_TITLE,
        steps=[("step", {"title": title, "text": text}) for title, text in first_pages.STEPS],
    )
    put_page(Page.objects.get(depth=1), home)
    return home
