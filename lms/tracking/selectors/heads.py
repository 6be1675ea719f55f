"""How many people there were in units in a period, who came and who went: read on the spot, and kept for many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from django.db.models import F

from lms.requirements import kept
from lms.requirements.figures import Figure
from lms.requirements.homes import Row, Whose
from lms.roles.models import Assignment, AssignmentQuerySet, AssignmentStatus
from lms.tracking.rules.report import Heads, Period, Service, heads, period_of
from lms.units.models import Unit


def served_by(period: Period) -> AssignmentQuerySet:
    """What people have served up to a period's end. Who ended on the first day never came."""
    return (
        Assignment.objects.filter(starts_on__lte=period.last)
        .exclude(status=AssignmentStatus.PLANNED)
        .exclude(status=AssignmentStatus.ENDED, ends_on=F("starts_on"))
        .order_by()
    )


def heads_of(units: Sequence[Unit], period: Period, *, many: int = kept.MANY) -> dict[int, Heads]:
    """The heads of each unit and those below it, by the unit's id. 3 queries; 7 where they are kept."""
    if kept.is_many(units, many=many):
        found = kept.sums(HEADS, units, days=[period.last])[period.last]
        return {pk: _added_up(sums) for pk, sums in found.items()}
    rows = served_by(period).filter(unit__in=Unit.objects.below(*units)).values_list("unit__path", "person_id", "starts_on", "ends_on")
    services = [(path or "", Service(person, first, last)) for path, person, first, last in rows]
    return {unit.pk: heads((service for path, service in services if path.startswith(unit.path or "-")), period) for unit in units}


@dataclass(frozen=True, slots=True)
class _There:
    """What somebody served in some units."""

    services: tuple[Service, ...]
    period: Period

    def __str__(self) -> str:
        return "".join(str(number) for number in astuple(heads(self.services, self.period)))


def _rows(people: Whose, last: date, _kinds: Mapping[int, int]) -> Iterator[Row]:
    period = period_of(last.year, last)
    posts = served_by(period).filter(people.within)
    homes = people.with_first_units()
    there: dict[tuple[int, int], list[Service]] = defaultdict(list)
    for person, unit, first, until in posts.values_list("person_id", "unit_id", "starts_on", "ends_on"):
        if person in homes:
            there[person, unit].append(Service(person, first, until))
    for (person, unit), services in there.items():
        home, several = homes[person]
        yield home, unit, person if several else 0, 0, _There(tuple(services), period), 1


HEADS = Figure("heads", _rows, join=lambda one, other: _There(one.services + other.services, one.period))


def _added_up(sums: Mapping[str, int]) -> Heads:
    numbers = [0] * 5
    for label, number in sums.items():
        for at, there in enumerate(label.partition(":")[2]):
            numbers[at] += number * int(there)
    return Heads(*numbers)
