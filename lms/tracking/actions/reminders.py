"""Reminding people of what they have left, and telling those who follow them up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.mail.actions import post_text, withdraw, words_of
from lms.mail.gateways import is_on
from lms.mail.models import Channel, Letter
from lms.people.models import Person
from lms.roles.rules.reviews import TIME_TO_THINK
from lms.tracking.rules.reminders import to_be_said
from lms.tracking.selectors.reminders import Left, Open, UnitWork, left_everywhere, open_of, spoken_to, take_in, work

from . import address_of
from .digests import tell_followers

_AT_A_TIME = 500
REMINDER, REMINDER_SMS = "reminder", "reminder_sms"  # the letters whose words the CMS may hold


@dataclass(frozen=True)
class Said:
    """How many letters a run put in the outbox."""

    reminders: int = 0
    digests: int = 0


def remind_everybody(*, now: datetime) -> Said:
    """Write to everybody who should have been reminded by now and has not been, and to those who follow them up, once a week.

    Compares what should have been said with the outbox, so that a run that was broken off, missed or doubled neither forgets nor repeats anything.
    Somebody with a break is not written to, nor somebody with neither e-mail nor, where text messages are on, a telephone. 4 queries for each unit
    with people and for each 500 people written to, those of `tell_followers`, and some for each new letter.
    """
    today = timezone.localdate(now)
    spoken = spoken_to(on=today)
    written = spoken.written
    left: dict[int, Left] = {}
    units: list[UnitWork] = []
    people_of: dict[int, set[int]] = {}
    for each, rows in work(on=today):
        units.append(each)
        people_of[each.unit.pk] = {row.person_id for row in rows}
        for row in rows:
            own = left.setdefault(row.person_id, Left(row.person_id))
            take_in(own, open_of(row), said_on=spoken.said_on(row.person_id, each.unit.pk))
    due = [own for own in left.values() if to_be_said(own.things, on=today, written_on=written.get(own.person_id))]
    reminders = sum(len(_remind_some(due[start : start + _AT_A_TIME], now=now)) for start in range(0, len(due), _AT_A_TIME))
    return Said(reminders, tell_followers(units, people_of, now=now))


def remind_several(*, some: list[Left], now: datetime) -> list[str]:
    """Remind people because somebody asked for it. The letters wait ten minutes, in which `take_back_reminders` can stop them.

    Returns the keys of those that are new; nobody is reminded twice on one day.
    """
    return _remind_some(_whole(some, now=now), now=now, key=_by_hand(now), wait=TIME_TO_THINK)


def is_reminded_by_hand(person: Person, *, now: datetime) -> bool:
    """Whether somebody has asked for a reminder to this person today. 1 query."""
    return Letter.objects.filter(key=f"remind:{person.pk}:{_by_hand(now)}").exists()


def _whole(some: list[Left], *, now: datetime) -> list[Left]:
    """The same people with what they have left in all their units, since the letter counts for all of them. 5 queries."""
    found = left_everywhere([each.person_id for each in some], on=timezone.localdate(now))
    return [found.get(each.person_id, each) for each in some]


def take_back_reminders(*, keys: Iterable[str]) -> int:
    """Take back these reminders, as far as they have not gone yet. Returns how many; twice is once."""
    return withdraw(keys=[key for key in keys if key.startswith("remind:")])


def _by_hand(now: datetime) -> str:
    return f"by-hand:{timezone.localdate(now):%Y-%m-%d}"


def _remind_some(some: list[Left], *, now: datetime, key: str = "", wait: timedelta = timedelta()) -> list[str]:
    """Writes to those who can be written to and have not been under this key. Returns the keys of what is new."""
    people = Person.objects.in_bulk([each.person_id for each in some])
    week = key or f"{timezone.localdate(now):%G-W%V}"
    wanted = {f"remind:{each.person_id}:{week}": each for each in some if each.person_id in people and way_to(people[each.person_id])}
    posted = set(Letter.objects.filter(key__in=wanted).values_list("key", flat=True))
    new = {name: each for name, each in wanted.items() if name not in posted}
    for name, each in new.items():
        person = people[each.person_id]
        way = way_to(person)
        post_text(
            key=name,
            text=REMINDER_SMS if way == Channel.SMS else REMINDER,
            to=person.phone if way == Channel.SMS else person.email,
            values=_reminder(person, each.open.values()),
            language=person.language,
            now=now,
            delay=wait,
            is_patient=True,
            channel=way or Channel.EMAIL,
        )
    return list(new)


def way_to(person: Person) -> Channel | None:
    """How somebody can be written to: by e-mail, else by text message where those are on and they have a telephone; None if not at all."""
    if person.email:
        return Channel.EMAIL
    return Channel.SMS if person.phone and is_on() else None


def true_reminder(letter: Letter, now: datetime) -> tuple[str, str] | None:
    """A reminder as it is true now: with what somebody has left; None if that is nothing, as for somebody who has a break, or is gone. 7 queries."""
    person = Person.objects.filter(pk=letter.key.split(":")[1]).first()
    left = left_everywhere([person.pk], on=timezone.localdate(now)) if person else {}
    if person is None or person.pk not in left:
        return None
    text = REMINDER_SMS if letter.channel == Channel.SMS else REMINDER
    return words_of(text, language=person.language, values=_reminder(person, left[person.pk].open.values()))


def _reminder(person: Person, things: Iterable[Open]) -> dict[str, str]:
    with translation.override(person.language):
        lines = [_line(each) for each in sorted(things, key=lambda each: (each.last_day, each.name))]
        number = ngettext("%(number)s thing", "%(number)s things", len(lines)) % {"number": len(lines)}
    return {"fornavn": person.given_name, "antall": number, "liste": "\n".join(lines), "lenke": address_of("home:desk")}


def _line(each: Open) -> str:
    said = _("%(what)s: is lacking") if each.is_missing else _("%(what)s: by %(day)s")
    return "- " + said % {"what": each.name, "day": date_format(each.last_day)}
