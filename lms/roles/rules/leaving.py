"""When what is kept of somebody who has left is removed. Pure.

The organisation promises to keep it for three years after the last assignment or responsibility, and no longer (the public page «Personvern»).
"""

from datetime import date, timedelta

KEPT_YEARS = 3
TOLD_BEFORE = timedelta(days=30)  # so much time there is to take one's certificates along, or to come back


def _years_from(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3 if years > 0 else 2, day=1 if years > 0 else 28)


def forgotten_on(last_day: date) -> date:
    """The day on which somebody is removed whose last assignment or responsibility ended on `last_day`, included."""
    return _years_from(last_day, KEPT_YEARS)


def last_day_of_forgotten(on: date) -> date:
    """Whose last day is this one or an earlier one is due to be removed on a day: `forgotten_on` the other way round."""
    return _years_from(on, -KEPT_YEARS)


def goes_on(last_day: date, *, told_on: date | None, can_be_told: bool) -> date | None:
    """The day on which somebody really goes: never before they have had a month's notice, if there is a way to give it. None: not told yet."""
    due = forgotten_on(last_day)
    if not can_be_told:
        return due
    return max(due, told_on + TOLD_BEFORE) if told_on else None
