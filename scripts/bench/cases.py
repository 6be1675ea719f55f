"""Five thousand open cases, and as many that have ended: more than Blå Kors will ever have at once, in one unit and in forty."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from lms.people.models import Person, User
from lms.recruitment.models import Application, Channel, Move, Stage
from lms.recruitment.rules.stages import WORKING
from lms.recruitment.selectors.facts import process_for
from lms.roles.models import Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind

OPEN, ENDED, UNITS, OWNERS = 5000, 5000, 40, 20


@dataclass(frozen=True)
class Cases:
    """The unit above all others, the login of somebody who recruits there, and the same for a unit with three cases."""

    unit: Unit
    recruiter: User
    small: Unit


def build() -> Cases:
    """Fills a migrated database; nothing else in it is touched."""
    dice = Random(20261127)  # noqa: S311
    kind, _made = UnitKind.objects.get_or_create(key="cases", defaults={"name": "Gatenær"})
    top = open_unit(name="Rekruttering", slug="cases", kind=kind, parent=None)
    units = [open_unit(name=f"Sted {number}", slug=f"cases-{number}", kind=kind, parent=top) for number in range(UNITS)]
    small = open_unit(name="Lite sted", slug="cases-small", kind=kind, parent=top)
    role, _made = Role.objects.get_or_create(key="cases", defaults={"name": "Vert"})
    process, now = process_for(top, role), timezone.now()
    owners = Person.objects.bulk_create([Person(given_name=f"Eier{n}", family_name=f"Navn{n}") for n in range(OWNERS)])
    recruiter = User.objects.create_user("recruiter@example.org")
    person = Person.objects.create(given_name="Rita", family_name="Rekrutterer", user=recruiter)
    for each in (person, *owners):
        Responsibility.objects.create(
            person=each, unit=top, kind=ResponsibilityKind.RECRUITER, starts_on=timezone.localdate() - timedelta(days=900)
        )
    stages = [Stage(stage) for stage in WORKING]
    cases = []
    for number in range(OPEN + ENDED + 3):
        is_open = number < OPEN or number >= OPEN + ENDED
        stage = stages[number % len(stages)] if is_open else (Stage.ADMITTED, Stage.DECLINED, Stage.WITHDRAWN)[number % 3]
        received = now - timedelta(days=dice.randint(0, 30) if is_open else dice.randint(20, 700))
        cases.append(
            Application(
                unit=small if number >= OPEN + ENDED else units[number % UNITS],
                role=role,
                process=process,
                given_name=f"Navn{number}",
                family_name=f"Etternavn{number}",
                key=f"bench-{number}",
                channel=Channel.values[number % len(Channel.values)],
                owner=owners[number % OWNERS] if number % 7 else None,
                stage=stage,
                stage_since=received,
                received_at=received,
                contacted_at=None if stage == Stage.RECEIVED else received + timedelta(days=1),
                ruled_at=None if is_open else received + timedelta(days=9),
                ended_at=None if is_open else received + timedelta(days=9),
            )
        )
    made = Application.objects.bulk_create(cases, batch_size=500)
    Move.objects.bulk_create([move for case in made for move in _moves(case, case.received_at)], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use would have done by itself
    return Cases(top, recruiter, small)


def _moves(case: Application, received: datetime) -> list[Move]:
    way = [Stage.RECEIVED, Stage.CONTACTED, Stage.INTERVIEW_1, Stage.INTERVIEW_2, Stage.REFERENCES, Stage.RULING]
    if case.stage in way:
        way = way[: way.index(Stage(case.stage)) + 1]
    elif case.ended_at:
        way.append(Stage(case.stage))
    return [
        Move(application=case, from_stage=before, to_stage=to, at=received + timedelta(days=number))
        for number, (before, to) in enumerate(itertools.pairwise(way), start=1)
    ]
