"""What is kept of a file that somebody sends in. No database."""

from contextlib import suppress
from io import BytesIO
from zlib import compress

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from lms.qualifications.papers import JPEG, PDF, safe_paper
from tests.factories.submissions import A_PDF, a_picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_upright_and_without_what_the_camera_wrote(kind):
    kept = safe_paper(a_picture(kind))
    drawn = Image.open(BytesIO(kept.content))
    assert (kept.media_type, drawn.format, drawn.size, dict(drawn.getexif())) == (JPEG, "JPEG", (20, 40), {})
    assert b"Camera maker" not in kept.content
    assert b"Camera maker" in a_picture(kind)


def _from_a_camera(turn: int, kind: str = "PNG") -> bytes:
    """A picture with a blue corner, held in one of eight ways, with what a camera writes beside it."""
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 10))
    said = Image.Exif()
    said[0x0112], said[0x010F] = turn, "Camera"
    said.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    picture.save(made, kind, exif=said.tobytes())
    return made.getvalue()


@pytest.mark.parametrize("turn", range(1, 9))
def test_however_the_telephone_was_held_the_picture_stands_upright(turn):
    content = _from_a_camera(turn)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(content)))
    drawn = Image.open(BytesIO(safe_paper(content).content))
    corner = {place for place in ((2, 2), (drawn.width - 3, 2)) for colour in [drawn.getpixel(place)] if colour[2] > colour[0]}
    assert drawn.size == upright.size
    assert corner == {place for place in ((2, 2), (upright.width - 3, 2)) if upright.getpixel(place) == (0, 0, 255)}


def test_torn_words_of_a_camera_never_break_the_page():
    content = _from_a_camera(6, "JPEG")
    kept = 0
    for place in range(content.index(b"Exif"), content.index(b"\xff\xdb")):
        for wrong in (0, 1, 2, 7, 255):
            torn = content[:place] + bytes([wrong]) + content[place + 1 :]
            with suppress(ValidationError):
                kept += bool(safe_paper(torn).content)
    assert kept


def test_a_large_picture_is_made_smaller_and_what_is_transparent_white():
    file = BytesIO()
    Image.new("RGBA", (5000, 100), (0, 0, 0, 0)).save(file, "PNG")
    drawn = Image.open(BytesIO(safe_paper(file.getvalue()).content))
    assert (drawn.size, drawn.getpixel((0, 0))) == ((2400, 48), (255, 255, 255))


def test_what_hides_behind_a_picture_does_not_come_along():
    assert b"<script>" not in safe_paper(a_picture() + b"<script>alert(1)</script>").content


def test_a_pdf_stays_as_it_is():
    kept = safe_paper(A_PDF)
    assert (kept.media_type, kept.content, len(kept.digest)) == (PDF, A_PDF, 64)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        b"GIF89a" + b"0" * 40,
        b"PK\x03\x04 a document",
        b"%PDF-1.7 torn off",
        A_PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"),
        A_PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScript >>"),
        A_PDF.replace(b"%%EOF", b"9 0 obj << /Type /ObjStm >> stream\r\n" + compress(b"<< /S /Launch >>") + b"\nendstream endobj %%EOF"),
        A_PDF.replace(b"/Catalog", b"/Catalog /Encrypt 5 0 R"),
        b"\xff\xd8\xff not a picture",
        a_picture()[:200],
        a_picture("PNG")[:60],
    ],
    ids=[
        "empty",
        "page",
        "gif",
        "zip",
        "torn",
        "runs",
        "runs in disguise",
        "runs when unpacked",
        "locked",
        "no picture",
        "half a jpeg",
        "half a png",
    ],
)
def test_everything_else_is_refused_in_words(content):
    with pytest.raises(ValidationError) as refused:
        safe_paper(content)
    assert refused.value.messages[0].endswith((".", ")."))


def test_what_telephones_keep_pictures_in_is_told_how_to_send():
    with pytest.raises(ValidationError, match="HEIC"):
        safe_paper(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"0" * 40)


def test_a_pdf_that_unfolds_without_end_is_not_unfolded():
    packed = compress(b"0" * 80_000_000)
    content = A_PDF.replace(b"%%EOF", b"9 0 obj << /Type /ObjStm >> stream\n" + packed + b"\nendstream endobj %%EOF")
    with pytest.raises(ValidationError):
        safe_paper(content)


def test_too_large_is_refused_before_it_is_opened(settings):
    settings.CERTIFICATE_MAX_MB = 1
    with pytest.raises(ValidationError, match="1 MB"):
        safe_paper(A_PDF + b"0" * 1024 * 1024)


def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused():
    file = BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    assert len(file.getvalue()) < 100_000
    with pytest.raises(ValidationError):
        safe_paper(file.getvalue())
