"""Sending in the background."""

from django.utils import timezone
from django_tasks import task

from .actions import forget_old, send_waiting


@task(queue_name="mail")
def send_waiting_letters() -> int:
    """Send every letter whose time has come. Returns how many went."""
    return send_waiting(now=timezone.now(), clock=timezone.now)


@task(queue_name="mail")
def forget_old_letters() -> int:
    """Remove letters nobody needs any more. Returns how many."""
    return forget_old(now=timezone.now())
