"""House-keeping on a schedule."""

from django.core.management import call_command
from django_tasks import task


@task()
def publish_scheduled_pages() -> None:
    """Publish and unpublish what editors gave a time."""
    call_command("publish_scheduled", verbosity=0)


@task()
def prune_task_results() -> None:
    """Forget finished background work."""
    call_command("prune_db_task_results", verbosity=0)


@task()
def clear_sessions() -> None:
    """Remove expired log-ins."""
    call_command("clearsessions", verbosity=0)
