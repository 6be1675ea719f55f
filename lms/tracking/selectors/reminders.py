"""Reads for reminders: what everybody has left, unit by unit, and who has been written to."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from lms.mail.models import Letter
from lms.people.models import Person
from lms.qualifications.models import Submission, SubmissionState
from lms.requirements.models import Exemption
from lms.requirements.rules import Demand, Mark, State, Verdict, together
from lms.requirements.selectors import Cell, Row, current_on, unit_matrix
from lms.requirements.words import called
from lms.roles.models import Assignment
from lms.roles.selectors.reviews import open_review, progress
from lms.tracking.rules.reminders import BETWEEN, MADE_UP_FOR, Heap, heap_of
from lms.units.models import Unit
from lms.units.rules import in_tree_order

# Those whose last day is that of what is or was held, or of the leave that lets it be; the last day of the others is when they fall due.
ENDING = frozenset({Mark.LAPSING, Mark.LAPSED, Mark.EXEMPT_ENDING, Mark.ALLOWED})


@dataclass(frozen=True, slots=True)
class Open:
    """Something somebody has left: what, the last day to do it (or the last day on which it counted), and whether it stands in the way."""

    asked: Demand
    last_day: date
    is_missing: bool

    @property
    def name(self) -> str:
        """What it is, in the language of whoever reads it: a letter's reader is not the one who sends it."""
        return called(self.asked)


@dataclass(slots=True)
class Left:
    """What one person has left in all their units, by what it is; the earliest last day decides.

    `said`: for those of it that a letter has named, the day of the latest.
    """

    person_id: int
    open: dict[str, Open] = field(default_factory=dict)
    said: dict[str, date] = field(default_factory=dict)

    @property
    def things(self) -> list[tuple[date, date | None]]:
        """Of each thing its last day, and when it was last named."""
        return [(what.last_day, self.said.get(key)) for key, what in self.open.items()]


@dataclass(frozen=True, slots=True)
class UnitWork:
    """How many of a unit's people stand under each heading of the day's work."""

    unit: Unit
    heaps: Counter[Heap]


def last_day(cell: Cell) -> date:
    """The last day to do what a cell asks for: the last on which it counts, or counted, or is let be; else the one on which it falls due."""
    return cell.span[1] if cell.span and cell.mark in ENDING else cell.asked.due


def open_of(row: Row) -> dict[str, Open]:
    """What somebody has left, by what it is; nothing for somebody who has a break."""
    if row.state is None:
        return {}
    return {
        key: Open(cell.asked.demand, last_day(cell), cell.mark.state >= State.NOT_ALONE)
        for key, cell in row.cells.items()
        if cell.mark.state is not State.READY
    }


def take_in(left: Left, found: Mapping[str, Open], *, said_on: date | None = None) -> None:
    """Add to what somebody has left what is found in another of their units, and when a letter last named it; the earliest last day decides."""
    for key, what in found.items():
        if key not in left.open or what.last_day < left.open[key].last_day:
            left.open[key] = what
        if said_on:
            left.said[key] = max(said_on, left.said.get(key, said_on))


def left_everywhere(people: Collection[int], *, on: date) -> dict[int, Left]:
    """What some people have left in all their open units, by their id; nobody with nothing left. 5 queries, whatever their number."""
    theirs = Assignment.objects.filter(person__in=people, unit__in=Unit.objects.open())
    found: dict[int, Left] = {}
    for root in Unit.objects.filter(parent=None):
        for row in unit_matrix(root, on=on, assignments=theirs).rows:
            take_in(found.setdefault(row.person_id, Left(row.person_id)), open_of(row))
    return {pk: left for pk, left in found.items() if left.open}


def left_of(verdicts: Iterable[Verdict]) -> dict[str, Open]:
    """What somebody has left by these verdicts, by what it is. No query."""
    found: dict[str, Open] = {}
    for key, each in together(verdicts).items():
        if each.mark.state is not State.READY:
            until = each.leave[1] if each.leave else each.until
            day = until if until and each.mark in ENDING else each.due
            found[key] = Open(each.demand, day, each.mark.state >= State.NOT_ALONE)
    return found


def work(*, on: date) -> Iterator[tuple[UnitWork, list[Row]]]:
    """Every open unit with people, alone, with its people, in tree order. 4 queries for each unit, and 1: one unit at a time stays in memory."""
    for unit in in_tree_order(Unit.objects.open().select_related("kind")):
        rows = [row for row in unit_matrix(unit, on=on, below=False).rows if row.state is not None]
        if rows:
            yield UnitWork(unit, Counter(heap for row in rows if (heap := heading_of(row, on=on)))), rows


def heading_of(row: Row, *, on: date) -> Heap | None:
    """Under which heading of the day's work somebody stands; None for somebody with nothing left. Whoever takes on something new is new in that."""
    found = open_of(row)
    if not found:
        return None
    return heap_of(starts_on=max(post.starts_on for post in row.posts), is_missing=any(each.is_missing for each in found.values()), on=on)


def exemptions_waiting(*, on: date) -> list[Exemption]:
    """All exemptions that wait for a second yes, the oldest first. 1 query."""
    rows = Exemption.objects.filter(approved_at=None, closed_at=None, until__gte=on).order_by("at", "pk")
    return list(rows.select_related("unit", "qualification"))


def submissions_waiting(*, on: date) -> list[tuple[Submission, Unit]]:
    """All certificates from elsewhere that wait to be looked at, the oldest first, each with every unit its sender works in. 2 queries."""
    waiting = list(Submission.objects.filter(state=SubmissionState.WAITING).select_related("qualification").order_by("sent_at", "pk"))
    theirs: dict[int, dict[int, Unit]] = {}
    current = Assignment.objects.filter(current_on(on), person__in={each.person_id for each in waiting}).select_related("unit__kind")
    for assignment in current.order_by("pk") if waiting else ():
        theirs.setdefault(assignment.person_id, {})[assignment.unit_id] = assignment.unit
    return [(each, unit) for each in waiting for unit in theirs.get(each.person_id, {}).values()]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The days of the latest letters: reminders, which name everything, by the person's id; welcomes, which name what one unit asks, by both ids."""

    reminded: dict[int, date]
    welcomed: dict[tuple[int, int], date]

    @property
    def written(self) -> dict[int, date]:
        """The day of the latest letter of either kind, by the person's id."""
        days = dict(self.reminded)
        for (person_id, _unit), day in self.welcomed.items():
            days[person_id] = max(day, days.get(person_id, date.min))
        return days

    def said_on(self, person_id: int, unit_id: int) -> date | None:
        """When somebody was last told what a unit asks of them."""
        days = (self.reminded.get(person_id), self.welcomed.get((person_id, unit_id)))
        return max((day for day in days if day), default=None)


def spoken_to(*, on: date) -> Spoken:
    """When each person was last reminded and welcomed, as far as it matters on a day. 3 queries."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=MADE_UP_FOR), datetime.min.time()))
    letters = Letter.objects.filter(created_at__gte=since, stopped_at__isnull=True).order_by("created_at")
    welcomes = {int(key.split(":")[1]): at for key, at in letters.filter(key__startswith="welcome:").values_list("key", "created_at")}
    found = Assignment.objects.filter(pk__in=welcomes).values_list("pk", "person_id", "unit_id")
    welcomed: dict[tuple[int, int], date] = {}
    for pk, person_id, unit_id in sorted(found, key=lambda row: welcomes[row[0]]):
        welcomed[person_id, unit_id] = timezone.localdate(welcomes[pk])
    reminders = letters.filter(key__startswith="remind:").values_list("key", "created_at")
    return Spoken({int(key.split(":")[1]): timezone.localdate(at) for key, at in reminders}, welcomed)


def written_to(*, on: date) -> dict[int, date]:
    """The last day on which each person was reminded or welcomed, by the person's id, as far as it matters on a day. 3 queries."""
    return spoken_to(on=on).written


def written_lately(people: Collection[int], *, on: date) -> dict[int, date]:
    """Those of some people who have had a letter in the week in which they get no other by themselves, and when, by their id. 3 queries."""
    return {pk: day for pk, day in written_to(on=on).items() if pk in people and (on - day).days < BETWEEN}


def reviews_left(units: Iterable[Unit], *, on: date) -> dict[int, int]:
    """How many each unit still has to confirm in the review of its register, by the unit's id; only in the weeks it is meant to take. 2 queries."""
    review = open_review(on=on)
    if review.is_late(on):
        return {}
    return {pk: each.left for pk, each in progress(units, review=review, on=on).items()}


def letters_to(person: Person, *, assignments: Iterable[int], submissions: Iterable[int]) -> list[Letter]:
    """What the desk has written to somebody: reminders, the welcome to these assignments, answers about these certificates. 1 query.

    Letters about anything else, such as recruitment, are not the desk's to show; and never what stood in any.
    """
    keys = [*(f"welcome:{pk}" for pk in assignments), *(f"submission:{pk}" for pk in submissions)]
    mine = Q(key__startswith=f"remind:{person.pk}:") | Q(key__in=keys)
    return list(Letter.objects.filter(mine).order_by("-created_at").defer("body", "calendar"))


def returned_since(*, since: datetime) -> set[str]:
    """Addresses from which a letter has come back since a moment, in small letters. 1 query."""
    rows = Letter.objects.filter(returned_at__gte=since).values_list("to", flat=True)
    return {address.casefold() for address in rows}
