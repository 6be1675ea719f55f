"""What the templates of the public pages ask for: `{% load content %}`. A page model cannot ask, since selectors read the models."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from wagtail.models import Page

from content import selectors
from content.about_kinds import ABOUT_KINDS
from content.forms import UnitFilter
from content.models import UnitIndexPage, UnitPage
from lms.units.models import Unit

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: dict[str, Any], page: Page) -> selectors.Said:
    """A page's words in the visitor's language: `{% said page as said %}`. Kept with the page, since title, description and text ask.

    1 query, none in bokmål.
    """
    if "being_written" in context:
        return selectors.Said(context["being_written"])
    language = get_language()
    kept: dict[str, selectors.Said] = vars(page).setdefault("_said", {})
    if language not in kept:
        kept[language] = selectors.said(page, language)
    return kept[language]


@register.simple_tag
def unit_index() -> UnitIndexPage | None:
    """The list of units, if there is one: `{% unit_index as index %}`."""
    return selectors.unit_index()


@register.simple_tag(takes_context=True)
def unit_list(context: dict[str, Any], page: UnitIndexPage) -> selectors.UnitList:
    """Units as the address narrows them (`?by=Oslo&tiltak=gatenaer`): `{% unit_list page as units %}`."""
    asked = context["request"].GET
    return selectors.unit_list(page, city=asked.get("by", ""), kind=asked.get("tiltak", ""), language=get_language())


@register.simple_tag
def unit_filter(units: selectors.UnitList) -> UnitFilter:
    """The form that narrows the list: `{% unit_filter units as form %}`."""
    return UnitFilter(units)


@register.simple_tag
def about_kind(unit: Unit | None) -> tuple[Promise, ...]:
    """What units of this kind are like, until the unit has written about itself: `{% about_kind desk.unit as about %}`. No query."""
    return ABOUT_KINDS.get(unit.kind.key, ()) if unit else ()


@register.simple_tag(takes_context=True)
def unit_desk(context: dict[str, Any], page: UnitPage) -> selectors.UnitDesk:
    """What the visitor may see of a unit: `{% unit_desk page as desk %}`."""
    return selectors.unit_desk(page, getattr(context["request"], "person", None), on=timezone.localdate(), language=get_language())


@register.simple_tag
def trail(page: Page) -> list[tuple[str, str]]:
    """Breadcrumbs for a page below the front page, itself last: `{% trail page as crumbs %}`. 1 query, 2 in another language."""
    if page.depth <= 3:
        return []
    above = list(page.get_ancestors().filter(depth__gt=2).live().specific(defer=True))
    words = selectors.spoken([*above, page], get_language())
    called = [(words[each.pk].title if each.pk in words else each.title, each.url or "") for each in (*above, page)]
    return [*called[:-1], (called[-1][0], "")]
