"""What can be done about one person, in their place in a list: said so that a template only has to set it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.qualifications.models import DecisionKind
from lms.requirements.rules import Mark
from lms.requirements.selectors import Row
from lms.roles.policies import Permission, may
from lms.tracking.selectors.reminders import open_of
from lms.units.models import Unit

THINGS = 3  # more stand on the person's own page


@dataclass(frozen=True, slots=True)
class Doer:
    """Who follows up the people of a unit, and whether they may also decide that something counts longer."""

    person_id: int
    decides: bool


def doer(viewer: Person, unit: Unit, *, on: date) -> Doer | None:
    """The viewer as one who follows up a unit's people; None if they do not. 2 queries at most."""
    if not may(viewer, Permission.MANAGE_PEOPLE, unit, on=on):
        return None
    return Doer(viewer.pk, may(viewer, Permission.DECIDE, unit, on=on))


def menu(row: Row, unit: Unit, *, ids: Mapping[str, int], by: Doer, back: str) -> dict[str, Any]:
    """The actions for one person, by what they have left: remind, register, exempt, decide; move, talk. No query.

    `ids` are those of the qualifications that are asked, `back` is the list they stand in, to which one comes back. For oneself, only what
    one may do for oneself.
    """
    of_person = [unit.slug, row.person_id]
    left = open_of(row)
    posts = list({post.id: post for post in row.posts}.values())
    moves = [
        (
            _("Break, end or other change: %(role)s") % {"role": post.role},
            f"{reverse('tracking:move', args=[*of_person, post.id])}?{urlencode({'fra': back})}",
        )
        for post in posts[:THINGS]
    ]
    if row.person_id == by.person_id:
        return {"remind_url": "", "links": moves}
    links = []
    for key, each in sorted(left.items(), key=lambda pair: (not pair[1].is_missing, pair[1].last_day, pair[1].name))[:THINGS]:
        cell, about = row.cells[key], {"what": each.name}
        pk = ids[cell.asked.demand.qualifications[0]]
        which = urlencode({"hva": str(pk), "fra": back})
        links.append((_("Register %(what)s") % about, f"{reverse('tracking:register', args=of_person)}?{which}"))
        if by.decides and cell.span and cell.mark in (Mark.LAPSING, Mark.LAPSED):
            decide = urlencode({"slag": DecisionKind.EXTEND.value, "hva": str(pk), "person": str(row.person_id)})
            links.append((_("Let it count longer: %(what)s") % about, f"{reverse('tracking:decide', args=[unit.slug])}?{decide}"))
        links.append((_("Exemption from %(what)s") % about, f"{reverse('tracking:exempt', args=of_person)}?{which}"))
    talk = (_("Plan a talk"), f"{reverse('tracking:person', args=of_person)}#prat")
    return {"remind_url": reverse("tracking:remind", args=of_person) if left else "", "links": [*links, *moves, talk]}
