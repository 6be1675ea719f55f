"""After how many days those who came in each of the last quarters were ready: of one unit, and kept for many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.recruitment.selectors.numbers import admitted_on
from lms.requirements import kept
from lms.requirements.figures import Figure
from lms.requirements.homes import Row, Whose
from lms.requirements.reach import first_ready_days, since_days
from lms.roles.models import Assignment
from lms.tracking.rules.times import Quarter, last_quarters, quarter_of
from lms.units.models import Unit

QUARTERS = 8
Waited = dict[Quarter, list[int | None]]  # days of each who came, by when; None: not ready yet


def waits_of(unit: Unit, *, on: date) -> Waited:
    """Of everybody who came to a unit or below it: when, and after how many days they were ready. 4 queries, and 4 for each 5 000 people."""
    quarters = last_quarters(on, QUARTERS)
    began = since_days(unit, first=quarters[0].first_day)
    found: Waited = {quarter: [] for quarter in quarters}
    for quarter, days in _waited(began, admitted_on(Unit.objects.below(unit)), quarters, on).values():
        found[quarter].append(days)
    return found


def _waited(
    began: Mapping[int, date], admitted: Mapping[int, date], quarters: list[Quarter], on: date
) -> dict[int, tuple[Quarter, int | None]]:
    """By the assignment's id; of those who came before the first quarter or come later than today nothing."""
    since = {pk: min(admitted.get(pk, day), day) for pk, day in began.items()}
    since = {pk: day for pk, day in since.items() if quarters[0].first_day <= day <= on}
    ready = first_ready_days(since, on=on)
    return {pk: (quarter_of(day), (first - day).days if (first := ready[pk]) else None) for pk, day in since.items()}


@dataclass(frozen=True, slots=True, order=True)
class _Coming:
    """Somebody's first assignment in a unit. Of several units the earliest is the greatest, and says how long it took."""

    earlier: tuple[int, int]
    said: str = field(compare=False)

    def __str__(self) -> str:
        return self.said


def _rows(people: Whose, on: date, _kinds: Mapping[int, int]) -> Iterator[Row]:
    quarters = last_quarters(on, QUARTERS)
    homes = people.with_first_units()
    first: dict[tuple[int, int], tuple[int, date]] = {}
    posts = Assignment.objects.filter(people.within).order_by("starts_on", "pk")
    for pk, person, unit, starts_on in posts.values_list("pk", "person_id", "unit_id", "starts_on"):
        if person in homes:
            first.setdefault((person, unit), (pk, starts_on))
    began = {pk: day for pk, day in first.values() if day >= quarters[0].first_day}
    waited = _waited(began, admitted_on(Unit.objects.filter(pk__in=people.units)), quarters, on)
    for (person, unit), (pk, day) in first.items():
        home, several = homes[person]
        quarter, days = waited.get(pk, (None, None))
        said = f"{quarter.year}.{quarter.number}.{'' if days is None else days}" if quarter else ""
        yield home, unit, person if several else 0, 0, _Coming((-day.toordinal(), -pk), said), 1


WAITS = Figure("waits", _rows, looks_ahead=True)


def kept_waits(unit: Unit, *, on: date) -> Waited:
    """What `waits_of` says, kept. 5 queries when nothing was touched."""
    found: Waited = {quarter: [] for quarter in last_quarters(on, QUARTERS)}
    for label, number in kept.sums(WAITS, [unit], days=[on])[on][unit.pk].items():
        said = label.partition(":")[2]
        if said and number:
            year, quarter, days = said.split(".")
            found[Quarter(int(year), int(quarter))] += [int(days) if days else None] * number
    return found
