"""`manage.py load_demo`: the invented organisation."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone, translation

from lms.courses.models import CoursePage
from lms.demo import actions
from lms.demo.cast import CAST


class Command(BaseCommand):
    """Make the demo organisation, or say that it is there, and tell whom one can step in as."""

    help = "Make the invented organisation; a second run keeps what has been done since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=actions.SEED, help="another number gives other people")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print the cast and the address."""
        if not settings.DEMO:
            raise CommandError("This is not a demo: invented people do not belong among real ones.")
        verbosity = options["verbosity"]
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # it would name every page
        if not CoursePage.objects.exists():
            call_command("load_curriculum", verbosity=verbosity)
        try:
            loaded = actions.load(now=timezone.now(), seed=options["seed"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if not verbosity:
            return
        verb = "Made" if loaded.made else "Kept"
        self.stdout.write(f"{verb} {loaded.people} invented people in {loaded.units} units. Step in as one of them:")
        with translation.override("nb"):
            for part in CAST:
                self.stdout.write(f"  {part.name} – {part.who}")
        self.stdout.write(f"{settings.WAGTAILADMIN_BASE_URL}{reverse('demo:cast')}")
