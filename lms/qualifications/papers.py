"""A file that somebody sends in, made safe to keep and to show: a PDF as it is, a picture drawn anew without what the camera wrote into it."""

import re
import warnings
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

PDF, JPEG = "application/pdf", "image/jpeg"
ACCEPT = (
    ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"  # what a browser offers; a telephone turns its own format into one of these
)
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400  # an A4 page at 200 dots an inch
QUALITY = 85
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# How a picture is turned the right way up, by what the camera says of it. Pillow's own way writes all else that the camera said anew, which a torn
# picture may not bear, and none of it is kept.
_TURNS: dict[Any, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What a certificate has no use for: what runs, what brings other files along, and what nobody can open.
_UNWANTED = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/Encrypt")
_HEIC = re.compile(rb"^.{4}ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)
# In a PDF a sign of a name may stand as a number, and what is not drawn may be packed.
_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED, _HEAD = b"/ObjStm", 2000
_MOST_UNPACKED = 50_000_000


@dataclass(frozen=True, slots=True)
class SafePaper:
    """What is kept of a file, and the digest of the file as it came."""

    content: bytes
    media_type: str
    digest: str


def most_read() -> int:
    """How many bytes of a file are worth reading: one more than may come, so that it is seen to be too large."""
    return settings.CERTIFICATE_MAX_MB * 1024 * 1024 + 1


def safe_paper(content: bytes) -> SafePaper:
    """What to keep of a file, judged by what it holds and not by its name.

    Raises ValidationError, in words for whoever chose it: too large, of another kind, broken, or with more in it than a certificate has.
    """
    if len(content) >= most_read():
        raise ValidationError(
            _("The file is larger than %(number)s MB. Take a picture of the certificate instead.") % {"number": settings.CERTIFICATE_MAX_MB}
        )
    digest = sha256(content).hexdigest()
    if content.startswith(b"%PDF-"):
        return SafePaper(_plain_pdf(content), PDF, digest)
    if content.startswith(_PICTURES):
        return SafePaper(_drawn_anew(content), JPEG, digest)
    if _HEIC.match(content):
        raise ValidationError(
            _("This picture is in a format that only telephones read (HEIC). Send it from the telephone, or take a screenshot.")
        )
    raise ValidationError(_("Choose a PDF or a picture (JPEG or PNG)."))


def _plain_pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(_("The file is broken. Save it anew, or take a picture of the certificate."))
    written = _NUMBER.sub(lambda number: bytes([int(number[1], 16)]), content + _unpacked(content))
    if any(word in written for word in _UNWANTED):
        raise ValidationError(_("The PDF has a password, or holds more than pages. Take a picture of the certificate instead."))
    return content


def _unpacked(content: bytes) -> bytes:
    """What a PDF says in its packed parts; what is drawn is not among it. Raises ValidationError for what cannot be unpacked, or becomes too much."""
    parts: list[bytes] = []
    left, place = _MOST_UNPACKED, content.find(_PACKED)
    while place >= 0:
        begins, ends = content.find(b"stream", place, place + _HEAD), content.find(b"endstream", place)
        unpacking = zlib.decompressobj()
        try:
            parts.append(unpacking.decompress(content[begins + len(b"stream") : ends].lstrip(b"\r\n"), left))
        except zlib.error as error:
            raise ValidationError(_("The file is broken. Save it anew, or take a picture of the certificate.")) from error
        left -= len(parts[-1])
        if begins < 0 or ends < begins or left <= 0:
            raise ValidationError(_("The file is broken. Save it anew, or take a picture of the certificate."))
        place = content.find(_PACKED, ends)
    return b"\n".join(parts)


def _drawn_anew(content: bytes) -> bytes:
    """The picture turned the right way up, no larger than one can read, and without where and with what it was taken."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a camera said and nobody can read
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise ValidationError(_("The picture is too large. Take it anew with less detail."))
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                turn = _TURNS.get(opened.getexif().get(ExifTags.Base.Orientation))
                picture = opened.transpose(turn) if turn is not None else opened
                picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                drawn = BytesIO()
                _on_white(picture).save(drawn, "JPEG", quality=QUALITY, exif=b"")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ValidationError(_("The picture cannot be opened. Take it anew.")) from error
    return drawn.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, and without what else the file carried along."""
    layered = picture.convert("RGBA")
    page = Image.new("RGB", layered.size, "white")
    page.paste(layered, mask=layered.getchannel("A"))
    return page
