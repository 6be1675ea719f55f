"""From when a change that asks people to do something again counts. Pure."""

from datetime import date, timedelta

GRACE = timedelta(days=90)  # how long what people have may go on counting at most


def retake_day(wanted: date | None, *, on: date) -> date:
    """The first day on which what was earned before no longer counts, for a retake that is published on `on`.

    What the editor wanted, as far as it can be had: none means at once, a day that has passed meanwhile is today, and one too far ahead comes nearer.
    """
    return min(max(wanted or on, on), on + GRACE)
