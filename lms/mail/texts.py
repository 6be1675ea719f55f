"""The letters whose words can be written at the editors' desk. Rooms register theirs when they start; mail itself knows none of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Blank:
    """What a letter can be filled with: what it means, and what stands there in a preview."""

    meaning: str | Promise
    sample: str


@dataclass(frozen=True)
class LetterKind:
    """A letter that has a shipped text, `templates/letters/<key>.txt`, in which the same blanks stand as variables.

    `group` is the heading below which it stands at the desk, `needed` the blanks without which it is of no use. A short one goes to telephones,
    and has no subject.
    """

    key: str
    label: str | Promise
    blanks: Mapping[str, Blank]
    group: str | Promise = ""
    needed: tuple[str, ...] = ()
    is_short: bool = False

    @property
    def samples(self) -> dict[str, str]:
        """What fills the blanks in a preview: somebody invented."""
        return {name: blank.sample for name, blank in self.blanks.items()}


_KINDS: dict[str, LetterKind] = {}


def register(kind: LetterKind) -> None:
    """Let the words of a letter be written at the desk. Twice is once."""
    _KINDS[kind.key] = kind


def kind_of(key: str) -> LetterKind | None:
    """The letter with a key, if anybody has registered it."""
    return _KINDS.get(key)


def kinds() -> list[LetterKind]:
    """All of them, in the order in which they were registered."""
    return list(_KINDS.values())
