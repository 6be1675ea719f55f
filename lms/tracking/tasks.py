"""What the desk does in the background."""

from django.utils import timezone
from django_tasks import task

from .actions import remind_leaders


@task()
def remind_leaders_of_places() -> int:
    """Write to leaders whose local places are empty, at most once a month. Returns how many letters are new."""
    return remind_leaders(now=timezone.now())
