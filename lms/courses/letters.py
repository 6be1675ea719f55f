"""The room's letters whose words can be written at the editors' desk."""

from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

NAME = Blank(_("the first name"), "Vera")
UNIT = Blank(_("the unit"), "Steg for Steg Havna")
MODULE = Blank(_("the unit's own module"), "Slik gjør vi det i Havna")
ORIGIN = Blank(_("the module it was made out of"), "Slik gjør vi det")
NOTE = Blank(_("what is said of the change; may be empty"), "Nytt nummer til legevakta.")
LINK = Blank(_("where one sees what is different"), "https://tidgiver.example/enhet/havna/…/")
PAGE = Blank(_("the page the suggestion is for"), "Når noen er ruset")
ANSWER = Blank(_("what the centre writes; may be empty with a yes"), "Takk, dette har vi savnet.")


def register_letters() -> None:
    """Called when the room starts."""
    group, changed = _("Courses"), {"fornavn": NAME, "enhet": UNIT, "modul": MODULE, "original": ORIGIN, "endring": NOTE, "lenke": LINK}
    register(LetterKind("origin", _("a module one has adapted is changed"), changed, group, needed=("lenke",)))
    answer = {"fornavn": NAME, "enhet": UNIT, "side": PAGE, "svar": ANSWER}
    register(LetterKind("suggestion_accepted", _("yes to a suggestion"), answer, group))
    register(LetterKind("suggestion_declined", _("no to a suggestion"), answer, group, needed=("svar",)))
