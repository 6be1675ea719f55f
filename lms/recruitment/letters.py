"""The letters of recruitment, and what fills them. Their words stand in `templates/letters/recruitment/`, and can be written at the editors' desk."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.mail.texts import Blank, LetterKind, register

FIRST_NAME = Blank(_("the first name of whoever gets the letter"), "Vera")
NAME = Blank(_("the referee's name"), "Per")
APPLICANT = Blank(_("the applicant's name"), "Vera Vik")
UNIT = Blank(_("the unit"), "Steg for Steg Havna")
ROLE = Blank(_("the role"), "støttespiller")
SIGNATURE = Blank(_("who sees to the case, and the unit"), "Kim Lie, Steg for Steg Havna")
CONTACT = Blank(_("whom to ask: name, telephone, e-mail"), "Kim Lie, 900 00 001, kim@havna.example")
SENTENCE = Blank(_("the sentence of the ruling"), "Her står setningen som er skrevet til søkeren.")
OWN_PAGE = Blank(_("the secret address of their own page; on paper it is left out"), "https://tidgiver.example/soknad/…/")
CONFIRM_PAGE = Blank(_("the secret address at which the new address is confirmed"), "https://tidgiver.example/soknad/bekreft/…/")
ANSWER_PAGE = Blank(_("the secret address at which the referee answers"), "https://tidgiver.example/referanse/…/")
DESK = Blank(_("where it stands; only those who recruit can open it"), "https://tidgiver.example/mine-samtaler/")
BY_DAY = Blank(_("by which day"), "3. mars")
DAYS = Blank(_("after how many days it is deleted"), "180")
WHEN = Blank(_("when; empty if several times are offered"), "tirsdag 3. mars kl. 17.00")
WHERE = Blank(_("where"), "Havnegata 1")
ROUND = Blank(_("the number of the interview"), "1")
FIRST_DAY = Blank(_("the planned first day; may be empty"), "3. mars")
NOTES_GO = Blank(_("the day by which notes and references are deleted"), "1. april")
ALL_GOES = Blank(_("the day by which everything with their name is deleted"), "1. september")
GONE_ON = Blank(_("the day on which it is deleted; may be empty"), "1. september")

_TO_APPLICANT = {"fornavn": FIRST_NAME, "enhet": UNIT, "rolle": ROLE, "underskrift": SIGNATURE}
_TO_REFEREE = {"navn": NAME, "søker": APPLICANT, "enhet": UNIT, "rolle": ROLE, "underskrift": SIGNATURE}
_INTERVIEW = _TO_APPLICANT | {"lenke": OWN_PAGE, "tidspunkt": WHEN, "sted": WHERE}
_REFERENCE = _TO_REFEREE | {"lenke": ANSWER_PAGE, "innen": BY_DAY, "dager": DAYS}
_SEAT = {"fornavn": FIRST_NAME, "enhet": UNIT, "runde": ROUND, "tidspunkt": WHEN, "sted": WHERE, "lenke": DESK}
_KEPT = {"notater_slettes": NOTES_GO, "alt_slettes": ALL_GOES}


class _Told(NamedTuple):
    """What a letter is called at the desk, what fills it, and what it is of no use without."""

    label: Promise
    blanks: Mapping[str, Blank]
    needed: tuple[str, ...] = ()


_LETTERS: Mapping[str, _Told] = {
    "receipt": _Told(_("receipt of an application"), _TO_APPLICANT | {"kontakt": CONTACT, "lenke": OWN_PAGE, "innen": BY_DAY}, ("lenke",)),
    "link": _Told(_("the way to the applicant's own page"), {"fornavn": FIRST_NAME, "enhet": UNIT, "lenke": OWN_PAGE}, ("lenke",)),
    "new_address": _Told(_("is this the applicant's new address?"), {"enhet": UNIT, "lenke": CONFIRM_PAGE}, ("lenke",)),
    "address_changed": _Told(
        _("to the applicant's old address: it was changed"), {"fornavn": FIRST_NAME, "enhet": UNIT, "kontakt": CONTACT}, ("kontakt",)
    ),
    "interview_times": _Told(_("choose a time for an interview"), _INTERVIEW, ("lenke",)),
    "invitation": _Told(_("invitation to an interview"), _INTERVIEW, ("tidspunkt", "sted")),
    "interview_moved": _Told(_("an interview is moved"), _INTERVIEW, ("tidspunkt", "sted")),
    "interview_called_off": _Told(_("an interview is called off"), _INTERVIEW),
    "reference": _Told(_("to a referee"), _REFERENCE, ("lenke", "søker")),
    "reference_reminder": _Told(_("reminder to a referee"), _REFERENCE, ("lenke", "søker")),
    "reference_thanks": _Told(_("thanks to a referee"), _TO_REFEREE | {"slettes": GONE_ON}),
    "new_referee": _Told(_("another referee is needed"), _TO_APPLICANT | {"lenke": OWN_PAGE}, ("lenke",)),
    "admitted": _Told(_("admitted"), _TO_APPLICANT | {"kontakt": CONTACT, "setning": SENTENCE, "oppstart": FIRST_DAY}, ("setning",)),
    "waiting_list": _Told(_("waiting list"), _TO_APPLICANT | {"kontakt": CONTACT, "setning": SENTENCE, "lenke": OWN_PAGE}, ("setning",)),
    "declined": _Told(_("declined"), _TO_APPLICANT | {"kontakt": CONTACT, "setning": SENTENCE, "lenke": OWN_PAGE} | _KEPT, ("setning",)),
    "withdrawn": _Told(_("withdrawn"), _TO_APPLICANT | {"kontakt": CONTACT, "lenke": OWN_PAGE} | _KEPT),
    "new_case": _Told(_("to recruiters: a new application"), {"enhet": UNIT, "rolle": ROLE, "lenke": DESK, "innen": BY_DAY}, ("lenke",)),
    "interview_seat": _Told(_("to interviewers: an interview is settled"), _SEAT, ("lenke",)),
    "interview_seat_off": _Told(_("to interviewers: an interview is called off"), _SEAT, ("lenke",)),
    "interview_other_times": _Told(
        _("to whoever sees to the case: other times are asked for"),
        {"fornavn": FIRST_NAME, "enhet": UNIT, "lenke": DESK},
        ("lenke",),
    ),
}


def register_letters() -> None:
    """Called when the room starts."""
    for name, each in _LETTERS.items():
        register(LetterKind(text_of(name), each.label, each.blanks, group=_("Recruitment"), needed=each.needed))


def text_of(name: str) -> str:
    """What `mail` calls a letter of this room."""
    return f"recruitment/{name}"


def blanks_of(name: str) -> Mapping[str, Blank]:
    """What fills a letter of this room."""
    return _LETTERS[name].blanks
