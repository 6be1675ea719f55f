"""Reminding people of what they have left, and telling those who follow them up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.mail.actions import post_text, withdraw, words_of
from lms.mail.gateways import is_on
from lms.mail.models import Channel, Letter
from lms.people.models import Person
from lms.roles.selectors.following import to_write_to
from lms.roles.selectors.talks import addressed_wishes, due_talks
from lms.tracking.actions import address_of
from lms.tracking.rules.reminders import to_be_said
from lms.tracking.selectors.reminders import (
    Left,
    Open,
    UnitWork,
    left_everywhere,
    open_of,
    returned_since,
    reviews_left,
    spoken_to,
    take_in,
    work,
)
from lms.tracking.selectors.today import waiting_to_be_looked_at
from lms.units.models import Unit

_AT_A_TIME = 500
TIME_TO_THINK = timedelta(minutes=10)
REMINDER, REMINDER_SMS, DIGEST = "reminder", "reminder_sms", "digest"  # the letters whose words the CMS may hold


@dataclass(frozen=True)
class Said:
    """How many letters a run put in the outbox."""

    reminders: int = 0
    digests: int = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """What a letter to those who follow up a unit says of it. `returned`: letters that came back; `unconfirmed`: left in the register's review;
    `sent_in`: people whose certificates from elsewhere wait to be looked at."""

    unit: Unit
    lacking: int = 0
    soon: int = 0
    returned: int = 0
    unconfirmed: int = 0
    wishes: int = 0
    talks: int = 0
    sent_in: int = 0

    @property
    def is_worth_saying(self) -> bool:
        """Whether anything is left to do."""
        return any((self.lacking, self.soon, self.returned, self.unconfirmed, self.wishes, self.talks, self.sent_in))


@dataclass
class _Desk:
    """What somebody follows up, by the unit's id."""

    person: Person
    units: dict[int, _Told] = field(default_factory=dict)


def remind_everybody(*, now: datetime) -> Said:
    """Write to everybody who should have been reminded by now and has not been, and to those who follow them up, once a week.

    Compares what should have been said with the outbox, so that a run that was broken off, missed or doubled neither forgets nor repeats anything.
    Somebody with a break is not written to, nor somebody with neither e-mail nor, where text messages are on, a telephone. 4 queries for each unit
    with people and for each 500 people written to, 6 more for the register and talks, and some for each new letter.
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
    return Said(reminders, _tell_followers(units, people_of, now=now))


def remind_several(*, some: list[Left], now: datetime) -> list[str]:
    """Remind people because somebody asked for it. The letters wait ten minutes, in which `take_back_reminders` can stop them.

    Returns the keys of those that are new; nobody is reminded twice on one day.
    """
    return _remind_some(_whole(some, now=now), now=now, key=_by_hand(now), wait=TIME_TO_THINK)


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
    return "- " + said % {"what": each.name, "day": date_format(each.last_day, "j. F Y")}


def _tell_followers(units: list[UnitWork], people_of: dict[int, set[int]], *, now: datetime) -> int:
    """One letter a week to each who follows up units in which something is left to do. Returns how many are new."""
    today = timezone.localdate(now)
    desks: dict[int, _Desk] = {}
    told, wished = _told(units, people_of, now=now), addressed_wishes(on=today)
    for wish, _whom in wished:
        told.setdefault(wish.unit_id, _Told(wish.unit))
    following = to_write_to([each.unit for each in told.values()], on=today)
    for pk, each in told.items():
        for row in following[pk]:
            for_all = sum(wish.unit_id == pk and whom is None and wish.person_id != row.person_id for wish, whom in wished)
            desks.setdefault(row.person_id, _Desk(row.person)).units[pk] = replace(each, wishes=for_all)
    for wish, whom in wished:
        if whom:
            own = desks.setdefault(whom.pk, _Desk(whom)).units
            before = own.get(wish.unit_id, _Told(wish.unit))
            own[wish.unit_id] = replace(before, wishes=before.wishes + 1)
    for desk in desks.values():
        desk.units = {pk: each for pk, each in desk.units.items() if each.is_worth_saying}
    wanted = {f"digest:{pk}:{today:%G-W%V}": desk for pk, desk in desks.items() if desk.units and desk.person.email}
    posted = set(Letter.objects.filter(key__startswith="digest:", key__endswith=f":{today:%G-W%V}").values_list("key", flat=True))
    new = {key: desk for key, desk in wanted.items() if key not in posted}
    for key, desk in new.items():
        person = desk.person
        post_text(key=key, text=DIGEST, to=person.email, values=_digest(desk), language=person.language, now=now, is_patient=True)
    return len(new)


def _told(units: list[UnitWork], people_of: dict[int, set[int]], *, now: datetime) -> dict[int, _Told]:
    """What is to be said of each unit to whoever follows it up, by its id."""
    today = timezone.localdate(now)
    returned = _returned(people_of, now=now)
    to_confirm = reviews_left((each.unit for each in units), on=today)
    sent_in = waiting_to_be_looked_at()
    talks = Counter(each.assignment.unit_id for each in due_talks((each.unit for each in units), on=today))
    return {
        each.unit.pk: _Told(
            each.unit,
            each.lacking,
            each.soon,
            returned[each.unit.pk],
            to_confirm.get(each.unit.pk, 0),
            talks=talks[each.unit.pk],
            sent_in=len(people_of[each.unit.pk] & sent_in),
        )
        for each in units
    }


def _returned(people_of: dict[int, set[int]], *, now: datetime) -> dict[int, int]:
    """From how many people of each unit a letter came back in the last week, by the unit's id."""
    addresses = returned_since(since=now - timedelta(days=7))
    concerned: set[int] = set()
    if addresses:
        rows = Person.objects.annotate(address=Lower("email")).filter(address__in=addresses)
        concerned = set(rows.values_list("pk", flat=True))
    return {pk: len(people & concerned) for pk, people in people_of.items()}


def _digest(desk: _Desk) -> dict[str, str]:
    with translation.override(desk.person.language):
        parts = []
        for each in desk.units.values():
            said = [
                (each.lacking, ngettext("%(number)s lacks something", "%(number)s lack something", each.lacking)),
                (each.soon, ngettext("%(number)s has something with a deadline", "%(number)s have something with a deadline", each.soon)),
                (each.returned, ngettext("%(number)s letter came back", "%(number)s letters came back", each.returned)),
                (each.wishes, ngettext("%(number)s would like a talk", "%(number)s would like a talk", each.wishes)),
                (each.talks, ngettext("%(number)s talk this week", "%(number)s talks this week", each.talks)),
                (
                    each.unconfirmed,
                    ngettext("%(number)s to confirm in the register", "%(number)s to confirm in the register", each.unconfirmed),
                ),
                (each.sent_in, ngettext("%(number)s has sent in a certificate", "%(number)s have sent in certificates", each.sent_in)),
            ]
            words = ", ".join(text % {"number": number} for number, text in said if number)
            parts.append(f"{each.unit.name}: {words}\n{address_of('tracking:today', each.unit.slug)}")
    return {"fornavn": desk.person.given_name, "liste": "\n\n".join(parts), "lenke": address_of("tracking:choose")}
