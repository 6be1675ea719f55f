"""Verbs of the desk: what it does by itself."""

from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from lms.courses.rules.places import ASKED, MUST, Filling
from lms.courses.selectors.coverage import CentralPlace, central_places, fillings
from lms.mail.actions import post_text
from lms.mail.models import Letter
from lms.people.models import Person
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.units.models import Unit

_REMINDED_OF = {
    "required": MUST,
    "expected": ASKED,
    "none": frozenset[Filling](),
}


def remind_leaders(*, now: datetime, of: str | None = None) -> int:
    """Write to the leaders of every open unit with places that still read the centre's text though they ask for the unit's own.

    `of` is a value of the setting PLACE_LETTERS, which it is without it. A leader gets one letter a calendar month for a unit, and none when nothing
    is open any more. Where a unit has no leader those of the nearest unit above get it; a deputy where there is nobody else. Somebody without an
    e-mail address gets none. Returns how many letters are new. 11 queries, and some for each new letter.
    """
    today = timezone.localdate(now)
    asked = _REMINDED_OF[of or settings.PLACE_LETTERS]
    units = list(Unit.objects.open().filter(kind__has_tidgivere=True)) if asked else []
    if not units:
        return 0
    places = central_places()
    found = fillings(units, places, on=today)
    leaders = _leaders(today)
    wanted: dict[str, tuple[Person, Unit, list[tuple[CentralPlace, Filling]]]] = {}
    for unit in units:
        empty = [(place, filling) for place, filling in zip(places, found[unit.pk], strict=True) if filling in asked]
        for leader in next((leaders[pk] for pk in reversed(unit.path_ids) if pk in leaders), []) if empty else []:
            wanted[f"places:{unit.pk}:{today:%Y-%m}:{leader.pk}"] = (leader, unit, empty)
    posted = set(Letter.objects.filter(key__startswith="places:", key__contains=f":{today:%Y-%m}:").values_list("key", flat=True))
    new = {key: letter for key, letter in wanted.items() if key not in posted}
    for key, (leader, unit, empty) in new.items():
        post_text(
            key=key,
            text="places",
            to=leader.email,
            values=_values(leader, unit, empty),
            language=leader.language,
            now=now,
            is_patient=True,
        )
    return len(new)


def _leaders(on: date) -> dict[int, list[Person]]:
    """Who leads each unit on a day and can be written to, by the unit's id; deputies only where there is nobody else."""
    held = Responsibility.objects.on(on).filter(kind=ResponsibilityKind.LEADER).exclude(person__email="").select_related("person")
    leaders: dict[int, list[Responsibility]] = {}
    for row in held:
        leaders.setdefault(row.unit_id, []).append(row)
    return {unit_id: [row.person for row in rows if not row.is_deputy] or [row.person for row in rows] for unit_id, rows in leaders.items()}


def _values(leader: Person, unit: Unit, empty: list[tuple[CentralPlace, Filling]]) -> dict[str, str]:
    rows = [
        {
            "title": place.title,
            "course": place.course,
            "filling": filling,
            "required_by": place.required_by,
            "address": address_of("courses:local_text", unit.slug, place.page_id, place.key)
            if place.key
            else address_of("courses:slots", unit.slug),
        }
        for place, filling in empty
    ]
    heaps = {
        "overdue": [row for row in rows if row["filling"] is Filling.OVERDUE],
        "must": [row for row in rows if row["filling"] in (Filling.DUE, Filling.REQUIRED)],
        "should": [row for row in rows if row["filling"] is Filling.EXPECTED],
    }
    with translation.override(leader.language):
        return {
            "fornavn": leader.given_name,
            "enhet": unit.name,
            "antall": ngettext("%(number)s place", "%(number)s places", len(rows)) % {"number": len(rows)},
            "liste": render_to_string("tracking/empty_places.txt", heaps).strip(),
            "lenke": address_of("courses:slots", unit.slug),
        }


def address_of(name: str, *args: object) -> str:
    """A page of ours as a whole address, for a letter."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(name, args=args))
