"""The recruiter's board: open cases by stage, the most urgent first.

Promises are counted from the day a case came in, so within a stage the oldest case is always the most urgent one: the order of the board is the order
of an index, and «overdue» is a date to compare with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from lms.people.models import Person
from lms.recruitment.models import Application
from lms.recruitment.models.cases import ApplicationQuerySet
from lms.recruitment.rules import clocks
from lms.recruitment.rules.hands import Hands
from lms.recruitment.rules.next_steps import Step, next_step
from lms.recruitment.rules.stages import WORKING, Facts, Stage
from lms.ui.naming import called
from lms.ui.rules import alphabetical
from lms.units.models import Unit

from .agreed import agreed_of
from .facts import facts_of
from .owners import Owners, covered_by, owners_on

SHOWN = 10  # cases in a column before «show all»
PAGE_SIZE = 50
STAGES = (*WORKING, Stage.WAITING_LIST)
SHOWS = ("all", "mine", "late", "unowned")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show: *all*, *mine*, *late* or *unowned*; of a role (key) and a unit (slug); names that hold each word of `text`; one stage alone."""

    show: str = "all"
    role: str = ""
    unit: str = ""
    text: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One case: what comes next, in whose hands it is, the promise that runs (None: nothing is promised now), and working days in the stage."""

    application: Application
    facts: Facts
    step: Step
    hands: Hands
    promise: clocks.Promise | None
    contact_due: date
    stayed: int


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its first cases; `total` and `late` count all of them."""

    stage: Stage
    rows: list[Row]
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """The stages that have cases, or had without the filter. `people` are the names that the rows need. `page` is there when one stage is shown."""

    columns: list[Column]
    counts: dict[str, int]
    roles: list[tuple[str, str]]
    units: list[tuple[str, str]]
    people: dict[int, Person] = field(default_factory=dict)
    page: "Page[Application] | None" = None


def board(viewer: Person, cases: ApplicationQuerySet, unit: Unit, wanted: Wanted, *, now: datetime, page: object = 1) -> Board:
    """The board of a unit and those below it. `cases` are those the viewer may work on (`policies.cases`). 18 queries, 19 where one stage is shown.

    The same for one case as for thousands: a column holds the first `SHOWN`.
    """
    on = timezone.localdate(now)
    scope = cases.open().filter(unit__path__startswith=unit.path or "")
    known = list(
        scope.order_by()
        .values_list("owner_id", "unit_id", "unit__path", "unit__slug", "unit__name", "role__key", "role__name", "role__names")
        .distinct()
    )
    owners = owners_on(on, {row[0] for row in known})
    lost = {(owner, at) for owner, at, path, *_names in known if owner and not owners.may_work(owner, path or "")}
    conditions = _conditions(viewer, owners, lost, on)
    narrowed = _narrow(scope, wanted)
    tallies: dict[str, dict[str, int]] = {row["stage"]: row for row in _tally(narrowed, conditions)}
    chosen = narrowed.filter(conditions[wanted.show])
    stages = [Stage(wanted.stage)] if wanted.stage else [stage for stage in STAGES if stage in tallies]
    paged = None
    if wanted.stage:
        paged = Paginator(chosen.filter(stage=wanted.stage).order_by("received_at", "pk"), PAGE_SIZE).get_page(page)  # type: ignore[arg-type]
        ids = [case.pk for case in paged.object_list]
    else:
        ids = list(chosen.order_by().alias(place=_PLACE).filter(place__lte=SHOWN).values_list("pk", flat=True))
    rows = rows_of(_fetched(ids), owners=owners, now=now)
    by_stage: dict[str, list[Row]] = {stage: [] for stage in stages}
    for row in rows:
        by_stage[row.application.stage].append(row)
    return Board(
        columns=[
            Column(stage, by_stage[stage], tally.get(wanted.show, 0), tally.get(f"{wanted.show}_late", 0))
            for stage in stages
            for tally in [tallies.get(stage, {})]
        ],
        counts={show: sum(row[show] for row in tallies.values()) for show in SHOWS},
        roles=sorted({(row[5], called(row[6], row[7])) for row in known}, key=lambda pair: alphabetical(pair[1])),
        units=sorted({(row[3], row[4]) for row in known}, key=lambda pair: alphabetical(pair[1])),
        people=people_of(rows),
        page=paged,
    )


_PLACE = Window(RowNumber(), partition_by=[F("stage")], order_by=["received_at", "pk"])


def _fetched(ids: Sequence[int]) -> list[Application]:
    found = Application.objects.filter(pk__in=ids).select_related("unit", "role", "process", "owner").order_by("received_at", "pk")
    return list(found)


def _conditions(viewer: Person, owners: Owners, lost: Iterable[tuple[int | None, int]], on: date) -> dict[str, Q]:
    """Each choice above the board as a condition on cases."""
    gone = Q(owner__isnull=True)
    for owner, unit in lost:
        gone |= Q(owner=owner, unit=unit)
    return {
        "all": Q(),
        "mine": Q(owner__in=[viewer.pk, *owners.covered_by(viewer.pk)]) & ~gone,
        "late": late(on),
        "unowned": gone,
    }


def late(on: date) -> Q:
    """Cases whose running promise is broken on a day."""
    return Q(ruled_at__isnull=True) & (
        Q(contacted_at__isnull=True, received_at__lt=_end_of(clocks.last_overdue(on, clocks.CONTACT_DAYS)))
        | Q(received_at__lt=_end_of(clocks.last_overdue(on, clocks.DECISION_DAYS)))
    )


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _narrow(scope: ApplicationQuerySet, wanted: Wanted) -> ApplicationQuerySet:
    if wanted.role:
        scope = scope.filter(role__key=wanted.role)
    if wanted.unit:
        scope = scope.filter(unit__slug=wanted.unit)
    for word in wanted.text.split():
        scope = scope.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    return scope


def _tally(scope: ApplicationQuerySet, conditions: dict[str, Q]) -> Iterable[Any]:
    counted = {show: Count("pk", filter=conditions[show]) for show in SHOWS}
    too_late = {f"{show}_late": Count("pk", filter=conditions[show] & conditions["late"]) for show in SHOWS}
    return scope.order_by().values("stage").annotate(**counted, **too_late)


def rows_of(applications: Iterable[Application], *, owners: Owners | None = None, now: datetime) -> list[Row]:
    """Cases with what a board says of them, in the order given. 11 queries, 2 more if `owners` are not known; unit, process and role fetched."""
    cases = list(applications)
    facts, agreed = facts_of(cases), agreed_of(cases)
    local = timezone.localtime(now)
    owners = owners or owners_on(local.date(), {case.owner_id for case in cases})
    return [_row(case, facts[case.pk], agreed[case.pk], owners, local) for case in cases]


def _row(case: Application, facts: Facts, agreed: Any, owners: Owners, now: datetime) -> Row:
    contact, decision = promises(case)
    running = None if decision.kept_on else decision if contact.kept_on else contact
    return Row(
        application=case,
        facts=facts,
        step=next_step(case.process.demand, facts, Stage(case.stage), agreed, now=now),
        hands=owners.hands(case.owner_id, case.unit.path or "", facts.tied),
        promise=running if case.is_open else None,
        contact_due=contact.due,
        stayed=clocks.working_days_between(timezone.localdate(case.stage_since), now.date()),
    )


def promises(case: Application) -> tuple[clocks.Promise, clocks.Promise]:
    """What the applicant was promised: contact, and a decision. No query."""
    received, contacted, ruled = (
        timezone.localdate(moment) if moment else None for moment in (case.received_at, case.contacted_at, case.ruled_at)
    )
    assert received
    return clocks.contact(received, contacted), clocks.decision(received, ruled)


def people_of(rows: Iterable[Row]) -> dict[int, Person]:
    """Those whom the rows speak of: owners, deputies, interviewers who are waited for. 1 query."""
    wanted: set[int] = set()
    for row in rows:
        wanted |= row.step.people | {person for person in (row.hands.person, row.hands.stands_in_for) if person}
    return Person.objects.in_bulk(wanted)


@dataclass(frozen=True, slots=True)
class Workload:
    """How many open cases somebody has in their hands, how many of them are late, and where most of them are."""

    mine: int
    late: int
    unit: Unit | None


def workload(person: Person, cases: ApplicationQuerySet, *, on: date) -> Workload:
    """What waits for a recruiter. `cases` are those they may work on. 2 queries, 1 more where there is something."""
    mine = cases.filter(stage__in=[str(stage) for stage in WORKING], owner__in=[person.pk, *covered_by(person, on=on)])
    found = mine.order_by().values("unit").annotate(number=Count("pk"), late=Count("pk", filter=late(on))).order_by("-number", "unit")
    rows = list(found)
    if not rows:
        return Workload(0, 0, None)
    return Workload(sum(row["number"] for row in rows), sum(row["late"] for row in rows), Unit.objects.get(pk=rows[0]["unit"]))


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in which somebody recruits: its open cases, theirs, and those that are late."""

    unit: Unit
    open: int
    mine: int
    late: int


def unit_lines(viewer: Person, cases: ApplicationQuerySet, units: Iterable[Unit], *, on: date) -> list[UnitLine]:
    """The units with what lies in each of them alone, in the order given. 2 queries."""
    counted = cases.open().order_by().values("unit").annotate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(owner__in=[viewer.pk, *covered_by(viewer, on=on)])),
        late=Count("pk", filter=late(on)),
    )  # fmt: skip
    found = {row["unit"]: row for row in counted}
    nothing = {"all": 0, "mine": 0, "late": 0}
    return [UnitLine(unit, row["all"], row["mine"], row["late"]) for unit in units for row in [found.get(unit.pk, nothing)]]
