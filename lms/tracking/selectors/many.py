"""The list of so many people that only those of the page shown are judged: how many stand how is kept, by first unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import overload

from lms.people.models import Person
from lms.requirements import kept
from lms.requirements.counts import Counts, standing_of_each
from lms.requirements.rules import State
from lms.requirements.selectors import Column, Row, unit_matrix
from lms.roles.policies import visible_assignments
from lms.tracking.rules import LISTED
from lms.tracking.selectors import Filter, Overview, axes_of, overview, roles_in
from lms.ui.rules import alphabetical
from lms.units.models import Unit

Place = tuple[int, State | None]  # a first unit, and how somebody of it stands
_ORDER = (*reversed(State), None)


def overview_by_page(viewer: Person, unit: Unit, wanted: Filter, *, on: date, many: int = kept.MANY) -> Overview:
    """What `overview` says, for somebody who reads it page by page. 10 queries, and 12 for a page; 2 more than `overview` where they are not many.

    Of many people in the order of how they stand only a page's are judged, when it is read; among those who stand alike they stand unit by unit. The
    columns are those of the page that was read last.
    """
    if wanted != Filter(state=wanted.state) or not kept.is_many([unit], many=many):
        return overview(viewer, unit, wanted, on=on)
    seen = visible_assignments(viewer, on=on)
    units = list(Unit.objects.below(unit).select_related("kind"))
    kinds, cities = axes_of(units)
    found = kept.counts_by_first_unit(unit, on=on)
    counts = {name: sum(_number(each, state) for each in found.values()) for state, name in LISTED.items()}
    counts["all"] = sum(counts.values())
    shown = [state for state in _ORDER if wanted.state in ("all", LISTED[state])]
    places = {(home, state): number for state in shown for home, each in found.items() if (number := _number(each, state))}
    rows = _Rows(viewer, unit, on, places)
    return Overview(
        rows.columns,
        rows,
        _Lines(rows),
        counts,
        counts,
        roles_in(unit, seen),
        on,
        is_past=False,
        has_below=len(units) > 1,
        kinds=kinds,
        cities=cities,
    )


def _number(counts: Counts, state: State | None) -> int:
    numbers = (counts.ready, counts.grace, counts.not_alone, counts.lacking)
    return counts.paused if state is None else numbers[state]


@dataclass
class _Rows(Sequence[Row]):
    """People by how they stand and by unit; judged when a slice is read. `places` are in order, each with how many there are."""

    viewer: Person
    unit: Unit
    on: date
    places: dict[Place, int]
    columns: list[Column] = field(default_factory=list)

    def __len__(self) -> int:
        """How many there are."""
        return sum(self.places.values())

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """Some of them. 12 queries."""
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _step = at.indices(len(self))
        before, passed, chosen = 0, 0, list[Place]()
        for place, number in self.places.items():
            if passed < stop and passed + number > start:
                before = before if chosen else passed
                chosen.append(place)
            passed += number
        return self._judged(self._people(chosen)[start - before : stop - before])

    def _people(self, chosen: list[Place]) -> list[int]:
        standing = standing_of_each(self.unit, homes={home for home, _state in chosen}, on=self.on)
        ranks = {place: rank for rank, place in enumerate(chosen)}
        people = {pk: ranks[place] for pk, place in standing.items() if place in ranks}
        names = Person.objects.filter(pk__in=people).values_list("pk", "given_name", "family_name")
        return [
            pk for _rank, _name, pk in sorted((people[pk], alphabetical(f"{given} {family}".strip()), pk) for pk, given, family in names)
        ]

    def _judged(self, people: list[int]) -> list[Row]:
        seen = visible_assignments(self.viewer, on=self.on).filter(person__in=people)
        matrix = unit_matrix(self.unit, on=self.on, assignments=seen)
        self.columns[:] = matrix.columns
        rows = {row.person_id: row for row in matrix.rows}
        return [rows[pk] for pk in people if pk in rows]


@dataclass
class _Lines(Sequence[tuple[str, Row]]):
    """The same, as they are shown: in no group."""

    rows: _Rows

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> tuple[str, Row]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[str, Row]]: ...
    def __getitem__(self, at: int | slice) -> tuple[str, Row] | list[tuple[str, Row]]:
        """Some of them."""
        return ("", self.rows[at]) if isinstance(at, int) else [("", row) for row in self.rows[at]]
