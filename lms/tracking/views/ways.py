"""How a page about a unit's people is reached: whom it is about, and the way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.access import PersonRequest
from lms.roles.access import unit_or_404
from lms.roles.policies import Permission, may, units_where
from lms.tracking import selectors
from lms.tracking.selectors import Standing
from lms.units.models import Unit

Crumbs = list[tuple[str, str]]
_LONGEST_ID = 19  # digits: so many that no row's number has them


def crumbs(unit: Unit, *more: tuple[str, str], is_open: bool = True) -> Crumbs:
    """The way to a page about a unit's people, as label and address; the last is the page itself. `is_open`: they may see who the people are."""
    people = [(unit.name, reverse("tracking:people", args=[unit.slug]))] if is_open else []
    return [(_("Our people"), reverse("tracking:choose")), *people, *more]


def crumbs_of(unit: Unit, found: Standing, title: str) -> Crumbs:
    """The way to a page about one person."""
    return crumbs(unit, (found.person.name, reverse("tracking:person", args=[unit.slug, found.person.pk])), (title, ""))


@dataclass(frozen=True, slots=True)
class DeskHead:
    """What stands over each page of a unit's desk: the pages one goes between all the time, and the other ways, which a page may fold away."""

    tabs: list[dict[str, Any]]
    ways: list[dict[str, str]]


def desk_head(request: PersonRequest, unit: Unit, current: str, *, may_manage: bool) -> DeskHead:
    """The head of one of the pages *people*, *today* and *staff*. 1 query."""

    def way(label: str, to: str, icon: str = "") -> dict[str, str]:
        return {"label": label, "url": reverse(to, args=[unit.slug]), "icon": icon}

    tabs = [("people", _("The list")), ("today", _("Today")), ("staff", _("On Saturday"))]
    recruits = may(request.person, Permission.RECRUIT, unit, on=timezone.localdate())
    ways = [
        *([way(_("Invite a tidgiver"), "onboarding:invite", "plus")] if may_manage else []),
        *([way(_("Recruitment"), "recruitment:board", "handshake")] if recruits else []),
        *([way(_("The register"), "tracking:review")] if may_manage else []),
        way(_("Figures"), "tracking:figures", "chart"),
        way(_("Yearly report"), "tracking:report"),
        way(_("Rules"), "requirements:overview"),
        *([way(_("Decisions"), "tracking:decisions"), way(_("Import a register"), "onboarding:imports")] if may_manage else []),
    ]
    return DeskHead(
        [{"label": label, "url": reverse(f"tracking:{page}", args=[unit.slug]), "current": page == current} for page, label in tabs], ways
    )


def ids_in(words: Iterable[str]) -> list[int]:
    """The numbers of rows that an address or a form names, one by one or several with commas between; what can be none is let be."""
    return [int(word) for some in words for word in some.split(",") if word.isdecimal() and len(word) < _LONGEST_ID]


def one_of(
    request: PersonRequest, unit: str, person: int, permission: Permission, *, day: date | None = None, later: date | None = None
) -> tuple[Unit, Standing]:
    """A unit by its slug, in which the asking one has the permission, and a person of it whom they may see, as they stand today or on `day`.

    And as they will on a `later` one besides.

    Raises 404 alike for all else.
    """
    here = unit_or_404(request, unit, permission)
    found = selectors.standing(request.person, here, person, on=timezone.localdate(), day=day, later=later)
    if found is None:
        raise Http404
    return here, found


def another_of(request: PersonRequest, unit: str, person: int) -> tuple[Unit, Standing]:
    """A person whom the asking one follows up and who is not they themselves: nobody lets off themselves, or says yes to their own papers."""
    here, found = one_of(request, unit, person, Permission.MANAGE_PEOPLE)
    if found.person.pk == request.person.pk:
        raise Http404
    return here, found


def nothing_yet(request: PersonRequest, title: str) -> HttpResponse:
    """What stands instead of a screen about several units before there is one with tidgivere. Raises Http404 for who follows no unit."""
    followed = units_where(request.person, Permission.SEE_COVERAGE, on=timezone.localdate()).open()
    if not followed.exists():
        raise Http404
    opens = units_where(request.person, Permission.RUN_UNITS, on=timezone.localdate()).exists()
    response: HttpResponse = render(request, "tracking/nothing_yet.html", {"title": title, "opens": opens})
    return response
