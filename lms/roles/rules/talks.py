"""When a planned talk comes up, and how long talks are remembered. Pure."""

from datetime import date, timedelta

WISH_KEPT = timedelta(days=180)  # after it was closed
TALK_KEPT = timedelta(days=365)  # after it was done


def last_day_of_week(on: date) -> date:
    """The Sunday of a day's week; that day itself if it is one. What is planned by then comes up."""
    return on + timedelta(days=6 - on.weekday())
