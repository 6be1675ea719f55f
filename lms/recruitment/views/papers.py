"""What else a process may ask for: guideline, police certificate, trial shift."""

from datetime import datetime
from typing import Any

from lms.people.models import Person
from lms.recruitment.models import Application


def part(person: Person, application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of a case's page, as far as a person may read it."""
    return {}


def own_part(application: Application, *, now: datetime) -> dict[str, Any]:
    """This part of the applicant's own page."""
    return {}
