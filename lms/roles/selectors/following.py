"""Who follows up a unit's people: its coordinators and leaders, and where there is nobody, those of the nearest unit above.

So nobody disappears when somebody leaves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from lms.roles.models import Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.ui.rules import alphabetical
from lms.units.models import Unit

FOLLOWING = (Kind.COORDINATOR, Kind.LEADER)
SOON = timedelta(days=30)


def nearest(units: Collection[Unit], *, on: date) -> dict[int, list[Responsibility]]:
    """Who follows up each unit on a day, by the unit's id: who coordinates or leads it, else those of the nearest unit above; none if nobody does.

    Coordinators first, deputies last; with person. 1 query, whatever the number of units, none without any.
    """
    above = {pk for unit in units for pk in unit.path_ids}
    rows = Responsibility.objects.on(on).filter(unit__in=above, kind__in=FOLLOWING).select_related("person") if above else ()
    return _nearest(units, rows)


def to_write_to(units: Collection[Unit], *, on: date, without: Collection[int] = ()) -> dict[int, list[Responsibility]]:
    """Who gets the letters about each unit on a day, by the unit's id: its coordinators, else its leaders, else those of the nearest unit above, else
    the administrators.

    A deputy only where there is nobody else of the same kind. Whoever cannot read a letter, without an e-mail address or with a closed login, is
    passed by, so that the letter goes to the next, as are those `without`, by id: whom it concerns. 1 query, none without any unit.
    """
    above = {pk for unit in units for pk in unit.path_ids}
    kinds = [*FOLLOWING, Kind.ADMINISTRATOR]
    held = (
        Responsibility.objects.on(on)
        .filter(unit__in=above, kind__in=kinds)
        .exclude(person__email="")
        .exclude(person__user__is_active=False)
        .exclude(person__in=without)
    )
    rows = list(held.select_related("person")) if above else []
    found = _nearest(units, [row for row in rows if row.kind != Kind.ADMINISTRATOR])
    last_resort = [row for row in rows if row.kind == Kind.ADMINISTRATOR]
    return {unit.pk: _first_of(found[unit.pk] or [row for row in last_resort if row.unit_id in unit.path_ids]) for unit in units}


def _nearest(units: Collection[Unit], rows: Collection[Responsibility]) -> dict[int, list[Responsibility]]:
    held: dict[int, list[Responsibility]] = {}
    for row in sorted(rows, key=lambda row: (FOLLOWING.index(Kind(row.kind)), row.is_deputy, alphabetical(row.person.name), row.pk)):
        held.setdefault(row.unit_id, []).append(row)
    return {unit.pk: next((held[pk] for pk in reversed(unit.path_ids) if pk in held), []) for unit in units}


def _first_of(rows: list[Responsibility]) -> list[Responsibility]:
    """Those of the first's kind; its deputies only where there is nobody else."""
    same = [row for row in rows if row.kind == rows[0].kind]
    return [row for row in same if not row.is_deputy] or same


@dataclass(frozen=True, slots=True)
class Cover:
    """How a unit is followed up.

    `own`: who coordinates or leads it itself. `ending`: those of them whose last day comes within 30 days, the first first. `above`: the nearest unit
    above with anybody, who stand in or would. `ends_on`: the last day on which anybody of its own does, if it comes within 30 days.
    """

    unit: Unit
    own: list[Responsibility]
    ending: list[Responsibility]
    above: Unit | None
    ends_on: date | None

    @property
    def is_wanting(self) -> bool:
        """Whether somebody should look at it: nobody follows it up itself, or somebody soon does no more."""
        return not self.own or bool(self.ending)


def cover(units: Collection[Unit], *, on: date) -> list[Cover]:
    """How each of some units is followed up on a day and in the 30 days after it, in the order given. 2 queries at most."""
    later = on + SOON
    above = {pk for unit in units for pk in unit.path_ids}
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    held: dict[int, list[Responsibility]] = {}
    for row in Responsibility.objects.filter(lasting, unit__in=above, kind__in=FOLLOWING, starts_on__lte=later).select_related(
        "person", "unit"
    ):
        held.setdefault(row.unit_id, []).append(row)
    return [_cover(unit, held, on=on, later=later) for unit in units]


def _cover(unit: Unit, held: dict[int, list[Responsibility]], *, on: date, later: date) -> Cover:
    rows = sorted(held.get(unit.pk, []), key=lambda row: (row.ends_on or date.max, row.pk))
    own = [row for row in rows if row.starts_on <= on]
    ending = [row for row in own if row.ends_on and row.ends_on <= later]
    stays = any(row.ends_on is None or row.ends_on > later for row in rows)
    stand_in = next((held[pk][0].unit for pk in reversed(unit.path_ids[:-1]) if any(row.starts_on <= on for row in held.get(pk, []))), None)
    last = max((row.ends_on for row in rows if row.ends_on), default=None)
    return Cover(unit, own, ending, stand_in, None if stays or not ending else last)
