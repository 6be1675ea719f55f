"""Reads about certificates."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from lms.people.models import Person
from lms.qualifications.models import first_lapse, last_extension
from lms.qualifications.rules import FOREVER, counted

from . import rules
from .models import Certificate


def with_evidence() -> QuerySet[Certificate]:
    """Certificates with what decides how they stand, so that `standing` and `last_day` cost no query."""
    return Certificate.objects.select_related("evidence__revocation", "evidence__unit").annotate(
        lapses_on=first_lapse("evidence__"), extended_to=last_extension("evidence__")
    )


def by_code(typed: str) -> Certificate | None:
    """The certificate whose code somebody typed, or None. 1 query; none if it cannot be a code."""
    code = rules.read_code(typed)
    return with_evidence().filter(code=code).first() if code else None


def standing(certificate: Certificate, on: date) -> rules.Standing:
    """How a certificate stands on a day, from its evidence. No query for what comes from this room's selectors."""
    return rules.standing(valid_until=last_day(certificate), revoked=hasattr(certificate.evidence, "revocation"), on=on)


def last_day(certificate: Certificate) -> date | None:
    """The last day on which a certificate is valid; None if it does not lapse. No query for what comes from this room's selectors."""
    known = certificate if hasattr(certificate, "lapses_on") else with_evidence().get(pk=certificate.pk)
    decided: Any = known
    until = max(known.evidence.valid_until or FOREVER, decided.extended_to or known.evidence.earned_on)
    last = counted(known.evidence.earned_on, until, decided.lapses_on)[1]
    return None if last == FOREVER else last


def own(person: Person) -> list[Certificate]:
    """Every certificate of a person, newest first. 1 query."""
    return list(with_evidence().filter(person=person))
