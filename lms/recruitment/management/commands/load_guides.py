"""`manage.py load_guides`: the interview guides an installation begins with."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.recruitment.actions.guides import load_guides


class Command(BaseCommand):
    """Runs `actions.guides.load_guides`; again and again without harm."""

    help = "Make the shipped interview guides of rounds that have none."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say which were made."""
        made = load_guides()
        if options["verbosity"]:
            for guide in made:
                self.stdout.write(f"Made «{guide}».")
            if not made:
                self.stdout.write("Every round of the shipped guides has one already.")
