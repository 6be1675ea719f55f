"""The main menu: the roof's own, since only the roof knows every room."""

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.roles.policies import Doors, doors


class Item(NamedTuple):
    """One entry of the menu."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the menus, made only where a template asks for them, so that fragments and the CMS pay nothing."""
    person = getattr(request, "person", None)
    open_doors = SimpleLazyObject(lambda: doors(request.user, person or None, on=timezone.localdate()))
    return {
        "nav_items": SimpleLazyObject(lambda: _main(request.path, bool(person), open_doors)),
        "user_menu_items": SimpleLazyObject(lambda: _drawers(get_language(), open_doors.desk)),
        "footer_items": SimpleLazyObject(lambda: _articles(get_language())),
        "open_doors": open_doors,
        "user_menu_name": SimpleLazyObject(lambda: person.given_name if person else str(request.user)),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "demo": settings.DEMO,
    }


def _main(path: str, known: bool, open_doors: "SimpleLazyObject[Doors]") -> list[Item]:
    entries = _rooms(get_language(), known, known and open_doors.people, known and open_doors.recruitment)
    recruiting = "/rekruttering/" in path  # a unit's cases lie below the unit, as its people do
    return [item._replace(current="/rekruttering/" in item.url if recruiting else path.startswith(item.url)) for item in entries]


@cache
def _rooms(language: str | None, known: bool, follows: bool, recruits: bool) -> tuple[Item, ...]:
    courses = Item(_("Courses"), reverse("learning:catalogue"))
    if not known:
        return (courses, Item(_("Become a tidgiver"), reverse("recruitment:openings")), Item(_("Units"), "/enheter/"))
    people = (Item(_("Our people"), reverse("tracking:choose")),) if follows else ()
    recruitment = (Item(_("Recruitment"), reverse("recruitment:choose")),) if recruits else ()
    return (Item(_("My page"), reverse("home:desk")), courses, Item(_("Handbook"), reverse("handbook:index")), *people, *recruitment)


@cache
def _drawers(language: str | None, edits: bool) -> tuple[Item, ...]:
    desk = (Item(_("The editors' desk"), reverse("wagtailadmin_home"), "edit"),) if edits else ()
    return (
        Item(_("My page"), reverse("home:desk"), "home"),
        Item(_("My log-in"), reverse("account_email"), "key"),
        Item(_("My account"), reverse("home:account"), "cog"),
        Item(_("My notes"), reverse("learning:notes"), "note"),
        *desk,
    )


@cache
def _articles(language: str | None) -> tuple[Item, ...]:
    """The first articles that `open_site` makes. Not asked of the page tree, which would cost each page a query; a moved one leaves a redirect."""
    entries = [(_("About tidgivere"), "/om-tidgivere/"), (_("Privacy"), "/personvern/"), (_("Accessibility"), "/tilgjengelighet/")]
    return tuple(Item(label, url) for label, url in entries)
