"""Tasks for the tests of the schedule."""

from django_tasks import task

done: list[str] = []


@task()
def note() -> None:
    """Say that it ran."""
    done.append("note")
