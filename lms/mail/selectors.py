"""Reads about the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from .models import Letter, LetterText


def is_flowing(*, now: datetime) -> bool:
    """Whether letters leave: none has been due for half an hour without anybody trying. 1 query.

    A letter that was tried moves its own time, so one impossible address does not make the whole outbox look stuck.
    """
    waiting = Letter.objects.filter(sent_at__isnull=True, stopped_at__isnull=True, returned_at__isnull=True)
    return not waiting.filter(send_after__lt=now - timedelta(minutes=30)).exists()


def came_back(keys: Iterable[str]) -> dict[str, datetime]:
    """Of letters with these keys, those that reached nobody, and when that was found. 1 query."""
    return {
        key: at
        for key, at in Letter.objects.filter(key__in=list(keys), returned_at__isnull=False).values_list("key", "returned_at")
        if at is not None
    }


def written_words() -> dict[tuple[str, str], LetterText]:
    """What has been written for letters, published or not, by letter and language. 1 query."""
    return {(text.key, text.language): text for text in LetterText.objects.all()}
