"""Taking back what one has just done at a unit's desk: for ten minutes, from any of its pages."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people.access import PersonRequest, person_required
from lms.people.models import Person
from lms.requirements.exemptions import withdraw_exemptions
from lms.roles.access import unit_or_404
from lms.roles.actions import moves
from lms.roles.policies import Permission
from lms.roles.rules.reviews import TIME_TO_THINK
from lms.tracking.actions import reminders
from lms.units.models import Unit

_DEEDS = "deeds"  # the session holds what can be taken back: keys and numbers of what one made oneself, never a name


def _reminders(keys: list[Any], by: Person, now: datetime) -> int:
    return reminders.take_back_reminders(keys=keys)


def _moves(ids: list[Any], by: Person, now: datetime) -> int:
    return moves.take_back_moves(ids=ids, by=by, now=now)


def _exemptions(ids: list[Any], by: Person, now: datetime) -> int:
    return withdraw_exemptions(ids=ids, by=by, since=now - TIME_TO_THINK)


# What was done → how it is taken back; each says how many it still could.
UNDO: dict[str, Callable[[list[Any], Person, datetime], int]] = {"remind": _reminders, "move": _moves, "exempt": _exemptions}


def remember(request: PersonRequest, unit: Unit, kind: str, made: Iterable[Any], *, said: str, now: datetime) -> None:
    """Keep what was just made, so that it can be taken back beside what else was. `said` tells what it was, and names nobody."""
    until = (now + TIME_TO_THINK).isoformat()
    deed = {"key": secrets.token_hex(8), "unit": unit.pk, "kind": kind, "made": list(made), "said": said, "until": until}
    request.session[_DEEDS] = [*_fresh(request, now), deed]


def undoable(request: PersonRequest, unit: Unit, *, now: datetime) -> list[dict[str, Any]]:
    """What one has done at a unit's desk and can still take back, the latest first. No query of its own."""
    return [each for each in reversed(_fresh(request, now)) if each["unit"] == unit.pk]


def _fresh(request: PersonRequest, now: datetime) -> list[dict[str, Any]]:
    return [each for each in request.session.get(_DEEDS, []) if now < (parse_datetime(each["until"]) or now)]


def way_back(request: PersonRequest, unit: Unit, otherwise: str = "") -> str:
    """The page at this unit's desk from which something was asked for; another one if that is not said, its day's work where none is named."""
    asked = request.POST.get("fra") or request.GET.get("fra", "")
    desk = reverse("tracking:people", args=[unit.slug])
    is_own = asked.startswith(desk) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_own else otherwise or reverse("tracking:today", args=[unit.slug])


def back_from(request: PersonRequest, unit: Unit, somebody: Person) -> str:
    """The list from which one came to a form about somebody; else their page."""
    return way_back(request, unit, reverse("tracking:person", args=[unit.slug, somebody.pk]))


@require_POST
@person_required
def undo(request: PersonRequest, unit: str) -> HttpResponseBase:
    """Take back one thing that one has just done, as far as it still stands. Twice is once."""
    now = timezone.now()
    here = unit_or_404(request, unit, Permission.MANAGE_PEOPLE)
    deed = next((each for each in undoable(request, here, now=now) if each["key"] == request.POST.get("deed")), None)
    number = 0
    if deed:
        request.session[_DEEDS] = [each for each in _fresh(request, now) if each["key"] != deed["key"]]
        number = UNDO[deed["kind"]](deed["made"], request.person, now)
    if number:
        messages.success(request, _("Taken back. All is as before."))
    else:
        messages.info(request, _("There was nothing left to take back."))
    return redirect(way_back(request, here))
