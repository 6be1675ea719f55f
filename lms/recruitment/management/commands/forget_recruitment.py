"""`manage.py forget_recruitment`: what the night does, now, or only told."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lms.recruitment.actions.forgetting import forget_due


class Command(BaseCommand):
    """Says what it removed, and what it kept."""

    help = "Remove what recruitment keeps no longer; --dry-run only says what that would be."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether it is only asked."""
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be removed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        result = forget_due(now=timezone.now(), dry_run=options["dry_run"])
        self.stdout.write("Would be removed:" if options["dry_run"] else "Removed:")
        for part, number in result.counts.items():
            self.stdout.write(f"  {part}: {number}")
        self.stdout.write("Kept, since the time has not come:")
        for part, number in result.kept.items():
            self.stdout.write(f"  {part}: {number}")
