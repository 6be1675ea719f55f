"""The desk's sentences and the faces of its cells, each made once and used for everybody it fits."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lms.qualifications.rules import FOREVER
from lms.requirements import words
from lms.requirements.counts import Counts
from lms.requirements.rules import Mark, State
from lms.requirements.selectors import Cell, Post
from lms.roles.selectors.reviews import Progress
from lms.ui.matrices import MatrixCell

# mark → state of the interface's `status` and `matrix`
MARK_STATES = {Mark.MET: "valid", Mark.LAPSING: "expiring", Mark.DUE: "waiting", Mark.MISSING: "lacking", Mark.LAPSED: "expired"} | {
    Mark.EXEMPT: "exempt",
    Mark.EXEMPT_ENDING: "expiring",
    Mark.ALLOWED: "allowed",
    Mark.NOT_ALONE: "not_alone",
}

Tally = Mapping[str, int]


class Faces:
    """What the cells of a day say, in the language of the moment. A unit of a thousand cells has a few hundred different ones."""

    def __init__(self, on: date) -> None:
        self._on, self._language = on, get_language()
        self.none = MatrixCell("not_required", _("Not asked for in this role."), linked=False)

    def __call__(self, cell: Cell | None) -> MatrixCell:
        """The face of one cell; None is a qualification that is not asked of the person."""
        if cell is None:
            return self.none
        mark, asked, span = cell
        # The day that the words rest on: the last valid one, or when it falls due.
        return _face(mark, span[1] if span and mark in _HELD else asked.due, self._on, self._language)


_HELD = (Mark.MET, Mark.EXEMPT, Mark.LAPSING, Mark.EXEMPT_ENDING, Mark.ALLOWED, Mark.LAPSED)


@lru_cache(maxsize=8192)
def _face(mark: Mark, day: date, on: date, language: str | None) -> MatrixCell:
    """Kept between requests, so `language` is there to tell the faces apart."""
    explanation = words.explanation(mark, due=day, until=None if day == FOREVER else day, on=on)
    return MatrixCell(MARK_STATES[mark], explanation, _shown(mark, day, on))


def _shown(mark: Mark, day: date, on: date) -> str:
    """The few words that are seen beside the mark."""
    said = {"day": "" if day == FOREVER else words.short_day(day, on)}
    if mark in (Mark.MET, Mark.LAPSING):
        return _("to %(day)s") % said if said["day"] else ""
    if mark in (Mark.EXEMPT, Mark.EXEMPT_ENDING):
        return _("exempt to %(day)s") % said
    if mark is Mark.NOT_ALONE:
        return _("not alone")
    if mark in (Mark.DUE, Mark.ALLOWED) or (mark is Mark.MISSING and day >= on):
        return _("by %(day)s") % said
    return _("missing") if mark is Mark.MISSING else _("expired %(day)s") % said


def headline(tally: Tally) -> str:
    """«28 tidgivere. 19 er klare, 3 er klare, men har en frist, 6 mangler noe.»"""
    parts = [
        (tally["ready"], ngettext("%(n)d is ready", "%(n)d are ready", tally["ready"])),
        (tally["soon"], ngettext("%(n)d is ready but has a deadline", "%(n)d are ready but have a deadline", tally["soon"])),
        (tally["not_alone"], ngettext("%(n)d cannot serve alone", "%(n)d cannot serve alone", tally["not_alone"])),
        (tally["lacking"], ngettext("%(n)d lacks something", "%(n)d lack something", tally["lacking"])),
        (tally["paused"], ngettext("%(n)d is on a break", "%(n)d are on a break", tally["paused"])),
    ]
    said = ", ".join(text % {"n": number} for number, text in parts if number)
    total = ngettext("%(n)d tidgiver.", "%(n)d tidgivere.", tally["all"]) % {"n": tally["all"]}
    return f"{total} {said}." if said else total


def other_day(day: date, *, is_past: bool) -> str:
    """That a page shows another day than today."""
    return (_("This is how it was %(day)s") if is_past else _("This is how it will be %(day)s")) % {"day": date_format(day)}


def tally_of(counts: Counts) -> Tally:
    """What the database counted, under the names of the list."""
    return {
        "all": counts.total,
        "ready": counts.ready,
        "soon": counts.grace,
        "not_alone": counts.not_alone,
        "lacking": counts.lacking,
        "paused": counts.paused,
    }


def state_label(state: State | None) -> str:
    """How a person stands, as short as a list wants it."""
    return {
        State.READY: _("Ready"),
        State.READY_WITHIN_GRACE: _("Has a deadline"),
        State.NOT_ALONE: _("Not alone"),
        State.LACKING: _("Lacks"),
        None: _("Break"),
    }[state]


def series(tally: Tally | None = None) -> list[dict[str, Any]]:
    """The legend of the bars, with the numbers where there is one bar only."""
    return [
        {"label": label, "tone": tone, "number": tally[name] if tally else None}
        for name, tone, label in (
            ("ready", "good", _("Ready")),
            ("soon", "warn", _("Expires or has a deadline")),
            ("not_alone", "info", _("Not alone")),
            ("lacking", "bad", _("Lacks something")),
            ("paused", "calm", _("Break")),
        )
    ]


def bar(tally: Tally) -> list[dict[str, Any]]:
    """A bar's pieces in the order of `series`: tone, where each begins and how long it is, in per cent."""
    at, parts = 0, []
    for name, tone in (("ready", "good"), ("soon", "warn"), ("not_alone", "info"), ("lacking", "bad"), ("paused", "calm")):
        if number := tally[name]:
            parts.append({"tone": tone, "x": round(100 * at / tally["all"], 2), "width": round(100 * number / tally["all"], 2)})
            at += number
    return parts


def posts_line(posts: Iterable[Post], *, unit_id: int) -> str:
    """What somebody does, and where if it is not in the unit one looks at: «Støttespiller · Kjøkken, Varmestua»."""
    said = [post.role if post.unit_id == unit_id else f"{post.role}, {post.unit}" for post in posts]
    return " · ".join(dict.fromkeys(said))


def how_far(progress: Progress) -> str:
    """«31 av 48 er bekreftet»: how far a unit has come with its register."""
    said = ngettext("%(done)s of %(total)s is confirmed", "%(done)s of %(total)s are confirmed", progress.done)
    return said % {"done": progress.done, "total": progress.total}
