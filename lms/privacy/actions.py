"""Erasing somebody, because it is asked for or because their time is over."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from lms.mail.actions import Words, post_text, words_of
from lms.mail.models import Letter
from lms.onboarding.actions.imports import forget_somebody as forget_imports_of
from lms.people.actions import erase_person
from lms.people.models import Person
from lms.recruitment.actions.forgetting import forget_somebody
from lms.roles.rules.leaving import TOLD_BEFORE, goes_on, last_day_of_forgotten

from .selectors import leavers

SOON_FORGOTTEN = "soon_forgotten"  # the letter, and how its key begins
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed: the person's name (empty if they were none of ours), and cases and references in recruitment."""

    name: str
    in_recruitment: int


@transaction.atomic
def erase(*, person: Person | None, email: str, now: datetime) -> Erased:
    """Remove a person, or whoever has an address, from every room. An applicant or a referee need not be a person of ours.

    Of an application counts without a name stay; so does what the person did as staff, without saying who. A register that is being imported
    with them in it is let be, so that they do not come back.
    """
    addresses = {email, person.email if person else "", person.user.email if person and person.user else ""} - {""}
    number = forget_somebody(person=person, emails=addresses, now=now)
    forget_imports_of(person=person, emails=addresses, now=now)
    return Erased(erase_person(person=person) if person else "", number)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who is removed in a month or sooner: their last day, and the day on which they go; None if they have yet to be told."""

    person: Person
    last_day: date
    goes_on: date | None


def soon_forgotten(*, on: date) -> list[Leaver]:
    """Who is removed within a month of a day, if nothing changes; the first first. 2 queries."""
    due = list(leavers(last_day_of_forgotten(on + TOLD_BEFORE)))
    told = _told_on(due)
    found = [
        Leaver(each, _last_day(each), goes_on(_last_day(each), told_on=told.get(each.pk), can_be_told=bool(each.email))) for each in due
    ]
    return sorted(found, key=lambda each: (each.goes_on or date.max, each.last_day, each.person.pk))


def tell_those_soon_forgotten(*, now: datetime) -> int:
    """Write to everybody who has left and is removed in a month or sooner that it will happen, and when. Returns how many letters are new.

    Once for each time that somebody leaves; who has no e-mail address cannot be told. 2 queries, and some for each new letter.
    """
    today = timezone.localdate(now)
    new = [each.person for each in soon_forgotten(on=today) if each.goes_on is None]
    for person in new:
        post_text(
            key=_key(person),
            text=SOON_FORGOTTEN,
            to=person.email,
            values=_values(person, told_on=today),
            language=person.language,
            now=now,
            is_patient=True,
        )
    return len(new)


def forget_those_who_left(*, now: datetime) -> int:
    """Remove everybody whose three years are over and who has had a month's notice, if there was a way to give it. Returns how many; twice is once.

    Each is removed by themselves, so that a run that is broken off has not been for nothing.
    """
    today = timezone.localdate(now)
    due = [each.person for each in soon_forgotten(on=today) if each.goes_on and each.goes_on <= today]
    for person in due:
        log.info("Person %s left three years ago and is removed", person.pk)
        erase(person=person, email=person.email, now=now)
    return len(due)


def true_notice(letter: Letter, now: datetime) -> Words | None:
    """The notice as it is true when it goes; None if somebody has come back meanwhile, or is gone. 2 queries."""
    today = timezone.localdate(now)
    soon = leavers(last_day_of_forgotten(today + TOLD_BEFORE))
    person = soon.filter(pk=letter.key.split(":")[1]).first()
    if person is None or _key(person) != letter.key:
        return None
    values = _values(person, told_on=timezone.localdate(letter.created_at))
    return words_of(SOON_FORGOTTEN, language=person.language, values=values)


def _last_day(person: Person) -> date:
    """As `leavers` tells it."""
    return person.last_day  # type: ignore[attr-defined]


def _key(person: Person) -> str:
    return f"{SOON_FORGOTTEN}:{person.pk}:{_last_day(person):%Y-%m-%d}"


def _told_on(people: Iterable[Person]) -> dict[int, date]:
    """By person, the day on which they were told. 1 query."""
    keys = {_key(person): person.pk for person in people}
    written = Letter.objects.filter(key__startswith=f"{SOON_FORGOTTEN}:").values_list("key", "created_at")
    return {keys[key]: timezone.localdate(at) for key, at in written if key in keys}


def _values(person: Person, *, told_on: date) -> dict[str, str]:
    """What fills the letter, in its language."""
    day = goes_on(_last_day(person), told_on=told_on, can_be_told=True)
    with translation.override(person.language):
        return {
            "fornavn": person.given_name,
            "dag": date_format(day) if day else "",
            "lenke": urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("home:desk")),
        }
