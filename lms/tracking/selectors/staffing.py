"""«Can we staff Saturday?»: who may serve in a unit on a day."""

from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.requirements.rules import State
from lms.requirements.selectors import Row
from lms.roles.models import Role
from lms.ui.rules import alphabetical
from lms.units.models import Unit

from . import Filter, overview


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who belongs to the unit on the day: how they stand, and how to reach them."""

    row: Row
    phone: str


@dataclass(frozen=True, slots=True)
class Staffing:
    """The people of a unit on a day, by name: who may serve, who may with somebody beside them, and who may not (yet)."""

    alone: list[Server]
    together: list[Server]
    not_yet: list[Server]
    resting: list[Server]  # has a break
    roles: list[Role]


def staffing(viewer: Person, unit: Unit, *, role: str, on: date) -> Staffing:
    """Who of a unit and below it may serve on a day in a role (empty: in any), as far as the viewer may see them. 8 queries, whatever their number.

    Somebody whose first day lies after `on` is not among them; what runs out before it counts as gone.
    """
    found = overview(viewer, unit, Filter(role=role, sort="name"), on=on)
    rows = [row for row in found.rows if any(post.starts_on <= on for post in row.posts)]
    phones = dict(Person.objects.filter(pk__in=[row.person_id for row in rows]).values_list("pk", "phone"))
    servers = [Server(row, phones.get(row.person_id, "")) for row in sorted(rows, key=lambda row: (alphabetical(row.name), row.person_id))]
    return Staffing(
        alone=[each for each in servers if each.row.state is not None and each.row.state < State.NOT_ALONE],
        together=[each for each in servers if each.row.state is State.NOT_ALONE],
        not_yet=[each for each in servers if each.row.state is State.LACKING],
        resting=[each for each in servers if each.row.state is None],
        roles=found.roles,
    )
