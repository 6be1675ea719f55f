"""`manage.py tick`: start what the schedule says is due. For a machine's own cron, where `serve` does not run."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.operations.actions import tick


class Command(BaseCommand):
    """Run it every minute, on as many machines as there are: each job starts once."""

    help = "Start the scheduled jobs that are due. Run it every minute; several at once do no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        """Name what was started, unless told to be quiet."""
        started = tick(now=timezone.now(), schedule=settings.SCHEDULE)
        if options["verbosity"] > 1:
            self.stdout.write(f"Started: {', '.join(started) or 'nothing'}")
