"""What was tried, said so that a template only has to set it: numbers as they may be told, by unit and by day, as tables and as pictures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import Person
from lms.roles.rules.few import SMALLEST, told
from lms.ui.heat_maps import HeatCell, HeatColumn, HeatRow

from .rules import State
from .trials import Trial
from .words import short_day

MOST_NAMES = 200
MOST_BARS = 15


@dataclass(frozen=True)
class Sight:
    """Who looks: whether they may see who it is; and the id of the whole organisation where it is looked at, whose sums are told exactly to all."""

    sees: bool
    whole: int | None


@dataclass(frozen=True)
class OverTime:
    """How many stand worse, or better, on each day: a picture of it all together, and each unit's numbers as a table."""

    title: str
    chart: str
    bars: list[dict[str, Any]]
    columns: list[HeatColumn]
    rows: list[HeatRow]
    table: dict[str, list[Any]]


@dataclass(frozen=True)
class TrialPage:
    """What a page shows. `names` only for those who may see them, the first to be touched first; `more` is how many they leave out."""

    columns: list[Any]
    rows: list[list[str]]
    load: list[str]
    over_time: list[OverTime]
    name_columns: list[str] = field(default_factory=list)
    names: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0


def trial_page(trial: Mapping[str, Any], *, sight: Sight, on: date, ends: bool = False) -> TrialPage:
    """A trial's numbers, fresh or as they were kept with a decision; `ends`: of ending a rule. No query."""
    days = [date.fromisoformat(day) for day in trial.get("days", [])]
    over_time = [
        _over_time(title, key, tone, trial["units"], days, sight, on)
        for title, key, tone in ((_("Stand worse by it"), "worse", "bad"), (_("Stand better by it"), "better", "good"))
        if any(any(each.get(key, ())) for each in trial["units"])
    ]
    columns = ending_columns() if ends else trial_columns()
    return TrialPage(columns, trial_rows(trial, sight=sight), _load(trial.get("load", []), sight), over_time)


def with_names(page: TrialPage, trial: Trial, slug: str, *, on: date) -> TrialPage:
    """With who it touches, in the unit with this slug, for somebody who may see its people. 1 query."""
    people = Person.objects.in_bulk([move.person_id for move in trial.moves[:MOST_NAMES]])
    units = {each.unit_id: each.unit for each in trial.units}
    names = [
        {
            "cells": [people[each.person_id].name, units.get(each.unit_id, ""), _day(each.day), _then(each.state, worse=each.worse)],
            "href": reverse("tracking:person", args=[slug, each.person_id]),
        }
        for each in trial.moves[:MOST_NAMES]
        if each.person_id in people
    ]
    return TrialPage(
        page.columns,
        page.rows,
        page.load,
        page.over_time,
        [_("Name"), _("Unit"), _("From"), _("Then")],
        names,
        max(len(trial.moves) - MOST_NAMES, 0),
    )


def _then(state: State, *, worse: bool) -> str:
    if state is State.LACKING:
        return _("Cannot serve")
    if state is State.NOT_ALONE:
        return _("Can serve, but not alone")
    return "" if worse else _("Lacks nothing any more")


def trial_columns() -> list[Any]:
    """The heads of the table of what a rule would do."""
    heads = [
        _("People"),
        _("Lack something without it"),
        _("Lack something with it"),
        _("Must not be alone with it"),
        _("Have something to do"),
    ]
    return [_("Unit"), *({"label": head, "numeric": True} for head in heads)]


def ending_columns() -> list[Any]:
    """The heads of the same table for ending a rule."""
    heads = [
        _("People"),
        _("Lack something with it"),
        _("Lack something without it"),
        _("Must not be alone without it"),
        _("Have something to do"),
    ]
    return [_("Unit"), *({"label": head, "numeric": True} for head in heads)]


def change_columns(last: str) -> list[Any]:
    """The heads of the same table for a change that is no rule; `last` is the head of what it does to whom."""
    heads = [_("People"), _("Lack something now"), _("Would lack something"), _("Would not be alone"), last]
    return [_("Unit"), *({"label": head, "numeric": True} for head in heads)]


def trial_rows(trial: Mapping[str, Any], *, sight: Sight) -> list[list[str]]:
    """The rows of that table, with numbers as they may be told."""
    keys = ("people", "lacking_before", "lacking_after", "not_alone_after", "to_do")
    return [[_unit(each), *(number_words(each[key], is_open=is_open_to(each, sight)) for key in keys)] for each in trial["units"]]


def number_words(number: int, *, is_open: bool) -> str:
    """A number of people: exactly, about, or that it is few."""
    if is_open or not number:
        return str(number)
    about = told(number, is_open=False)
    return _("fewer than %(number)s") % {"number": SMALLEST} if about is None else _("about %(number)s") % {"number": about}


def is_open_to(line: Mapping[str, Any], sight: Sight) -> bool:
    """Whether numbers of a unit are told exactly: to those who see who it is; and of the whole, unless one of its own would point at few."""
    if sight.sees or line["unit_id"] != sight.whole:
        return sight.sees
    people, before, after = line["people"], line["lacking_before"], line["lacking_after"]
    numbers = [people, before, after, line["not_alone_before"], line["not_alone_after"], line["to_do"], people - before, people - after]
    numbers += [after - before, people - line["to_do"], line["not_alone_after"] - line["not_alone_before"]]
    numbers += [*line.get("worse", ()), *line.get("better", ())]
    return not any(0 < abs(number) < SMALLEST for number in numbers)


def _unit(line: Mapping[str, Any]) -> str:
    return f"{'– ' * line['level']}{line['unit']}"


def _load(load: Iterable[Any], sight: Sight) -> list[str]:
    """What there is to do, thing by thing, and how long it takes together."""
    said = []
    for name, people, minutes in load:
        number = number_words(people, is_open=sight.sees)
        if not people:
            said.append(_("%(what)s: left to do for nobody.") % {"what": name})
        elif minutes and told(people, is_open=sight.sees):
            hours = max(1, round((told(people, is_open=sight.sees) or 0) * minutes / 60))
            together = ngettext("about %(hours)d hour together", "about %(hours)d hours together", hours) % {"hours": hours}
            each = _("%(what)s: left to do for %(people)s, %(minutes)d minutes each, %(together)s.")
            said.append(each % {"what": name, "people": number, "minutes": minutes, "together": together})
        else:
            said.append(_("%(what)s: left to do for %(people)s.") % {"what": name, "people": number})
    return said


def _over_time(title: str, key: str, tone: str, units: list[dict[str, Any]], days: list[date], sight: Sight, on: date) -> OverTime:
    heads = _heads(days, on)
    touched = [each for each in units if each["level"] == 0 or any(each.get(key, ()))]
    chart = _("All together") if len(days) > 1 else _("Unit by unit")
    if len(days) > 1:
        bars = [_bar(head, number, tone, units[0], sight) for head, number in zip(heads, units[0].get(key, ()), strict=True)]
    else:
        lowest = [
            each for each, after in zip(touched, [*touched[1:], None], strict=True) if after is None or after["level"] <= each["level"]
        ]
        largest = sorted(lowest, key=lambda each: -each[key][0])[:MOST_BARS]
        bars = [_bar(each["unit"], each[key][0], tone, each, sight) for each in largest]
    rows = [HeatRow(_unit(each), [_cell(number, tone, each, sight) for number in each[key]]) for each in touched]
    table: dict[str, list[Any]] = {
        "columns": [_("Unit"), *heads],
        "rows": [{"cells": [row.label, *(cell.text for cell in row.cells)]} for row in rows],
    }
    return OverTime(title, chart, bars, [HeatColumn(head) for head in heads], rows if len(days) > 1 else [], table)


def _heads(days: list[date], on: date) -> list[str]:
    """Each day as short as it can be said without looking like another."""
    short = [short_day(day, on) for day in days]
    return [_day(day) if short.count(head) > 1 else head for day, head in zip(days, short, strict=True)]


def _bar(label: str, number: int, tone: str, line: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    is_open = is_open_to(line, sight)
    value = told(number, is_open=is_open) or 0
    return {"label": label, "value": value, "text": number_words(number, is_open=is_open), "tone": tone}


def _cell(number: int, tone: str, line: Mapping[str, Any], sight: Sight) -> HeatCell:
    if not number:
        return HeatCell("blank", "0")
    heat = "high" if tone == "good" else "lacking" if number >= SMALLEST else "wanted"
    return HeatCell(heat, number_words(number, is_open=is_open_to(line, sight)))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
