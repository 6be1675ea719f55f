"""Verbs on the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import NamedTuple

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator

from .gateways import GatewayError, RefusedError, gateway
from .models import Channel, Letter, LetterText
from .rules import fill
from .texts import LetterKind, kind_of

MOST_ATTEMPTS = 6
KEPT = timedelta(days=180)
LONGEST_SUBJECT = 200


def post(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, object],
    language: str,
    now: datetime,
    delay: timedelta = timedelta(),
    is_secret: bool = False,
    calendar: str = "",
) -> Letter:
    """Put a letter in the outbox; the same key twice is once, and returns the first.

    `template` names `templates/letters/<template>.txt`, whose first line is the subject. For the rest see `post_written`.
    """
    with translation.override(language):
        subject, _, body = render_to_string(f"letters/{template}.txt", context).strip().partition("\n")
    return post_written(key=key, to=to, subject=subject, body=body, now=now, delay=delay, is_secret=is_secret, calendar=calendar)


@transaction.atomic
def post_written(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    delay: timedelta = timedelta(),
    is_secret: bool = False,
    calendar: str = "",
    channel: Channel = Channel.EMAIL,
) -> Letter:
    """Put a letter whose words are ready in the outbox; the same key twice is once, and returns the first.

    `delay` is the time in which it can still be stopped. `is_secret` is for a letter with a secret link: its text is removed as soon as it has gone.
    `calendar` is an iCalendar file to go with it.
    """
    letter, _created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "to": to,
            "subject": _one_line(subject),
            "body": body.strip() + "\n",
            "calendar": calendar,
            "is_secret": is_secret,
            "created_at": now,
            "send_after": now + delay,
        },
    )
    return letter


def _one_line(subject: str) -> str:
    """A subject as it fits: one with the longest of names in it must not keep a letter from being written."""
    return Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT)


class Words(NamedTuple):
    """A letter ready to be read; without subject if it goes to a telephone."""

    subject: str
    body: str


def post_text(
    *,
    key: str,
    text: str,
    to: str,
    values: dict[str, str],
    language: str,
    now: datetime,
    delay: timedelta = timedelta(),
    is_secret: bool = False,
    calendar: str = "",
    channel: Channel = Channel.EMAIL,
) -> Letter:
    """Put a letter in the outbox with the words of the desk (`texts.LetterKind` of key `text`), else the shipped ones; the same key twice is once.

    For the rest see `post_written`.
    """
    words = words_of(text, language=language, values=values)
    return post_written(
        key=key,
        to=to,
        subject=words.subject,
        body=words.body,
        now=now,
        delay=delay,
        is_secret=is_secret,
        calendar=calendar,
        channel=channel,
    )


def words_of(text: str, *, language: str, values: dict[str, str]) -> Words:
    """Subject and text of a letter in a language, `values` filling its blanks. 1 query."""
    written = LetterText.objects.filter(key=text, language=language, live=True).first()
    if written:
        return Words(_one_line(fill(written.subject, values)), fill(written.body, values).strip() + "\n")
    kind = kind_of(text)
    return _shipped(text, is_short=bool(kind and kind.is_short), language=language, values=values)


def shipped_words(kind: LetterKind, *, language: str) -> Words:
    """The words that come with the platform, with their blanks in braces. No query."""
    return _shipped(kind.key, is_short=kind.is_short, language=language, values={name: f"{{{name}}}" for name in kind.blanks})


def _shipped(text: str, *, is_short: bool, language: str, values: dict[str, str]) -> Words:
    with translation.override(language):
        shipped = render_to_string(f"letters/{text}.txt", values).strip()
    subject, _, body = ("", "", shipped) if is_short else shipped.partition("\n")
    return Words(_one_line(subject), body.strip() + "\n")


def stop(*, letter: Letter, now: datetime) -> bool:
    """Keep a letter from being sent. Returns whether it was still time: one that is being sent this moment is as good as gone."""
    stopped = Letter.objects.filter(pk=letter.pk, sent_at__isnull=True, stopped_at__isnull=True, returned_at__isnull=True)
    stopped = stopped.exclude(attempts__gt=0, error="", send_after__gt=now)
    is_stopped = bool(stopped.update(stopped_at=now))
    _forget_secrets()
    return is_stopped


def withdraw(*, keys: Iterable[str]) -> int:
    """Take letters out of the outbox that nobody has begun to send, as if they had never been written. Returns how many; twice is once."""
    unsent = Letter.objects.filter(key__in=list(keys), sent_at=None, stopped_at=None, returned_at=None, attempts=0)
    return unsent.delete()[0]


def send_waiting(*, now: datetime) -> int:
    """Send every letter whose time has come, oldest first. Returns how many went.

    Each letter is claimed (its time moved, later for every attempt) before it is sent, so two workers never send the same one, and a letter whose
    sending failed is tried again after 5, 10, 20 … minutes, six times in all. One that its address refuses has come back, and is not tried again.
    """
    sent = 0
    waiting = Letter.objects.filter(
        sent_at__isnull=True,
        stopped_at__isnull=True,
        returned_at__isnull=True,
        send_after__lte=now,
        attempts__lt=MOST_ATTEMPTS,
    )
    for letter in waiting.order_by("send_after"):
        claimed = Letter.objects.filter(pk=letter.pk, attempts=letter.attempts, sent_at__isnull=True, stopped_at__isnull=True).update(
            attempts=F("attempts") + 1, error="", send_after=now + timedelta(minutes=5 * 2**letter.attempts)
        )
        if not claimed:
            continue
        try:
            _send(letter)
        except (SMTPRecipientsRefused, RefusedError) as error:
            Letter.objects.filter(pk=letter.pk).update(returned_at=now, error=str(error)[:300])
        except (SMTPException, OSError, GatewayError) as error:
            given_up = now if letter.attempts + 1 >= MOST_ATTEMPTS else None
            Letter.objects.filter(pk=letter.pk).update(returned_at=given_up, error=str(error)[:300])
        else:
            Letter.objects.filter(pk=letter.pk).update(sent_at=now, error="")
            sent += 1
    _forget_secrets()
    return sent


def _send(letter: Letter) -> None:
    if letter.channel == Channel.SMS:
        gateway()(letter.to, letter.body, letter.key)
    else:
        _message(letter).send()


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage(letter.subject, letter.body, to=[letter.to])
    if letter.calendar:
        message.attach("samtale.ics", letter.calendar, "text/calendar")
    return message


def _forget_secrets() -> None:
    """Remove the text of letters with a secret link that will not be sent (again): nobody shall find the link in the database."""
    done = Q(sent_at__isnull=False) | Q(stopped_at__isnull=False) | Q(returned_at__isnull=False)
    Letter.objects.filter(done, is_secret=True).exclude(body="").update(body="")


def forget_old(*, now: datetime) -> int:
    """Remove letters that were sent, stopped or given up 180 days ago or more. Returns how many."""
    old = now - KEPT
    gone = Letter.objects.filter(Q(sent_at__lte=old) | Q(stopped_at__lte=old) | Q(returned_at__lte=old))
    return gone.delete()[0]


def forget_address(*, address: str) -> int:
    """Remove every letter to an address, sent or not. Returns how many."""
    return Letter.objects.filter(to__iexact=address).delete()[0]
