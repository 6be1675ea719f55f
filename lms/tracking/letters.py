"""The letters of this room, and what fills them. Their words stand in `templates/letters/`, and can be written at the editors' desk."""

from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

_LIST = _("the list: what is left, or how each unit stands")
NAME = Blank(_("the first name"), "Vera")
LINK = Blank(_("where it is done"), "https://tidgiver.example/min-side/")
NUMBER = Blank(_("how many things, in words"), "2 ting")
THINGS = Blank(_LIST, "- Taushetsplikt: mangler\n- Førstehjelp: innen 3. mars 2027")
UNITS = Blank(_LIST, "Steg for Steg Havna\n- 3 mangler noe\n  https://tidgiver.example/havna/folk/i-dag/#overdue")

UNIT = Blank(_("the unit"), "Steg for Steg Havna")
PLACES_NUMBER = Blank(_("how many places, in words"), "2 plasser")
PLACES = Blank(
    _("the places, each with where it is written"),
    "Dette må skrives:\n\n- Slik gjør vi det (Taushetsplikt)\n  https://tidgiver.example/enhet/havna/…/",
)
WISHES = Blank(_("the units, each with where one answers"), "Steg for Steg Havna\nhttps://tidgiver.example/havna/folk/i-dag/#prat")


def register_letters() -> None:
    """Called when the room starts."""
    group, short = _("Reminders"), {"fornavn": NAME, "antall": NUMBER, "lenke": LINK}
    register(LetterKind("reminder", _("reminder to a tidgiver"), short | {"liste": THINGS}, group, needed=("liste", "lenke")))
    register(LetterKind("reminder_sms", _("reminder as a text message"), short, group, needed=("lenke",), is_short=True))
    digest = {"fornavn": NAME, "liste": UNITS, "lenke": LINK}
    register(LetterKind("digest", _("weekly letter to a coordinator"), digest, group, needed=("liste",)))
    places = {"fornavn": NAME, "enhet": UNIT, "antall": PLACES_NUMBER, "liste": PLACES, "lenke": LINK}
    register(LetterKind("places", _("places that wait for the unit's words"), places, group, needed=("liste",)))
    register(LetterKind("wish", _("somebody would like to talk soon"), {"fornavn": NAME, "liste": WISHES}, group, needed=("liste",)))
