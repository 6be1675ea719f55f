"""Say what of the curriculum's translations is missing or behind, and mark what has been brought up to date."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from content.guidelines import model as guidelines
from content.guidelines.parse import parse
from lms.courses.curriculum.faults import FaultyCurriculum
from lms.courses.curriculum.in_step import State, lacking, mark


class Command(BaseCommand):
    """`curriculum_languages`: fails while something is behind; `--mark` says that it no longer is."""

    help = "Lists what of the curriculum's translations is missing, or was made from older words than the course has today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dir", type=Path, default=settings.CURRICULUM_DIR, help="the folder to read")
        parser.add_argument("--language", help="only this one: nn, en …")
        parser.add_argument(
            "--mark", nargs="*", metavar="PIECE", help="say that these (taushetsplikt/step/hvorfor-taushet), or all listed, are up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and say what was found or marked."""
        try:
            shipped = parse(options["dir"])
        except FaultyCurriculum as error:
            raise CommandError(str(error)) from None
        lacks = [
            each
            for each in [*lacking(shipped.courses), *guidelines.lacking(shipped.guidelines)]
            if options["language"] in (None, each.language)
        ]
        if options["mark"] is not None:
            asked = set(options["mark"])
            unknown = asked - {f"{each.course}/{each.piece}" for each in lacks}
            if unknown:
                raise CommandError(f"Nothing is behind by the name of {', '.join(sorted(unknown))}.")
            there = [each for each in lacks if each.state is not State.MISSING]
            chosen = [each for each in there if not asked or f"{each.course}/{each.piece}" in asked]
            for path in [*mark(shipped.courses, options["dir"], chosen), *guidelines.mark(shipped.guidelines, options["dir"], chosen)]:
                self.stdout.write(f"  written: {path}")
            return
        for each in lacks:
            self.stdout.write(f"  {each}")
        told = ", ".join(f"{count} {state}" for state, count in sorted(Counter(each.state for each in lacks).items())) or "all in step"
        if any(each.state is not State.MISSING for each in lacks):
            raise CommandError(f"{told}. Read what has changed, mend the translation, then: curriculum_languages --mark")
        self.stdout.write(f"{told}.")
