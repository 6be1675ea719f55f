"""What «Can we staff Saturday?» says."""

from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.requirements.rules import State
from lms.requirements.selectors import AssignmentReadiness
from lms.tracking.selectors.staffing import Server, Staffing


def groups(found: Staffing) -> list[tuple[str, str, list[Server]]]:
    """The people under their headings: title, state of the interface, and who."""
    return [
        (_("May serve"), "ready", found.alone),
        (_("May serve together with somebody experienced"), "not_alone", found.together),
        (_("Cannot serve yet"), "lacking", found.not_yet),
        (_("Have a break"), "paused", found.resting),
    ]


def short(state: str) -> str:
    """The same headings, as short as the way to each wants them."""
    return {"ready": _("Can come"), "not_alone": _("Together with somebody"), "lacking": _("Not yet"), "paused": _("Break")}[state]


def on_that_day(post: AssignmentReadiness, day: date) -> str:
    """Whether somebody may serve in one of their assignments on a day for which it was judged too."""
    said = {"day": capfirst(date_format(day, "l j. F"))}
    assignment, verdict = post.assignment, post.later or post.verdict
    if assignment.starts_on > day:
        return _("%(day)s: has not begun yet.") % said
    if assignment.ends_on and assignment.ends_on < day:
        return _("%(day)s: has ended by then.") % said
    if assignment.rests_on(day):
        return _("%(day)s: has a break.") % said
    if verdict.state is State.LACKING:
        return _("%(day)s: cannot serve yet.") % said
    if verdict.state is State.NOT_ALONE:
        return _("%(day)s: may serve together with somebody experienced.") % said
    return _("%(day)s: may serve.") % said


def headline(found: Staffing, day: date) -> str:
    """How many may serve on the day."""
    said = {"number": len(found.alone), "day": date_format(day, "l j. F")}
    return ngettext("%(number)s may serve %(day)s.", "%(number)s may serve %(day)s.", len(found.alone)) % said


def line(each: Server) -> str:
    """In which roles somebody stands best, and what they lack in the first of them."""
    said = [", ".join(each.roles)]
    if each.lacks:
        said.append(_("Lacks %(what)s") % {"what": get_text_list(each.lacks, pgettext("between the last two of a list", "and"))})
    return " · ".join(said)
