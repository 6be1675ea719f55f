"""Whom one can step in as, and what to try."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .organisation import MEMBERS


@dataclass(frozen=True)
class Part:
    """Somebody to be for a while."""

    key: str
    who: Promise
    story: Promise
    tries: tuple[Promise, ...] = field(default=())

    @property
    def name(self) -> str:
        """First and last name."""
        return next(f"{each.given} {each.family}" for each in MEMBERS if each.key == self.key)

    @property
    def given(self) -> str:
        """First name."""
        return next(each.given for each in MEMBERS if each.key == self.key)

    @property
    def email(self) -> str:
        """The address to log in with."""
        return next(each.email for each in MEMBERS if each.key == self.key)


TIDGIVERE = (
    Part(
        "nora",
        _("new tidgiver, Steg for Steg Bergen"),
        _("Begins soon. Has signed the declaration, and opened nothing yet."),
        (
            _("Take Taushetsplikt from the first module to the certificate."),
            _("Close the tab half way, and go on where you stopped."),
        ),
    ),
    Part(
        "jonas",
        _("half way, Steg for Steg Bergen"),
        _("Begins soon and has done half of Taushetsplikt."),
        (_("Go on where Jonas stopped."), _("See what Bergen says itself in the last module.")),
    ),
    Part(
        "amina",
        _("ready, in two units in Bergen"),
        _("Is a støttespiller and goes on trips from Dagsenteret."),
        (_("Look at the certificates, and scan the code on one."), _("See one readiness for each role.")),
    ),
    Part(
        "oddbjorn",
        _("ready, but not for long"),
        _("Taushetsplikt lapses within the month."),
        (_("See the reminder, and take the course again."),),
    ),
)
LEADERS = (
    Part(
        "tarjei",
        _("coordinator, Steg for Steg Bergen"),
        _("Follows 28 tidgivere."),
        (
            _("See in one look who is ready and who lacks what."),
            _("Register a course that somebody took on paper."),
            _("Take the list with you as a spreadsheet."),
            _("Open «Recruitment», and take a case one step further."),
        ),
    ),
    Part(
        "ingrid",
        _("leader, Steg for Steg Bergen"),
        _("Has written «Slik gjør vi det i Bergen»."),
        (
            _("Change the local module, and see it as Nora."),
            _("Change whom to ring."),
            _("Stand behind a ruling that Tarjei has proposed."),
        ),
    ),
    Part(
        "karielise",
        _("leader, Steg for Steg Oslo"),
        _("Leads another unit, and must see nothing of Bergen."),
        (_("Try to find Bergen's people, or to edit their module."), _("Fill a slot of your own.")),
    ),
    Part(
        "oddarne",
        _("tidgiver and leader, Huset in Horten"),
        _("Nobody is employed here: a tidgiver leads."),
        (_("See your own page and your people's."),),
    ),
)
CENTRE = (
    Part(
        "silje",
        _("central editor"),
        _("Writes the courses that everybody takes."),
        (_("Change a module, and say what kind of change it is."), _("See which texts wait for a professional's approval.")),
    ),
    Part(
        "henrik",
        _("central coordinator"),
        _("Sees coverage in every unit, and no names."),
        (_("Compare the units."), _("Try to open somebody's page.")),
    ),
    Part(
        "astrid",
        _("administrator"),
        _("Sees everything. Only in this demo is that one login."),
        (_("Open the editors' desk and look around."),),
    ),
)
CAST = (*TIDGIVERE, *LEADERS, *CENTRE)
