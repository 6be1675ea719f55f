"""What is said of rulings at the unit's desk: when a letter goes, who stood behind what."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.people.models import Person
from lms.recruitment.models import Outcome, Ruling

NOBODY = "–"


def moment(value: datetime, *, now: datetime) -> str:
    """A moment as one says it: «kl. 14.30» today, «3. mars kl. 14.30» on another day."""
    local = timezone.localtime(value)
    time = date_format(local, pgettext("a time of day", "H:i"))
    if local.date() == timezone.localdate(now):
        return _("at %(time)s") % {"time": time}
    return _("%(day)s at %(time)s") % {"day": date_format(local, "MONTH_DAY_FORMAT"), "time": time}


def day(value: datetime) -> str:
    """The day of a moment."""
    return date_format(timezone.localtime(value), "DATE_FORMAT")


def heading(outcome: str) -> str:
    """An outcome as a ruling's title."""
    return {
        Outcome.ADMITTED: _("Yes: admission"),
        Outcome.WAITING_LIST: _("Not yet: waiting list"),
        Outcome.DECLINED: _("No"),
    }[Outcome(outcome)]


def told(outcome: str) -> str:
    """An outcome as the applicant reads it."""
    return {
        Outcome.ADMITTED: _("The answer is yes. Welcome!"),
        Outcome.WAITING_LIST: _("You are on our waiting list."),
        Outcome.DECLINED: _("The answer is no this time."),
    }[Outcome(outcome)]


def what_happens(outcome: str) -> str:
    """What comes next, as the applicant reads it."""
    return {
        Outcome.ADMITTED: _("You have got a letter that says how you log in, and what is left before your first day."),
        Outcome.WAITING_LIST: _(
            "We get in touch as soon as something changes. You need do nothing meanwhile, and can withdraw whenever you want."
        ),
        Outcome.DECLINED: _(
            "Do you think that we have misunderstood something? You have a right to a second look by somebody who had no part in it."
        ),
    }[Outcome(outcome)]


def history(rulings: list[Ruling]) -> list[dict[str, str]]:
    """Every ruling that has been answered, the newest first, as a time line."""
    return [_line(ruling) for ruling in reversed(rulings) if not ruling.is_open]


def _line(ruling: Ruling) -> dict[str, str]:
    said = [_("Proposed by %(name)s.") % {"name": _name(ruling.proposed_by)}]
    icon, tone = "check", "good"
    if ruling.confirmed_at:
        said.append(_("Confirmed by %(name)s, %(day)s.") % {"name": _name(ruling.confirmed_by), "day": day(ruling.confirmed_at)})
    if ruling.refused_at:
        icon, tone = "refresh", "warn"
        said.append(_("Sent back by %(name)s, %(day)s.") % {"name": _name(ruling.refused_by), "day": day(ruling.refused_at)})
    if ruling.undone_at:
        icon, tone = "refresh", "warn"
        said.append(_("Undone by %(name)s, %(day)s; no letter was sent.") % {"name": _name(ruling.undone_by), "day": day(ruling.undone_at)})
    if ruling.reason:
        said.append(f"«{ruling.reason}»")
    return {
        "when": day(ruling.proposed_at),
        "title": f"{heading(ruling.outcome)} · {ruling.get_code_display()}",
        "text": " ".join(said),
        "icon": icon,
        "tone": tone,
    }


def _name(person: Person | None) -> str:
    return person.name if person else NOBODY
