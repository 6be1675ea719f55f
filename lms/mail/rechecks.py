"""Letters that may become untrue while they wait. Rooms register who knows better when they start; mail itself knows none of them.

So nobody who pauses, ends, records or answers something need think of what lies in the outbox.
"""

from collections.abc import Callable
from datetime import datetime

from .models import Letter

# Asked as a letter is about to go: its subject and text as they are true now; None if it need not go at all.
Recheck = Callable[[Letter, datetime], tuple[str, str] | None]

_RECHECKS: dict[str, Recheck] = {}


def register(kind: str, recheck: Recheck) -> None:
    """Let letters whose key begins with `kind` and a colon be looked at before they go. Twice is once."""
    _RECHECKS[kind] = recheck


def true_now(letter: Letter, *, now: datetime) -> tuple[str, str] | None:
    """A letter's subject and text as they are to go; None if it is not to. As they were written, if nobody knows better."""
    recheck = _RECHECKS.get(letter.key.partition(":")[0])
    return recheck(letter, now) if recheck else (letter.subject, letter.body)
