"""Verbs on the outbox."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from hashlib import sha256
from smtplib import SMTPRecipientsRefused
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator

from .gateways import RefusedError, gateway
from .models import Channel, Letter, LetterText
from .rechecks import true_now
from .rules import after_quiet, fill
from .texts import LetterKind, kind_of

MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(minutes=5)  # more than one attempt can take, and twice as long after each
PERMANENT = 500  # SMTP: this code and those above it stay as they are
KEPT = timedelta(days=180)
LONGEST_SUBJECT = 200
_WAITING = Q(sent_at__isnull=True, stopped_at__isnull=True, returned_at__isnull=True)
log = logging.getLogger(__name__)


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
    is_patient: bool = False,
    calendar: str = "",
    channel: Channel = Channel.EMAIL,
) -> Letter:
    """Put a letter whose words are ready in the outbox; the same key twice is once, and returns the first.

    `delay` is the time in which it can still be stopped. `is_secret` is for a letter with a secret link: its text is removed as soon as it has gone.
    `is_patient` is for what the platform says of itself: it waits until the quiet hours are over, as every text message does. What somebody has just
    asked for, or is told that they were decided on, goes at any time. `calendar` is an iCalendar file to go with it.
    """
    is_patient = is_patient or channel == Channel.SMS
    letter, _created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "to": to,
            "subject": _one_line(subject),
            "body": body.strip() + "\n",
            "calendar": calendar,
            "is_secret": is_secret,
            "is_patient": is_patient,
            "created_at": now,
            "send_after": awake(now + delay) if is_patient else now + delay,
        },
    )
    return letter


def awake(moment: datetime) -> datetime:
    """The moment itself, or in the quiet hours the one in which they end."""
    first, last = settings.QUIET_HOURS
    return after_quiet(timezone.localtime(moment), quiet_from=time(first), quiet_to=time(last))


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
    is_patient: bool = False,
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
        is_patient=is_patient,
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


def readdress(*, old: str, new: str) -> int:
    """Let what waits for an address go to another. Not what holds a secret link: that was made for the first. Returns how many."""
    return Letter.objects.filter(_WAITING, to__iexact=old, is_secret=False).update(to=new)


@transaction.atomic
def send_again(*, keys: Iterable[str], to: str, now: datetime) -> int:
    """Send letters that came back once more, to another address; they count as written now. Returns how many; twice is once."""
    again = Letter.objects.filter(key__in=list(keys), returned_at__isnull=False, is_secret=False)
    return again.update(to=to, created_at=now, send_after=now, returned_at=None, attempts=0, error="")


def send_waiting(*, now: datetime, clock: Callable[[], datetime] | None = None) -> int:
    """Send every letter whose time has come, oldest first. Returns how many went.

    Each letter is claimed before it is sent: the attempt is written down for good, and the letter's time moved by 5, 10, 20 … minutes. So two workers
    never send the same one, and whoever is killed leaves a letter that is tried again, six times in all, always with the same Message-ID or key, by
    which the other side can tell that it has it already. One that its address refuses for good has come back, as has one after its last attempt.

    A patient letter found in the quiet hours waits until they are over, without an attempt. One that is no longer true (`rechecks`) is stopped.

    `clock` tells the time while a long run goes on; without it, the whole run is at `now`. Must not be called within a transaction.
    """
    tell = clock or (lambda: now)
    _give_up(now=now)
    sent = 0
    for letter in list(Letter.objects.filter(_WAITING, send_after__lte=now, attempts__lt=MOST_ATTEMPTS).order_by("send_after", "pk")):
        if _claim(letter, now=tell()) and _hand_over(letter, now=tell()):
            sent += 1
    _forget_secrets()
    return sent


def _give_up(*, now: datetime) -> None:
    """Let come back what was broken off in its last attempt: it may have arrived or not, and somebody must hear that nobody knows."""
    lost = Letter.objects.filter(_WAITING, send_after__lte=now, attempts__gte=MOST_ATTEMPTS)
    for letter in lost.filter(error=""):
        log.warning("Letter %s was broken off in its last attempt", letter.pk)
    lost.update(returned_at=now)


def _claim(letter: Letter, *, now: datetime) -> bool:
    """Make a letter ours for this attempt, and know it as it is now. Returns whether it is still to be sent, and nobody else is at it."""
    ours = Letter.objects.filter(_WAITING, pk=letter.pk, attempts=letter.attempts, send_after__lte=now)
    if letter.is_patient and (morning := awake(now)) > now:
        ours.update(send_after=morning)
        return False
    later = now + FIRST_WAIT * 2**letter.attempts
    with transaction.atomic(durable=True):  # only what is committed outlives us
        if not ours.update(attempts=F("attempts") + 1, error="", send_after=later):
            return False
    letter.refresh_from_db()
    return True


def _hand_over(letter: Letter, *, now: datetime) -> bool:
    """Send a letter that is ours, if it is still true, and write down how it went. Returns whether it has gone."""
    try:
        if not _is_true(letter, now=now):
            return False
        _send(letter)
    except Exception as error:  # whatever is wrong with one letter must not keep the others
        log.warning("Letter %s did not go at attempt %s: %s", letter.pk, letter.attempts, type(error).__name__)
        is_over = _is_refused(error) or letter.attempts >= MOST_ATTEMPTS
        again = awake(letter.send_after) if letter.is_patient else letter.send_after
        said = str(error)[:300] or type(error).__name__
        Letter.objects.filter(pk=letter.pk).update(returned_at=now if is_over else None, error=said, send_after=again)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=now, error="")
    return True


def _is_true(letter: Letter, *, now: datetime) -> bool:
    """Bring a letter's words up to date, or stop it where there is nothing left to say. Returns whether it is to go."""
    words = true_now(letter, now=now)
    if words is None:
        Letter.objects.filter(pk=letter.pk).update(stopped_at=now)
        return False
    subject, body = _one_line(words[0]), words[1].strip() + "\n"
    if (subject, body) != (letter.subject, letter.body):
        letter.subject, letter.body = subject, body
        letter.save(update_fields=["subject", "body"])
    return True


def _is_refused(error: Exception) -> bool:
    """Whether an address takes no letter at all. Codes below 500 mean «not now», as those say who want to be asked twice."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _said in error.recipients.values())
    return isinstance(error, RefusedError)


def _send(letter: Letter) -> None:
    if letter.channel == Channel.SMS:
        gateway()(letter.to, letter.body, letter.key)
    else:
        message_of(letter).send()


def message_of(letter: Letter) -> EmailMessage:
    """A letter as it leaves. Its Message-ID follows from its key and address, so that every attempt has the same."""
    name = sha256(f"{letter.key}\n{letter.to}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(letter.subject, letter.body, to=[letter.to], headers={"Message-ID": f"<{name}@{domain}>"})
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
