"""Everybody's *first unit*: the one with the lowest id among all they serve or ever served in. It parts people, each into one part only."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from lms.roles.models import Assignment

# First unit, a unit, a person (0: people who were never in any other unit), what is counted, how it is with it there (something that can be compared
# and told), how many.
Row = tuple[int, int, int, int, Any, int]
Join = Callable[[Any, Any], Any]
Parts = dict[int, dict[str, dict[str, int]]]  # by first unit: by unit, and by what is counted


class Whose(NamedTuple):
    """The people of some first units (None: everybody), and the units that they serve or served in."""

    homes: frozenset[int] | None
    units: list[int]

    def among(self, column: str) -> str:
        """The condition that a person is one of them, or shares a unit with one: it says where to look, and `first_units` whom to count."""
        return _AMONG.format(column=column, homes=_told(self.homes)) if self.homes is not None else ""

    @property
    def first_units(self) -> str:
        """A statement of each person with their first unit and their last."""
        if self.homes is None:
            return _FIRST_UNITS.format(among="", having="")
        return _FIRST_UNITS.format(among=self.among("person_id"), having=f"HAVING MIN(unit_id) IN ({_told(self.homes)})")

    @property
    def within(self) -> Q:
        """What `among` says, of assignments."""
        return Q() if self.homes is None else Q(person__in=Assignment.objects.filter(unit__in=self.homes).order_by().values("person"))

    def with_first_units(self) -> dict[int, tuple[int, bool]]:
        """Each of them with their first unit and whether they serve or served in others too. 1 query."""
        with connection.cursor() as cursor:
            cursor.execute(self.first_units)
            return {person: (home, home != last) for person, home, last in cursor.fetchall()}


_AMONG = " AND {column} IN (SELECT person_id FROM roles_assignment WHERE unit_id IN ({homes}))"
_FIRST_UNITS = """
    SELECT person_id, MIN(unit_id) AS home, MAX(unit_id) AS last FROM roles_assignment WHERE 1 = 1{among} GROUP BY person_id {having}
"""


def whose(homes: Iterable[int], units: Iterable[int]) -> Whose:
    """The people of some first units out of all units; everybody, if those are more than half. 1 query at most."""
    some, every = frozenset(homes), sorted(units)
    if 2 * len(some) > len(every):
        return Whose(None, every)
    with connection.cursor() as cursor:
        cursor.execute(_SHARED.format(homes=_told(some)))
        return Whose(some, [pk for (pk,) in cursor.fetchall()])


_SHARED = """
SELECT DISTINCT unit_id FROM roles_assignment WHERE person_id IN (SELECT person_id FROM roles_assignment WHERE unit_id IN ({homes})) ORDER BY unit_id
"""


def _told(ids: Iterable[int]) -> str:
    return ", ".join(f"{pk:d}" for pk in sorted(ids)) or "NULL"


def parted(rows: Iterable[Row], paths: Mapping[int, tuple[int, ...]], join: Join = max) -> Parts:
    """Rows as what to add to each unit, so that a unit and all below it, added up, count everybody once, as it is with them in all of it.

    `join` says how it is with somebody in two places together; without, as where it is worst.
    """
    parts: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    several: dict[tuple[int, int, int], dict[int, Any]] = defaultdict(dict)
    for home, unit, person, key, value, number in rows:
        if person:
            several[home, person, key][unit] = value
        else:
            parts[home][str(unit)][f"{key}:{value}"] += number
    for (home, _person, key), at in several.items():
        for unit, value, number in apart({paths[unit]: value for unit, value in at.items()}, join):
            parts[home][str(unit)][f"{key}:{value}"] += number
    return {
        home: {unit: {key: number for key, number in each.items() if number} for unit, each in own.items()} for home, own in parts.items()
    }


def apart(found: Mapping[tuple[int, ...], Any], join: Join = max) -> Iterable[tuple[int, Any, int]]:
    """How it is with one person in some units, told by their paths: what to add, as unit, value and number.

    Where two of their branches meet, both are taken back, and how it is with both together is put in their place.
    """
    within: dict[tuple[int, ...], Any] = {}
    for path, value in found.items():
        for end in range(1, len(path) + 1):
            here = path[:end]
            within[here] = join(within[here], value) if here in within else value
    for path, value in within.items():
        yield path[-1], value, 1
        if len(path) > 1:
            yield path[-2], value, -1
