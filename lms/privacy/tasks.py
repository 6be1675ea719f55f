"""What privacy does by itself."""

from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def forget_those_who_left() -> int:
    """Tell those who are soon removed, and remove those whose time is over. Every night. Returns how many were removed."""
    now = timezone.now()
    actions.tell_those_soon_forgotten(now=now)
    return actions.forget_those_who_left(now=now)
