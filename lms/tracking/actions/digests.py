"""The weekly letter to those who follow people up: what there is to see to in each of their units, each thing with the link that does it.

A link leads to a page behind the log-in, so nothing in it is secret, and nobody is named.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.mail.actions import post_text
from lms.mail.models import Letter
from lms.people.models import Person
from lms.qualifications.models import Submission
from lms.requirements.models import Exemption
from lms.roles.selectors.following import to_write_to
from lms.roles.selectors.talks import addressed_wishes, due_talks
from lms.tracking.rules.reminders import BETWEEN, Heap
from lms.tracking.selectors.reminders import UnitWork, exemptions_waiting, returned_since, reviews_left, submissions_waiting
from lms.units.models import Unit

from . import address_of

DIGEST = "digest"  # the letter whose words the CMS may hold
MOST_LINKS = 5  # to single things of a kind in one unit; the rest stand on the page of the day


@dataclass(frozen=True, slots=True)
class _Told:
    """What a letter to those who follow up a unit says of it. `heaps`: how many people are under each heading of the day's work; `returned`: letters
    that came back; `unconfirmed`: left in the register's review; `exemptions` and `submissions`: those that wait for this reader's yes.
    """

    unit: Unit
    heaps: Counter[Heap] = field(default_factory=Counter)
    returned: int = 0
    unconfirmed: int = 0
    wishes: int = 0
    talks: int = 0
    exemptions: tuple[Exemption, ...] = ()
    submissions: tuple[Submission, ...] = ()

    @property
    def is_worth_saying(self) -> bool:
        """Whether anything is left to do."""
        numbers = (self.heaps.total(), self.returned, self.unconfirmed, self.wishes, self.talks)
        return any(numbers) or bool(self.exemptions or self.submissions)


@dataclass
class _Desk:
    """What somebody follows up, by the unit's id."""

    person: Person
    units: dict[int, _Told] = field(default_factory=dict)


def tell_followers(units: list[UnitWork], people_of: dict[int, set[int]], *, now: datetime) -> int:
    """One letter a week to each who follows up units in which something is left to do. Returns how many are new.

    `people_of`: who works in each unit, by its id. 11 queries beside the letters, and 1 for each thing that nobody who follows a unit up may say yes
    to, since it is theirs.
    """
    today = timezone.localdate(now)
    desks = {pk: desk for pk, desk in _desks(units, people_of, now=now).items() if desk.units and desk.person.email}
    since = timezone.make_aware(datetime.combine(today - timedelta(days=BETWEEN - 1), datetime.min.time()))
    written = Letter.objects.filter(key__startswith="digest:", created_at__gte=since).values_list("key", flat=True)
    lately = {int(key.split(":")[1]) for key in written}
    new = [desk for pk, desk in desks.items() if pk not in lately]
    for desk in new:
        person = desk.person
        post_text(
            key=f"digest:{person.pk}:{today:%G-W%V}",
            text=DIGEST,
            to=person.email,
            values=_values(desk),
            language=person.language,
            now=now,
            is_patient=True,
        )
    return len(new)


def _desks(units: list[UnitWork], people_of: dict[int, set[int]], *, now: datetime) -> dict[int, _Desk]:
    """What each who follows up anything is to be told, by their id."""
    today = timezone.localdate(now)
    told, wished = _told(units, people_of, now=now), addressed_wishes(on=today)
    exemptions, submissions = exemptions_waiting(on=today), submissions_waiting(on=today)
    for unit in [*(wish.unit for wish, _whom in wished), *(each.unit for each in exemptions), *(unit for _each, unit in submissions)]:
        told.setdefault(unit.pk, _Told(unit))
    following = {pk: [row.person for row in rows] for pk, rows in to_write_to([each.unit for each in told.values()], on=today).items()}
    desks: dict[int, _Desk] = {}

    def add(person: Person, unit: Unit, **more: object) -> None:
        own = desks.setdefault(person.pk, _Desk(person)).units
        own[unit.pk] = replace(own.get(unit.pk, _Told(unit)), **more)  # type: ignore[arg-type]

    for pk, each in told.items():
        for person in following[pk]:
            for_all = sum(wish.unit_id == pk and whom is None and wish.person_id != person.pk for wish, whom in wished)
            desks.setdefault(person.pk, _Desk(person)).units[pk] = replace(each, wishes=for_all)
    for wish, whom in wished:
        if whom:
            add(whom, wish.unit, wishes=_known(desks, whom, wish.unit).wishes + 1)
    for asked in exemptions:
        for person in _others(asked.unit, {asked.by_id, asked.person_id}, following, on=today):
            add(person, asked.unit, exemptions=(*_known(desks, person, asked.unit).exemptions, asked))
    for sent, unit in submissions:
        for person in _others(unit, {sent.person_id}, following, on=today):
            add(person, unit, submissions=(*_known(desks, person, unit).submissions, sent))
    for desk in desks.values():
        desk.units = {pk: each for pk, each in desk.units.items() if each.is_worth_saying}
    return desks


def _known(desks: dict[int, _Desk], person: Person, unit: Unit) -> _Told:
    desk = desks.get(person.pk)
    return (desk.units.get(unit.pk) if desk else None) or _Told(unit)


def _others(unit: Unit, without: set[int | None], following: dict[int, list[Person]], *, on: date) -> list[Person]:
    """Who is asked for a yes in a unit: those who get its letters but for those whom it concerns; where that leaves nobody, the next in line."""
    found = [person for person in following[unit.pk] if person.pk not in without]
    return found or [row.person for row in to_write_to([unit], on=on, without={pk for pk in without if pk})[unit.pk]]


def _told(units: list[UnitWork], people_of: dict[int, set[int]], *, now: datetime) -> dict[int, _Told]:
    """What is to be said of each unit to whoever follows it up, by its id; what waits for a yes is not the same for all."""
    today = timezone.localdate(now)
    returned = _returned(people_of, now=now)
    to_confirm = reviews_left((each.unit for each in units), on=today)
    talks = Counter(each.assignment.unit_id for each in due_talks((each.unit for each in units), on=today))
    return {
        each.unit.pk: _Told(each.unit, each.heaps, returned[each.unit.pk], to_confirm.get(each.unit.pk, 0), talks=talks[each.unit.pk])
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


def _values(desk: _Desk) -> dict[str, str]:
    with translation.override(desk.person.language):
        parts = ["\n".join([each.unit.name, *_lines(each)]) for each in desk.units.values()]
    return {"fornavn": desk.person.given_name, "liste": "\n\n".join(parts), "lenke": address_of("tracking:choose")}


def _lines(told: _Told) -> Iterator[str]:
    """Each thing, and below it the page on which it is done."""
    slug, heaps = told.unit.slug, told.heaps
    today = address_of("tracking:today", slug)
    counted = [
        (heaps[Heap.OVERDUE], ngettext("%(number)s lacks something", "%(number)s lack something", heaps[Heap.OVERDUE]), f"{today}#overdue"),
        (
            heaps[Heap.NEW],
            ngettext("%(number)s is new and not ready yet", "%(number)s are new and not ready yet", heaps[Heap.NEW]),
            f"{today}#new",
        ),
        (
            heaps[Heap.SOON],
            ngettext("%(number)s has something with a deadline", "%(number)s have something with a deadline", heaps[Heap.SOON]),
            f"{today}#soon",
        ),
        (told.returned, ngettext("%(number)s letter came back", "%(number)s letters came back", told.returned), f"{today}#brev"),
        (told.wishes, ngettext("%(number)s would like a talk", "%(number)s would like a talk", told.wishes), f"{today}#prat"),
        (told.talks, ngettext("%(number)s talk this week", "%(number)s talks this week", told.talks), f"{today}#samtaler"),
        (
            told.unconfirmed,
            ngettext("%(number)s to confirm in the register", "%(number)s to confirm in the register", told.unconfirmed),
            address_of("tracking:review", slug),
        ),
    ]
    for number, text, address in counted:
        if number:
            yield f"- {text % {'number': number}}\n  {address}"
    yes: list[tuple[str, str, Sequence[Exemption | Submission]]] = [
        (_("Exemption that waits for your yes: %(what)s"), "tracking:exemption", told.exemptions),
        (_("Certificate to look at: %(what)s"), "tracking:submission", told.submissions),
    ]
    for text, name, rows in yes:
        for row in rows[:MOST_LINKS]:
            yield f"- {text % {'what': row.qualification.called}}\n  {address_of(name, slug, row.person_id, row.pk)}"
        if (more := len(rows) - MOST_LINKS) > 0:
            text = ngettext("%(number)s more of these", "%(number)s more of these", more)
            yield f"- {text % {'number': more}}\n  {today}"
    saturday = _("Can we staff Saturday?")
    yield f"- {saturday}\n  {address_of('tracking:staff', slug)}"
