"""Where tables are made and remade: what sums rest on is watched afterwards, and what was kept before is not to be relied on."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from . import kept, touches


def connect(room: AppConfig) -> None:
    """Listen to `migrate`, once for this room."""
    pre_migrate.connect(_before, sender=room)
    post_migrate.connect(_after, sender=room)


def _before(*, plan: Sequence[object] = (), **_more: Any) -> None:
    """A table that triggers write to cannot be remade in SQLite."""
    if plan:
        touches.take_down()


def _after(**_more: Any) -> None:
    if touches.can_be_watched():
        touches.put_up()
        kept.forget()
