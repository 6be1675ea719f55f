"""What the desk does in the background."""

from django.utils import timezone
from django_tasks import task

from lms.requirements.months import keep

from .actions import remind_leaders, wishes
from .actions.reminders import remind_everybody as remind
from .rules.figures import month_ends
from .selectors.figures import MONTHS


@task()
def remind_leaders_of_places() -> int:
    """Write to leaders whose local places are empty, at most once a month. Returns how many letters are new."""
    return remind_leaders(now=timezone.now())


@task()
def remind_everybody() -> dict[str, int]:
    """Remind people of what they have left, and tell those who follow them up. Returns how many letters of each kind are new."""
    said = remind(now=timezone.now())
    return {"reminders": said.reminders, "digests": said.digests}


@task()
def tell_of_wishes() -> int:
    """Write to those who are to answer somebody who would like a talk soon. Returns how many letters are new."""
    return wishes.tell_of_wishes(now=timezone.now())


@task()
def keep_month_ends() -> int:
    """Reckon the figures of the months that are over, where that takes longer than anybody waits. Returns how many months."""
    return keep(days=month_ends(timezone.localdate(), MONTHS)[:-1], now=timezone.now())
