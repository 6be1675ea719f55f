"""The main menu: the roof's own, since only the roof knows every room."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lms.roles.policies import Permission, permissions_somewhere


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    icon: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the menus, made only where a template asks for them, so that fragments and the CMS pay nothing."""
    person = getattr(request, "person", None)
    return {
        "nav_items": SimpleLazyObject(lambda: _main(request)),
        "user_menu_items": SimpleLazyObject(lambda: _own(request)),
        "footer_items": SimpleLazyObject(_articles),
        "user_menu_name": SimpleLazyObject(lambda: person.given_name if person else str(request.user)),
        "demo": settings.DEMO,
    }


def _main(request: HttpRequest) -> list[Item]:
    person = getattr(request, "person", None)
    entries = [(_("Courses"), reverse("learning:catalogue"))]
    if person:
        entries.insert(0, (_("My page"), reverse("home:desk")))
        may = permissions_somewhere(person, on=timezone.localdate())
        if Permission.SEE_PEOPLE in may:
            entries.append((_("Our people"), reverse("tracking:choose")))
        if Permission.SEE_RECRUITMENT in may:
            entries.append((_("Recruitment"), reverse("recruitment:choose")))
    else:
        entries += [(_("Become a tidgiver"), reverse("recruitment:openings")), (_("Units"), "/enheter/")]
    recruiting = "/rekruttering/" in request.path  # a unit's cases lie below the unit, as its people do
    return [Item(label, url, "", request.path.startswith(url) if not recruiting else "/rekruttering/" in url) for label, url in entries]


def _own(request: HttpRequest) -> list[Item]:
    entries = [(_("My account"), reverse("home:account"), "cog"), (_("My notes"), reverse("learning:notes"), "note")]
    if request.user.has_perm("wagtailadmin.access_admin"):
        entries.append((_("The editors' desk"), reverse("wagtailadmin_home"), "edit"))
    return [Item(label, url, icon, False) for label, url, icon in entries]


def _articles() -> list[Item]:
    """The first articles that `open_site` makes. Not asked of the page tree, which would cost each page a query; a moved one leaves a redirect."""
    entries = [(_("About tidgivere"), "/om-tidgivere/"), (_("Privacy"), "/personvern/"), (_("Accessibility"), "/tilgjengelighet/")]
    return [Item(label, url, "", False) for label, url in entries]
