"""Write the central courses and guidelines to files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.guidelines.export import export
from lms.courses.curriculum.faults import FaultyCurriculum


class Command(BaseCommand):
    """`export_curriculum`: the files that, loaded again, change nothing."""

    help = "Writes every published central course and guideline to content/curriculum, or to another folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dir", type=Path, default=settings.CURRICULUM_DIR, help="the folder to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what was written."""
        try:
            written, removed = export(options["dir"])
        except FaultyCurriculum as error:
            raise CommandError(f"The CMS holds something that the files cannot say:\n{error}\nNothing was written.") from None
        if options["verbosity"]:
            for name in written:
                self.stdout.write(f"  written: {name}")
            for name in removed:
                self.stdout.write(f"  taken away: {name}")
            self.stdout.write(f"{len(written)} written, {len(removed)} taken away.")
