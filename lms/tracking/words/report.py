"""The yearly report in words: its sections as tables of which page, PDF and files are made, and how everything in it is counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lms.recruitment import words as recruiting
from lms.tracking.rules.figures import SMALLEST, STEP, Share
from lms.tracking.selectors.report import GoalLine, Learnt, Line, Report
from lms.ui.exports import safe_text
from lms.units.models import Indicator

from .figures import percent

Cell = str | int


@dataclass(frozen=True)
class Section:
    """A table with its title. The first column is text, the others are numbers unless `texts` names them."""

    key: str
    title: str
    heads: list[str]
    rows: list[list[Cell]]
    hrefs: Sequence[str] = ()
    texts: Sequence[int] = ()
    bars: Sequence[dict[str, Any]] = ()
    maximum: int | None = None  # what a full bar is; None: the greatest

    @property
    def columns(self) -> list[Any]:
        """The heads as `data_table` wants them."""
        plain = {0, *self.texts}
        return [head if at in plain else {"label": head, "numeric": True} for at, head in enumerate(self.heads)]

    @property
    def cells(self) -> list[list[tuple[Cell, bool]]]:
        """The rows, each cell with whether it is a number."""
        plain = {0, *self.texts}
        return [[(cell, at not in plain) for at, cell in enumerate(row)] for row in self.rows]

    @property
    def body(self) -> list[dict[str, Any]]:
        """The rows as `data_table` wants them."""
        hrefs = [*self.hrefs, *[""] * len(self.rows)]
        return [{"cells": row, "href": href} for row, href in zip(self.rows, hrefs, strict=False)]


def linked(section: Section, hrefs: Sequence[str]) -> Section:
    """The section with addresses behind the names of its rows."""
    return replace(section, hrefs=hrefs)


def sections(found: Report) -> list[Section]:
    """All sections, those without a row left out."""
    people = Section(
        "people",
        _("Tidgivere"),
        [_("Unit"), _("In the year"), _("New"), _("The whole year"), _("At its end"), _("Left"), _("Ready at its end")],
        [_line(each) for each in (found.whole, *found.below)],
    )
    learnt = Section(
        "learnt",
        _("Training"),
        [_("Qualification"), _("Hold it at the end of the year"), _("Earned it in the year")],
        [_learnt(each, found.whole.exact) for each in found.learnt],
        bars=[_bar(each.name, each.share.percent, percent(each.share), "good") for each in found.learnt if each.share and each.share.total],
        maximum=100,
    )
    way = Section(
        "way",
        _("Recruitment"),
        [_("How far"), _("Applications")],
        [[capfirst(recruiting.stage(stage)), number_words(number, found.way_exact)] for stage, number in found.way if found.way[0][1] != 0],
        bars=[
            _bar(capfirst(recruiting.stage(stage)), number or 0, str(number_words(number, found.way_exact)), "info")
            for stage, number in found.way
        ],
    )
    goals = Section(
        "goals",
        _("Goals"),
        [_("Goal"), _("Target"), _("Result"), _("Deviation"), _("In a few words")],
        [_goal(each) for each in found.goals],
        texts=[4],
    )
    return [each for each in (people, learnt, way, goals) if each.rows]


def _bar(label: str, value: int, text: str, tone: str) -> dict[str, Any]:
    return {"label": label, "value": value, "text": text, "tone": tone}


def _line(line: Line) -> list[Cell]:
    return [line.unit.name, *(number_words(number, line.exact) for number in line.numbers.values()), share_words(line.share)]


def _learnt(each: Learnt, exact: bool) -> list[Cell]:
    return [each.name, share_words(each.share), number_words(each.earned, exact)]


def _goal(each: GoalLine) -> list[Cell]:
    goal = each.goal
    is_share = goal.indicator == Indicator.READY
    name = capfirst(goal.words)
    target: Cell = percent_words(goal.target) if is_share else goal.target
    if each.result is None:
        unknown = _("Not shown") if each.hidden else _("Not yet")
        return [name, target, unknown, unknown if each.hidden else "–", goal.text]
    result = percent_words(each.result) if is_share else number_words(each.result, each.exact)
    deviation = f"{each.deviation:+d}".replace("-", "−") if each.deviation else "0"
    if not each.exact and each.deviation:
        deviation = _("about %(share)s") % {"share": deviation}
    points = _("%(number)s points") % {"number": deviation} if is_share else deviation
    return [name, target, result, points, goal.text]


def number_words(number: int | None, exact: bool) -> Cell:
    """A number as it is told."""
    if number is None:
        return _("Not shown")
    return number if exact or not number else _("about %(number)d") % {"number": number}


def share_words(share: Share | None) -> str:
    """A share as it is told, with its numbers where they are."""
    if share is None:
        return _("Not shown")
    if not share.total:
        return _("Nobody here")
    if not share.exact:
        return _("about %(share)s") % {"share": percent(share)}
    return _("%(share)s (%(number)d of %(total)d)") % {"share": percent(share), "number": share.ready, "total": share.total}


def percent_words(number: int) -> str:
    """Per cent."""
    return _("%(share)d %%") % {"share": number}


def stats(found: Report) -> list[tuple[str, Cell]]:
    """The numbers one looks for first."""
    numbers, exact = found.whole.numbers, found.whole.exact
    share = found.whole.share
    ready = _("Not shown") if share is None else percent(share) if share.total else "–"
    names = {"active": _("In the year"), "new": _("New"), "ended": _("Left"), "at_end": _("At its end")}
    return [*((label, number_words(numbers[key], exact)) for key, label in names.items()), (_("Ready at its end"), ready)]


def definitions(found: Report) -> list[tuple[str, str]]:
    """How everything is counted, as it is printed with the numbers."""
    last = date_format(found.period.last)
    said = [
        (
            _("The year"),
            _("From 1 January to %(day)s, both included.") % {"day": last}
            if found.period.over
            else _("From 1 January to %(day)s, both included: the year is not over.") % {"day": last},
        ),
        (
            _("Who counts"),
            _(
                "Everybody who has served in the unit or below it, once each, also those with several roles or units. "
                "Who was planned and never came does not count; who has a break does."
            ),
        ),
        (_("In the year"), _("Served on at least one day of the year.")),
        (_("New"), _("Served in the year, and never here before it.")),
        (_("The whole year"), _("Served on every day of the year.")),
        (_("At its end"), _("Served on the last day.")),
        (
            _("Left"),
            _("Had the last day here in the year, and nothing after it. Whose last day was the year's, counts at its end as well."),
        ),
        (
            _("Ready at its end"),
            _(
                "Of those who served on the last day: those who held all that was asked for then, or had time left. Rounded down to whole per cent."
            ),
        ),
    ]
    if found.learnt:
        said += [
            (
                _("Hold it at the end of the year"),
                _("Of those who served on the last day and of whom it was asked then: those who held it."),
            ),
            (
                _("Earned it in the year"),
                _("People who served in the year and earned it on a day in it, once each. What was taken back is left out."),
            ),
        ]
    if found.way[0][1] != 0:
        said.append(
            (_("Recruitment"), _("Applications that came in the year, and how many of them have come at least so far as of today."))
        )
    if found.goals:
        said.append((_("Deviation"), _("The result less the target.")))
    counted = _("%(day)s, from what is registered by then. What is corrected or erased later is counted otherwise the next time.")
    said.append((_("Counted on"), counted % {"day": date_format(found.counted_on)}))
    if found.hides:
        about = _(
            "Where the reader may not see who it is, numbers and shares are told to the nearest %(step)d, and numbers below %(smallest)d, or shares "
            "that leave so few, not at all. Numbers of the whole organisation are told as they are, unless one of them is so small."
        )
        said.append((_("About, and not shown"), about % {"step": STEP, "smallest": SMALLEST}))
    return said


def title(found: Report) -> str:
    """What the report is called."""
    return _("Yearly report %(year)d") % {"year": found.year}


def file(found: Report) -> list[Sequence[object]]:
    """All sections and definitions below each other, for a file of lines."""
    lines: list[Sequence[object]] = [[title(found), safe_text(found.unit.name)], []]
    for section in sections(found):
        lines += [[section.title], section.heads, *([_safe(cell) for cell in row] for row in section.rows), []]
    return [*lines, [_("How it is counted")], *definitions(found)]


def _safe(cell: Cell) -> object:
    # A deviation begins with a sign, and is ours; what people have typed is not.
    return cell if isinstance(cell, int) or cell[1:].isdigit() else safe_text(cell)
