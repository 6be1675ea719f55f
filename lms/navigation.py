"""The main menu: the roof's own, since only the roof knows every room."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lms.roles.policies import Permission, units_where


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav_items`, made only where a template asks for it."""
    return {"nav_items": SimpleLazyObject(lambda: _items(request))}


def _items(request: HttpRequest) -> list[Item]:
    entries = []
    person = getattr(request, "person", None)
    if person:
        entries.append((_("My page"), reverse("home:desk")))
        entries.append((_("Courses"), reverse("learning:catalogue")))
        unit = units_where(person, Permission.SEE_PEOPLE, on=timezone.localdate()).open().order_by("path").first()
        if unit:
            entries.append((_("Our people"), reverse("tracking:choose")))
    else:
        entries.append((_("Courses"), reverse("learning:catalogue")))
    return [Item(label, url, request.path.startswith(url)) for label, url in entries]
