"""Whom an address belongs to."""

from lms.recruitment.models import Application, Referee


def is_known_to_recruitment(email: str) -> bool:
    """Whether an address is an applicant's or a referee's. At most 2 queries."""
    return any(model.objects.filter(email__iexact=email).exists() for model in (Application, Referee))
