"""A verdict in one sentence, and what goes with it."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.requirements.rules import Mark, Standing, State, Verdict
from lms.roles.models import Assignment, AssignmentStatus

NAMES_SHOWN = 4


def day(value: date, on: date) -> str:
    """A date as one says it: without the year in this year."""
    return date_format(value, "MONTH_DAY_FORMAT" if value.year == on.year else "DATE_FORMAT")


def listed(names: Sequence[str]) -> str:
    """«Taushetsplikt, Tidgiverrollen og Førstehjelp»; of many the first few, and how many more."""
    if len(names) > NAMES_SHOWN:
        shown, more = list(names[: NAMES_SHOWN - 1]), len(names) - NAMES_SHOWN + 1
        return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {"names": ", ".join(shown), "count": more}
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def sentence(assignment: Assignment, verdict: Verdict) -> str:
    """«Klar for støttespiller i Steg for Steg Bergen.», «Klar … fra 3. mars.» or «Mangler: Taushetsplikt.»"""
    words = {"role": assignment.role.in_text, "unit": assignment.unit.name}
    if assignment.status == AssignmentStatus.PAUSED:
        return _("You have a break as %(role)s in %(unit)s.") % words
    if verdict.state is State.LACKING:
        return _("Lacking: %(what)s.") % {"what": listed([standing.demand.name for standing in verdict.lacking])}
    if assignment.starts_on > verdict.on:
        return _("Ready as %(role)s in %(unit)s from %(day)s.") % (words | {"day": day(assignment.starts_on, verdict.on)})
    return _("Ready as %(role)s in %(unit)s.") % words


def explanations(assignment: Assignment, verdict: Verdict) -> list[str]:
    """What goes with the sentence: as what and from when one would be ready; for somebody who is, what has a last day."""
    if assignment.status == AssignmentStatus.PAUSED:
        return [_("Nothing is asked of you for this while the break lasts.")]
    said = []
    if verdict.state is State.LACKING:
        words = {"role": assignment.role.in_text, "unit": assignment.unit.name, "day": day(assignment.starts_on, verdict.on)}
        if assignment.starts_on > verdict.on:
            said.append(_("Then you are ready as %(role)s in %(unit)s from %(day)s.") % words)
        else:
            said.append(_("Then you are ready as %(role)s in %(unit)s.") % words)
        return said
    for standing in verdict.soon:
        words = {"what": standing.demand.name, "day": day(standing.act_by or standing.due, verdict.on)}
        said.append((_("%(what)s lapses on %(day)s.") if standing.mark is Mark.LAPSING else _("%(what)s by %(day)s.")) % words)
    return said


def task_line(*, standing: Standing, on: date, before_start: bool, minutes: int, count: int, total: int, unit: str, here: bool) -> str:
    """What goes below a task's name: how far one has come, how long it takes, by when; or that the unit sees to it."""
    said = []
    if not here:
        said.append(_("The unit sees to this together with you"))
    elif count:
        said.append(
            ngettext("%(count)d of %(total)d step done", "%(count)d of %(total)d steps done", total) % {"count": count, "total": total}
        )
    if count and minutes:
        said.append(ngettext("about %(minutes)d minute left", "about %(minutes)d minutes left", minutes) % {"minutes": minutes})
    elif minutes:
        said.append(ngettext("about %(minutes)d minute", "about %(minutes)d minutes", minutes) % {"minutes": minutes})
    if unit:
        said.append(unit)
    last_day = standing.act_by or standing.due
    words = {"day": day(last_day, on)}
    if standing.mark is Mark.LAPSING:
        said.append(_("valid to and including %(day)s") % words)
    elif standing.overdue(on):
        said.append(_("should have been done by %(day)s") % words)
    elif before_start:
        said.append(_("before your first day, %(day)s") % words)
    else:
        said.append(_("by %(day)s") % words)
    return " · ".join(said)
