"""`manage.py open_site`: the pages a new installation begins with."""

from typing import Any

from django.core.management.base import BaseCommand

from content import actions


class Command(BaseCommand):
    """Runs `content.actions.open_site`; again and again without harm."""

    help = "Make the front page, the list of units and the first articles, where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what the front page is called."""
        home = actions.open_site()
        if options["verbosity"]:
            self.stdout.write(f"The site begins with «{home.title}».")
