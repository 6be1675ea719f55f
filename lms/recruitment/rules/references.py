"""Where a referee stands, and what that asks of those who work on the case. Read from days alone, so that nothing has to be kept in step.

A referee who is silent gets at most two reminders, counted in working days from the day they were asked; then the letters stop and a human being
takes over.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .clocks import is_working_day, working_days_between
from .stages import INTERVIEWS, Stage

REMIND_AFTER = (4, 8)  # working days; as many reminders as there are numbers
SILENT_AFTER = 10  # working days: the last reminder has had two to work
MOST_NAMED = 6  # that stand at once, also when a recruiter writes them down

# Nobody's former boss is rung before the applicant has been met. Where there is no interview, the stage of references itself is early enough.
MAY_ASK = frozenset({*INTERVIEWS, Stage.REFERENCES, Stage.TRIAL_SHIFT, Stage.RULING})


class State(StrEnum):
    """Where a referee stands."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    OPENED = "opened"
    SAVED = "saved"  # has begun to answer
    GIVEN = "given"
    BY_TELEPHONE = "by_telephone"  # given, and written down by somebody of ours
    DECLINED = "declined"
    RETURNED = "returned"  # the letter came back
    SILENT = "silent"
    REPLACED = "replaced"


ANSWERED = frozenset({State.GIVEN, State.BY_TELEPHONE})
WAITING = frozenset({State.ASKED, State.OPENED, State.SAVED})
# Nothing more can come from them, whatever is sent.
CLOSED = frozenset({*ANSWERED, State.DECLINED, State.REPLACED})


class Task(StrEnum):
    """What somebody of ours must do about a referee."""

    NONE = "none"
    ASK = "ask"
    RING = "ring"  # there is no address to write to
    CORRECT = "correct"  # find the right address, or ring
    CHASE = "chase"  # ring, or find somebody else
    REPLACE = "replace"


_TASKS = {
    State.NOT_ASKED: Task.ASK,
    State.DECLINED: Task.REPLACE,
    State.RETURNED: Task.CORRECT,
    State.SILENT: Task.CHASE,
}


@dataclass(frozen=True, slots=True)
class Dates:
    """What has happened with a referee, and on which day; None is not yet.

    `asked_on` is the day of the latest letter that was not a reminder. `by_letter` says whether there is an address to write to, `by_telephone`
    whether what was given was written down by somebody of ours.
    """

    asked_on: date | None = None
    opened_on: date | None = None
    saved_on: date | None = None
    given_on: date | None = None
    declined_on: date | None = None
    returned_on: date | None = None
    replaced_on: date | None = None
    by_letter: bool = True
    by_telephone: bool = False
    reminders: int = 0


def state(dates: Dates, *, on: date) -> State:
    """Where a referee stands on a day. What ends it goes first; a letter that came back counts unless they were heard of later."""
    if dates.replaced_on:
        return State.REPLACED
    if dates.given_on:
        return State.BY_TELEPHONE if dates.by_telephone else State.GIVEN
    if dates.declined_on:
        return State.DECLINED
    if dates.asked_on is None:
        return State.NOT_ASKED
    heard_of = [day for day in (dates.opened_on, dates.saved_on) if day]
    if dates.returned_on and not any(day > dates.returned_on for day in heard_of):
        return State.RETURNED
    if working_days_between(dates.asked_on, on) >= SILENT_AFTER:
        return State.SILENT
    if dates.saved_on:
        return State.SAVED
    return State.OPENED if dates.opened_on else State.ASKED


def task(dates: Dates, *, on: date, stage: Stage, enough: bool) -> Task:
    """What must be done about a referee on a day, in a case that stands at `stage`. `enough`: as many have answered as the process asks for."""
    now = state(dates, on=on)
    wanted = _TASKS.get(now, Task.NONE)
    if enough or stage not in MAY_ASK:
        return Task.NONE
    return Task.RING if wanted is Task.ASK and not dates.by_letter else wanted


def reminder_due(dates: Dates, *, on: date) -> int:
    """Which reminder shall go on a day: 1, 2, or 0 for none. Nothing goes at a weekend, and nothing once somebody is silent.

    Sent or not is read from `dates.reminders`, so asking twice on a day answers 0 the second time; a day that was left out is made up for by one
    letter, never two.
    """
    if not dates.by_letter or not is_working_day(on) or state(dates, on=on) not in WAITING:
        return 0
    assert dates.asked_on  # whoever waits was asked
    days = working_days_between(dates.asked_on, on)
    wanted = sum(days >= after for after in REMIND_AFTER)
    return wanted if wanted > dates.reminders else 0


def places_left(demanded: int, states: Collection[State]) -> int:
    """How many referees still have to be named. Somebody who has been replaced gives their place away; somebody who said no does so when replaced."""
    return max(0, demanded - sum(each is not State.REPLACED for each in states))


def is_enough(demanded: int, states: Collection[State]) -> bool:
    """Whether as many have answered as the process asks for."""
    return sum(each in ANSWERED for each in states) >= demanded
