"""Openings as the public sees them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from wagtail.models import Page

from lms.recruitment.models import OpeningPage, Process
from lms.recruitment.selectors.facts import process_for
from lms.roles.models import Role
from lms.ui.rules import alphabetical
from lms.units.models import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening, and the unit it is in."""

    page: OpeningPage
    unit: Unit

    @property
    def url(self) -> str:
        """Where it is read: below the unit's page."""
        return str(self.page.url or "")


@dataclass(frozen=True, slots=True)
class Openings:
    """The list as a visitor narrowed it, and what they can choose from."""

    entries: list[Opening]
    cities: list[str]
    kinds: list[UnitKind]
    roles: list[Role]
    city: str = ""
    kind: str = ""
    role: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.city or self.kind or self.role)


def _open(on: date) -> list[Opening]:
    """Every opening one can apply to on a day, by city and unit. 3 queries."""
    pages = list(
        OpeningPage.objects.live().public().filter(Q(closes_on__isnull=True) | Q(closes_on__gte=on)).select_related("role").order_by("path")
    )
    parents = {page.path[: -Page.steplen] for page in pages}
    units = {
        unit.page.path: unit for unit in Unit.objects.open().filter(page__path__in=parents).select_related("page", "kind") if unit.page
    }
    found = [Opening(page, units[page.path[: -Page.steplen]]) for page in pages if page.path[: -Page.steplen] in units]
    return sorted(found, key=lambda each: [alphabetical(text) for text in (each.unit.city, each.unit.name, each.page.title)])


def openings(*, on: date, city: str = "", kind: str = "", role: str = "") -> Openings:
    """Openings on a day, narrowed to a city, a kind's key and a role's key; words nobody knows narrow nothing. 3 queries."""
    every = _open(on)
    cities = sorted({each.unit.city for each in every if each.unit.city}, key=alphabetical)
    kinds = sorted({each.unit.kind for each in every}, key=lambda kind: (kind.order, kind.called))
    roles = sorted({each.page.role for each in every}, key=lambda role: (role.order, role.called))
    city = city if city in cities else ""
    kind = kind if kind in {each.key for each in kinds} else ""
    role = role if role in {each.key for each in roles} else ""
    entries = [
        each
        for each in every
        if (not city or each.unit.city == city) and (not kind or each.unit.kind.key == kind) and (not role or each.page.role.key == role)
    ]
    return Openings(entries, cities, kinds, roles, city, kind, role)


def opening(pk: int, *, on: date) -> Opening | None:
    """One opening that can be applied to on a day; None for one that is closed, hidden or not there. 3 queries."""
    return next((each for each in _open(on) if each.page.pk == pk), None)


def openings_of(unit: Unit, *, on: date) -> list[Opening]:
    """A unit's own openings on a day. 3 queries."""
    return [each for each in _open(on) if each.unit == unit]


def steps_of(opening: Opening) -> Process:
    """The process that an application here will follow. 1 query."""
    return process_for(opening.unit, opening.page.role)
