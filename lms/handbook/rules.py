"""How somebody stands with a guideline that must be acknowledged, and which guidelines are theirs. Pure."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lms.quizzes.rules.statements import substance

SOURCE_LANGUAGE = "nb"  # the one guidelines are written in; every other is a translation


class State(StrEnum):
    """How somebody stands with a guideline."""

    NEW = "new"  # to be acknowledged, and never was
    AGAIN = "again"  # was acknowledged, and counts no longer
    SOON = "soon"  # counts, and must be acknowledged again by a day
    DONE = "done"
    OPEN = "open"  # there to be read; nothing is asked


TO_DO = (State.NEW, State.AGAIN, State.SOON)


@dataclass(frozen=True, slots=True)
class Reread:
    """An edition that asks to be read again, and the first day on which older ones no longer count."""

    number: int
    from_day: date


@dataclass(frozen=True, slots=True)
class Held:
    """That what the guideline earns is held, and to which day (included); None if it does not lapse. `window`: days before it that one may renew."""

    until: date | None
    window: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands, and the last day on which what they have done counts, where there is one."""

    state: State
    last_day: date | None = None

    @property
    def is_to_do(self) -> bool:
        """Whether there is something to press."""
        return self.state in TO_DO


def standing(*, asks: bool, earns: bool, read: int, rereads: Iterable[Reread], held: Held | None, on: date) -> Standing:
    """How somebody who acknowledged edition `read` last (0: none) stands on a day.

    Where the guideline earns something, the ledger (`held`) says whether it counts: so a signature on paper is as good, and what lapses there lapses
    here. Else the editions say it.
    """
    if not asks:
        return Standing(State.OPEN)
    missed = [each for each in rereads if each.number > read]
    if earns:
        if held is None:
            return Standing(State.AGAIN if read else State.NEW)
    elif not read:
        return Standing(State.NEW)
    elif any(each.from_day <= on for each in missed):
        return Standing(State.AGAIN)
    coming = [each.from_day - timedelta(days=1) for each in missed if read and each.from_day > on]
    if held and held.until and held.until <= on + timedelta(days=held.window):
        coming.append(held.until)
    return Standing(State.SOON, min(coming)) if coming else Standing(State.DONE)


def concerns(roles: Collection[str], own: Collection[str]) -> bool:
    """Whether a guideline for these roles (none: everybody) is for somebody with those."""
    return not roles or not set(roles).isdisjoint(own)


def said(body: Iterable[Mapping[str, Any]], promise: str) -> list[Mapping[str, Any]]:
    """What a guideline says to its readers, block by block: its text, and what one says yes to."""
    return [*body, *([{"type": "text", "value": promise}] if promise else [])]


def words_of(content: Mapping[str, Any]) -> str:
    """What stands for what an edition says: the same for two that say the same. `content` as editions keep it."""
    body = content["body"]
    text = json.loads(body) if isinstance(body, str) else body
    return substance([content["title"], content["summary"], said(text, content["promise"])])


def same_name(written: str, name: str) -> bool:
    """Whether a signature is the name, however it is spaced and capitalised."""
    return written.casefold().split() == name.casefold().split()
