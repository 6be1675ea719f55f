"""Reads the letters that were written to files instead of sent."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

NEWEST_FILES = 40


@dataclass(frozen=True)
class SentLetter:
    """One letter."""

    to: str
    subject: str
    body: str
    sent_at: datetime | None


def newest(folder: Path | str | None, *, limit: int = 20) -> list[SentLetter]:
    """The letters written last, newest first. Nothing if there is no folder, as where letters are really sent."""
    if not folder or not Path(folder).is_dir():
        return []
    files = sorted(Path(folder).glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    letters = [letter for file in files[:NEWEST_FILES] for letter in reversed(_letters(file))]
    return letters[:limit]


def _letters(file: Path) -> list[SentLetter]:
    """A file holds the letters of one connection, each followed by a line of dashes (Django's console format)."""
    found = []
    for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
        if not raw.strip():
            continue
        message = message_from_bytes(raw.lstrip(), policy=policy.default)
        body = message.get_body(("plain",))
        date = message["Date"]
        found.append(
            SentLetter(
                to=str(message["To"] or ""),
                subject=str(message["Subject"] or ""),
                body=str(body.get_content()) if body else "",
                sent_at=parsedate_to_datetime(str(date)) if date else None,
            )
        )
    return found
