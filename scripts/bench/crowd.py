"""Two thousand people in forty units, of whom twenty things are asked; most hold most of them, some never did, some no longer do."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from random import Random
from typing import Any

from django.db import connection

from lms.people.models import Person, User
from lms.qualifications.models import Holding, Qualification
from lms.requirements.actions import require
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, ResponsibilityKind, Role
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind

TODAY = date(2026, 11, 2)
UNITS, PEOPLE, ASKED, REGION = 40, 50, 20, 20
# What one would write with the tables before one's eyes: every asked qualification of everybody in the unit, and the span that counts today.
STATEMENT = """
SELECT person.id, person.given_name, person.family_name, qualification.key, requirement.phase, requirement.days, held.valid_from, held.valid_until
FROM roles_assignment assignment
JOIN people_person person ON person.id = assignment.person_id
JOIN units_unit unit ON unit.id = assignment.unit_id
JOIN requirements_requirement requirement ON requirement.valid_from <= %(today)s
    AND (requirement.valid_until IS NULL OR requirement.valid_until >= %(today)s)
    AND (requirement.role_id IS NULL OR requirement.role_id = assignment.role_id)
JOIN requirements_clause clause ON clause.requirement_id = requirement.id
JOIN requirements_option choice ON choice.clause_id = clause.id
JOIN qualifications_qualification qualification ON qualification.id = choice.qualification_id
LEFT JOIN qualifications_holding held ON held.person_id = person.id
    AND held.qualification_id = choice.qualification_id AND held.level = clause.assurance
    AND held.valid_from <= %(today)s AND held.valid_until >= %(today)s
WHERE unit.path LIKE %(below)s AND assignment.status <> 'ended' AND (assignment.ends_on IS NULL OR assignment.ends_on >= %(today)s)
"""


@dataclass(frozen=True)
class Crowd:
    """One unit of 50 people, a region of 1 000, and the login of somebody who follows the region by name."""

    unit: Unit
    region: Unit
    coordinator: User


def build() -> Crowd:
    """Fills an empty, migrated database."""
    dice = Random(20261102)  # noqa: S311
    kind = UnitKind.objects.create(key="crowd", name="Gatenær")
    centre = open_unit(name="Sentralt", slug="crowd", kind=kind, parent=None)
    region = open_unit(name="Region", slug="crowd-region", kind=kind, parent=centre)
    units = [
        open_unit(name=f"Enhet {number}", slug=f"crowd-{number}", kind=kind, parent=region if number < REGION else centre)
        for number in range(UNITS)
    ]
    role = Role.objects.create(key="crowd", name="Vert")
    asked = [Qualification.objects.create(key=f"crowd-{number}", name=f"Kvalifikasjon {number}", order=number) for number in range(ASKED)]
    for each in asked:
        require(qualification=each, role=role, valid_from=date(2020, 1, 1))
    people = Person.objects.bulk_create([Person(given_name=f"Navn{n}", family_name=f"Etternavn{n}") for n in range(UNITS * PEOPLE)])
    Assignment.objects.bulk_create(
        [
            Assignment(person=person, role=role, unit=units[number % UNITS], status=AssignmentStatus.ACTIVE, starts_on=date(2024, 1, 1))
            for number, person in enumerate(people)
        ]
    )
    held = []
    for person in people:
        for each in asked:
            if dice.random() < 0.85:
                start = TODAY - timedelta(days=dice.randint(1, 800))
                held.append(Holding(person=person, qualification=each, valid_from=start, valid_until=start + timedelta(days=730)))
    Holding.objects.bulk_create(held, batch_size=1000)
    coordinator = User.objects.create_user("coordinator@example.org")
    somebody = Person.objects.create(given_name="Kari", family_name="Koordinator", user=coordinator)
    Responsibility.objects.create(person=somebody, unit=region, kind=ResponsibilityKind.COORDINATOR, starts_on=date(2024, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use would have done by itself
    return Crowd(units[7], region, coordinator)


def by_hand(unit: Unit) -> list[tuple[Any, ...]]:
    """The control: one statement, its rows as they come."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"today": connection.ops.adapt_datefield_value(TODAY), "below": f"{unit.path}%"})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def csv_by_hand(unit: Unit) -> bytes:
    """The control of an export: the statement's rows, a line for each person, without a word of explanation."""
    lines: dict[int, list[object]] = {}
    for person, given, family, _key, _phase, _days, _start, until in by_hand(unit):
        lines.setdefault(person, [given, family]).append(until)
    out = StringIO()
    csv.writer(out, delimiter=";").writerows(lines.values())
    return out.getvalue().encode("utf-8-sig")
