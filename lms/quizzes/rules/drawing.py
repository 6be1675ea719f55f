"""Which questions an attempt has."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Candidate:
    """What drawing needs to know of a question; `seen` is how often this person has had it before: in attempts, and once if a
    lesson asks it.

    Questions of one `family` ask the same in other words, and an attempt has one of them; empty is a family of its own.
    """

    id: int
    critical: bool = False
    outcome: int | None = None
    seen: int = 0
    family: str = ""


def size(total: int, critical: int, number: int) -> int:
    """How many questions an attempt has when the bank holds `total`, `critical` of them critical, and `number` are asked for (0 for all)."""
    return min(total, max(number, critical)) if number else total


def one_of_each_family(questions: Iterable[Candidate]) -> list[Candidate]:
    """Of each family the question met least often, the first of several; in the order given. One with a critical one in it is critical."""
    families: dict[str | int, list[Candidate]] = {}
    for each in questions:
        families.setdefault(each.family or each.id, []).append(each)
    return [
        replace(min(family, key=lambda each: each.seen), critical=any(each.critical for each in family)) for family in families.values()
    ]


def draw(questions: Iterable[Candidate], number: int, rng: Random) -> list[int]:
    """Ids of the questions of one attempt, in the order to show them.

    Of each family the one this person has met least often is in question, and no other. Critical questions are always among them, also when they
    are more than `number`; 0 means all. The rest is spread evenly over the learning outcomes, and within each those the person has met least often
    come first. The same questions and `rng` give the same draw.
    """
    pool = sorted(questions, key=lambda candidate: candidate.id)
    rng.shuffle(pool)
    pool = one_of_each_family(pool)
    drawn = [candidate for candidate in pool if candidate.critical]
    number = size(len(pool), len(drawn), number)
    groups: dict[int | None, list[Candidate]] = {}
    for candidate in pool:
        groups.setdefault(candidate.outcome, [])
        if not candidate.critical:
            groups[candidate.outcome].append(candidate)
    taken = {outcome: sum(candidate.outcome == outcome for candidate in drawn) for outcome in groups}
    for group in groups.values():
        group.sort(key=lambda candidate: candidate.seen, reverse=True)  # stable, so the shuffle decides among equals; taken from the end
    while len(drawn) < number:
        outcome = min((each for each, group in groups.items() if group), key=lambda each: taken[each])
        drawn.append(groups[outcome].pop())
        taken[outcome] += 1
    rng.shuffle(drawn)
    return [candidate.id for candidate in drawn]
