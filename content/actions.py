"""Verbs on the public site."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from lms.courses.models import CourseIndexPage
from lms.recruitment.actions.guides import load_guides
from lms.roles.actions import sync_wagtail_access
from lms.units.actions import attach_page
from lms.units.models import Unit

from . import first_pages
from .first_pages import Body
from .models import HomePage, StandardPage, UnitIndexPage, UnitPage


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
    for index in CourseIndexPage.objects.not_child_of(home):  # the curriculum came before the front page
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
    for article in first_pages.ARTICLES:
        if not home.get_children().filter(slug=article.slug).exists():
            put_page(
                home,
                StandardPage(title=article.title, slug=article.slug, lead=article.lead, body=article.body, show_in_menus=True),
            )
    load_guides()
    return home


@transaction.atomic
def open_unit_page(*, unit: Unit, lead: str = "", body: Body | None = None) -> UnitPage:
    """A page and a collection for a unit, below the list of units, or the page it has. Its leaders and editors are let in.

    Raises UnitIndexPage.DoesNotExist before `open_site`.
    """
    if unit.page_id:
        return UnitPage.objects.get(pk=unit.page_id)
    page = UnitPage(title=unit.name, slug=unit.slug, lead=lead, body=body or [])
    put_page(UnitIndexPage.objects.get(), page)
    attach_page(unit=unit, page=page)
    sync_wagtail_access(on=timezone.localdate())
    return page


def put_page(parent: Page, page: Page, *, at: datetime | None = None) -> None:
    """Add a page below another, published at `at` (default: now). Its history begins when somebody first edits it."""
    page.first_published_at = page.last_published_at = at or timezone.now()
    parent.add_child(instance=page)


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
