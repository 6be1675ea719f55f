"""The cards «Ring 113 først» and «Hvem ringer jeg?»: on the phone, on an A4 sheet, and for the wallet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.certificates.exports import typeset
from lms.courses.selectors.cards import FirstAid
from lms.units.models import ContactCard, Unit

WIDTH, HEIGHT = 85, 54  # millimetres of a card for the wallet
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
COLUMNS, ROWS = 2, 5
GAP = 4  # between cards, so that a cut that slips spoils one
MARK, AWAY = 3.5, 0.5  # how long the marks are, and how far from the card
THIN = 0.2
FITS = 3  # so many of a unit's contacts have room in the wallet
SIZES = ("a4", "lommekort")


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says. Without a unit it is «Ring 113 først»."""

    title: str
    unit: str
    contacts: tuple[Mapping[str, str], ...]
    first_aid: FirstAid


def first_card(first_aid: FirstAid) -> Card:
    """«Ring 113 først»."""
    return Card(_("Ring 113 first"), "", (), first_aid)


def unit_card(unit: Unit, contacts: list[ContactCard], first_aid: FirstAid) -> Card:
    """«Hvem ringer jeg?» in a unit."""
    told = [{"name": card.title, "role": card.who, "phone": card.phone, "email": card.email, "when": card.hours} for card in contacts]
    return Card(_("Who do I call?"), unit.name, tuple(told), first_aid)


def places() -> list[tuple[float, float]]:
    """Where the cards of a sheet lie: millimetres from its left and upper edge."""
    left = (PAGE_WIDTH - COLUMNS * WIDTH - (COLUMNS - 1) * GAP) / 2
    top = (PAGE_HEIGHT - ROWS * HEIGHT - (ROWS - 1) * GAP) / 2
    return [(left + column * (WIDTH + GAP), top + row * (HEIGHT + GAP)) for row in range(ROWS) for column in range(COLUMNS)]


def cuts(left: float, top: float) -> list[tuple[float, float, float, float]]:
    """The marks at the corners of a card, outside it: left, top, width and height in millimetres."""
    marks = []
    for x in (left, left + WIDTH):
        for y in (top, top + HEIGHT):
            across = x - AWAY - MARK if x == left else x + AWAY
            along = y - AWAY - MARK if y == top else y + AWAY
            marks += [(across, y - THIN / 2, MARK, THIN), (x - THIN / 2, along, THIN, MARK)]
    return marks


def _placing() -> str:
    """The style sheet that lays the cards and marks of a sheet. Numbers of ours alone."""
    rules = []
    for number, (left, top) in enumerate(places(), start=1):
        rules.append(f".card-{number}{{left:{left}mm;top:{top}mm}}")
        for mark, (x, y, width, height) in enumerate(cuts(left, top), start=1):
            rules.append(f".cut-{number}-{mark}{{left:{x:.2f}mm;top:{y:.2f}mm;width:{width}mm;height:{height}mm}}")
    return "".join(rules)


def paper(card: Card, size: str, *, on: date) -> bytes:
    """A card as a PDF in one of SIZES. Raises PdfUnavailableError where the setter's system libraries are missing."""
    context: dict[str, Any] = {"card": card, "on": on, "contacts": card.contacts}
    if size == "a4":
        return typeset(render_to_string("content/cards/paper_a4.html", context), sheets=["cards/paper.css"])
    context |= {"contacts": card.contacts[:FITS], "cards": range(1, COLUMNS * ROWS + 1), "marks": range(1, 9)}
    return typeset(render_to_string("content/cards/paper_wallet.html", context), sheets=["cards/paper.css"], extra=_placing())
