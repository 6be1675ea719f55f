"""How heavy a text is to read: LIX. Pure."""

import re

TARGET = 35  # up to here most grown-ups read without effort
FEWEST_WORDS = 50  # LIX of less says little
LONG = 6  # letters; a word of more is long

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")


def lix(text: str) -> int | None:
    """Words a sentence, and long words of a hundred: about 25 is a children's book, 35 a newspaper, 55 a law. None for a text without words.

    A line ends a sentence as a full stop does, so that points of a list do not become one long sentence.
    """
    words = _WORD.findall(text)
    if not words:
        return None
    sentences = sum(1 for part in _END.split(text) if _WORD.search(part))
    long = sum(1 for word in words if len(word.replace("-", "")) > LONG)
    return round(len(words) / sentences + 100 * long / len(words))
