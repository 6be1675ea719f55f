"""Reads from the ledger."""

from lms.people.models import Person

from .models import Evidence


def evidence_of(person: Person) -> list[Evidence]:
    """A person's evidence, the latest first, revoked pieces included with their revocation. 1 query."""
    return list(
        Evidence.objects.filter(person=person)
        .select_related("qualification", "unit", "registered_by", "revocation", "revocation__by")
        .order_by("-earned_on", "-pk")
    )
