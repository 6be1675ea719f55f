"""What the handbook says of how somebody stands."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.quizzes.models import ChangeClass

from .models import Asks
from .rules import State
from .selectors import Entry

# The word for each state that components know.
STATES = {State.NEW: "not_started", State.AGAIN: "expired", State.SOON: "expiring", State.DONE: "done", State.OPEN: ""}


def state_label(entry: Entry) -> str:
    """What the state is called for somebody who looks at the list; empty where nothing is asked of them."""
    signed = entry.page.asks == Asks.SIGNED
    match entry.standing.state:
        case State.NEW:
            return _("To be signed") if signed else _("To be read")
        case State.AGAIN | State.SOON:
            return _("To be signed again") if signed else _("To be read again")
        case State.DONE:
            return _("Signed") if signed else _("Read and understood")
    return ""


def line(entry: Entry) -> str:
    """What goes below a guideline's title in a list: what it is, by when, and whose."""
    said = [entry.summary]
    if entry.standing.last_day:
        said.append(_("What you have done counts to and including %(day)s.") % {"day": _day(entry.standing.last_day)})
    if entry.news:
        said.append(_("Changed %(day)s. %(note)s") % {"day": _day(timezone.localdate(entry.news.at)), "note": entry.news.note})
    if entry.unit:
        said.append(entry.unit.name)
    return " · ".join(part.strip() for part in said if part.strip())


def touched(change_class: str, people: int, *, asks: str) -> str:
    """A change's effect on the `people` who have read and understood a guideline, or signed it, in one sentence."""
    signed, again = asks == Asks.SIGNED, change_class == ChangeClass.RETAKE
    if not people:
        return _("Nobody has signed it yet.") if signed else _("Nobody has said yet that they have read it.")
    if signed and again:
        said = ngettext(
            "%(number)s person has signed it, and is asked to sign it again.",
            "%(number)s people have signed it, and are asked to sign it again.",
            people,
        )
    elif signed:
        said = ngettext(
            "%(number)s person has signed it, and is told what has changed.",
            "%(number)s people have signed it, and are told what has changed.",
            people,
        )
    elif again:
        said = ngettext(
            "%(number)s person has read and understood it, and is asked to read it again.",
            "%(number)s people have read and understood it, and are asked to read it again.",
            people,
        )
    else:
        said = ngettext(
            "%(number)s person has read and understood it, and is told what has changed.",
            "%(number)s people have read and understood it, and are told what has changed.",
            people,
        )
    return said % {"number": people}


def promise(page_promise: str, asks: str) -> str:
    """What one says yes to."""
    if page_promise:
        return page_promise
    if asks == Asks.SIGNED:
        return _("I have read this, I understand it, and I promise to keep it.")
    return _("I have read this and understand what it means for me. I know whom to ask.")


def _day(day: date) -> str:
    return date_format(day)
