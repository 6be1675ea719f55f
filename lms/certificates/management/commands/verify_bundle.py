"""`manage.py verify_bundle`: whether a signed paper is as it was."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.certificates.bundles import Finding, check
from lms.certificates.keys import known_keys


class Command(BaseCommand):
    """Leaves with code 1 for anything but an unchanged paper."""

    help = "Check the signature of an evidence bundle in JSON: manage.py verify_bundle FILE"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and by which keys."""
        parser.add_argument("file", type=Path, help="the JSON, as downloaded or as taken out of the PDF")
        parser.add_argument("--public-key", action="append", default=[], help="trust this public key (base64) too; may be said again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found."""
        try:
            paper = options["file"].read_bytes()
            found = check(paper, [*known_keys(), *options["public_key"]])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        match found.finding:
            case Finding.UNCHANGED:
                says = found.says or {}
                self.stdout.write(f"Unchanged. Signed by {says.get('issuer', '')} with key {found.key}.")
            case Finding.CHANGED:
                raise CommandError(f"CHANGED since it was signed with key {found.key}.")
            case Finding.UNKNOWN_KEY:
                raise CommandError(f"Signed with a key that is not known here: {found.key}.")
            case _:
                raise CommandError("This is not a signed bundle.")
