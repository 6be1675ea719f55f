"""Reads about the outbox."""

from datetime import datetime, timedelta

from .models import Letter


def is_flowing(*, now: datetime) -> bool:
    """Whether letters leave: none has been due for half an hour without anybody trying. 1 query.

    A letter that was tried moves its own time, so one impossible address does not make the whole outbox look stuck.
    """
    waiting = Letter.objects.filter(sent_at__isnull=True, stopped_at__isnull=True, attempts__lt=6)
    return not waiting.filter(send_after__lt=now - timedelta(minutes=30)).exists()
