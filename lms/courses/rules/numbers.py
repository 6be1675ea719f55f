"""Telephone numbers in texts: found, and held against the list that says whose they are. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

# The emergency numbers, those that begin with 116, five and eight digits as they are written here. No years, shares or doses.
_NUMBER = re.compile(r"(?<![\w,.–-])(?:116 ?\d{3}|11\d|0\d{4}|\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3}|[2-9]\d{7})(?![\d–-]|[.,]\d| ?%)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WRAP = re.compile(r"(?<!\n)\n(?!\s*(?:\n|[-*+#] ?|\d+\. ))")  # a line that only goes on below
_MARKS = re.compile(r"\*+|_{2,}|<[^>]*>")


@dataclass(frozen=True, slots=True)
class Listed:
    """A number of the list, as it is written, and what texts call whoever answers."""

    number: str
    called: Sequence[str] = field(default_factory=tuple)


def digits(number: str) -> str:
    """A number without its spaces: two that have the same are the same."""
    return "".join(number.split())


def _plain(text: str) -> str:
    return _WRAP.sub(" ", _MARKS.sub("", text))


def numbers_in(text: str) -> list[str]:
    """The telephone numbers in a text, as they are written, in order."""
    return [" ".join(found.split()) for found in _NUMBER.findall(_plain(text))]


def unlisted(texts: Iterable[str], known: Iterable[Listed]) -> list[str]:
    """The numbers in texts that are not in the list, each once."""
    listed = {digits(each.number) for each in known}
    return list(dict.fromkeys(number for text in texts for number in numbers_in(text) if digits(number) not in listed))


def misnamed(texts: Iterable[str], known: Sequence[Listed]) -> Iterator[tuple[str, str]]:
    """Names that stand in a sentence with numbers, and theirs is not among them: each with the number it should have."""
    for text in texts:
        for sentence in _SENTENCE.split(_plain(text)):
            there = {digits(number) for number in numbers_in(sentence)}
            if not there:
                continue
            for each in known:
                for name in each.called:
                    if re.search(rf"(?i)\b{re.escape(name)}\b", sentence) and digits(each.number) not in there:
                        yield name, each.number
