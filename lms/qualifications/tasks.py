"""What this room does in the background."""

from django.utils import timezone
from django_tasks import task

from . import submissions


@task()
def forget_certificates() -> int:
    """Remove files of certificates whose time is over, and what was never approved. Returns how many."""
    return submissions.forget(now=timezone.now())
