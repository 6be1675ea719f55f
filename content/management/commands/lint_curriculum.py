"""Say where the curriculum's files fall short of what is good enough to teach."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.guidelines.lint import lint
from content.guidelines.parse import parse
from lms.courses.curriculum.faults import FaultyCurriculum
from lms.courses.curriculum.wording import shipped_words


class Command(BaseCommand):
    """`lint_curriculum`: fails with each fault, its file and line; changes nothing."""

    help = "Looks for what makes the curriculum worse to learn from: heavy text, outcomes nobody tests, words that stamp people, and more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dir", type=Path, default=settings.CURRICULUM_DIR, help="the folder to read")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and say what was found."""
        try:
            shipped = parse(options["dir"])
        except FaultyCurriculum as error:
            raise CommandError(str(error)) from None
        found = lint(shipped, shipped_words())
        if found:
            said = "\n".join(map(str, found))
            raise CommandError(f"{said}\n{len(found)} {'fault' if len(found) == 1 else 'faults'}.")
        self.stdout.write(f"Nothing to find fault with in {len(shipped.courses.courses)} courses and {len(shipped.guidelines)} guidelines.")
