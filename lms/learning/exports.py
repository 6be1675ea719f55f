"""A replay to take away: a signed bundle in JSON, and the same on paper with the bundle inside."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from lms.certificates import bundles
from lms.certificates.exports import typeset
from lms.certificates.keys import signing_key

from .drawing import drawn
from .replays import Replay, led_to, statement


def bundle(replay: Replay, record: Mapping[str, Any]) -> bytes:
    """The signed statement of a replay, in canonical JSON. The installation must have a key. At most 4 queries."""
    said = statement(replay, record=record, evidence=led_to(replay), issuer=settings.WAGTAILADMIN_BASE_URL)
    return bundles.signed(said, signing_key())


def paper(replay: Replay, record: Mapping[str, Any]) -> bytes:
    """A replay as a PDF in the language in which the step was read, with the signed JSON attached. At most 4 queries.

    Raises PdfUnavailableError where the setter's system libraries are missing.
    """
    evidence = led_to(replay)
    signed = bundle(replay, record)
    with translation.override(record["language"] or "nb"):
        context = drawn(record) | {"replay": replay, "evidence": evidence, "digest": bundles.digest(record), "paper": True}
        context["key"] = bundles.key_id(bundles.public_part(signing_key()))
        context["paper_language"] = record["language"] or "nb"
        html = render_to_string("learning/replay/paper.html", context)
    return typeset(html, sheets=["css/replay.css", "certificates/replay.css"], attached={"replay.json": signed})
