"""A crowd: as many invented people as one likes, to see how the platform bears a large organisation. Nobody steps in as one of them.

Each person is drawn from the seed and their own number, so that the same seed and day give the same crowd.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from lms.people.models import Person, User
from lms.qualifications.models import Assurance, Evidence, EvidenceKind, Holding, Qualification
from lms.qualifications.rules import Piece, ValidUnit, merge_spans, spans
from lms.recruitment.models import Application, Code, Move, Outcome, Ruling, Stage
from lms.recruitment.selectors.facts import process_for
from lms.requirements import kept, touches
from lms.requirements.actions import require
from lms.requirements.models import Effect, Phase
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind

from .names import FAMILY, GIVEN

TOP = "folkemengde"
PEOPLE_IN_A_UNIT, UNITS_IN_A_REGION, ASKED = 200, 25, 20
ROLES = ("Vert", "Støttespiller", "Kjøkken", "Turleder", "Arbeidsleder")
KINDS = ("Kafé", "Én til én")
MONTHS = (None, 12, None, 24, None, 36)  # how long what nobody else has made is valid
YEARS = 5  # so long ago the first ones began
RECRUITED = timedelta(days=700)  # applications are told of for so long
_AT_A_TIME = 1000


@dataclass(frozen=True)
class Made:
    """What there is after making a crowd; `made` tells whether it is new."""

    made: bool
    people: int
    units: int


@transaction.atomic
def make(*, people: int, now: datetime, units: int | None = None, seed: int = 1) -> Made:
    """Make a crowd in units of its own below the organisation's, or keep the one that is there. All of it or nothing.

    Without `units` there is one for each 200 people. Of everybody 20 things are asked: what courses earn, and others where those are fewer.
    Each unit's first person coordinates it; `sentral@folkemengde.example` and `administrator@folkemengde.example` can log in and follow the whole.
    """
    top = Unit.objects.filter(slug=TOP).first()
    if top:
        below = Unit.objects.below(top)
        return Made(False, Assignment.objects.filter(unit__in=below).values("person").distinct().count(), below.count())
    crowd = _Crowd(units or max(1, people // PEOPLE_IN_A_UNIT), seed, now)
    touches.take_down()  # or every row would write another, only to have all that is kept forgotten
    for first in range(0, people, _AT_A_TIME):
        crowd.add(range(first, min(first + _AT_A_TIME, people)))
    crowd.give_duties()
    touches.put_up()
    kept.forget()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use would have done by itself
    return Made(True, people, len(crowd.units))


class _Applied(NamedTuple):
    """An application, the stages it went through, and what it led to."""

    case: Application
    way: tuple[Stage, ...]
    post: Assignment | None


class _Crowd:
    """What people are put into."""

    def __init__(self, units: int, seed: int, now: datetime) -> None:
        self.seed, self.now, self.today = seed, now, timezone.localdate(now)
        root = Unit.objects.filter(parent=None).order_by("pk").first()
        kinds = [UnitKind.objects.get_or_create(key=f"{TOP}-{number}", defaults={"name": name})[0] for number, name in enumerate(KINDS)]
        self.top = open_unit(name="Folkemengden", slug=TOP, kind=kinds[0], parent=root)
        self.roles = [Role.objects.get_or_create(key=f"{TOP}-{number}", defaults={"name": name})[0] for number, name in enumerate(ROLES)]
        regions = [
            open_unit(name=f"Region {number + 1}", slug=f"{TOP}-region-{number + 1}", kind=kinds[0], parent=self.top)
            for number in range(-(-units // UNITS_IN_A_REGION))
        ]
        self.units = [
            open_unit(
                name=f"Sted {number + 1}",
                slug=f"{TOP}-{number + 1}",
                kind=kinds[number % len(kinds)],
                parent=regions[number // UNITS_IN_A_REGION],
                city=f"By {number // 5 + 1}",
            )
            for number in range(units)
        ]
        self.asked = list(Qualification.objects.filter(unit=None).order_by("order", "pk")[:ASKED])
        for number in range(len(self.asked), ASKED):
            months = MONTHS[number % len(MONTHS)]
            how_long: dict[str, Any] = {"valid_for": months, "valid_unit": ValidUnit.MONTHS} if months else {}
            self.asked.append(
                Qualification.objects.create(key=f"{TOP}-{number}", name=f"Emne {number + 1}", order=100 + number, **how_long)
            )
        self.process = process_for(self.units[0], self.roles[0])
        self.way = [Stage(stage) for stage in self.process.demand.path]
        self.ask()

    def ask(self) -> None:
        """Twenty rules, of every kind there is."""
        since = self.today.replace(year=self.today.year - YEARS - 1, month=1, day=1)
        for number, each in enumerate(self.asked):
            phase = (Phase.BEFORE_START, Phase.WITHIN_DAYS, Phase.BEFORE_START, Phase.WITHIN_DAYS, Phase.BY_DAY)[number % 5]
            require(
                qualification=each,
                unit=self.top,
                valid_from=since + timedelta(days=200 * (number % 7)),
                phase=phase,
                days=30 * (1 + number % 3) if phase == Phase.WITHIN_DAYS else None,
                due_on=self.today - timedelta(days=100) if phase == Phase.BY_DAY else None,
                effect=Effect.NOT_ALONE if number % 6 == 5 else Effect.BLOCKS,
            )

    def add(self, numbers: range) -> None:
        """Some people, with what they do and what they hold."""
        dice = [Random(f"{self.seed}:{number}") for number in numbers]  # noqa: S311 -- for inventing, no secret
        people = Person.objects.bulk_create(self.person(number, each) for number, each in zip(numbers, dice, strict=True))
        posts: list[Assignment] = []
        proofs: list[Evidence] = []
        held: list[Holding] = []
        applied: list[_Applied] = []
        for number, person, each in zip(numbers, people, dice, strict=True):
            own = list(self.posts(number, person, each))
            posts += own
            applied += self.applications(number, own[0], each)
            last = min(self.today, own[0].ends_on or self.today)
            unreliable = each.random()
            for qualification in self.asked:
                pieces = self.proofs(person, qualification, own[0], last, each, unreliable < 0.35)
                proofs += pieces
                times = spans([Piece(row.earned_on, row.valid_until, row.renewal) for row in pieces])
                held += [Holding(person=person, qualification=qualification, valid_from=a, valid_until=b) for a, b in merge_spans(times)]
        Assignment.objects.bulk_create(posts)
        Evidence.objects.bulk_create(proofs, batch_size=_AT_A_TIME)
        Holding.objects.bulk_create(held, batch_size=_AT_A_TIME)
        self.recruit(applied)

    def person(self, number: int, dice: Random) -> Person:
        """A name, and for nine of ten an address that reaches nobody."""
        email = f"{number}@folkemengde.example" if dice.random() < 0.9 else ""
        return Person(given_name=dice.choice(GIVEN), family_name=dice.choice(FAMILY), email=email)

    def posts(self, number: int, person: Person, dice: Random) -> Iterator[Assignment]:
        """One role in one unit; one of twenty has another in the unit beside it."""
        home = number % len(self.units)
        starts_on = self.today - timedelta(days=dice.randint(1, 365 * YEARS))
        fate = dice.random()
        status, ends_on = AssignmentStatus.ACTIVE, None
        if fate < 0.15 and starts_on < self.today:
            status = AssignmentStatus.ENDED
            ends_on = starts_on + timedelta(days=dice.randint(0, (self.today - starts_on).days - 1))
        elif fate < 0.18:
            status = AssignmentStatus.PAUSED
        elif fate < 0.2:
            status, starts_on = AssignmentStatus.PLANNED, self.today + timedelta(days=dice.randint(1, 30))
        role = dice.choice(self.roles)
        yield Assignment(person=person, role=role, unit=self.units[home], status=status, starts_on=starts_on, ends_on=ends_on)
        if dice.random() < 0.05 and status == AssignmentStatus.ACTIVE and len(self.units) > 1:
            yield Assignment(person=person, role=role, unit=self.units[home - 1], status=status, starts_on=starts_on)

    def applications(self, number: int, post: Assignment, dice: Random) -> Iterator["_Applied"]:
        """How those who came of late did it; for each three of them, two others went a part of the way."""
        if post.starts_on < self.today - RECRUITED:
            return
        day = min(post.starts_on, self.today) - timedelta(days=dice.randint(20, 60))
        yield _Applied(self.application(f"{number}", day, post, Stage.ADMITTED, person=post.person), (*self.way, Stage.ADMITTED), post)
        if number % 3:
            way = (*self.way[: dice.randint(1, len(self.way) - 1)], Stage.RULING, Stage.DECLINED)
            yield _Applied(self.application(f"{number}-2", day, post, way[-1], email=f"{number}@soker.example"), way, None)

    def application(self, key: str, day: date, post: Assignment, stage: Stage, **values: Any) -> Application:
        """An application that has been answered, not saved."""
        at = timezone.make_aware(datetime.combine(day, time(12)))
        when = dict.fromkeys(("received_at", "stage_since", "contacted_at", "ruled_at", "ended_at"), at)
        return Application(
            unit=post.unit, role=post.role, process=self.process, key=f"{TOP}:{self.seed}:{key}", stage=stage, **when, **values
        )

    def recruit(self, applied: "list[_Applied]") -> None:
        """Applications with their moves, and the rulings that led to something."""
        Application.objects.bulk_create([each.case for each in applied], batch_size=_AT_A_TIME)
        Move.objects.bulk_create(
            [
                Move(application=each.case, from_stage=before, to_stage=to, at=each.case.received_at)
                for each in applied
                for before, to in pairwise(("", *each.way))
            ],
            batch_size=_AT_A_TIME,
        )
        Ruling.objects.bulk_create(
            Ruling(
                application=each.case,
                outcome=Outcome.ADMITTED,
                code=Code.SUITED,
                from_stage=Stage.REFERENCES,
                proposed_at=each.case.received_at,
                confirmed_at=each.case.received_at,
                assignment=each.post,
            )
            for each in applied
            if each.post
        )

    def proofs(
        self, person: Person, qualification: Qualification, post: Assignment, last: date, dice: Random, unreliable: bool
    ) -> list[Evidence]:
        """What shows that somebody holds something: nothing now and then, else earned about the first day and mostly renewed in time."""
        rows: list[Evidence] = []
        if dice.random() < (0.15 if unreliable else 0.004):
            return rows
        day = post.starts_on + timedelta(days=dice.randint(-30, 20 if unreliable else 0))
        while day <= last:
            valid_until = self.last_day(qualification, day, rows)
            rows.append(
                Evidence(
                    person=person,
                    qualification=qualification,
                    kind=EvidenceKind.COURSE,
                    assurance=Assurance.LOGGED_IN,
                    earned_on=day,
                    valid_until=valid_until,
                    renewal=qualification.renewal,
                    unit=post.unit,
                    source="Kurs",
                    source_key=f"{TOP}:{len(rows)}",
                    registered_at=timezone.make_aware(datetime.combine(day, time(19))),
                )
            )
            if valid_until is None or dice.random() < (0.3 if unreliable else 0.01):
                break
            day = max(day + timedelta(days=1), valid_until + timedelta(days=dice.randint(-50, 20 if unreliable else -1)))
        return rows

    @staticmethod
    def last_day(qualification: Qualification, day: date, before: list[Evidence]) -> date | None:
        """The last valid day that `record` would have written."""
        if qualification.renewal:
            known = [Piece(row.earned_on, row.valid_until, row.renewal) for row in before]
            return spans([*known, Piece(day, renewal=qualification.renewal)])[-1][1]
        return None if qualification.valid_unit == ValidUnit.NEVER else qualification.validity.last_day(day)

    def give_duties(self) -> None:
        """Somebody to follow each unit up, and two that follow all."""
        firsts: dict[int, int] = {}
        for unit_id, person_id in (
            Assignment.objects.current().filter(unit__in=self.units).order_by("pk").values_list("unit_id", "person_id")
        ):
            firsts.setdefault(unit_id, person_id)
        since = self.today - timedelta(days=365 * YEARS)
        rows = [
            Responsibility(unit_id=unit_id, person_id=person_id, kind=ResponsibilityKind.COORDINATOR, starts_on=since)
            for unit_id, person_id in firsts.items()
        ]
        root = Unit.objects.get(pk=self.top.path_ids[0])
        for name, kind, unit in (
            ("sentral", ResponsibilityKind.CENTRAL_COORDINATOR, self.top),
            ("administrator", ResponsibilityKind.ADMINISTRATOR, root),
        ):
            user = User.objects.create_user(f"{name}@{TOP}.example")
            person = Person.objects.create(given_name=name.title(), family_name="Folkemengde", user=user)
            rows.append(Responsibility(unit=unit, person=person, kind=kind, starts_on=since))
        Responsibility.objects.bulk_create(rows)
