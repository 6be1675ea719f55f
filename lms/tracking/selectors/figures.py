"""How many of a unit's people have been ready, month by month. Counts only; small ones are for those who may see who they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.people.models import Person
from lms.requirements.counts import Counts
from lms.requirements.kept import counts_as_of
from lms.roles.models import Role
from lms.roles.policies import Permission, may, units_where, visible_assignments
from lms.tracking.rules.figures import Share, month_ends
from lms.units.models import Unit
from lms.units.rules import in_tree_order

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with those below it, and the share that was ready on each day. `open` tells whether the viewer may see who they are."""

    unit: Unit
    shares: Mapping[date, Share]
    open: bool

    def told(self, day: date) -> Share | None:
        """The share on a day; None where it is not to be told."""
        share = self.shares[day]
        return share if self.open or not share.few else None

    @property
    def exact(self) -> bool:
        """Whether the numbers are told: to those who may see who they are, and of the whole organisation to all who see figures."""
        return tells_exactly(self.unit, self.open)


@dataclass(frozen=True, slots=True)
class Figures:
    """A unit as a whole, and each open unit right below it that has had people on one of the days."""

    days: list[date]
    whole: Line
    below: list[Line]
    roles: list[Role]  # to choose between; none for those who may not see who it is, since one role could be told from the others
    role: Role | None

    @property
    def nobody(self) -> bool:
        """Whether there has been nobody on any of the days, as far as that is told."""
        told = [self.whole.told(day) for day in self.days]
        return all(share is not None and not share.total for share in told)


def figures(viewer: Person, unit: Unit, *, role: str, on: date) -> Figures:
    """The share that was ready on the last day of each of the latest months and on `on`, in one role if its key is given and known.

    23 queries at most, when nothing has to be kept, whatever the number of units and people.
    """
    days = month_ends(on, MONTHS)
    is_open = may(viewer, Permission.SEE_PEOPLE, unit, on=on)
    roles: list[Role] = []
    if is_open:
        served = visible_assignments(viewer, on=on).filter(unit__path__startswith=unit.path or "-")
        roles = list(Role.objects.filter(pk__in=served.values("role")))
    chosen = next((each for each in roles if each.key == role), None)
    units = [unit, *in_tree_order(Unit.objects.open().filter(parent=unit))]
    by_name = set(units_where(viewer, Permission.SEE_PEOPLE, on=on).values_list("pk", flat=True))
    found = counts_as_of(units, days=days, role=chosen.pk if chosen else None)
    lines = [
        Line(each, {day: _share(found[day][each.pk], tells_exactly(each, each.pk in by_name)) for day in days}, each.pk in by_name)
        for each in units
    ]
    below = [line for line in lines[1:] if any(share.total for share in line.shares.values())]
    return Figures(days, lines[0], below, roles, chosen)


def tells_exactly(unit: Unit, is_open: bool) -> bool:
    """Whether the numbers of a unit are told, and not only about how large the share is."""
    return is_open or unit.parent_id is None


def _share(counts: Counts, exact: bool) -> Share:
    return Share(counts.ready + counts.grace, counts.total, exact)
