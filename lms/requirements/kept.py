"""Sums over many people, kept: the same as reckoned on the spot, for organisations in which that takes longer than anybody waits.

Everything is kept by first unit (`homes`). What is written leaves a touch (`touches`); the first units of those whom touches tell of, and the ones
they had before, are reckoned anew when somebody asks, and nothing else. So what is written shows at once, and what has not changed is read.

All that one answer rests on is of one moment, touches included, and hence as if everything had been reckoned then. It is kept only if nobody has
thrown anything away since that moment: what they had seen may not be in it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Min

from lms.qualifications import selectors
from lms.qualifications.selectors import Reach
from lms.roles.models import Assignment
from lms.units.models import Unit

from . import counts, reach
from .counts import Counts
from .figures import EVERY, HOLDING, LAPSE_MONTHS, LAPSES, NOW, REACH, SERVED, Figure, month_of, reckon
from .models import Keeping, KeptSums, Touch
from .rules import State

MANY = 5000  # assignments in a unit and below it: so many are always reckoned at once, in about a quarter of a second
FLOOD = 20_000  # touches: so many, that all is forgotten rather than sorted

Sums = Counter[str]


def is_many(units: Iterable[Unit], *, many: int = MANY) -> bool:
    """Whether more serve or have served in some units and below them than are reckoned on the spot. 2 queries."""
    tops = {f"{unit.pk:d}" for unit in units}
    below = [pk for pk, path in Unit.objects.order_by("pk").values_list("pk", "path") if not tops.isdisjoint((path or "").split("/"))]
    return Assignment.objects.filter(unit__in=below).order_by()[many : many + 1].exists()


def sums(figure: Figure, units: Iterable[Unit], *, days: Iterable[date]) -> dict[date, dict[int, Sums]]:
    """What a figure counts of each unit and those below it, by day and by the unit's id; each person once.

    5 queries when all is kept and nothing touched, whatever the number of units and days.
    """
    wanted = [unit.pk for unit in units]
    tree, found = _read(figure, list(days))
    return {day: tree.summed(kept.values(), wanted) for day, kept in found.items()}


_Kept = dict[int, dict[str, dict[str, int]]]  # by first unit, as in `homes.Parts`


def _read(figure: Figure, days: list[date]) -> tuple["_Tree", dict[date, _Kept]]:
    if Touch.objects.order_by()[FLOOD : FLOOD + 1].exists():
        forget()
    generation = _generation()
    with _one_moment():
        tree = _Tree()
        seen, since = _touched(tree)
        found: dict[date, _Kept] = {day: {} for day in days}
        for day, home, own in KeptSums.objects.filter(figure=figure.name, day__in=days).values_list("day", "unit_id", "sums"):
            if not _is_touched(figure, day, since.get(home)):
                found[day][home] = own
        new: list[KeptSums] = []
        for day, kept in found.items():
            if missing := tree.paths.keys() - kept.keys():
                reckoned = reckon(figure, day, missing, tree.paths, tree.kinds)
                kept |= {home: reckoned.get(home, {}) for home in missing}
                new += [KeptSums(figure=figure.name, day=day, unit_id=home, sums=kept[home]) for home in missing]
    if new or seen:
        _keep(new, generation, seen, since)
    return tree, found


class _Tree:
    """All units: each with the ids from the root to it, and its kind. 1 query."""

    def __init__(self) -> None:
        rows = list(Unit.objects.order_by("pk").values_list("pk", "path", "kind_id"))
        self.paths = {pk: tuple(int(part) for part in (path or f"{pk}").strip("/").split("/")) for pk, path, _kind in rows}
        self.kinds = {pk: kind for pk, _path, kind in rows}

    def below(self, tops: Iterable[int]) -> set[int]:
        """Some units and all below them."""
        wanted = set(tops)
        return {pk for pk, path in self.paths.items() if not wanted.isdisjoint(path)}

    def summed(self, parts: Iterable[Mapping[str, Mapping[str, int]]], wanted: Iterable[int]) -> dict[int, Sums]:
        """What is to be added to each unit, added up from below."""
        found: dict[int, Sums] = defaultdict(Counter)
        for part in parts:
            for unit, own in part.items():
                found[int(unit)].update(own)
        for pk, path in sorted(self.paths.items(), key=lambda each: -len(each[1])):
            if pk in found and len(path) > 1:
                found[path[-2]].update(found[pk])
        return {pk: found.get(pk, Counter()) for pk in wanted}


def _is_touched(figure: Figure, day: date, since: date | None) -> bool:
    return since is not None and (figure.looks_ahead or since <= day)


def _touched(tree: _Tree) -> tuple[list[int], dict[int, date]]:
    """What touches there are, and the first units of those they tell of, each with the first day touched. 2 queries; places take more."""
    seen: list[int] = []
    homes: dict[int, date] = {}
    people: dict[int, date] = {}
    served: dict[int, set[int]] = defaultdict(set)  # by those whose assignments were touched
    places: dict[date, set[int]] = defaultdict(set)

    def touch(found: dict[int, date], pk: int, day: date) -> None:
        found[pk] = min(day, found.get(pk, day))

    for pk, person, unit, day in Touch.objects.order_by("pk").values_list("pk", "person_id", "unit_id", "since"):
        seen.append(pk)
        if person is None:
            places[day] |= tree.paths.keys() if unit is None else tree.below([unit])
        else:
            touch(people, person, day)
            if unit is not None:
                served[person].add(unit)
    serve: dict[int, set[int]] = defaultdict(set)
    for person, unit in Assignment.objects.filter(person__in=people).order_by().values_list("person_id", "unit_id") if people else ():
        serve[person].add(unit)
    for person, day in people.items():
        units = serve[person] | served[person]
        # Where there are several, it may be another one now that is the first, on every day there is.
        for unit in units:
            touch(homes, unit, date.min if len(units) > 1 and person in served else day)
    for day, units in places.items():
        elsewhere = Assignment.objects.filter(unit__in=units).values("person")
        firsts = Assignment.objects.filter(person__in=elsewhere).order_by().values("person").annotate(first=Min("unit"))
        everybody = units == tree.paths.keys()
        for pk in units if everybody else units | set(firsts.values_list("first", flat=True)):
            touch(homes, pk, day)
    return seen, homes


def _generation() -> int:
    return Keeping.objects.get_or_create(pk=Keeping.ONE)[0].generation


def _keep(new: list[KeptSums], generation: int, seen: list[int], since: Mapping[int, date]) -> None:
    """Throw away what was touched and keep what was reckoned, unless something else has been thrown away since it was."""
    with transaction.atomic():
        keeping = Keeping.objects.select_for_update().get(pk=Keeping.ONE)
        if keeping.generation != generation:
            return
        if seen:
            keeping.generation += 1
            keeping.save()
            rows = KeptSums.objects.filter(unit__in=since).values_list("pk", "figure", "day", "unit_id")
            _delete(KeptSums, [pk for pk, name, day, home in rows if name not in EVERY or _is_touched(EVERY[name], day, since[home])])
            _delete(Touch, seen)
        # Somebody else may have kept the same: what was written between their moment and ours has left its touch.
        KeptSums.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)


def _delete(model: type[models.Model], ids: list[int]) -> None:
    for start in range(0, len(ids), 1000):
        model._default_manager.filter(pk__in=ids[start : start + 1000]).delete()


@transaction.atomic
def forget() -> None:
    """Throw away all that is kept, and with it what touches it."""
    keeping, _made = Keeping.objects.select_for_update().get_or_create(pk=Keeping.ONE)
    keeping.generation += 1
    keeping.save()
    KeptSums.objects.all().delete()
    Touch.objects.all().delete()


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let everything that is read inside be of one moment; within somebody else's transaction, of theirs."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        sqlite: Any = connection
        mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"  # others may write meanwhile
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = mode


def counts_by_unit(units: Iterable[Unit], *, on: date, many: int = MANY) -> dict[int, Counts]:
    """What `counts.counts_by_unit` says. 2 queries more where that is reckoned, else 7 in all."""
    wanted = list(units)
    if not is_many(wanted, many=many):
        return counts.counts_by_unit(wanted, on=on)
    return {pk: _counts(found) for pk, found in sums(NOW, wanted, days=[on])[on].items()}


def counts_by_first_unit(unit: Unit, *, on: date) -> dict[int, Counts]:
    """What `counts_by_unit` counts of a unit and those below it, by the first unit of everybody, in the order of the tree. 5 queries."""
    tree, found = _read(NOW, [on])
    below = tree.below([unit.pk])
    parts = {home: Counter[str]() for home in sorted(found[on], key=lambda home: tree.paths[home])}
    for home, own in found[on].items():
        for place, each in own.items():
            if int(place) in below:
                parts[home].update(each)
    return {home: _counts(part) for home, part in parts.items()}


def reach_by_unit(units: Iterable[Unit], qualifications: Iterable[int], *, on: date, many: int = MANY) -> dict[int, Reach]:
    """What `qualifications.selectors.reach_by_unit` says. 2 queries more where that is reckoned, else 7 in all."""
    wanted, asked = list(units), list(qualifications)
    if not is_many(wanted, many=many):
        return selectors.reach_by_unit(wanted, asked, on=on)
    found = sums(HOLDING, wanted, days=[on])[on]
    return {pk: Reach(each["0:1"], {q: number for q in asked if (number := each[f"{q}:1"])}) for pk, each in found.items()}


def counts_as_of(
    units: Iterable[Unit], *, days: Iterable[date], role: int | None = None, many: int = MANY
) -> dict[date, dict[int, Counts]]:
    """What `counts.counts_as_of` says. 2 queries more where that is reckoned, else 7 in all."""
    wanted, asked = list(units), list(days)
    if not is_many(wanted, many=many):
        return counts.counts_as_of(wanted, days=asked, role=role)
    found = sums(SERVED, wanted, days=asked)
    return {day: {pk: _counts(each, -(role or 0)) for pk, each in every.items()} for day, every in found.items()}


def counts_by_kind(unit: Unit, *, days: Iterable[date], many: int = MANY) -> dict[date, dict[int, Counts]]:
    """What `counts.counts_by_kind` says. 2 queries more where that is reckoned, else 8 in all."""
    asked = list(days)
    if not is_many([unit], many=many):
        return counts.counts_by_kind(unit, days=asked)
    kinds = list(Unit.objects.below(unit).order_by().values_list("kind_id", flat=True).distinct())
    found = sums(SERVED, [unit], days=asked)
    return {day: {kind: _counts(every[unit.pk], kind) for kind in kinds} for day, every in found.items()}


def counts_by_role(unit: Unit, *, days: Iterable[date], many: int = MANY) -> dict[date, dict[int, Counts]]:
    """What `counts.counts_by_role` says. 2 queries more where that is reckoned, else 7 in all."""
    asked = list(days)
    if not is_many([unit], many=many):
        return counts.counts_by_role(unit, days=asked)
    found: dict[date, dict[int, Counts]] = {}
    for day, every in sums(SERVED, [unit], days=asked).items():
        each = every[unit.pk]
        roles = {-key for key in (int(label.partition(":")[0]) for label, number in each.items() if number) if key < 0}
        found[day] = {role: _counts(each, -role) for role in roles}
    return found


def reach_on(unit: Unit, *, days: Iterable[date], many: int = MANY) -> dict[date, dict[int, reach.Reach]]:
    """What `reach.reach_on` says. 2 queries more where that is reckoned, else 7 in all."""
    asked = list(days)
    if not is_many([unit], many=many):
        return reach.reach_on(unit, days=asked)
    found: dict[date, dict[int, reach.Reach]] = {}
    for day, every in sums(REACH, [unit], days=asked).items():
        each = every[unit.pk]
        pairs = {
            key: (each[f"{key}:0"], each[f"{key}:1"]) for key in {int(key.partition(":")[0]) for key, number in each.items() if number}
        }
        found[day] = {key: reach.Reach(lacking + held, held) for key, (lacking, held) in pairs.items()}
    return found


def lapses_after(unit: Unit, *, on: date, until: date, many: int = MANY) -> dict[int, dict[date, int]]:
    """What `reach.lapses_after` says, where it is kept with one day of each month for all. 2 queries more where it is reckoned, else 7 in all."""
    if (until + timedelta(days=1)).day != 1 or month_of(until) - month_of(on) != LAPSE_MONTHS - 1 or not is_many([unit], many=many):
        return reach.lapses_after(unit, on=on, until=until)
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for label, number in sums(LAPSES, [unit], days=[on])[on][unit.pk].items():
        if number:
            key, ahead = divmod(int(label.partition(":")[0]), LAPSE_MONTHS)
            year, month = divmod(month_of(on) + ahead, 12)
            found[key][max(on, date(year, month + 1, 1))] = number
    return dict(found)


def keep(wanted: Iterable[tuple[Figure, date]], *, many: int = MANY) -> int:
    """Throw everything away and keep it anew, of these days and no others, where that is slow. Returns how many sums are kept."""
    forget()
    every = list(Unit.objects.filter(parent=None))
    if is_many(every, many=many):
        for figure, day in wanted:
            sums(figure, every, days=[day])  # one at a time, so that little is lost where somebody writes meanwhile
    return KeptSums.objects.count()


def _counts(found: Sums, key: int = 0) -> Counts:
    return counts.counted({state: found[f"{key}:{state}"] for state in (-1, *State)})
