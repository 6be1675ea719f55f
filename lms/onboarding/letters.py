"""The room's letter whose words can be written at the editors' desk."""

from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

NAME = Blank(_("the first name"), "Vera")
UNIT = Blank(_("the unit"), "Steg for Steg Havna")
ROLE = Blank(_("the role"), "støttespiller")
FIRST_DAY = Blank(_("the first day"), "3. mars 2027")
LEFT = Blank(
    _("what is left, with how long it takes; or that nothing is"),
    "Dette gjenstår før første dag: 1 ting.\n\n- Taushetsplikt (ca. 20 min)",
)
LOGIN = Blank(_("where one logs in"), "https://tidgiver.example/konto/login/")
CONTACT = Blank(_("whom to ask: name, telephone, e-mail"), "Kim Lie, 900 00 001, kim@havna.example")


def register_letters() -> None:
    """Called when the room starts."""
    blanks = {"fornavn": NAME, "enhet": UNIT, "rolle": ROLE, "dag": FIRST_DAY, "liste": LEFT, "lenke": LOGIN, "kontakt": CONTACT}
    register(LetterKind("welcome", _("welcome to somebody new"), blanks, group=_("Login and address"), needed=("lenke",)))
