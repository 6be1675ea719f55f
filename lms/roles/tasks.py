"""Access that begins and ends with the calendar."""

from django.utils import timezone
from django_tasks import task

from .cms import sync_wagtail_access


@task()
def sync_access() -> None:
    """Give and take access to the editors' desk as responsibilities begin and end. Every night."""
    sync_wagtail_access(on=timezone.localdate())
