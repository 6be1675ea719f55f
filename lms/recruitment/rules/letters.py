"""Filling a letter's blanks. A blank is a word in braces, «{fornavn}»; nothing else in a template is code."""

import re
from collections.abc import Collection, Mapping

_BLANK = re.compile(r"\{([a-zæøå_]+)\}")


def blanks(text: str) -> list[str]:
    """The blanks of a text, each once, in the order they come."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def unknown_blanks(text: str, known: Collection[str]) -> list[str]:
    """The blanks that nothing fills."""
    return [blank for blank in blanks(text) if blank not in known]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled; one that nothing fills stays, so that it is seen. What is filled in is not searched for blanks again."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)
