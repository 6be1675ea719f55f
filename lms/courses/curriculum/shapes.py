"""The shapes that values have in the files. One description serves four uses, so that they cannot drift apart:

`read` from YAML, saying what is wrong; `write` to YAML in the one canonical way; `store` as a StreamField keeps it; `fetch` from there.
Pure: what a shape must know of its surroundings it asks `Reading`, `Storing` or `Fetching`.
"""

import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from . import markup
from .nodes import Mapping, Node, Row, Word
from .scalars import WIDTH, bar, fill, flow, join_lines, plain_text, scalar
from .surroundings import WRONG, Fetching, Reading, Storing, Wrong

Value = Any
"""str, bool, int, Decimal, date, FileRef, None, or lists and dictionaries of these. Equality is meaning the same."""


class Shape(ABC):
    """One kind of value."""

    @abstractmethod
    def read(self, node: Node, reading: Reading) -> Value:
        """The value, or WRONG with a fault reported."""

    @abstractmethod
    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        """What follows on the key's line, where `used` columns are taken, and the lines below, indented by `indent`."""

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        """As a StreamField's JSON holds it. `name` makes the ids inside."""
        return value

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        """From a StreamField's value."""
        return stored


def _word(node: Node, reading: Reading) -> Word | Wrong:
    if isinstance(node, Word):
        return node
    return reading.fault(node.line, "one text is wanted here, not a list" if isinstance(node, Row) else "one text is wanted here, not keys")


@dataclass(frozen=True)
class Line(Shape):
    """Words on one line."""

    longest: int = 255
    pattern: str = ""
    example: str = ""

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        text = markup.clean_line(word.text)
        if not text:
            return reading.fault(word.line, "a text is wanted here")
        if len(text) > self.longest:
            return reading.fault(word.line, f"{len(text)} characters; at most {self.longest} have room")
        if self.pattern and not re.fullmatch(self.pattern, text):
            return reading.fault(word.line, f"«{text}» is not written like {self.example}")
        return text

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return scalar(value), []

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return markup.clean_line(stored or "")


@dataclass(frozen=True)
class Text(Shape):
    """Plain words, in paragraphs."""

    longest: int = 0

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        text = join_lines(word.text)
        if not text:
            return reading.fault(word.line, "a text is wanted here")
        if self.longest and len(text) > self.longest:
            return reading.fault(word.line, f"{len(text)} characters; at most {self.longest} have room")
        return text

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        if "\n" not in value and used + len(scalar(value)) <= WIDTH:
            return scalar(value), []
        lines: list[str] = []
        for number, paragraph in enumerate(value.split("\n\n")):
            if number:
                lines.append("")
            pieces = paragraph.split("\n")
            for place, piece in enumerate(pieces):
                filled = fill(piece, WIDTH - indent)
                if place < len(pieces) - 1:
                    filled[-1] += "\\"
                lines += filled
        return bar(lines, indent)

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return plain_text(stored or "")


@dataclass(frozen=True)
class Markdown(Shape):
    """Rich text, written as Markdown."""

    features: frozenset[str] = markup.SHORT

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        return word if isinstance(word, Wrong) else self.read_text(word.text, word.first_line, reading)

    def read_text(self, text: str, first_line: int, reading: Reading) -> Value:
        """The Markdown of lines that begin at `first_line` of the file."""
        found = markup.faults(text, self.features)
        for line, reason in found:
            reading.fault(first_line + line, reason)
        if found:
            return WRONG
        return markup.canonical(text) or reading.fault(first_line, "a text is wanted here")

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        if "\n" not in value and used + len(scalar(value)) <= WIDTH:
            return scalar(value), []
        return bar(markup.wrap(value, WIDTH - indent), indent)

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return markup.to_html(markup.from_markdown(value), str(name))

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        html = stored if isinstance(stored, str) else stored.source if stored else ""
        return markup.to_markdown(markup.from_html(html, fetching.address))


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong) or word.text in self.options:
            return word if isinstance(word, Wrong) else word.text
        return reading.fault(word.line, f"«{word.text}» is none of: {', '.join(self.options)}")

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return value, []


@dataclass(frozen=True)
class Flag(Shape):
    """true or false."""

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        if word.text not in ("true", "false"):
            return reading.fault(word.line, "true or false is wanted here")
        return word.text == "true"

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return ("true" if value else "false"), []

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return bool(stored)


@dataclass(frozen=True)
class Statement(Flag):
    """true or false, kept as a word."""

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return "true" if value else "false"

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return stored == "true"


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number."""

    least: int
    most: int

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        if re.fullmatch(r"\d{1,6}", word.text) and self.least <= int(word.text) <= self.most:
            return int(word.text)
        return reading.fault(word.line, f"a whole number from {self.least} to {self.most} is wanted here")

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return str(value), []


@dataclass(frozen=True)
class Outcome(Shape):
    """The number of a learning outcome of the course."""

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        if not re.fullmatch(r"[1-9]\d?", word.text):
            return reading.fault(word.line, "the number of a learning outcome is wanted here")
        if reading.outcomes is not None and int(word.text) > reading.outcomes:
            return reading.fault(word.line, f"there is no outcome {word.text}: course.md lists {reading.outcomes}")
        return int(word.text)

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return str(value), []


@dataclass(frozen=True)
class SourceKey(Shape):
    """The key of a source in sources.yaml."""

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        if reading.sources is not None and word.text not in reading.sources:
            return reading.fault(word.line, f"sources.yaml has no source «{word.text}»")
        return word.text

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return scalar(value), []


@dataclass(frozen=True)
class Number(Shape):
    """A number, with a decimal point or comma."""

    least: int | None = None

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        try:
            value = Decimal(word.text.strip().replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or (self.least is not None and value < self.least):
            return reading.fault(word.line, "a number is wanted here" + (f", {self.least} or more" if self.least is not None else ""))
        return _shortest(value)

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return f"{value:f}", []

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return f"{value:f}"

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return _shortest(Decimal(stored or 0))


def _shortest(value: Decimal) -> Decimal:
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else value


@dataclass(frozen=True)
class Day(Shape):
    """A date."""

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        try:
            return date.fromisoformat(word.text)
        except ValueError:
            return reading.fault(word.line, f"«{word.text}» is not a date like 2026-11-21")

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return value.isoformat(), []

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return value.isoformat() if value else None

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return date.fromisoformat(stored) if isinstance(stored, str) else stored


@dataclass(frozen=True)
class File(Shape):
    """A file in one of the course's folders."""

    folder: str
    endings: tuple[str, ...]

    def read(self, node: Node, reading: Reading) -> Value:
        word = _word(node, reading)
        if isinstance(word, Wrong):
            return word
        if not word.text.endswith(self.endings):
            return reading.fault(word.line, f"«{word.text}» does not end in {' or '.join(self.endings)}")
        path = f"{self.folder}/{word.text}"
        reading.used_files.add(path)
        return reading.files.get(path) or reading.fault(word.line, f"there is no file {path}")

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return scalar(value.name), []

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return storing.file(value) if value else None

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return fetching.file(stored) if stored else None


@dataclass(frozen=True)
class Many(Shape):
    """A list; `short` lists stand on one line."""

    item: Shape
    least: int = 0
    short: bool = False

    def read(self, node: Node, reading: Reading) -> Value:
        if not isinstance(node, Row):
            return reading.fault(node.line, "a list is wanted here" + (": [one, two]" if self.short else ", each point after a dash"))
        values = [self.item.read(item, reading) for item in node.items]
        if len(values) < self.least:
            return reading.fault(node.line, f"at least {self.least} {'is' if self.least == 1 else 'are'} wanted here")
        return WRONG if WRONG in values else values

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        if self.short or not value:
            words = (flow(item) if isinstance(item, str) else self.item.write(item, 0, 0)[0] for item in value)
            return f"[{', '.join(words)}]", []
        lines: list[str] = []
        for item in value:
            head, below = self.item.write(item, indent + 2, indent + 2)
            if head:
                lines.append(f"{' ' * indent}- {head}")
                lines += below
            else:
                lines += [f"{' ' * indent}- {below[0].lstrip()}", *below[1:]]
        return "", lines

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        stored = []
        for number, item in enumerate(value):
            own = uuid5(name, str(number))
            stored.append({"type": "item", "id": str(own), "value": self.item.store(item, storing, own)})
        return stored

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return [self.item.fetch(item, fetching) for item in stored or ()]


@dataclass(frozen=True)
class Codes(Many):
    """A short list that a block keeps as one line of text."""

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return ", ".join(value)

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        return [part.strip() for part in (stored or "").split(",") if part.strip()]


_REQUIRED = object()


@dataclass(frozen=True)
class Key:
    """One key of a mapping. Without `default` it must be there; one that `shows` is written even when it says the default."""

    name: str
    shape: Shape
    default: Any = _REQUIRED
    shows: bool = False
    stored: str = ""  # its name in the database, where that is another

    @property
    def required(self) -> bool:
        return self.default is _REQUIRED


@dataclass(frozen=True)
class Keys(Shape):
    """A mapping. Keys are written in the order given here; `check` says what is wrong between them: (key, reason)."""

    keys: tuple[Key, ...]
    check: Callable[[dict[str, Any]], Iterable[tuple[str, str]]] = lambda value: ()
    short: bool = False

    def read(self, node: Node, reading: Reading) -> Value:
        if not isinstance(node, Mapping):
            return reading.fault(node.line, f"keys are wanted here: {', '.join(key.name for key in self.keys)}")
        value: dict[str, Any] = {}
        known = {key.name for key in self.keys}
        right = True
        for name in node.entries:
            if name not in known:
                close = difflib.get_close_matches(name, known, 1)
                reading.fault(node.key_lines[name], f"unknown key «{name}»" + (f"; did you mean «{close[0]}»?" if close else ""))
                right = False
        for key in self.keys:
            entry = node.entries.get(key.name)
            if entry is None or (isinstance(entry, Word) and entry.empty):
                if key.required:
                    line = node.key_lines.get(key.name, node.line)
                    reading.fault(line, f"«{key.name}» is {'missing' if entry is None else 'empty'}")
                    right = False
                else:
                    value[key.name] = key.default
                continue
            value[key.name] = key.shape.read(entry, reading)
            right = right and value[key.name] is not WRONG
        if not right:
            return WRONG
        for name, reason in self.check(value):
            reading.fault(node.key_lines.get(name, node.line), reason)
            right = False
        return value if right else WRONG

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        if self.short:
            return "{" + ", ".join(f"{key.name}: {key.shape.write(value[key.name], 0, 0)[0]}" for key in self.keys) + "}", []
        return "", self.lines(value, indent)

    def lines(self, value: Value, indent: int = 0) -> list[str]:
        """The mapping as lines of YAML."""
        lines: list[str] = []
        space = " " * indent
        for key in self.keys:
            said = value[key.name]
            if not key.required and said == key.default and not key.shows:
                continue
            if said is None or said == "":
                lines.append(f"{space}{key.name}:")
                continue
            head, below = key.shape.write(said, indent + 2, indent + len(key.name) + 2)
            lines.append(f"{space}{key.name}: {head}".rstrip())
            lines += below
        return lines

    def store(self, value: Value, storing: Storing, name: UUID) -> Any:
        return {key.stored or key.name: key.shape.store(value[key.name], storing, uuid5(name, key.name)) for key in self.keys}

    def fetch(self, stored: Any, fetching: Fetching) -> Value:
        value = {}
        for key in self.keys:
            said = key.shape.fetch(stored.get(key.stored or key.name), fetching)
            value[key.name] = key.default if not key.required and said in ("", None, []) else said
        return value
