"""The room's letters whose words can be written at the editors' desk."""

from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

NAME = Blank(_("the first name"), "Vera")
QUALIFICATION = Blank(_("the qualification"), "Førstehjelp – praktisk")
PROVIDER = Blank(_("whom the certificate is from"), "Norsk Folkehjelp")
LAST_DAY = Blank(_("the last day on which it counts; empty if it does not lapse"), "3. mars 2029")
WHY = Blank(_("why it cannot count, and what was added"), "Bildet kan ikke leses.\n\nTa det gjerne i dagslys.")
LINK = Blank(_("where one's own certificates stand"), "https://tidgiver.example/min-side/bevis-fra-andre/")


def register_letters() -> None:
    """Called when the room starts."""
    group, both = _("Certificates from elsewhere"), {"fornavn": NAME, "kvalifikasjon": QUALIFICATION, "kurssted": PROVIDER, "lenke": LINK}
    register(LetterKind("certificate_approved", _("a certificate counts"), both | {"dag": LAST_DAY}, group))
    register(LetterKind("certificate_returned", _("a certificate came back"), both | {"hvorfor": WHY}, group, needed=("hvorfor",)))
