"""Recruitment's work in the background."""

from django.utils import timezone
from django_tasks import task

from .actions.references import chase


@task()
def chase_references() -> dict[str, int]:
    """Note letters to referees that came back, and remind those who are silent. Returns how many of each."""
    done = chase(now=timezone.now())
    return {"returned": done.returned, "reminded": done.reminded}
