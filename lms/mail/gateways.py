"""Text messages. Whoever delivers them is named by the setting `SMS_GATEWAY`; without it none are sent.

A gateway is a function `(to, text, key) -> None`: `to` a telephone number as it was written, `text` the message, `key` the same for every attempt at
the same message, for services that take one to send nothing twice. It raises `RefusedError` for a number that takes no messages, which is not tried
again, and `GatewayError` for everything that may pass.
"""

from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class GatewayError(Exception):
    """The message did not go now; another attempt may succeed."""


class RefusedError(Exception):
    """The number takes no messages."""


class Gateway(Protocol):
    """Delivers one message; see above."""

    def __call__(self, to: str, text: str, key: str, /) -> None:
        """Deliver `text` to the number `to`."""


def is_on() -> bool:
    """Whether text messages can be sent."""
    return bool(settings.SMS_GATEWAY)


def gateway() -> Gateway:
    """The one that the settings name. Raises GatewayError if there is none."""
    if not is_on():
        raise GatewayError("No SMS_GATEWAY is set.")
    found: Gateway = import_string(settings.SMS_GATEWAY)
    return found


def to_files(to: str, text: str, key: str, /) -> None:
    """A gateway for trying things out: each message becomes a file in the folder of the letters, once for each key."""
    folder = Path(settings.SMS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{sha256(key.encode()).hexdigest()[:16]}.txt").write_text(f"{to}\n\n{text}", encoding="utf-8")
