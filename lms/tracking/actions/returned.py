"""Sending again what came back, once the address has been put right."""

from collections import defaultdict
from datetime import datetime, timedelta

from lms.mail.actions import send_again
from lms.people.models import Person
from lms.tracking.selectors.returned import came_back_from, now_at

LOOKED_BACK = timedelta(days=30)


def send_anew(*, person: Person, now: datetime) -> int:
    """Send somebody what came back from an earlier address within 30 days. Returns how many letters; twice is once."""
    keys: dict[str, list[str]] = defaultdict(list)
    for each in came_back_from({person.pk: person}, since=now - LOOKED_BACK):
        for letter in each.can_be_sent:
            keys[now_at(person, letter)].append(letter.key)
    return sum(send_again(keys=some, to=to, now=now) for to, some in keys.items())
