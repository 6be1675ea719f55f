"""Whether a file is what its name says, and safe to show. Pure."""

import io
import re
from collections.abc import Iterator
from xml.parsers import expat

from PIL import Image, UnidentifiedImageError

_SVG = "http://www.w3.org/2000/svg"
# What draws. Anything that runs, fetches or brings in another language is not among them.
_DRAWING = frozenset(
    re.split(
        r"\s+",
        "svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath mask pattern "
        "use symbol title desc marker style filter feBlend feColorMatrix feComposite feDropShadow feFlood feGaussianBlur feMerge "
        "feMergeNode feOffset feTurbulence feDisplacementMap feComponentTransfer feFuncA feFuncB feFuncG feFuncR feMorphology",
    )
)
_WORDS = frozenset({"text", "tspan", "textPath", "tref", "foreignObject"})
_DRAWS_WORDS = re.compile(rb"<(?:\w+:)?(?:%s)\b" % "|".join(sorted(_WORDS)).encode())
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)


def file_faults(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    """What is wrong with a picture, film, sound or caption file: (line, reason)."""
    if not content:
        yield 1, "the file is empty"
    elif name.endswith(".svg"):
        yield from _svg_faults(content)
    elif name.endswith(".vtt"):
        if not content.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
            yield 1, "the first line of a caption file is WEBVTT"
    elif name.endswith((".png", ".jpg", ".jpeg", ".webp", ".gif")):
        try:
            with Image.open(io.BytesIO(content)) as picture:
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            yield 1, "this is not a picture that can be opened"


def has_words(svg: bytes) -> bool:
    """Whether a drawing draws words; what it is called (`title`, `desc`) is not drawn."""
    return _DRAWS_WORDS.search(_COMMENT.sub(b"", svg)) is not None


def _svg_faults(content: bytes) -> Iterator[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0
    inside_style = False

    def fault(reason: str) -> None:
        found.append((parser.CurrentLineNumber, reason))

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, inside_style
        space, _, name = tag.rpartition(" ")
        depth += 1
        if depth == 1 and (name != "svg" or space != _SVG):
            fault('the outermost element is <svg xmlns="http://www.w3.org/2000/svg">')
        elif depth == 1 and "viewBox" not in attributes:
            fault("<svg> has no viewBox, so nobody knows how large the picture is")
        if space == _SVG and name in _WORDS:
            fault(f"<{name}> draws words, which belong in the text beside the picture")
        elif space == _SVG and name not in _DRAWING:
            fault(f"<{name}> is not allowed in a picture")
        elif space != _SVG and depth > 1:
            fault(f"<{name}> is not SVG")
        inside_style = name == "style"
        for attribute, value in attributes.items():
            short = attribute.rpartition(" ")[2]
            if short.lower().startswith("on"):
                fault(f"«{short}» runs a script; pictures have none")
            elif short in ("href", "src") and not value.startswith("#"):
                fault("a picture points at nothing outside itself")
            elif _OUTSIDE.search(value):
                fault("a picture fetches nothing from outside itself")

    def end(tag: str) -> None:
        nonlocal depth, inside_style
        depth -= 1
        inside_style = False

    def text(data: str) -> None:
        if inside_style and _OUTSIDE.search(data):
            fault("a picture fetches nothing from outside itself")

    def refuse(*_what: object) -> None:
        fault("a picture declares no document type and no entities")

    def instruction(target: str, data: str) -> None:
        fault("a picture has no processing instructions")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = instruction
    parser.buffer_text = True
    try:
        # Entities grow without end only where a document type declares them, so reading stops there.
        if b"<!DOCTYPE" in content:
            line = content[: content.index(b"<!DOCTYPE")].count(b"\n") + 1
            yield line, "a picture declares no document type and no entities"
            return
        parser.Parse(content, True)
    except expat.ExpatError as error:
        found.append((error.lineno, f"this is not SVG: {expat.errors.messages[error.code]}"))
    yield from found
