"""Who may open a whole certificate. Whether one is valid, anybody with the code may ask."""

from datetime import date

from lms.people.models import Person
from lms.roles.policies import Permission, may

from .models import Certificate


def may_open(person: Person | None, certificate: Certificate, *, on: date) -> bool:
    """The holder, and whoever may see the people of the unit in which it was earned. At most 1 query."""
    if not person:
        return False
    if certificate.person_id == person.pk:
        return True
    unit = certificate.evidence.unit
    return unit is not None and may(person, Permission.SEE_PEOPLE, unit, on=on)
