"""What counts as done, and what is next. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

RENEWAL_WINDOW = timedelta(days=60)  # a course may be taken again this long before what it earned lapses
SMALLEST = 5  # a smaller number could point at somebody; it is not shown to those who look from outside the unit
VISIT = timedelta(minutes=10)  # coming back to where one was last, within this time, is the same visit
PROGRESS_KEPT = timedelta(days=365)  # after the last visit
ATTEMPT_KEPT = timedelta(days=3 * 365)  # after it was handed in; one that never was, after it was begun


@dataclass(frozen=True, slots=True)
class Step:
    """What progress needs to know of a step. Completions of editions older than `retake_number` do not count."""

    page_id: int
    slug: str
    title: str
    minutes: int
    retake_number: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """That a step was finished: which page, in which edition, when."""

    page_id: int
    edition_number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Earned:
    """What the course has earned the person before; `valid_until` is the last valid day, None if it does not lapse.

    `revoked_at` is set if it was taken back: then it counts for nothing, and the course begins anew from there. `lapses_on` is set if a step was
    changed so that it is to be done again: the first day on which it no longer counts.
    """

    recorded_at: datetime
    valid_until: date | None
    revoked_at: datetime | None = None
    lapses_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person has come in a course, in this round."""

    done: frozenset[int]
    total: int
    minutes_left: int
    next_step: Step | None
    round: int
    earned: bool  # this round has earned its evidence
    again: frozenset[int] = frozenset()  # of the steps left, those that were done in an edition that no longer counts
    lapses_on: date | None = None  # from which day on what was earned no longer counts, if the steps to be done again make it lapse

    @property
    def count(self) -> int:
        """Steps done."""
        return len(self.done)

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return self.next_step is None and self.total > 0

    @property
    def started(self) -> bool:
        """Whether anything is done."""
        return bool(self.done)

    @property
    def counts_until(self) -> date | None:
        """The last day, included, on which what was earned counts, if the steps to be done again make it lapse."""
        return self.lapses_on - timedelta(days=1) if self.lapses_on else None


def renewable(earned: Earned, *, on: date) -> bool:
    """Whether what was earned was taken back, or lapses so soon (or has lapsed) that the course is to be taken again."""
    if earned.revoked_at is not None:
        return True
    return earned.valid_until is not None and on >= earned.valid_until - RENEWAL_WINDOW


def progress(steps: Sequence[Step], completions: Iterable[Done], earned: Sequence[Earned], *, on: date) -> Progress:
    """How far a person has come.

    A course is taken in rounds: each time it has earned its evidence, and that evidence is about to lapse, a new round begins, and only what was
    finished after the evidence was recorded counts. Nothing is reset: which round it is follows from the evidence. `earned` may come in any order.

    Evidence that lapses because of changed steps begins a round too, at once, so that there is time before the day; in it all counts that was done
    before, but for the changed steps.
    """
    newest = max(earned, key=lambda evidence: evidence.recorded_at, default=None)
    anew = newest is not None and renewable(newest, on=on)
    in_new_round = anew or (newest is not None and newest.lapses_on is not None)
    since = (newest.revoked_at or newest.recorded_at) if newest and anew else None
    newest_edition: dict[int, int] = {}
    for done in completions:
        if since is None or done.at > since:
            newest_edition[done.page_id] = max(done.edition_number, newest_edition.get(done.page_id, 0))
    finished = frozenset(step.page_id for step in steps if newest_edition.get(step.page_id, -1) >= step.retake_number)
    left = [step for step in steps if step.page_id not in finished]
    return Progress(
        done=finished,
        total=len(steps),
        minutes_left=sum(step.minutes for step in left),
        next_step=left[0] if left else None,
        round=len(earned) + (1 if in_new_round or not earned else 0),
        earned=newest is not None and not in_new_round,
        again=frozenset(step.page_id for step in left if step.page_id in newest_edition),
        lapses_on=newest.lapses_on if newest and not anew else None,
    )


def same_visit(last_seen: datetime | None, *, now: datetime) -> bool:
    """Whether somebody who looks at a step is still on the visit that was noted at `last_seen` (None: nowhere, or they have been elsewhere since)."""
    return last_seen is not None and now - last_seen < VISIT


@dataclass(frozen=True, slots=True)
class Touched:
    """How many people of a unit have done a step, and how many of them hold what rests on it. None: too few to say, and somebody."""

    unit: str
    done: int | None
    holding: int | None


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom a change of a step touches, by unit."""

    units: tuple[Touched, ...]

    @property
    def done(self) -> int:
        """People who have done the step, without those of units with too few to say."""
        return sum(unit.done or 0 for unit in self.units)

    @property
    def holding(self) -> int:
        """Those of them who hold what rests on it; as above."""
        return sum(unit.holding or 0 for unit in self.units)

    @property
    def hides(self) -> bool:
        """Whether there are more than the sums say."""
        return any(None in (unit.done, unit.holding) for unit in self.units)


def touched(unit: str, done: int, holding: int, *, exact: bool) -> Touched:
    """What may be told of a unit's numbers: everything to those who see its people counted, else nothing between 0 and `SMALLEST`.

    `holding` is at most `done`. That all or none of many hold something is told: it is true of the unit, and points at nobody.
    """
    few = not exact and 0 < done < SMALLEST
    left = done - holding
    close = few or (not exact and (0 < holding < SMALLEST or 0 < left < SMALLEST))
    return Touched(unit, None if few else done, None if close else holding)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to act in a dilemma. `next` is the key of a later step, empty to end."""

    key: str
    text: str
    consequence: str
    best: bool
    next: str


@dataclass(frozen=True, slots=True)
class Crossroads:
    """One step of a dilemma, and what was chosen there (None while it waits)."""

    key: str
    prompt: str
    choices: tuple[Choice, ...]
    chosen: Choice | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through a dilemma so far."""

    crossroads: tuple[Crossroads, ...]
    ended: bool
    best_all_the_way: bool

    @property
    def choices_made(self) -> int:
        """How many choices lie behind."""
        return sum(step.chosen is not None for step in self.crossroads)


def shuffled(steps: Sequence[Crossroads], seed: str) -> list[Crossroads]:
    """A dilemma with the choices of each step in the order that `seed` draws: where a choice stands says nothing about it."""
    return [replace(step, choices=_drawn(step.choices, f"{seed}/{step.key}")) for step in steps]


def _drawn(choices: tuple[Choice, ...], seed: str) -> tuple[Choice, ...]:
    return tuple(Random(seed).sample(choices, len(choices)))  # noqa: S311 -- an order, no secret


def walk(steps: Sequence[Crossroads], path: Sequence[str]) -> Walk:
    """The way through a dilemma that `path` (the keys chosen, in order) describes; what does not fit the dilemma is dropped.

    The dilemma may have changed since the path was kept, so a path is never trusted.
    """
    by_key = {step.key: step for step in steps}
    current = steps[0] if steps else None
    walked: list[Crossroads] = []
    best = True
    for key in path:
        chosen = next((choice for choice in current.choices if choice.key == key), None) if current else None
        if current is None or chosen is None:
            break
        walked.append(replace(current, chosen=chosen))
        best = best and chosen.best
        current = by_key.get(chosen.next) if chosen.next else None
    if current is not None:
        walked.append(current)
    return Walk(tuple(walked), ended=current is None and bool(walked), best_all_the_way=best and bool(walked) and current is None)


@dataclass(frozen=True, slots=True)
class Reading:
    """The language in which somebody reads a step, and why it is not the one they wanted: nothing, «missing» or «overtaken»."""

    language: str
    lack: str = ""


def reading(wanted: str, source: str, state: str | None, *, course_speaks: bool) -> Reading:
    """In which language a step is read by somebody who wants `wanted`.

    `state` is what there is of the step in that language: «spoken», «overtaken» or None. Where nothing of the course is in it (`course_speaks`), the
    source is read without a word about it: nobody has said that it would be there.
    """
    if wanted == source:
        return Reading(source)
    if state == "spoken":
        return Reading(wanted)
    return Reading(source, state or ("missing" if course_speaks else ""))
