"""Verbs on certificates."""

from datetime import datetime
from secrets import choice

from django.db import transaction

from lms.qualifications.models import Evidence

from . import rules
from .models import Certificate


@transaction.atomic
def issue(*, evidence: Evidence, title: str, edition: str, unit_name: str, language: str, now: datetime) -> Certificate:
    """Make the certificate of a piece of evidence; twice is once, and returns the first with the words it was given then.

    `title`, `edition` and `unit_name` are what shall stand on it, in the holder's `language`; the name is the person's of today.
    """
    certificate, _created = Certificate.objects.get_or_create(
        evidence=evidence,
        defaults={
            "person": evidence.person,
            "code": rules.code(choice),
            "person_name": evidence.person.name,
            "title": title,
            "edition": edition,
            "unit_name": unit_name,
            "language": language,
            "issued_at": now,
        },
    )
    return certificate
