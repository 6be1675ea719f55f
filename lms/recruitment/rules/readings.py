"""Who has opened a case, folded so that a sitting is one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

SITTING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Reading:
    """One person opens one part at one moment."""

    person: int | None
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person opened in one go, in the order they first did, and how often in all."""

    person: int | None
    first: datetime
    last: datetime
    what: tuple[str, ...]
    times: int


def fold(readings: Iterable[Reading]) -> tuple[Sitting, ...]:
    """Sittings, the newest first. Two readings of one person less than half an hour apart (30 minutes included) belong together."""
    open_now: dict[int | None, Sitting] = {}
    done: list[Sitting] = []
    for each in sorted(readings, key=lambda reading: reading.at):
        last = open_now.get(each.person)
        if last and each.at - last.last <= SITTING:
            what = last.what if each.what in last.what else (*last.what, each.what)
            open_now[each.person] = Sitting(each.person, last.first, each.at, what, last.times + 1)
            continue
        if last:
            done.append(last)
        open_now[each.person] = Sitting(each.person, each.at, each.at, (each.what,), 1)
    return tuple(sorted([*done, *open_now.values()], key=lambda sitting: sitting.last, reverse=True))
