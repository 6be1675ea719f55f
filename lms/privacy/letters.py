"""The room's letter whose words can be written at the editors' desk."""

from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

NAME = Blank(_("the first name"), "Vera")
DAY = Blank(_("the day on which everything is removed"), "3. mars 2030")
LINK = Blank(_("where one's own certificates stand"), "https://tidgiver.example/min-side/")


def register_letters() -> None:
    """Called when the room starts."""
    blanks = {"fornavn": NAME, "dag": DAY, "lenke": LINK}
    register(LetterKind("soon_forgotten", _("what we know of you is soon removed"), blanks, _("Login and address"), needed=("dag",)))
