"""Load the curriculum's files into Wagtail."""

import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from content.guidelines.load import load_shipped
from content.guidelines.parse import parse
from lms.courses.curriculum.faults import FaultyCurriculum
from lms.quizzes.models import ChangeClass


class Command(BaseCommand):
    """`load_curriculum`: all or nothing; run again, it changes only what has changed in the files."""

    help = "Loads content/curriculum into Wagtail. A faulty file is named with its line, and nothing is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dir", type=Path, default=settings.CURRICULUM_DIR, help="the folder to read")
        parser.add_argument("--check", action="store_true", help="only say what is wrong with the files")
        parser.add_argument(
            "--change", choices=ChangeClass.values, default=ChangeClass.WORDING, help="what changed steps ask of those who did them"
        )
        parser.add_argument("--note", default="", help="one sentence on what has changed, for those who did the steps")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, then load."""
        try:
            shipped = parse(options["dir"])
            courses, guidelines = len(shipped.courses.courses), len(shipped.guidelines)
            if options["check"]:
                told = f"{courses} {'course' if courses == 1 else 'courses'}"
                if guidelines:
                    told += f", {guidelines} {'guideline' if guidelines == 1 else 'guidelines'}"
                self.stdout.write(f"The files are right: {told}.")
                return
            logging.getLogger("wagtail").setLevel(logging.WARNING)  # it would say each page three times; we say each course once
            tell = self.stdout.write if options["verbosity"] else lambda line: None
            summary = load_shipped(shipped, change_class=options["change"], note=options["note"], tell=tell)
        except FaultyCurriculum as error:
            count = len(error.faults)
            raise CommandError(f"{error}\n{count} {'fault' if count == 1 else 'faults'}. Nothing was changed.") from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if not options["verbosity"]:
            return
        for word, names in (("new", summary.created), ("changed", summary.updated), ("no longer in the files", summary.removed)):
            if names and options["verbosity"] > 1:
                for name in names:
                    self.stdout.write(f"  {word}: {name}")
        for name in summary.replaced:
            self.stdout.write(
                f"  The file of {name} had changed and replaced what was edited in the CMS. The older text is in the page's history."
            )
        self.stdout.write(
            f"{len(summary.created)} new, {len(summary.updated)} changed, {len(summary.removed)} taken out, {summary.unchanged} unchanged."
        )
