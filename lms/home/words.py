"""What «Min side» says beside the verdicts, whose words are those of `requirements`."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.requirements.rules import Mark, Standing, Verdict
from lms.requirements.words import sentence as verdict_in_words
from lms.roles.models import Assignment, TalkWish, Urgency
from lms.ui.naming import in_running_text


def day(value: date, on: date) -> str:
    """A date as one says it: without the year in this year."""
    return date_format(value, "MONTH_DAY_FORMAT" if value.year == on.year else "DATE_FORMAT")


def duration(minutes: int) -> str:
    """«ca. 20 minutter», from an hour on «ca. 1 t 50 min», in steps of five."""
    if minutes < 60:
        return ngettext("about %(minutes)d minute", "about %(minutes)d minutes", minutes) % {"minutes": minutes}
    hours, rest = divmod(5 * round(minutes / 5), 60)
    if rest:
        return _("about %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return ngettext("about %(hours)d hour", "about %(hours)d hours", hours) % {"hours": hours}


def news_line(*, course: str, at: date, note: str, on: date, others: Sequence[str] = ()) -> str:
    """What goes below the name of a step that has changed: its course, since when, and what the editor said of it (may be empty).

    `others` are the titles of more steps that were changed with it.
    """
    if others:
        note = " ".join([note, _("It also concerns %(steps)s.") % {"steps": ", ".join(f"«{title}»" for title in others)}]).strip()
    told = {"course": course, "day": day(at, on), "note": note}
    return _("%(course)s, %(day)s. %(note)s") % told if note else _("%(course)s, %(day)s") % told


def sentence(assignment: Assignment, verdict: Verdict, *, rests: bool) -> str:
    """The one sentence about an assignment; `rests`: there is a break, and then it says that."""
    role, unit = assignment.role.called, assignment.unit.name
    if rests:
        said = {"role": in_running_text(role), "unit": unit}
        if assignment.paused_until:
            said["day"] = date_format(assignment.paused_until, "DATE_FORMAT")
            return _("You have a break as %(role)s in %(unit)s to and including %(day)s.") % said
        return _("You have a break as %(role)s in %(unit)s.") % said
    return verdict_in_words(verdict, role=role, unit=unit)


def task_line(
    *,
    standing: Standing,
    on: date,
    before_start: bool,
    minutes: int,
    count: int,
    total: int,
    unit: str,
    here: bool,
    or_certificate: bool = False,
    to_read: bool = False,
    to_sign: bool = False,
) -> str:
    """What goes below a task's name: how far one has come, how long it takes, by when; that one reads or signs; or that the unit sees to it."""
    said = []
    if not here:
        said.append(
            _("Send in the certificate if you have one, or do it together with the unit")
            if or_certificate
            else _("The unit sees to this together with you")
        )
    elif to_read:
        said.append(_("Read it and sign") if to_sign else _("Read it and say that you have understood"))
    elif count:
        said.append(
            ngettext("%(count)d of %(total)d step done", "%(count)d of %(total)d steps done", total) % {"count": count, "total": total}
        )
    if minutes:
        said.append(_("%(duration)s left") % {"duration": duration(minutes)} if count else duration(minutes))
    if unit:
        said.append(unit)
    last_day = standing.act_by or standing.due
    words = {"day": day(last_day, on)}
    if standing.mark is Mark.EXEMPT_ENDING:
        said.append(_("exempt to and including %(day)s") % words)
    elif standing.mark is Mark.LAPSING:
        said.append(_("valid to and including %(day)s") % words)
    elif standing.overdue(on):
        said.append(_("should have been done by %(day)s") % words)
    elif before_start:
        said.append(_("before your first day, %(day)s") % words)
    else:
        said.append(_("by %(day)s") % words)
    return " · ".join(said)


def wish_line(wish: TalkWish) -> str:
    """How far somebody's own wish for a talk has come."""
    soon, whenever = _("You have said that you would like a talk soon."), _("You have said that you would like a talk when it suits.")
    said = [soon if wish.urgency == Urgency.SOON else whenever]
    names = {
        "name": wish.seen_by.name if wish.seen_by else _("The unit"),
        "whom": wish.whom.name if wish.whom else "",
        "day": date_format(wish.agreed_on, "l j. F") if wish.agreed_on else "",
    }
    if wish.agreed_on:
        said.append(_("It is agreed for %(day)s.") % names)
    elif wish.seen_at:
        said.append(_("%(name)s has seen it and will be in touch.") % names)
    elif wish.whom:
        said.append(_("%(whom)s sees it, nobody else, and has not answered yet.") % names)
    else:
        said.append(_("Whoever follows you up sees it, and has not answered yet."))
    return " ".join(said)
