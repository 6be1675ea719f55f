"""Letters that came back: whose address does not work, and whose has been put right since, so that what they missed can be sent again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from lms.mail.models import Channel, Letter
from lms.people.models import Person
from lms.qualifications.models import Submission
from lms.roles.models import Assignment

# Letters of the desk's own kind: what to send again is known to be theirs, and theirs alone.
OURS = ("remind", "welcome", "submission")


@dataclass(slots=True)
class CameBack:
    """Somebody from whom letters came back. `is_broken`: one did from the address or number they have now; `missed`: those of ours from an earlier
    one, the latest first.
    """

    person: Person
    is_broken: bool = False
    missed: list[Letter] = field(default_factory=list)

    @property
    def can_be_sent(self) -> list[Letter]:
        """What is sent again: of the reminders only the latest, since each names everything. Nothing while the present address does not work."""
        reminders = [letter for letter in self.missed if _is_reminder(letter)]
        return [] if self.is_broken else [letter for letter in self.missed if letter not in reminders[1:] and now_at(self.person, letter)]


def now_at(person: Person, letter: Letter) -> str:
    """Where a letter like this goes to somebody now; empty if nowhere."""
    return person.phone if letter.channel == Channel.SMS else person.email


def came_back_from(people: Mapping[int, Person], *, since: datetime) -> list[CameBack]:
    """From whom of some people letters have come back since a moment. 4 queries at most.

    A reminder after which another has gone, or is to go, is not missed: each names everything.
    """
    letters = list(Letter.objects.filter(returned_at__gte=since).order_by("-created_at").defer("body", "calendar"))
    whose = _whose(letters)
    by_address = {each.email.casefold(): each.pk for each in people.values() if each.email}
    found: dict[int, CameBack] = {}
    for letter in letters:
        known = whose.get(letter.key)
        person = people.get(known or by_address.get(letter.to.casefold()) or 0)
        if person is None:
            continue
        each = found.setdefault(person.pk, CameBack(person))
        if letter.to.casefold() == now_at(person, letter).casefold():
            each.is_broken = True
        elif known and not letter.is_secret:
            each.missed.append(letter)
    later = _reminded_later(found.values())
    for pk, each in found.items():
        each.missed = [
            letter for letter in each.missed if not (_is_reminder(letter) and letter.created_at < later.get(pk, letter.created_at))
        ]
    return [found[pk] for pk in sorted(found) if found[pk].is_broken or found[pk].missed]


def _is_reminder(letter: Letter) -> bool:
    return letter.key.startswith("remind:")


def _reminded_later(some: Iterable[CameBack]) -> dict[int, datetime]:
    """When those who have missed a reminder last got one that did not come back, by their id. 1 query at most."""
    theirs = [Q(key__startswith=f"remind:{each.person.pk}:") for each in some if any(_is_reminder(letter) for letter in each.missed)]
    if not theirs:
        return {}
    fine = Letter.objects.filter(reduce(or_, theirs), returned_at=None, stopped_at=None)
    return {int(key.split(":")[1]): at for key, at in fine.order_by("created_at").values_list("key", "created_at")}


def _whose(letters: Iterable[Letter]) -> dict[str, int]:
    """Whom letters of our kinds are to, by key: the address alone does not say once it has been put right."""
    parts = {letter.key: letter.key.split(":") for letter in letters}
    ids = {kind: {int(words[1]) for words in parts.values() if words[0] == kind} for kind in OURS}
    people: dict[str, dict[int, int]] = {"remind": {pk: pk for pk in ids["remind"]}}
    for kind, rows in (("welcome", Assignment.objects.all()), ("submission", Submission.objects.all())):
        people[kind] = dict(rows.filter(pk__in=ids[kind]).values_list("pk", "person_id")) if ids[kind] else {}
    whose = {key: people[words[0]].get(int(words[1])) for key, words in parts.items() if words[0] in OURS}
    return {key: pk for key, pk in whose.items() if pk}
