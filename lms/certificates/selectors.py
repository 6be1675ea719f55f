"""Reads about certificates."""

from datetime import date

from django.db.models import QuerySet

from lms.people.models import Person

from . import rules
from .models import Certificate


def with_evidence() -> QuerySet[Certificate]:
    """Certificates with what decides how they stand, so that `standing` costs no query."""
    return Certificate.objects.select_related("evidence__revocation", "evidence__unit")


def by_code(typed: str) -> Certificate | None:
    """The certificate whose code somebody typed, or None. 1 query; none if it cannot be a code."""
    code = rules.read_code(typed)
    return with_evidence().filter(code=code).first() if code else None


def standing(certificate: Certificate, on: date) -> rules.Standing:
    """How a certificate stands on a day, from its evidence. No query for what comes from this room's selectors."""
    evidence = certificate.evidence
    return rules.standing(valid_until=evidence.valid_until, revoked=hasattr(evidence, "revocation"), on=on)


def own(person: Person) -> list[Certificate]:
    """Every certificate of a person, newest first. 1 query."""
    return list(with_evidence().filter(person=person))
