"""`manage.py make_evidence_key`: a new key to sign evidence with."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.certificates.bundles import key_id, new_key, public_part


class Command(BaseCommand):
    """Prints, and keeps nothing: where the secret lies is for whoever runs the machine to decide."""

    help = "A new private key for EVIDENCE_KEY, and its public part for others to check by."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print both, and what the key is called."""
        private = new_key()
        public = public_part(private)
        self.stdout.write(f"EVIDENCE_KEY={private}")
        self.stdout.write(f"Public part: {public}")
        self.stdout.write(f"Called {key_id(public)} in what it signs.")
