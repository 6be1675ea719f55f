"""What the desk does in the background."""

from datetime import date

from django.utils import timezone
from django_tasks import task

from lms.requirements.figures import HOLDING, LAPSES, NOW, REACH, SERVED, Figure
from lms.requirements.kept import keep

from .actions import remind_leaders, wishes
from .actions.reminders import remind_everybody as remind
from .rules.figures import month_ends
from .selectors.earned import EARNED
from .selectors.figures import MONTHS
from .selectors.funnel import CAME
from .selectors.heads import HEADS
from .selectors.plots import days_shown
from .selectors.waits import WAITS


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
def keep_sums() -> int:
    """Reckon the sums that national pages read, where that takes longer than anybody waits. Returns how many are kept."""
    today = timezone.localdate()
    days: dict[Figure, list[date]] = {
        NOW: [today],
        HOLDING: [today],
        SERVED: month_ends(today, MONTHS),
        REACH: days_shown(today),
        LAPSES: [today],
        WAITS: [today],
        HEADS: [today],
        EARNED: [today],
        CAME: [today],
    }
    # The yearly report opens on the last year that is over.
    last = date(today.year - 1, 12, 31)
    report = [(SERVED, last), (REACH, last), (HEADS, last), (EARNED, last)]
    return keep([*report, *((figure, day) for figure, some in days.items() for day in some if (figure, day) not in report)])


@task()
def tell_of_wishes() -> int:
    """Write to those who are to answer somebody who would like a talk soon. Returns how many letters are new."""
    return wishes.tell_of_wishes(now=timezone.now())
