"""Writing to applicants and referees: the CMS's words where there are any, else the shipped ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from lms.mail.actions import post_written
from lms.mail.models import Letter
from lms.mail.rules import fill
from lms.recruitment.models import Application, LetterTemplate

Key = LetterTemplate.Key

# What a template may ask for, by letter, with what it is. The CMS shows this beside the text, and refuses other blanks.
COMMON = ("fornavn", "enhet", "rolle", "underskrift")
BLANKS: dict[str, tuple[str, ...]] = {
    Key.RECEIPT: (*COMMON, "lenke", "innen"),
    Key.INVITATION: (*COMMON, "lenke", "tidspunkt", "sted"),
    Key.REFERENCE: ("navn", "søker", *COMMON[1:], "lenke", "innen"),
    Key.ADMITTED: (*COMMON, "kontakt", "setning", "oppstart"),
    Key.WAITING_LIST: (*COMMON, "kontakt", "setning", "lenke"),
    Key.DECLINED: (*COMMON, "kontakt", "setning", "lenke", "notater_slettes", "alt_slettes"),
    Key.WITHDRAWN: (*COMMON, "kontakt", "lenke", "notater_slettes", "alt_slettes"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A letter ready to be read."""

    subject: str
    body: str


def compose(key: str, *, language: str, values: dict[str, str]) -> Words:
    """A letter's words in a language. `values` fill the blanks of `BLANKS[key]`. 1 query.

    The shipped text of `templates/letters/recruitment/<key>.txt` is an ordinary template in which the same words stand as variables.
    """
    written = LetterTemplate.objects.filter(key=key, language=language).first()
    if written:
        return Words(fill(written.subject, values), fill(written.body, values).strip() + "\n")
    return shipped(key, language=language, values=values)


def shipped(key: str, *, language: str, values: dict[str, str]) -> Words:
    """The words that come with the platform, for letters nobody needs to rewrite as well. No query."""
    with translation.override(language):
        subject, _, body = render_to_string(f"letters/recruitment/{key}.txt", values).strip().partition("\n")
    return Words(" ".join(subject.split()), body.strip() + "\n")


def key_of(application: Application | int, *what: str | int) -> str:
    """The key of a letter about a case, or about the case of an id: «recruitment:17:receipt». The number lets it be forgotten with its case."""
    return ":".join(["recruitment", str(application if isinstance(application, int) else application.pk), *map(str, what)])


def letters_about(ids: Iterable[int], what: str = "") -> QuerySet[Letter]:
    """The letters about these cases, to whomever; `what` is how the rest of their keys begins."""
    return Letter.objects.filter(reduce(or_, (Q(key__startswith=f"recruitment:{pk}:{what}") for pk in ids), Q(pk__in=[])))


def values_for(application: Application, *, language: str, **more: str) -> dict[str, str]:
    """What fills the blanks that every letter about a case has, and more, for somebody who reads a language."""
    return {
        "fornavn": application.given_name,
        "enhet": application.unit.name,
        "rolle": role_of(application, language),
        "underskrift": f"{application.owner.name}, {application.unit.name}" if application.owner else application.unit.name,
        **more,
    }


def role_of(application: Application, language: str) -> str:
    """The role of a case inside a sentence, in a language."""
    with translation.override(language):
        return application.role.called.lower()


def day(value: date, language: str) -> str:
    """A day in words in the letter's language: «torsdag 3. desember»."""
    with translation.override(language):
        return date_format(value, "l j. F")


def address_of(name: str, *args: str | int) -> str:
    """A page of ours as a whole address, for a letter."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(name, args=args))


def send(
    *,
    letter: str,
    key: str,
    to: str,
    language: str,
    values: dict[str, str],
    now: datetime,
    delay: timedelta = timedelta(),
    is_secret: bool = False,
    is_patient: bool = False,
    calendar: str = "",
) -> Letter | None:
    """Put a letter in the outbox; None for somebody without an address. `key` makes twice once; it never holds a name or an address."""
    if not to:
        return None
    words = compose(letter, language=language, values=values)
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
    )


def send_shipped(letter: str, *, key: str, to: str, language: str, values: dict[str, str], now: datetime) -> Letter:
    """Put a letter with the shipped words in the outbox: for the unit's own people."""
    words = shipped(letter, language=language, values=values)
    return post_written(key=key, to=to, subject=words.subject, body=words.body, now=now)
