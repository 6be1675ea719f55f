"""What recruitment does by night."""

from django.utils import timezone
from django_tasks import task

from .actions.forgetting import forget_due


@task()
def forget_recruitment() -> dict[str, int]:
    """Forget what is due. Returns how many cases each part was removed from."""
    return forget_due(now=timezone.now()).counts
