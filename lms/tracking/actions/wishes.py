"""Somebody would like a talk soon: whoever is to answer hears of it the same day, in one short letter a day at most.

Reckoned like the reminders, open wishes against the outbox, so that a run too many or too few changes nothing.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from lms.mail.actions import awake, post_text, words_of
from lms.mail.models import Letter
from lms.people.models import Person
from lms.roles.models import TalkWish, Urgency
from lms.roles.selectors.following import to_write_to
from lms.roles.selectors.talks import addressed_wishes

from . import address_of

WISH = "wish"  # the letter whose words the CMS may hold
MADE_UP_FOR = timedelta(days=7)  # older ones are the weekly letter's alone


def tell_of_wishes(*, now: datetime) -> int:
    """Write to those who have not heard of a wish to talk soon that nobody has answered. Returns how many letters are new.

    One letter a day at most, by the day on which it goes, never in the quiet hours: what is said after it waits for the next day. 2 queries without
    any wish.
    """
    day = timezone.localdate(awake(now))
    wanted = {person.pk: (person, wishes) for person, wishes in _unanswered(now=now)}
    heard = _heard(set(wanted), now=now)
    new = 0
    for pk, (person, wishes) in wanted.items():
        key = f"wish:{pk}:{day:%Y-%m-%d}"
        letters = heard.get(pk, {})
        if key in letters or all(any(gone is None or gone >= wish.at for gone in letters.values()) for wish in wishes):
            continue
        post_text(key=key, text=WISH, to=person.email, values=_values(person, wishes), language=person.language, now=now, is_patient=True)
        new += 1
    return new


def true_wish(letter: Letter, now: datetime) -> tuple[str, str] | None:
    """A letter about wishes, with those that wait for an answer now; None if none does."""
    for person, wishes in _unanswered(now=now):
        if str(person.pk) == letter.key.split(":")[1]:
            return words_of(WISH, language=person.language, values=_values(person, wishes))
    return None


def _unanswered(*, now: datetime) -> list[tuple[Person, list[TalkWish]]]:
    """Who is to hear of which wishes to talk soon, those that nobody has answered yet. 2 queries without any, else 1 more, and 1 for each wish that
    is of somebody who alone follows the unit up."""
    today = timezone.localdate(now)
    soon = [
        (wish, whom)
        for wish, whom in addressed_wishes(on=today)
        if wish.urgency == Urgency.SOON and wish.seen_at is None and wish.at >= now - MADE_UP_FOR
    ]
    following = to_write_to(list({wish.unit_id: wish.unit for wish, whom in soon if not whom}.values()), on=today)
    found: dict[int, tuple[Person, list[TalkWish]]] = {}
    for wish, whom in soon:
        people = [whom] if whom else [row.person for row in following[wish.unit_id] if row.person_id != wish.person_id]
        if not people:
            people = [row.person for row in to_write_to([wish.unit], on=today, without={wish.person_id})[wish.unit_id]]
        for person in people:
            if person.email:
                found.setdefault(person.pk, (person, []))[1].append(wish)
    return list(found.values())


def _heard(people: set[int], *, now: datetime) -> dict[int, dict[str, datetime | None]]:
    """The letters about wishes that some people have got lately or are to get, by person and key, and when each went; None: it waits. 1 query."""
    if not people:
        return {}
    letters = Letter.objects.filter(key__startswith="wish:", created_at__gte=now - MADE_UP_FOR, stopped_at=None)
    heard: dict[int, dict[str, datetime | None]] = {}
    for key, sent_at, returned_at in letters.values_list("key", "sent_at", "returned_at"):
        heard.setdefault(int(key.split(":")[1]), {})[key] = sent_at or returned_at
    return {pk: heard[pk] for pk in people & heard.keys()}


def _values(person: Person, wishes: list[TalkWish]) -> dict[str, str]:
    """Which units, and where it is answered; who it is stands behind the log-in."""
    units = {wish.unit.name: f"{address_of('tracking:today', wish.unit.slug)}#prat" for wish in wishes}
    return {"fornavn": person.given_name, "liste": "\n\n".join(f"{name}\n{address}" for name, address in units.items())}
