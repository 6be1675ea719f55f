"""The certificate on paper: A4, tagged for screen readers (PDF/UA), with its typefaces inside and a code to scan."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from .models import Certificate
from .selectors import last_day, standing

PICTURES = "certificates"
CARDS = "cards"  # drawings of the cards of what to do when somebody is in danger
TYPEFACES = "vendor"


class PdfUnavailableError(Exception):
    """This machine cannot set a PDF: a system library is missing. The message is for whoever runs it."""


def pdf(certificate: Certificate, *, address: str, on: date) -> bytes:
    """The certificate as a PDF, in its own language. `address` is the public page that its picture code leads to.

    Raises PdfUnavailableError where the setter's system libraries are missing.
    """
    with translation.override(certificate.language):
        html = render_to_string(
            "certificates/paper.html",
            {
                "certificate": certificate,
                "evidence": certificate.evidence,
                "standing": standing(certificate, on),
                "valid_until": last_day(certificate),
                "address": address,
                "address_short": address.removeprefix("https://").removeprefix("http://").removesuffix("/"),
                "qr": picture_code(address),
            },
        )
    return typeset(html)


def typeset(html: str, *, sheets: Sequence[str] = (), extra: str = "", attached: Mapping[str, bytes] | None = None) -> bytes:
    """A tagged PDF of a page, with our colours, further style sheets of `static/` by name, `extra` rules of ours, and files within it by name.

    Opens our own pictures and typefaces and nothing else. Raises PdfUnavailableError where the setter's system libraries are missing.
    """
    try:
        # 1.5 s and system libraries: only whoever asks for a PDF pays.
        import weasyprint  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except OSError as error:
        raise PdfUnavailableError(str(error)) from error
    document = weasyprint.HTML(string=html, base_url=(_folder(PICTURES) / "paper.html").as_uri(), url_fetcher=_fetcher())
    fonts = FontConfiguration()
    styles = [_light_tokens(), *(_folder(name).read_text(encoding="utf-8") for name in sheets), extra]
    files = [weasyprint.Attachment(string=content, name=name, relationship="Source") for name, content in (attached or {}).items()]
    result: bytes = document.write_pdf(
        stylesheets=[
            weasyprint.CSS(string=style, base_url=document.base_url, url_fetcher=_fetcher(), font_config=fonts) for style in styles
        ],
        attachments=files,
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
    )
    return result


def picture_code(address: str) -> str:
    """A QR code of an address as a `data:` picture drawn with lines, in the ink of the certificate. Survives 15 % of damage."""
    drawing = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=0, dark="#163049", xmldecl=False, svgclass=None, lineclass=None
    )
    return "data:image/svg+xml;charset=utf-8," + _quoted(drawing.getvalue().decode())


def _quoted(svg: str) -> str:
    return svg.replace("%", "%25").replace("#", "%23").replace('"', "'").replace("<", "%3C").replace(">", "%3E")


def _light_tokens() -> str:
    """The site's colours as on a light screen: the PDF setter knows no light-dark()."""
    tokens = (_folder("css") / "tokens.css").read_text(encoding="utf-8")
    found = re.findall(r"(--[a-z0-9-]+):\s*(?:light-dark\((#[0-9a-fA-F]+),[^;]*|(var\(--[a-z0-9-]+\)));", tokens)
    return ":root{" + "".join(f"{name}:{light or other};" for name, light, other in found) + "}"


def _folder(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), f"static/{name} is part of the source"
    return Path(found).resolve()


def _fetcher() -> Any:
    """Opens our own pictures and typefaces and nothing else, so that no text on a certificate can make the server read a file or an address."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    allowed = [_folder(name) for name in (PICTURES, CARDS, TYPEFACES)]

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            if parts.scheme == "file":
                path = Path(unquote(parts.path)).resolve()
                if not any(path.is_relative_to(folder) for folder in allowed):
                    raise ValueError(f"Not one of our own files: {url}")
            elif parts.scheme != "data":
                raise ValueError(f"Not one of our own files: {url}")
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols=("file", "data"))
