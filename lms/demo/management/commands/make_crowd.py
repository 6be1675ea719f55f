"""`manage.py make_crowd`: many invented people, to see how the platform bears them."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.demo import crowd


class Command(BaseCommand):
    """Make a crowd, or say that there is one."""

    help = "Make many invented people in units of their own, with assignments, evidence and twenty rules. There is one crowd at most."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, required=True)
        parser.add_argument("--units", type=int, help="how many units they are in; without it one for each 200 people")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other people")
        parser.add_argument("--force", action="store_true", help="also where real people are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and say what there is."""
        if not (settings.DEMO or options["force"]):
            raise CommandError(
                "This is not a demo: invented people do not belong among real ones. Use --force on a copy to be thrown away."
            )
        if options["people"] < 1 or (options["units"] or 1) < 1:
            raise CommandError("There must be at least one person and one unit.")
        made = crowd.make(people=options["people"], units=options["units"], seed=options["seed"], now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"{'Made' if made.made else 'Kept'} {made.people} invented people in {made.units} units.")
