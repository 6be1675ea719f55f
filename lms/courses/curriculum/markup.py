"""Markdown and the rich text of Wagtail's editor, each made from the other without loss.

Both are read into the same small tree: a list of blocks, whose words are runs with a style. What the tree cannot hold (pictures, tables,
raw HTML …) is refused by `faults`, never dropped. Pure: no Django.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha1
from html import escape
from html.parser import HTMLParser
from itertools import groupby

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

FULL = frozenset({"heading", "bold", "italic", "ol", "ul", "link"})
SHORT = FULL - {"heading"}

# Not the space that does not break: that is somebody's choice.
_SPACE = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#")


@dataclass(frozen=True)
class Run:
    """Words in one style. A newline is a line break that somebody asked for."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph or heading (`p`, `h2`, `h3`) with runs, or a list (`ul`, `ol`) with items."""

    kind: str
    runs: tuple[Run, ...] = ()
    items: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Item:
    """One point of a list, and the lists inside it."""

    runs: tuple[Run, ...]
    lists: tuple[Block, ...] = ()


def clean_line(text: str) -> str:
    """Text of one line: spaces run together, none at the ends."""
    return _SPACE.sub(" ", text).strip()


# --- runs -------------------------------------------------------------------------------------------------------------------------------------


def _tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs as they compare: neighbours of one style joined, one space between words, a space at a style's edge in no style of its own."""
    pieces: list[Run] = []
    for run in runs:
        for part in re.split(r"(\n)", run.text):
            if part == "\n":
                pieces.append(Run("\n"))
            elif part:
                text = _SPACE.sub(" ", part)
                core = text.strip(" ")
                if not core:
                    pieces.append(Run(" "))
                    continue
                if text.startswith(" "):
                    pieces.append(Run(" "))
                pieces.append(replace(run, text=core))
                if text.endswith(" "):
                    pieces.append(Run(" "))
    words: list[Run] = []
    for piece in pieces:
        if piece.text == " " and (not words or words[-1].text in (" ", "\n")):
            continue
        if piece.text == "\n":
            if words and words[-1].text == " ":
                words.pop()
            if not words:
                continue
        words.append(piece)
    while words and words[-1].text in (" ", "\n"):
        words.pop()
    styled = [_between(words, place) if word.text in (" ", "\n") else word for place, word in enumerate(words)]
    joined: list[Run] = []
    for run in styled:
        if joined and replace(joined[-1], text="") == replace(run, text=""):
            joined[-1] = replace(run, text=joined[-1].text + run.text)
        else:
            joined.append(run)
    if joined:
        # What a paragraph begins and ends with, Markdown strips, hard spaces included.
        joined[0] = replace(joined[0], text=joined[0].text.lstrip())
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return tuple(run for run in joined if run.text)


def _between(words: list[Run], place: int) -> Run:
    """A space or line break has the style that the words on both sides share."""
    before = next((word for word in reversed(words[:place]) if word.text not in (" ", "\n")), Run(""))
    after = next((word for word in words[place + 1 :] if word.text not in (" ", "\n")), Run(""))
    return Run(
        words[place].text,
        bold=before.bold and after.bold,
        italic=before.italic and after.italic,
        href=before.href if before.href == after.href else "",
    )


# --- Markdown to tree -------------------------------------------------------------------------------------------------------------------------


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True})
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # we say what is wrong with an address; it would keep silent
    return reader


_READER = _reader()


def from_markdown(text: str) -> tuple[Block, ...]:
    """The tree of Markdown that `faults` finds nothing wrong with."""
    return tuple(_block(node) for node in SyntaxTreeNode(_READER.parse(text)).children)


def _block(node: SyntaxTreeNode) -> Block:
    if node.type in ("bullet_list", "ordered_list"):
        return Block("ul" if node.type == "bullet_list" else "ol", items=tuple(_item(child) for child in node.children))
    if node.type == "heading":
        return Block(node.tag, runs=_tidy(replace(run, text=run.text.replace("\n", " ")) for run in _runs(node, Run(""))))
    return Block("p", runs=_tidy(_runs(node, Run(""))))


def _item(node: SyntaxTreeNode) -> Item:
    words = [child for child in node.children if child.type == "paragraph"]
    lists = tuple(_block(child) for child in node.children if child.type in ("bullet_list", "ordered_list"))
    return Item(_tidy(run for child in words for run in _runs(child, Run(""))), lists)


def _runs(node: SyntaxTreeNode, style: Run) -> Iterator[Run]:
    for child in node.children:
        match child.type:
            case "text" | "text_special":
                yield replace(style, text=child.content)
            case "softbreak":
                yield replace(style, text=" ")
            case "hardbreak":
                yield replace(style, text="\n")
            case "strong":
                yield from _runs(child, replace(style, bold=True))
            case "em":
                yield from _runs(child, replace(style, italic=True))
            case "link":
                yield from _runs(child, replace(style, href=str(child.attrGet("href") or "")))
            case _:
                yield from _runs(child, style)


_REFUSED = {
    "fence": "code is not used here",
    "code_block": "a line that begins with four spaces becomes code; take the spaces away",
    "code_inline": "code (`…`) is not used here",
    "blockquote_open": "for a quotation use a block: ::: quote",
    "hr": "a rule (---) is not used here",
    "html_block": "HTML is not used here; write Markdown",
    "html_inline": "HTML is not used here; write Markdown",
    "image": "for a picture use a block: ::: picture",
}
_FEATURE = {
    "heading_open": ("heading", "headings are not used in this text"),
    "bullet_list_open": ("ul", "lists are not used in this text"),
    "ordered_list_open": ("ol", "numbered lists are not used in this text"),
    "strong_open": ("bold", "bold is not used in this text"),
    "em_open": ("italic", "italic is not used in this text"),
    "link_open": ("link", "links are not used in this text"),
}


def faults(text: str, features: frozenset[str]) -> list[tuple[int, str]]:
    """What in the text rich text with these features cannot hold: (line from 0, reason)."""
    found: list[tuple[int, str]] = []
    line = 0
    paragraphs: list[int] = []  # how many paragraphs each open list item has had
    for token in _READER.parse(text):
        if token.map:
            line = token.map[0]
        if token.type == "list_item_open":
            paragraphs.append(0)
        elif token.type == "list_item_close":
            paragraphs.pop()
        elif token.type == "paragraph_open" and paragraphs:
            paragraphs[-1] += 1
            if paragraphs[-1] == 2:
                found.append((line, "a point in a list holds one paragraph"))
        elif token.type == "heading_open" and paragraphs:
            found.append((line, "a point in a list holds no heading"))
        found += [(line, reason) for reason in _token_faults(token, features)]
        inner = line
        for child in token.children or []:
            if child.type in ("softbreak", "hardbreak"):
                inner += 1
            found += [(inner, reason) for reason in _token_faults(child, features)]
    return list(dict.fromkeys(found))


def _token_faults(token: Token, features: frozenset[str]) -> Iterator[str]:
    if token.type in _REFUSED:
        yield _REFUSED[token.type]
    if token.type in _FEATURE and _FEATURE[token.type][0] not in features:
        yield _FEATURE[token.type][1]
    elif token.type == "heading_open" and token.tag not in ("h2", "h3"):
        yield "headings are ## or ###"
    elif token.type == "ordered_list_open" and token.attrGet("start") not in (None, 1):
        yield "a numbered list begins at 1"
    elif token.type == "link_open":
        href = str(token.attrGet("href") or "")
        if not href.startswith(_SCHEMES) or href.startswith("//"):
            yield f"a link begins with https://, mailto:, tel: or /, not «{href}»"
        if token.attrGet("title"):
            yield "a link has no title; write it in the text"


# --- tree to Markdown -------------------------------------------------------------------------------------------------------------------------

_AT_START = re.compile(r"^(?:#|>|[-+](?=[-+\s]|$)|=|~~~|:::)")
_NUMBER_AT_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def to_markdown(blocks: Iterable[Block]) -> str:
    """Markdown of the tree, a line for each paragraph, heading and point."""
    parts: list[str] = []
    for block in blocks:
        if block.items:
            parts.append("\n".join(_list_lines(block)))
        elif block.runs:
            words = _paragraph(block.runs if block.kind == "p" else _tidy(replace(r, text=r.text.replace("\n", " ")) for r in block.runs))
            if block.kind != "p":
                # Number signs at the end would be taken for the heading's own.
                words = "#" * int(block.kind[1]) + " " + re.sub(r"(?<=\s)(#+)$", r"\\\1", words)
            parts.append(words)
    return "\n\n".join(parts)


def _list_lines(block: Block) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        marker = "- " if block.kind == "ul" else f"{number}. "
        lines = _paragraph(item.runs).split("\n") + [line for inner in item.lists for line in _list_lines(inner)]
        for place, line in enumerate(lines):
            yield (marker if place == 0 else " " * len(marker)) + line


def _paragraph(runs: tuple[Run, ...]) -> str:
    """Runs as Markdown. Where Markdown has no way to say a style (half a word and a bracket, say), the style gives way to the words."""
    for attempt in (runs, _tidy(part for run in runs for part in _without_edges(run)), tuple(Run(run.text, href=run.href) for run in runs)):
        text = _guard_lines(_inline(attempt, ("href", "bold", "italic")))
        if from_markdown(text) in ((Block("p", attempt),), ()):
            return text
    return _guard_lines(_inline(_tidy(Run(run.text) for run in runs), ()))


def _without_edges(run: Run) -> Iterator[Run]:
    """The run with its style taken off the marks at its ends."""
    if not (run.bold or run.italic):
        yield run
        return
    start, core, end = re.fullmatch(r"(\W*)(.*?)(\W*)", run.text, re.DOTALL).groups()  # type: ignore[union-attr]  # it matches anything
    yield from (Run(start, href=run.href), replace(run, text=core), Run(end, href=run.href))


def _inline(runs: Iterable[Run], styles: tuple[str, ...]) -> str:
    if not styles:
        return _escape("".join(run.text for run in runs))
    style, *rest = styles
    text = ""
    for value, group in groupby(runs, key=lambda run: getattr(run, style)):
        inner = _inline(group, tuple(rest))
        if style == "href" and value:
            text = re.sub(r"!$", r"\\!", text) + f"[{inner}]({_address(value)})"
        else:
            mark = {"bold": "**", "italic": "*"}.get(style, "") if value else ""
            text += mark + inner + mark
    return text


def _address(href: str) -> str:
    return re.sub(r"[\s()<>\\]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), href)


def _escape(text: str) -> str:
    text = re.sub(r"[\\`*\[\]<]", r"\\\g<0>", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    return text.replace("\n", "\\\n")


def _guard_lines(text: str) -> str:
    """Nothing at the start of a line may look like a list, a heading or a fence."""
    lines = (_NUMBER_AT_START.sub(r"\1\\\2", line) for line in text.split("\n"))
    return "\n".join("\\" + line if _AT_START.match(line) else line for line in lines)


def canonical(text: str) -> str:
    """Markdown in the one way `write` says it, unwrapped."""
    return to_markdown(from_markdown(text))


def wrap(text: str, width: int) -> list[str]:
    """The lines of canonical Markdown, none longer than `width` where a space allows it, and meaning the same."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("#") or len(line) <= width:
            lines.append(line)
            continue
        marker = re.match(r"\s*(?:(?:-|\d+\.)\s)?", line)[0]  # type: ignore[index]  # it matches anything
        current = marker
        for word in line[len(marker) :].split(" "):
            if current.strip() and current != marker and len(current) + len(word) >= width and not _is_risky(word):
                lines.append(current)
                current = " " * len(marker) + word
            else:
                current += word if current == marker else " " + word
        lines.append(current)
    return lines


def _is_risky(word: str) -> bool:
    """Whether the word at the start of a line would mean something else."""
    return not word or word[0] in "#>-+=~:|" or bool(re.match(r"\d{1,9}[.)]$", word))


# --- tree to HTML and back --------------------------------------------------------------------------------------------------------------------


def to_html(blocks: Iterable[Block], seed: str = "") -> str:
    """The tree as Wagtail keeps rich text. `seed` makes the keys of its paragraphs, the same ones each time."""
    keys = (sha1(f"{seed}/{number}".encode(), usedforsecurity=False).hexdigest()[:5] for number in range(10_000))
    written = "".join(_html(block, keys) for block in blocks)
    cleaned = nh3.clean(
        written,
        tags={"p", "h2", "h3", "ul", "ol", "li", "b", "i", "a", "br"},
        attributes={"a": {"href"}} | {tag: {"data-block-key"} for tag in ("p", "h2", "h3", "li")},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return cleaned.replace("<br>", "<br/>").replace("&nbsp;", "\xa0")


def _html(block: Block, keys: Iterator[str]) -> str:
    if block.items:
        return f"<{block.kind}>{''.join(_item_html(item, keys) for item in block.items)}</{block.kind}>"
    return f'<{block.kind} data-block-key="{next(keys)}">{_runs_html(block.runs)}</{block.kind}>'


def _item_html(item: Item, keys: Iterator[str]) -> str:
    opening = f'<li data-block-key="{next(keys)}">{_runs_html(item.runs)}'
    return f"{opening}{''.join(_html(inner, keys) for inner in item.lists)}</li>"


def _runs_html(runs: Iterable[Run]) -> str:
    text = ""
    for href, linked in groupby(runs, key=lambda run: run.href):
        inner = ""
        for run in linked:
            words = escape(run.text, quote=False).replace("\n", "<br/>")
            words = f"<i>{words}</i>" if run.italic else words
            inner += f"<b>{words}</b>" if run.bold else words
        text += f'<a href="{escape(href)}">{inner}</a>' if href else inner
    return text


def from_html(text: str, address: Callable[[dict[str, str]], str] | None = None) -> tuple[Block, ...]:
    """The tree of Wagtail's rich text. `address` turns the attributes of a link into its address; without it the `href` is taken."""
    reader = _HtmlReader(address or (lambda attributes: attributes.get("href", "")))
    reader.feed(text)
    reader.close()
    reader.end_words()
    return tuple(reader.blocks)


@dataclass
class _OpenList:
    kind: str
    items: list[Item] = field(default_factory=list)


class _HtmlReader(HTMLParser):
    def __init__(self, address: Callable[[dict[str, str]], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.blocks: list[Block] = []
        self.kind = "p"
        self.words: list[Run] = []
        self.style: list[Run] = [Run("")]
        self.lists: list[_OpenList] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        now = self.style[-1]
        if tag in ("b", "strong"):
            self.style.append(replace(now, bold=True))
        elif tag in ("i", "em"):
            self.style.append(replace(now, italic=True))
        elif tag == "a":
            self.style.append(replace(now, href=self.address({name: value or "" for name, value in attrs})))
        elif tag == "br":
            self.words.append(replace(now, text="\n"))
        elif tag in ("ul", "ol"):
            self.end_words()
            self.lists.append(_OpenList(tag))
        elif tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6"):
            self.end_words()
            self.kind = "h2" if tag in ("h1", "h2") else "h3" if tag.startswith("h") else "p"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("b", "strong", "i", "em", "a") and len(self.style) > 1:
            self.style.pop()
        elif tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6"):
            self.end_words()
            self.kind = "p"
        elif tag in ("ul", "ol") and self.lists:
            self.end_words()
            done = self.lists.pop()
            if not done.items:
                return
            block = Block(done.kind, items=tuple(done.items))
            if self.lists and self.lists[-1].items:
                last = self.lists[-1].items.pop()
                self.lists[-1].items.append(replace(last, lists=(*last.lists, block)))
            else:
                self.blocks.append(block)

    def handle_data(self, data: str) -> None:
        self.words.append(replace(self.style[-1], text=data.replace("\n", " ")))

    def end_words(self) -> None:
        """What has been gathered becomes a paragraph, a heading or a point."""
        runs = _tidy(self.words)
        self.words = []
        if not runs:
            return
        if self.lists:
            self.lists[-1].items.append(Item(runs))
        else:
            if self.kind != "p":
                runs = _tidy(replace(run, text=run.text.replace("\n", " ")) for run in runs)
            self.blocks.append(Block(self.kind, runs))
