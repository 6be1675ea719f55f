"""The room's letter whose words can be written in the CMS."""

from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

NAME = Blank(_("the first name"), "Vera")
WHO = Blank(_("who changed it"), "Kari Nordmann")
WHOM = Blank(_("whom to tell if it is wrong"), "Kari Nordmann, 900 00 000, kari@tidgiver.example")


def register_letters() -> None:
    """Called when the room starts."""
    blanks = {"fornavn": NAME, "hvem": WHO, "kontakt": WHOM}
    register(LetterKind("address_changed", _("changed e-mail address"), blanks, group=_("Login and address"), needed=("kontakt",)))
