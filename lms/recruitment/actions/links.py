"""Secret links: random, hashed at rest, one purpose, expiring."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from lms.recruitment.models import Application, Referee, SecretLink

OPEN_FOR = {SecretLink.Purpose.APPLICANT: timedelta(days=90), SecretLink.Purpose.REFERENCE: timedelta(days=21)}


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, purpose: SecretLink.Purpose, application: Application, now: datetime, referee: Referee | None = None) -> str:
    """Make a link and return its token, which is kept nowhere else. It expires 90 days (applicant) or 21 days (referee) from now.

    Earlier links to the same stay open, so that a first letter works as well as a reminder.
    """
    token = secrets.token_urlsafe(32)
    SecretLink.objects.create(
        purpose=purpose,
        application=application,
        referee=referee,
        token_hash=_hash(token),
        created_at=now,
        expires_at=now + OPEN_FOR[SecretLink.Purpose(purpose)],
    )
    return token


def open_link(token: str, purpose: SecretLink.Purpose, *, now: datetime) -> SecretLink | None:
    """The link behind a token, if it is for this purpose and open; None alike for a guessed, expired, closed or foreign one. 1 query."""
    return (
        SecretLink.objects.filter(token_hash=_hash(token), purpose=purpose, closed_at__isnull=True, expires_at__gt=now)
        .select_related("application__unit", "application__role", "application__process__guideline", "referee")
        .first()
    )


def close_links(
    *, application: Application, now: datetime, purpose: SecretLink.Purpose | None = None, referee: Referee | None = None
) -> int:
    """Close the open links of a case, all or those of one purpose or referee. Returns how many."""
    which = Q()
    if purpose:
        which &= Q(purpose=purpose)
    if referee:
        which &= Q(referee=referee)
    return SecretLink.objects.filter(which, application=application, closed_at__isnull=True).update(closed_at=now)
