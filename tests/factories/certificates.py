"""Certificates for tests, made as the house makes them: evidence first."""

from datetime import UTC, date, datetime
from itertools import count

from lms.certificates.actions import issue
from lms.certificates.models import Certificate
from lms.people.models import Person, User
from lms.qualifications.actions import record
from lms.qualifications.models import Assurance, EvidenceKind, Qualification
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
_number = count(1)


def a_person(given_name: str = "Kari", family_name: str = "Østgård Nordmann", *, login: bool = True) -> Person:
    """Somebody, with a login unless told otherwise."""
    email = f"person{next(_number)}@havna.example"
    user = User.objects.create_user(email) if login else None
    return Person.objects.create(user=user, email=email, given_name=given_name, family_name=family_name)


def a_unit(name: str = "Havna", parent: Unit | None = None, *, slug: str = "") -> Unit:
    """A unit below `parent`, or a root."""
    kind, _created = UnitKind.objects.get_or_create(key="gatenaer", defaults={"name": "Gatenær"})
    return open_unit(name=name, slug=slug or f"havn-{next(_number)}", kind=kind, parent=parent)


def a_certificate(
    person: Person | None = None,
    *,
    unit: Unit | None = None,
    title: str = "Taushetsplikt",
    earned_on: date = date(2026, 3, 3),
    valid_until: date | None = None,
    language: str = "nb",
) -> Certificate:
    """A certificate for one more qualification."""
    number = next(_number)
    qualification = Qualification.objects.create(key=f"kvalifikasjon-{number}", name=title)
    evidence = record(
        person=person or a_person(),
        qualification=qualification,
        kind=EvidenceKind.COURSE,
        assurance=Assurance.LOGGED_IN,
        earned_on=earned_on,
        valid_until=valid_until,
        unit=unit,
        source=f"{title}, utgave 3",
        source_key=f"kurs-{number}",
        at=NOW,
    )
    return issue(
        evidence=evidence,
        title=title,
        edition="Utgave 3",
        unit_name=unit.name if unit else "",
        language=language,
        now=NOW,
    )
