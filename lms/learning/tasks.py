"""What learning does in the background."""

from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def forget_snapshots() -> int:
    """Remove snapshots that nothing points at any more. Returns how many."""
    return actions.forget_snapshots(now=timezone.now())
