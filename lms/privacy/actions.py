"""Erasing somebody."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms.onboarding.actions.imports import forget_somebody as forget_imports_of
from lms.people.actions import erase_person
from lms.people.models import Person
from lms.recruitment.actions.forgetting import forget_somebody


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed: the person's name (empty if they were none of ours), and cases and references in recruitment."""

    name: str
    in_recruitment: int


@transaction.atomic
def erase(*, person: Person | None, email: str, now: datetime) -> Erased:
    """Remove a person, or whoever has an address, from every room. An applicant or a referee need not be a person of ours.

    Of an application counts without a name stay; so does what the person did as staff, without saying who. A register that is being imported
    with them in it is let be, so that they do not come back.
    """
    addresses = {email, person.email if person else "", person.user.email if person and person.user else ""} - {""}
    number = forget_somebody(person=person, emails=addresses, now=now)
    forget_imports_of(person=person, emails=addresses, now=now)
    return Erased(erase_person(person=person) if person else "", number)
