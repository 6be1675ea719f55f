"""What learning does in the background."""

from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def forget_snapshots() -> int:
    """Remove snapshots that nothing points at any more. Returns how many."""
    return actions.forget_snapshots(now=timezone.now())


@task()
def forget_progress() -> int:
    """Remove where people were in steps that they have not opened for long. Every night. Returns how many."""
    return actions.forget_progress(now=timezone.now())


@task()
def forget_attempts() -> int:
    """Remove attempts, with their answers, that have been kept long enough. Every night. Returns how many."""
    return actions.forget_attempts(now=timezone.now())
