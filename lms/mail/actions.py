"""Verbs on the outbox."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from .models import Letter

MOST_ATTEMPTS = 6
KEPT = timedelta(days=180)


@transaction.atomic
def post(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, object],
    language: str,
    now: datetime,
    delay: timedelta = timedelta(),
) -> Letter:
    """Put a letter in the outbox; the same key twice is once, and returns the first.

    `template` names `templates/letters/<template>.txt`, whose first line is the subject. `delay` is the time in which it can still be stopped.
    """
    with translation.override(language):
        subject, _, body = render_to_string(f"letters/{template}.txt", context).strip().partition("\n")
    letter, _created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject.strip(),
            "body": body.strip() + "\n",
            "created_at": now,
            "send_after": now + delay,
        },
    )
    return letter


def stop(*, letter: Letter, now: datetime) -> bool:
    """Keep a letter from being sent. Returns whether it was still time."""
    return bool(Letter.objects.filter(pk=letter.pk, sent_at__isnull=True, stopped_at__isnull=True).update(stopped_at=now))


def send_waiting(*, now: datetime) -> int:
    """Send every letter whose time has come, oldest first. Returns how many went.

    Each letter is claimed (its time moved, later for every attempt) before it is sent, so two workers never send the same one, and a letter whose
    sending failed is tried again after 5, 10, 20 … minutes, six times in all.
    """
    sent = 0
    waiting = Letter.objects.filter(
        sent_at__isnull=True,
        stopped_at__isnull=True,
        send_after__lte=now,
        attempts__lt=MOST_ATTEMPTS,
    )
    for letter in waiting.order_by("send_after"):
        claimed = Letter.objects.filter(pk=letter.pk, attempts=letter.attempts, sent_at__isnull=True, stopped_at__isnull=True).update(
            attempts=F("attempts") + 1, send_after=now + timedelta(minutes=5 * 2**letter.attempts)
        )
        if not claimed:
            continue
        try:
            EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
        except (SMTPException, OSError) as error:
            Letter.objects.filter(pk=letter.pk).update(error=str(error)[:300])
        else:
            Letter.objects.filter(pk=letter.pk).update(sent_at=now, error="")
            sent += 1
    return sent


def forget_old(*, now: datetime) -> int:
    """Remove letters that were sent, stopped or given up 180 days ago or more. Returns how many."""
    old = now - KEPT
    gone = Letter.objects.filter(Q(sent_at__lte=old) | Q(stopped_at__lte=old) | Q(attempts__gte=MOST_ATTEMPTS, send_after__lte=old))
    return gone.delete()[0]


def forget_address(*, address: str) -> int:
    """Remove every letter to an address, sent or not. Returns how many."""
    return Letter.objects.filter(to__iexact=address).delete()[0]
