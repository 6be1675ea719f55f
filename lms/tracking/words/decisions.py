"""What decisions for several people say."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.qualifications.models import Decision, DecisionKind, Qualification
from lms.qualifications.rules import FOREVER
from lms.tracking.selectors.decisions import Candidate
from lms.ui.naming import called

Span = tuple[date, date]


def candidate(each: Candidate, *, on: date) -> str:
    """Somebody to choose: who, what they do, and how they hold it."""
    return f"{each.person.name} · {each.roles} · {held([each.held] if each.held else [], on=on)}"


def held(spans: Sequence[Span], *, on: date) -> str:
    """How something is held on a day, by the spans in which it is (both days included)."""
    now = next((span for span in spans if span[0] <= on <= span[1]), None)
    if now:
        return _("does not expire") if now[1] == FOREVER else _("valid to and including %(day)s") % {"day": _day(now[1])}
    past = [span for span in spans if span[1] < on]
    return _("expired %(day)s") % {"day": _day(past[-1][1])} if past else _("not held")


def sentence(kind: DecisionKind, qualification: Qualification, day: date, number: int) -> str:
    """What would be decided, for how many."""
    values = {"what": qualification.called, "day": _day(day), "number": number}
    if kind == DecisionKind.RECOGNISE:
        text = ngettext(
            "%(what)s is recognised for %(number)s person, as learnt on %(day)s.",
            "%(what)s is recognised for %(number)s people, as learnt on %(day)s.",
            number,
        )
    elif kind == DecisionKind.EXTEND:
        text = ngettext(
            "%(what)s counts to and including %(day)s for %(number)s person.",
            "%(what)s counts to and including %(day)s for %(number)s people.",
            number,
        )
    else:
        text = ngettext(
            "%(what)s no longer counts from %(day)s for %(number)s person.",
            "%(what)s no longer counts from %(day)s for %(number)s people.",
            number,
        )
    return text % values


def line(decision: Decision) -> str:
    """One decision in a list: about what, when, by whom, for how many. Reads `number`, `about_name` and `about_names`."""
    number: int = decision.number  # type: ignore[attr-defined]
    parts = [
        called(decision.about_name or "", decision.about_names or {}),  # type: ignore[attr-defined]
        _day(timezone.localdate(decision.at)),
        decision.by.name if decision.by else "",
        ngettext("%(number)s person", "%(number)s people", number) % {"number": number},
    ]
    return " · ".join(part for part in parts if part)


def facts(decision: Decision, qualification: Qualification | None) -> list[tuple[str, str]]:
    """One decision in full."""
    day = decision.until if decision.kind == DecisionKind.EXTEND else decision.from_day
    heads = {
        DecisionKind.RECOGNISE: _("Learnt on"),
        DecisionKind.EXTEND: _("Counts to and including"),
        DecisionKind.LAPSE: _("No longer counts from"),
    }
    rows = [
        (_("About what"), qualification.called if qualification else ""),
        (heads[DecisionKind(decision.kind)], _day(day) if day else ""),
        (_("Why"), decision.reason),
        (_("Decided by"), decision.by.name if decision.by else ""),
        (_("When"), _day(timezone.localdate(decision.at))),
        (_("Where"), decision.unit.name if decision.unit else ""),
    ]
    return [row for row in rows if row[1]]


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
