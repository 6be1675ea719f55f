"""What shapes must know of their surroundings, and ask here: where they read, what is known there, and what the database holds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .faults import Fault


class Wrong:
    """What a shape returns when it has reported a fault."""


WRONG = Wrong()


@dataclass(frozen=True)
class FileRef:
    """A file that a text shows: its name in the folder, and what it holds (SHA-1, as Wagtail counts it)."""

    name: str
    digest: str


@dataclass
class Reading:
    """Where we read, what is known so far, and what is wrong. A set that is None could not be read: it is asked nothing."""

    file: str
    faults: list[Fault]
    sources: frozenset[str] | None = None
    outcomes: int | None = None
    questions: frozenset[str] | None = None
    files: Mapping[str, FileRef] = field(default_factory=dict)
    used_files: set[str] = field(default_factory=set)

    def fault(self, line: int, reason: str) -> Wrong:
        """Report, and go on reading."""
        self.faults.append(Fault(self.file, line, reason))
        return WRONG


class Storing(Protocol):
    """What storing asks of the database."""

    def file(self, ref: FileRef) -> int: ...
    def question(self, key: str) -> int: ...


class Fetching(Protocol):
    """What fetching asks of the database."""

    def file(self, stored: Any) -> FileRef: ...
    def address(self, attributes: dict[str, str]) -> str: ...
