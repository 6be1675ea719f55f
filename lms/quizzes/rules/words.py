"""What stands in a text that Wagtail keeps, as plain words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

# What a block holds besides words: how it is found, and where it leads.
_NOT_WORDS = frozenset({"id", "type", "key", "next", "need", "needs", "status", "sources", "guidance", "kind", "tone"})
_BREAKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "td", "th", "tr", "blockquote", "ul", "ol", "div"})


def paragraphs(value: Any) -> list[str]:
    """The words of a step's content as plain paragraphs, in order; `value` is a body, a block or a text as Wagtail serialises it."""
    return [words for text in _texts(value) for words in _plain(text)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_WORDS:
                yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.found[-1] += data

    def _break(self, tag: str) -> None:
        if tag in _BREAKS:
            self.found.append("")


def _plain(text: str) -> list[str]:
    """A rich text's paragraphs without markup; a text that is none, as it stands."""
    if "<" not in text:
        return [" ".join(text.split())] if text.strip() else []
    words = _Words()
    words.feed(text)
    words.close()
    return [" ".join(paragraph.split()) for paragraph in words.found if paragraph.strip()]
