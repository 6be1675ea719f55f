from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class OperationsConfig(AppConfig):
    name = "lms.operations"
    label = "operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        """Let `migrate` alone make a database fit for use."""
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="operations.cache_table")


def _make_cache_table(using: str, **kwargs: Any) -> None:
    """The table of Django's database cache, which no migration knows; nothing to do for other caches, or if it is there."""
    call_command("createcachetable", database=using, verbosity=0)
