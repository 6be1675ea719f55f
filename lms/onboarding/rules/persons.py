"""Who in a register is whom: which rows are about one person, and which of those we know it is. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from .cells import Wrong, number_of
from .files import fold
from .rows import Fault, Learnt, Post, Row, Somebody


@dataclass(slots=True)
class Entry(Somebody):
    """One person of the register, gathered from one or more rows."""

    posts: list[Post] = field(default_factory=list)
    learnt: list[Learnt] = field(default_factory=list)


class Register:
    """Gathers rows into persons, and says where two rows contradict each other.

    Rows with one e-mail address are one person; so are rows with the same name and telephone, and rows with the same name and neither of the two.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._by_email: dict[str, Entry] = {}
        self._by_phone: dict[tuple[str, str], Entry] = {}
        self._by_name: dict[str, list[Entry]] = {}
        self._posts: dict[int, list[int]] = {}  # the row each post of an entry came from, by the entry's first row

    def add(self, row: Row) -> list[Fault]:
        """Takes a row in. Returns what it contradicts; then it is not taken in."""
        name, number = fold(row.name), number_of(row.phone)
        entry, fault = self._entry(row, name, number)
        if fault:
            return [fault]
        faults = self._contradicted(entry, row) if entry else []
        if faults:
            return faults
        if entry is None:
            entry = Entry(row.number, row.given_name, row.family_name, row.email, row.phone, row.language)
            self.entries.append(entry)
            self._by_name.setdefault(name, []).append(entry)
        entry.email, entry.phone = entry.email or row.email, entry.phone or row.phone
        entry.language = entry.language or row.language
        if row.email:
            self._by_email[row.email] = entry
        if number:
            self._by_phone[name, number] = entry
        if row.post and row.post not in entry.posts:
            entry.posts.append(row.post)
            self._posts.setdefault(entry.number, []).append(row.number)
        entry.learnt += [each for each in row.learnt if not _holds(entry.learnt, each)]
        return []

    def _entry(self, row: Row, name: str, number: str) -> tuple[Entry | None, Fault | None]:
        by_phone = self._by_phone.get((name, number)) if number else None
        if row.email:
            entry = self._by_email.get(row.email)
            if entry and not same_name(entry.name, row.name):
                return None, Fault(row.number, None, Wrong.OTHER_NAME, row.name, str(entry.number))
            if by_phone and by_phone is not entry and (entry or by_phone.email):
                return None, Fault(row.number, None, Wrong.OTHER_EMAIL, row.email, str(by_phone.number))
            return entry or by_phone, None
        if number:
            return by_phone, None
        return next((each for each in self._by_name.get(name, []) if not each.email and not each.phone), None), None

    def _contradicted(self, entry: Entry, row: Row) -> list[Fault]:
        post = row.post
        if post is None or post in entry.posts:
            return []
        rows = self._posts.get(entry.number, [])
        clash = next((number for number, each in zip(rows, entry.posts, strict=True) if each.overlaps(post)), None)
        return [] if clash is None else [Fault(row.number, None, Wrong.OVERLAP, entry.name, str(clash))]

    def twins(self) -> list[Fault]:
        """Those without e-mail and telephone whose name somebody else in the register has too: nobody can tell whether they are one."""
        return [
            Fault(each.number, None, Wrong.TWIN, each.name, str(next(other.number for other in namesakes if other is not each)))
            for namesakes in self._by_name.values()
            if len(namesakes) > 1
            for each in namesakes
            if not each.email and not each.phone
        ]


def _holds(learnt: Iterable[Learnt], one: Learnt) -> bool:
    """Whether the same thing was learnt on the same day, however sure one is: the first that is written counts."""
    return any((each.qualification, each.earned_on) == (one.qualification, one.earned_on) for each in learnt)


def same_name(one: str, other: str) -> bool:
    """Whether two whole names may be one person's: the same, or one of them leaves out names in between."""
    first, second = fold(one).split(), fold(other).split()
    if not first or not second:
        return first == second
    ends_alike = (first[0], first[-1]) == (second[0], second[-1])
    return ends_alike and (set(first) <= set(second) or set(second) <= set(first))


class Known(NamedTuple):
    """Somebody we know: `here` if they belong, or belonged, where the register is for, and whoever imports it may see them."""

    pk: int
    name: str
    email: str
    phone: str
    here: bool


class Doubt(StrEnum):
    """Why it must be decided who somebody is."""

    EMAIL = "email"  # the address is known under another name
    PHONE = "phone"  # the telephone is known under another name, or several have name and telephone
    NAME = "name"  # somebody here has the name


class Match(NamedTuple):
    """Who somebody in a register is: `person` if that is certain, else those it may be and why; neither: somebody new."""

    person: int | None = None
    doubt: Doubt | None = None
    candidates: tuple[int, ...] = ()


NEW = Match()


def match(entry: Entry, known: Sequence[Known], posts: Mapping[int, Sequence[Post]]) -> Match:
    """Who an entry is, among those who share its e-mail address, telephone or name. The order of `known` does not matter.

    The address decides, if the name agrees. Without it, name and telephone together decide among those who are here; and a name alone, if exactly one
    here has it, nothing speaks against it, and they have a role in a unit that the entry has too (`posts`, by person).
    """
    owner = next((each for each in known if entry.email and each.email == entry.email), None)
    if owner:
        return Match(owner.pk) if same_name(owner.name, entry.name) else Match(None, Doubt.EMAIL, (owner.pk,))
    here = sorted(each for each in known if each.here and not _speaks_against(entry, each))
    number = number_of(entry.phone)
    sharing = [each for each in here if number and number_of(each.phone) == number]
    certain = [each for each in sharing if same_name(each.name, entry.name) and not (entry.email and each.email)]
    if len(certain) == 1:
        return Match(certain[0].pk)
    namesakes = [each for each in here if fold(each.name) == fold(entry.name)]
    if not entry.email and not number and len(namesakes) == 1 and _meet(entry.posts, posts.get(namesakes[0].pk, ())):
        return Match(namesakes[0].pk)
    if sharing:
        return Match(None, Doubt.PHONE, tuple(each.pk for each in dict.fromkeys([*sharing, *namesakes])))
    if namesakes:
        return Match(None, Doubt.NAME, tuple(each.pk for each in namesakes))
    return NEW


def _speaks_against(entry: Entry, person: Known) -> bool:
    """Whether both ways to reach somebody are known on both sides, and neither is the same."""
    both = entry.email and person.email and entry.phone and person.phone
    return bool(both) and entry.email != person.email and number_of(entry.phone) != number_of(person.phone)


def _meet(posts: Iterable[Post], others: Iterable[Post]) -> bool:
    places = {(each.role, each.unit) for each in others}
    return any((each.role, each.unit) in places for each in posts)


def missing_posts(wanted: Sequence[Post], held: Sequence[Post]) -> tuple[list[Post], list[Post]]:
    """The posts of a register that somebody does not have, and those that stand otherwise here than there.

    The same role in the same unit at an overlapping time is the same post: it is not written again, and what stands here is kept.
    """
    missing = [post for post in wanted if not any(post.overlaps(each) for each in held)]
    other = [post for post in wanted if post not in missing and not any(post.overlaps(each) and _alike(post, each) for each in held)]
    return missing, other


def _alike(post: Post, held: Post) -> bool:
    return (post.starts_on, post.status == "ended", post.ends_on) == (held.starts_on, held.status == "ended", held.ends_on)
