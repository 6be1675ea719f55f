"""What begins and ends with the calendar."""

from django.utils import timezone
from django_tasks import task

from .actions import end_breaks
from .actions.talks import forget_talks
from .cms import sync_wagtail_access


@task()
def sync_access() -> None:
    """Give and take access to the editors' desk as responsibilities begin and end. Every night."""
    sync_wagtail_access(on=timezone.localdate())


@task()
def end_breaks_that_are_over() -> int:
    """Let people come back whose break is over. Every night. Returns how many."""
    return end_breaks(on=timezone.localdate())


@task()
def forget_old_talks() -> int:
    """Remove wishes for a talk, and talks that were had, when they have been kept long enough. Every night. Returns how many."""
    return forget_talks(now=timezone.now())
