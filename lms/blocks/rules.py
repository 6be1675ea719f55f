"""What makes running text hard to read for those who cannot see it, and what is not yet written. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser


class FaultKind(StrEnum):
    """What is wrong."""

    SKIPPED_HEADING = "skipped_heading"
    BARE_LINK = "bare_link"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right before publishing: in which block (from 1), and the words it is about."""

    kind: FaultKind
    block: int
    text: str


# Link texts that do not say where the link leads: a screen reader lists links without what stands around them.
SAYS_NOTHING = frozenset(
    {
        # bokmål
        "her", "klikk her", "trykk her", "se her", "les her", "les mer", "les mer her", "mer", "mer her", "mer info", "mer informasjon", "se mer",
        "lenke", "lenken", "denne lenken", "denne siden", "link", "linken",
        # nynorsk
        "klikk her no", "les meir", "les meir her", "meir", "meir her", "meir info", "meir informasjon", "sjå her", "sjå meir", "lenkje",
        "lenkja", "denne lenkja", "denne sida",
        # English
        "here", "click here", "press here", "see here", "read more", "read more here", "more", "more info", "more information", "learn more",
        "see more", "this link", "this page",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"(https?://|www\.)\S*", re.IGNORECASE)
_GAP = re.compile(r"\[Fyll inn\b[^\]]*\]?", re.IGNORECASE)


def is_bare(link_text: str) -> bool:
    """Whether a link's words say nothing of where it leads: empty, «les mer» and its like, or an address."""
    words = " ".join(link_text.split()).casefold().strip(" .,:;!?…«»\"'()→›>-")
    return words in SAYS_NOTHING or not words or _ADDRESS.fullmatch(words) is not None


def faults(blocks: Sequence[Sequence[str]]) -> list[Fault]:
    """What is wrong in a page's blocks, in order; each block is the texts in it, as HTML.

    The title is the first heading, so the first in the text is of the second level, and none goes more than one level deeper than the one before
    it, across blocks. A gap is what a starter text asks to be filled in.
    """
    found: list[Fault] = []
    level = 1
    for number, texts in enumerate(blocks, start=1):
        for text in texts:
            reader = _Reader(text)
            for tag, words in reader.elements:
                if tag == "a":
                    found += [Fault(FaultKind.BARE_LINK, number, words)] if is_bare(words) else []
                    continue
                deeper = int(tag[1])
                if deeper > level + 1:
                    found.append(Fault(FaultKind.SKIPPED_HEADING, number, words))
                level = deeper
            found += [Fault(FaultKind.GAP, number, gap) for gap in _gaps(reader.words)]
    return found


def _gaps(words: str) -> Iterator[str]:
    return (match.group() for match in _GAP.finditer(words))


class _Reader(HTMLParser):
    """The headings and links of a piece of HTML, each with its words, in the order they begin; and all its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, str]] = []
        self.words = ""
        self._open: list[tuple[str, int]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" or re.fullmatch(r"h[1-6]", tag):
            self._open.append((tag, len(self.elements)))
            self.elements.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = [(name, place) for name, place in self._open if name != tag]

    def handle_data(self, data: str) -> None:
        self.words += data
        for tag, place in self._open:
            self.elements[place] = (tag, self.elements[place][1] + data)
