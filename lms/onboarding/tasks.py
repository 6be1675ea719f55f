"""Registers that are checked and written in the background."""

from django.utils import timezone
from django_tasks import task

from .actions import imports
from .actions.checking import check
from .actions.writing import write
from .models import Import
from .rules.stages import Stage
from .selectors import silent


@task()
def check_register(import_id: int, run: int) -> bool:
    """Check a register. Returns whether it came to an end."""
    return check(import_id=import_id, run=run)


@task()
def write_register(import_id: int) -> None:
    """Write a confirmed register."""
    write(import_id=import_id)


@task()
def go_on_with_imports() -> int:
    """Take up what a crash or a restart has interrupted. Returns how many imports that was."""
    taken_up = [imports.take_up(import_id=pk, now=timezone.now()) for pk in silent(now=timezone.now())]
    for found in taken_up:
        if found:
            go_on(found)
    return sum(found is not None for found in taken_up)


def go_on(found: Import) -> None:
    """Put the work that an import waits for among the background tasks."""
    if found.stage == Stage.CHECKING:
        check_register.enqueue(found.pk, found.run)
    elif found.stage == Stage.WRITING:
        write_register.enqueue(found.pk)


@task()
def forget_imports() -> int:
    """Remove files and rows of imports that nobody finished. Returns how many imports that was."""
    return imports.forget(now=timezone.now())
