"""Compare the holdings with the ledger they are computed from, and mend what differs."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.qualifications.actions import rebuild


class Command(BaseCommand):
    """`manage.py rebuild_holdings`: may be run at any time, as often as one likes; on a sound ledger it changes nothing."""

    help = "Recompute what people hold from the ledger of evidence. Must find nothing to change."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many pairs of person and qualification were wrong."""
        changed = rebuild()
        style = self.style.WARNING if changed else self.style.SUCCESS
        self.stdout.write(style(f"{changed} changed."))
