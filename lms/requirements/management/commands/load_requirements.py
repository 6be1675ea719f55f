"""`manage.py load_requirements`: the roles, qualifications and requirements an installation begins with."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.requirements.shipped import load_shipped


class Command(BaseCommand):
    """Runs `shipped.load_shipped` from today; again and again without harm."""

    help = "Make the shipped roles and qualifications, and ask for the shipped courses and skills where nobody has decided yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was made, and what was left out."""
        loaded = load_shipped(on=timezone.localdate())
        if not options["verbosity"]:
            return
        self.stdout.write(
            f"{len(loaded.roles)} roles, {len(loaded.qualifications)} qualifications and {len(loaded.requirements)} requirements made; "
            "what was decided before is left alone."
        )
        if loaded.missing:
            self.stdout.write(f"Left out, since they are not here: {', '.join(loaded.missing)}.")
