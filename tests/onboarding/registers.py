"""Registers to import: files in few words, and the way from a file to what is written."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from lms.onboarding.actions import imports
from lms.onboarding.actions.checking import check
from lms.onboarding.actions.writing import write
from lms.onboarding.models import Import
from lms.people.models import Person
from lms.units.models import Unit

HEADINGS = "Fornavn;Etternavn;E-post;Telefon;Rolle;Enhet;Fra;Til;Status"


def csv_of(*lines: str, headings: str = HEADINGS) -> bytes:
    """A file of these lines."""
    return "\n".join([headings, *lines, ""]).encode()


def uploaded(unit: Unit, by: Person, content: bytes, *, now: datetime | None = None) -> Import:
    """An import whose columns are as they were guessed, on its way to be checked."""
    moment = now or timezone.now()
    found = imports.begin(unit=unit, file_name="register.csv", content=content, by=by, now=moment)
    return imports.choose_columns(found=found, meanings=found.meanings, now=moment)


def checked(unit: Unit, by: Person, content: bytes, *, clock: Callable[[], datetime] = timezone.now) -> Import:
    """An import that has been checked."""
    found = uploaded(unit, by, content, now=clock())
    check(import_id=found.pk, run=found.run, clock=clock)
    found.refresh_from_db()
    return found


def imported(unit: Unit, by: Person, content: bytes, *, at_a_time: int = 500) -> Import:
    """An import that has been written."""
    found = checked(unit, by, content)
    imports.confirm(found=found, run=found.run, by=by, now=timezone.now())
    write(import_id=found.pk, at_a_time=at_a_time)
    found.refresh_from_db()
    return found
