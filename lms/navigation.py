"""The main menu: the roof's own, since only the roof knows every room."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lms.recruitment.policies import own_seats
from lms.roles.policies import Permission, units_where


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
        if units_where(person, Permission.SEE_PEOPLE, on=timezone.localdate()).exists():
            entries.append((_("Our people"), reverse("tracking:choose")))
    else:
        entries += [(_("Become a tidgiver"), reverse("recruitment:openings")), (_("Units"), "/enheter/")]
    return [Item(label, url, "", request.path.startswith(url)) for label, url in entries]


def _own(request: HttpRequest) -> list[Item]:
    entries = [(_("My account"), reverse("home:account"), "cog"), (_("My notes"), reverse("learning:notes"), "note")]
    if own_seats(getattr(request, "person", None)).exists():
        entries.insert(0, (_("My interviews"), reverse("recruitment:my_interviews"), "chat"))
    if request.user.has_perm("wagtailadmin.access_admin"):
        entries.append((_("The editors' desk"), reverse("wagtailadmin_home"), "edit"))
    return [Item(label, url, icon, False) for label, url, icon in entries]


def _articles() -> list[Item]:
    """The first articles that `open_site` makes. Not asked of the page tree, which would cost each page a query; a moved one leaves a redirect."""
    entries = [(_("About tidgivere"), "/om-tidgivere/"), (_("Privacy"), "/personvern/"), (_("Accessibility"), "/tilgjengelighet/")]
    return [Item(label, url, "", False) for label, url in entries]
