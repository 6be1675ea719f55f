"""YAML as a tree that remembers its lines. Nothing is guessed: what a word means is for the one who reads it to say."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from .faults import Fault


@dataclass(frozen=True)
class Word:
    """One value. `first_line` is where its text begins: below the bar of a block (`|`)."""

    text: str
    line: int
    first_line: int
    empty: bool
    """Nothing was written, not even quotation marks."""


@dataclass(frozen=True)
class Mapping:
    """Keys and values, with the line of each key."""

    entries: dict[str, "Node"]
    key_lines: dict[str, int]
    line: int


@dataclass(frozen=True)
class Row:
    """A list."""

    items: tuple["Node", ...]
    line: int


Node = Word | Mapping | Row


class _Plain(yaml.SafeLoader):
    """YAML without anchors and tags: a copy or a type that hides elsewhere is more than a text needs."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors (& and *) are not used here; put the text in quotation marks", problem_mark=event.start_mark
            )
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags (!) are not used here; put the text in quotation marks", problem_mark=event.start_mark)
        return super().compose_node(parent, index)  # type: ignore[arg-type]


def read_yaml(text: str, *, file: str, first_line: int, faults: list[Fault]) -> Node | None:
    """The tree of a YAML text whose first line is number `first_line` of the file; None, and a fault, if it cannot be read."""
    try:
        loader = _Plain(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        line = first_line + text[: error.position].count("\n")
        faults.append(Fault(file, line, "there is a character here that no text needs; write the line again"))
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part) or "this is not YAML"
        if "mapping values are not allowed" in reason:
            reason = "a colon inside a text: put the whole text in quotation marks"
        elif "found character '\\t'" in reason:
            reason = "a tab: use spaces at the start of lines"
        faults.append(Fault(file, first_line + (mark.line if mark else 0), f"not YAML: {reason}" if "not used" not in reason else reason))
        return None
    if root is None:
        return Mapping({}, {}, first_line)
    found: list[Fault] = []
    tree = _tree(root, file, first_line, found)
    faults.extend(found)
    return None if found else tree


def _tree(node: yaml.Node, file: str, first_line: int, faults: list[Fault]) -> Node:
    line = first_line + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        return Word(
            text=node.value,
            line=line,
            first_line=line + 1 if node.style in ("|", ">") else line,
            empty=node.style is None and node.value in ("", "~", "null"),
        )
    if isinstance(node, yaml.SequenceNode):
        return Row(tuple(_tree(item, file, first_line, faults) for item in node.value), line)
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        key_line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(file, key_line, "a key is one word"))
        elif key.value in entries:
            faults.append(Fault(file, key_line, f"«{key.value}» stands twice, first on line {lines[key.value]}"))
        else:
            entries[key.value] = _tree(value, file, first_line, faults)
            lines[key.value] = key_line
    return Mapping(entries, lines, line)


def words_of(node: Node | None, key: str) -> Iterator[Word]:
    """Each value of `key` in a list of mappings, whatever else is right or wrong with them."""
    for item in node.items if isinstance(node, Row) else ():
        word = item.entries.get(key) if isinstance(item, Mapping) else None
        if isinstance(word, Word) and not word.empty:
            yield word
