"""Verdicts in words: the one place where «Klar for …» and «Mangler …» are said, for every desk that says them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from lms.ui import naming

from .rules import Demand, Mark, Phase, Standing, State, Verdict

STATE_NAMES = {
    State.READY: "ready",
    State.READY_WITHIN_GRACE: "expiring",
    State.NOT_ALONE: "not_alone",
    State.LACKING: "lacking",
    None: "paused",
}


def state_words(state: State | None) -> str:
    """How a person stands, in a word or two; None is paused."""
    return {
        State.READY: _("Ready"),
        State.READY_WITHIN_GRACE: _("Ready, something is due soon"),
        State.NOT_ALONE: _("Not alone"),
        State.LACKING: _("Lacks something"),
        None: _("Paused"),
    }[state]


def sentence(verdict: Verdict, *, role: str, unit: str) -> str:
    """«Klar for støttespiller i Steg for Steg Bergen fra 3. mars.», and what is lacking or due, named."""
    values = {"role": naming.in_running_text(role), "unit": unit, "day": _day(verdict.day)}
    ahead = verdict.day > verdict.on
    if verdict.lacking:
        values["what"] = _names(verdict.lacking)
        if ahead:
            return _("Begins as %(role)s in %(unit)s on %(day)s. Lacks: %(what)s.") % values
        return _("Not ready for %(role)s in %(unit)s. Lacks: %(what)s.") % values
    if verdict.not_alone:
        values["what"] = _names(verdict.not_alone)
        if ahead:
            return _("Can begin as %(role)s in %(unit)s on %(day)s, but not alone. Lacks: %(what)s.") % values
        return _("Can be %(role)s in %(unit)s, but not alone. Lacks: %(what)s.") % values
    ready = (_("Ready for %(role)s in %(unit)s from %(day)s.") if ahead else _("Ready for %(role)s in %(unit)s.")) % values
    if verdict.act_by:
        by_then = [standing for standing in verdict.soon if standing.act_by == verdict.act_by]
        return ready + " " + _("To do by %(day)s: %(what)s.") % {"day": _day(verdict.act_by), "what": _names(by_then)}
    return ready


def explanation(mark: Mark, *, due: date, until: date | None, on: date) -> str:
    """How one asked qualification stands, as a sentence or two; `until` None is «does not lapse»."""
    if mark is Mark.MET:
        return _("Valid until %(day)s.") % {"day": _day(until)} if until else _("Valid. Does not expire.")
    if mark is Mark.LAPSING and until:
        return _("Expires %(day)s.") % {"day": _day(until)}
    if mark is Mark.EXEMPT and until:
        return _("Exempt until %(day)s.") % {"day": _day(until)}
    if mark is Mark.EXEMPT_ENDING and until:
        return _("Exempt. The exemption ends %(day)s.") % {"day": _day(until)}
    if mark is Mark.ALLOWED and until:
        return _("Lacking, but may begin all the same. Must be done by %(day)s.") % {"day": _day(until)}
    if mark is Mark.NOT_ALONE:
        return _("Lacking. Must not serve alone until it is done.")
    if mark is Mark.DUE:
        return _("Must be done by %(day)s.") % {"day": _day(due)}
    if mark is Mark.LAPSED and until:
        if until >= on:
            return _("Expires %(day)s, before the first day. Must be renewed.") % {"day": _day(until)}
        return _("Expired %(day)s.") % {"day": _day(until)}
    if due >= on:
        return _("Lacking. Must be done by %(day)s.") % {"day": _day(due)}
    return _("Lacking. Should have been done by %(day)s.") % {"day": _day(due)}


def standing_words(standing: Standing, *, on: date) -> str:
    """`explanation` of a standing."""
    until = standing.leave[1] if standing.leave else standing.until
    return explanation(standing.mark, due=standing.due, until=until, on=on)


def rule_words(demand: Demand) -> str:
    """By when a requirement must be met, as a rule."""
    if demand.phase == Phase.BEFORE_START:
        return _("Must be in place before the first day.")
    if demand.phase == Phase.BY_DAY:
        return _("Must be in place by %(day)s, or before the first day if that is later.") % {"day": _day(demand.due_on)}
    days = demand.days or 0
    return ngettext(
        "Must be in place within %(days)d day of the first day, or of when the requirement began.",
        "Must be in place within %(days)d days of the first day, or of when the requirement began.",
        days,
    ) % {"days": days}


def by_when(requirement: Any) -> str:
    """`rule_words` of a version of a rule."""
    return rule_words(
        Demand(
            id=0,
            qualifications=(),
            name="",
            phase=Phase(requirement.phase),
            valid_from=requirement.valid_from,
            days=requirement.days,
            due_on=requirement.due_on,
        )
    )


def begins(day: date) -> str:
    """From when a rule holds."""
    return _("The rule holds from %(day)s.") % {"day": _day(day)}


def ends(last: date) -> str:
    """To when a rule holds."""
    return _("The rule holds to and including %(day)s.") % {"day": _day(last)}


def audience(requirement: Any) -> str:
    """Whom a version of a rule concerns: each axis that is not left open."""
    below = _("%(unit)s and below") % {"unit": requirement.unit} if requirement.unit else ""
    said = [str(part) for part in (requirement.role, below, requirement.kind, requirement.city) if part]
    return ", ".join(said) or _("Everybody")


def asked_words(clauses: Iterable[tuple[str, Sequence[str], str]]) -> list[str]:
    """What each clause asks for, by its own name, the names of its qualifications, and how sure one must be (empty: any)."""
    said = []
    for name, any_of, level in clauses:
        what = name or any_of_words(any_of)
        said.append(_("%(what)s (%(level)s)") % {"what": what, "level": level} if level else what)
    return said


def called(demand: Demand) -> str:
    """What a clause asks for, in the reader's language. A name of its own stays as it was written."""
    return any_of_words([naming.called(*title) for title in demand.titles]) if demand.titles else demand.name


def any_of_words(names: Sequence[str]) -> str:
    """What a clause without a name of its own asks for: «Førstehjelp eller Livredning»."""
    return get_text_list(list(names), pgettext("between the last two of a choice", "or"))


def short_day(day: date, on: date) -> str:
    """A day as short as it can be said: the year only if it is another than that of `on`."""
    return _short(day, day.year == on.year, get_language())


@lru_cache(maxsize=4096)
def _short(day: date, within_the_year: bool, language: str | None) -> str:
    """Formatting a date costs more than all else in a cell, and a unit's people share their dates; `language` is there for the cache."""
    if within_the_year:
        return date_format(day, pgettext("date format within the year", "j M"))
    return date_format(day, pgettext("date format with year", "M Y"))


def _day(day: date | None) -> str:
    return _long(day, get_language()) if day else ""


@lru_cache(maxsize=4096)
def _long(day: date, language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


def _names(standings: Iterable[Standing]) -> str:
    return get_text_list([called(standing.demand) for standing in standings], pgettext("between the last two of a list", "and"))
