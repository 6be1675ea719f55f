from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from wagtail.rich_text import RichText

from content.models import CustomDocument, CustomImage
from lms.blocks.body import BodyBlocks, MediaBlock, PictureBlock

BODY: list[tuple[str, Any]] = [
    ("text", "<p>Hei</p>"),
    ("callout", {"tone": "warning", "title": "Stopp", "text": "<p>Vent</p>"}),
    ("accordion", {"items": [{"title": "Åpne", "text": "<p>Inni</p>"}]}),
    ("quote", {"text": "Det holdt & komme", "by": "tidgiver"}),
    ("checklist", {"title": "Husk", "items": ["Spør", "Svar"]}),
    ("glossary", {"term": "Gjest", "explanation": "En som kommer"}),
    ("summary", {"text": "<p>Kort sagt</p>"}),
]


@pytest.mark.parametrize(("name", "value"), BODY, ids=[name for name, _ in BODY])
def test_block_renders_its_words_without_inline_style(name: str, value: Any):
    block = BodyBlocks().child_blocks[name]

    html = block.render(block.to_python(value))

    words = [value] if isinstance(value, str) else [str(part) for part in value.values() if isinstance(part, str) and part != "warning"]
    for each in words:
        plain = each.replace("<p>", "").replace("</p>", "").replace("&", "&amp;")
        assert plain in html
    assert " style=" not in html


def picture(width: int) -> CustomImage:
    file = BytesIO()
    Pillow.new("RGB", (width, 40), "white").save(file, "PNG")
    return CustomImage.objects.create(title="x", file=ImageFile(file, name="x.png"))


# Willow leaves the temporary file of a rendition to the garbage collector.
willow = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@willow
def test_picture_offers_widths_up_to_its_own(db: None):
    block = PictureBlock()

    html = block.render(block.to_python({"image": picture(800).pk, "alt": "Et bord", "caption": ""}))

    assert 'alt="Et bord"' in html
    assert "480w" in html
    assert "800w" in html
    assert 'width="800"' in html


@willow
def test_drawing_is_one_file(db: None):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 54"><rect width="96" height="54"/></svg>'
    image = CustomImage.objects.create(title="x", file=ImageFile(BytesIO(svg), name="x.svg"), width=96, height=54)
    block = PictureBlock()

    html = block.render(block.to_python({"image": image.pk, "alt": "En firkant"}))

    assert ".svg" in html
    assert "srcset" not in html


def test_picture_that_is_gone_draws_nothing(db: None):
    block = PictureBlock()

    assert "<img" not in block.render(block.to_python({"image": 999, "alt": "Borte"}))


def test_film_needs_captions_and_carries_its_words(db: None):
    film = CustomDocument.objects.create(title="Film", file=ContentFile(b"x", name="film.mp4"))
    captions = CustomDocument.objects.create(title="Tekst", file=ContentFile(b"WEBVTT", name="film.vtt"))
    block = MediaBlock()
    value = {"kind": "film", "title": "Velkommen", "file": film, "captions": None, "transcript": RichText("<p>Hei</p>")}
    with pytest.raises(ValidationError):
        block.clean(block.normalize(value))

    html = block.render(block.normalize(value | {"captions": captions}))

    assert "<video" in html
    assert captions.url in html
    assert "<p>Hei</p>" in html


def test_sound_without_captions_plays(db: None):
    sound = CustomDocument.objects.create(title="Lyd", file=ContentFile(b"x", name="lyd.mp3"))
    block = MediaBlock()

    html = block.render(
        block.normalize({"kind": "sound", "title": "Lyd", "file": sound, "captions": None, "transcript": RichText("<p>Hei</p>")})
    )

    assert "<audio" in html
    assert "<track" not in html
