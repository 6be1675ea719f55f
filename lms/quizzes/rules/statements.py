"""What a lesson says about health, law and safety, and what a professional's yes to it is worth. Pure.

A yes is given to words, not to a place: it counts as long as the words are the same, and no longer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from .words import paragraphs

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6} |[-*+] |\d{1,2}\\?[.)] )", re.MULTILINE)  # «113. Bli hos henne» begins with a number to ring


def words_of(text: str) -> str:
    """A text without emphasis, links, list marks and line breaks: what is left is what two ways of writing it have in common."""
    text = _LINE_MARK.sub("", _LINK.sub(r"\1", text))
    return " ".join(_ESCAPE.sub("", text).replace("**", "").replace("*", "").replace("\u00a0", " ").split())


def is_said(statement: str, texts: Sequence[str]) -> bool:
    """Whether a lesson says a statement, word for word; `texts` are the lesson's, in order, and a statement may go over several."""
    return words_of(statement) in " ".join(words_of(text) for text in texts)


def digest(*texts: str) -> str:
    """What stands for the words of a text: the same however they are written, another as soon as one of them is."""
    return sha256("\n".join(map(words_of, texts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that wait for the yes of a profession, or have it: `key` and `digest` say which words, `need` which profession."""

    key: str
    digest: str
    need: str


def substance(value: Any) -> str:
    """What stands for what a block, a question or a whole text says, and for which of its answers are right."""
    return digest(*paragraphs(value), "".join("+" if right else "-" for right in _marks(value)))


def _marks(value: Any) -> Iterator[bool]:
    """Which answers are right and which ways are best, in order."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in ("correct", "best"):
                yield bool(inner)
            else:
                yield from _marks(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _marks(inner)


def professions(needs: str | Sequence[str]) -> list[str]:
    """The professions of a list, or of a line with commas between."""
    parts = needs.split(",") if isinstance(needs, str) else needs
    return [part.strip() for part in parts if part.strip()]


def said_in(raw: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The statements of a step, out of what the database keeps."""
    return [block["value"] for block in raw if block["type"] == "statement"]


def dilemmas_in(body: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The dilemmas of a body that need somebody's yes and have none written in them."""
    found = [block["value"] for block in body if block["type"] == "dilemma"]
    return [each for each in found if (each.get("review") or {}).get("needs") and each["review"].get("status") != "approved"]


def claims_of_page(
    page_id: int, *, status: str, needs: Sequence[str], raw_statements: Sequence[Mapping[str, Any]], body: Sequence[Mapping[str, Any]]
) -> list[Claim]:
    """Everything in a step that must have a yes before its readers are no longer told that it is not approved. Fields as the database keeps them.

    Its statements and its dilemmas; and the text as a whole, for those professions that the step needs and no statement names, unless the step
    itself says that it is approved. A statement that the text does not say, which only ways around the form leave, waits with the text as it stands:
    a yes given to it before is none to what is read now.
    """
    said = said_in(raw_statements)
    lesson = paragraphs(body) if said else []
    words = [(each, digest(each["text"]) if is_said(each["text"], lesson) else digest(each["text"], *lesson)) for each in said]
    claims = [Claim(each["key"], print_, need) for each, print_ in words for need in professions(each.get("needs") or "")]
    named = {claim.need for claim in claims}
    for each in dilemmas_in(body):
        claims += [Claim(each["key"], substance(each), need) for need in professions(each["review"]["needs"])]
    rest = [] if status == "approved" else [need for need in needs if need not in named]
    return claims + [Claim(whole_text(page_id), substance(body), need) for need in rest]


def whole_text(page_id: int) -> str:
    """The key of a step's text as a whole."""
    return f"side-{page_id}"


def claims_of_question(key: str, needs: Sequence[str], prompt: str, body: Any, explanation: str) -> list[Claim]:
    """What of a bank question waits: the whole of it, with which answers are right."""
    words = substance([prompt, body, explanation])
    return [Claim(key, words, need) for need in needs]
