"""What an applicant is promised, and by when. Blå Kors' public promise: contact within three days, a decision within two weeks.

Counted in working days of Norway (Monday to Friday, public holidays left out): somebody who writes on Maundy Thursday is not owed a call on Easter
Sunday. The day itself does not count; the last day is included.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

CONTACT_DAYS = 3
DECISION_DAYS = 10  # two weeks


@lru_cache(maxsize=32)
def _free_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no public holiday in Norway."""
    return day.weekday() < 5 and day not in _free_days(day.year)


@lru_cache(maxsize=2048)
def after_working_days(day: date, number: int) -> date:
    """The working day that comes `number` working days after a day."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


@lru_cache(maxsize=8192)
def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; negative when `last` comes before."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=number + 1)) for number in range((last - first).days))


@lru_cache(maxsize=64)
def last_overdue(on: date, number: int) -> date:
    """The latest day from which `number` working days have run out before a day: what came in then or earlier is overdue, what came later is not."""
    day = on - timedelta(days=1)
    while after_working_days(day, number) >= on:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Promise:
    """By when something was promised and when it was done; `kept_on` None while it is not."""

    due: date
    kept_on: date | None

    def days_left(self, on: date) -> int:
        """Working days left on a day; 0 on the last one, negative when it is overdue. What is done has none left to count."""
        return 0 if self.kept_on else working_days_between(on, self.due)

    def is_overdue(self, on: date) -> bool:
        """Whether it is late and still not done."""
        return self.kept_on is None and on > self.due

    @property
    def was_kept(self) -> bool | None:
        """Whether it was done in time; None while it is not done."""
        return None if self.kept_on is None else self.kept_on <= self.due


def contact(received_on: date, contacted_on: date | None) -> Promise:
    """The first answer by a human being."""
    return Promise(after_working_days(received_on, CONTACT_DAYS), contacted_on)


def decision(received_on: date, ruled_on: date | None) -> Promise:
    """The answer yes, no or not yet. A case that the applicant withdraws owes none: pass the day it was withdrawn."""
    return Promise(after_working_days(received_on, DECISION_DAYS), ruled_on)
