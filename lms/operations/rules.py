"""Times, bytes and files. Pure: no Django, no models."""

import re
from datetime import datetime
from pathlib import PurePosixPath

from cronsim import CronSim

# What may be shown in the browser, by ending. Everything else is handed over as a file or not at all.
SHOWN: dict[str, str] = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "png": "image/png",
    "svg": "image/svg+xml",
    "vtt": "text/vtt; charset=utf-8",
    "webm": "video/webm",
    "webp": "image/webp",
}

# Folders of the store that are open to everybody. Documents are not among them: Wagtail asks first whether they are private.
OPEN_FOLDERS = frozenset({"images", "original_images"})


def next_run(cron: str, now: datetime) -> datetime:
    """The first time after `now` (aware, in local time) that a cron expression names. Hours that summer time skips or doubles come once."""
    found: datetime = next(CronSim(cron, now))
    return found


def shown_as(name: str) -> str | None:
    """The content type of a file that may be shown, by its name; None for one that may not."""
    return SHOWN.get(PurePosixPath(name).suffix.lstrip(".").lower())


def is_open(name: str) -> bool:
    """Whether a file of the store is for everybody: a picture, in a folder of pictures."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and ".." not in parts and parts[0] in OPEN_FOLDERS and shown_as(name) is not None


class RangeError(ValueError):
    """A byte range that the file cannot give."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte, both included, that a `Range` header asks for of `size` bytes; None if the whole file is the answer.

    Several ranges, other units and nonsense are answered with the whole file, as RFC 9110 §14.2 allows. Raises RangeError for one beyond the end.
    """
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise RangeError
        return max(0, size - int(last)), size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise RangeError
    return int(first), min(int(last), size - 1) if last else size - 1
