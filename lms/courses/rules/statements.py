"""What a lesson says about health, law and safety, and what a professional's yes to it is worth. Pure.

A yes is given to words, not to a place: it counts as long as the words are the same, and no longer.
"""

import re
from hashlib import sha256

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6} |[-*+] |\d+\\?[.)] )", re.MULTILINE)


def words_of(text: str) -> str:
    """A text without emphasis, links, list marks and line breaks: what is left is what two ways of writing it have in common."""
    text = _LINE_MARK.sub("", _LINK.sub(r"\1", text))
    return " ".join(_ESCAPE.sub("", text).replace("**", "").replace("*", "").replace("\u00a0", " ").split())


def is_said(statement: str, texts: list[str]) -> bool:
    """Whether a lesson says a statement, word for word; `texts` are the lesson's, in order, and a statement may go over several."""
    return words_of(statement) in " ".join(words_of(text) for text in texts)


def digest(*texts: str) -> str:
    """What stands for the words of a text: the same however they are written, another as soon as one of them is."""
    return sha256("\n".join(map(words_of, texts)).encode()).hexdigest()
