"""What recruitment does in the background."""

from django.utils import timezone
from django_tasks import task

from .actions.forgetting import forget_due
from .actions.references import chase


@task()
def forget_recruitment() -> dict[str, int]:
    """Forget what is due. Returns how many cases each part was removed from."""
    return forget_due(now=timezone.now()).counts


@task()
def chase_references() -> dict[str, int]:
    """Note letters to referees that came back, and remind those who are silent. Returns how many of each."""
    done = chase(now=timezone.now())
    return {"returned": done.returned, "reminded": done.reminded}
