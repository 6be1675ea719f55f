"""How one text is written in YAML, on the line of its key or below it, and how it is joined again. Pure."""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import yaml

from . import markup

WIDTH = 116
"""No line of an exported text is longer, where a space allows it."""


# Begins with a letter or a quotation mark of ours and holds nothing that YAML could take for a sign: most texts, and quickly told.
_HARMLESS = re.compile(r"[^\W\d_«][^:#\[\]{},]*|«[^:#\[\]{},]*")
_YAML_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})


@lru_cache(maxsize=65_536)  # a load writes the same words several times over, and asking YAML takes a quarter of its time
def flow(text: str) -> str:
    """A word in a list on one line."""
    return text if _stays(text, f"[{text}]", lambda root: root.value[0] if len(root.value) == 1 else None) else _quoted(text)


@lru_cache(maxsize=65_536)
def scalar(text: str) -> str:
    """A text on one line, in quotation marks if YAML would else misread it."""
    stays = _stays(text, f"k: {text}", lambda root: root.value[0][1]) and _stays(text, f"- {text}", lambda root: root.value[0])
    return text if stays else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _stays(text: str, probe: str, pick: Callable[[Any], Any]) -> bool:
    """Whether YAML reads the text in the probe as it stands."""
    # In a list on one line a question mark is a sign too, to some readers.
    if _HARMLESS.fullmatch(text) and text.lower() not in _YAML_WORDS and not (probe.startswith("[") and "?" in text):
        return True
    try:
        node = pick(yaml.compose(probe, yaml.SafeLoader))
    except (yaml.YAMLError, AttributeError, IndexError, TypeError):
        return False
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value == text and node.tag == "tag:yaml.org,2002:str"


def join_lines(text: str) -> str:
    """Plain text without its wrapping: an empty line parts paragraphs, a backslash at the end of a line keeps the line break."""
    text = re.sub(r"\\\n", "\0", text.strip().replace("\r\n", "\n"))
    paragraphs = ("\n".join(markup.clean_line(line) for line in part.split("\0")).strip() for part in re.split(r"\n[ \t]*\n\s*", text))
    return "\n\n".join(part for part in paragraphs if part)


def plain_text(text: str) -> str:
    """Plain text as a database may hold it, in the form that `join_lines` makes: every line break means one."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip())
    return "\n\n".join("\n".join(filter(None, map(markup.clean_line, part.split("\n")))) for part in paragraphs if part.strip())


def fill(text: str, width: int) -> list[str]:
    """The lines of a paragraph, none longer than `width` letters where a space allows it."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def bar(lines: list[str], indent: int) -> tuple[str, list[str]]:
    """A text below its key: what follows on the key's line, and the lines, indented by `indent` spaces."""
    return "|", [" " * indent + line if line else "" for line in lines]
