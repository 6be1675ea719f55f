"""Numbers in words and as charts: what the page, its charts and its file say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.recruitment import words
from lms.recruitment.models import Channel, Code, Outcome
from lms.recruitment.rules.numbers import SMALLEST, Kept, Season
from lms.recruitment.rules.stages import Stage
from lms.recruitment.selectors.numbers import RESULTS, Counted, Line, Numbers

TONES = {Stage.ADMITTED: "good", Stage.DECLINED: "bad", Stage.WITHDRAWN: "calm", None: "info"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the page and of the file."""

    title: str
    columns: list[dict[str, Any]]
    rows: list[list[str]]


def season(value: Season) -> str:
    """«Høst 2026»."""
    return (_("Spring %(year)d") if value.half == 1 else _("Autumn %(year)d")) % {"year": value.year}


def season_of_key(key: str) -> str:
    """The same from what an address has."""
    year, half = key.split("-")
    return season(Season(int(year), int(half)))


def number(value: int | None) -> str:
    """A number, or that it is too small to show."""
    return str(value) if value is not None else _("fewer than %(n)d, or hidden with such a number") % {"n": SMALLEST}


def short(value: int | None) -> str:
    """The same in a cell."""
    return str(value) if value is not None else "–"


def percent(found: Kept | None) -> str:
    """How many kept, of those that can be judged."""
    if found is None or found.percent is None:
        return "–"
    return f"{found.percent} %"


def of(found: Kept | None) -> str:
    """What a percentage rests on."""
    if found is None or not found.judged:
        return _("nothing to judge yet")
    return _("%(kept)d of %(judged)d") % {"kept": found.kept, "judged": found.judged}


def result(stage: Stage | None) -> str:
    """What became of a case, as a heading."""
    return capfirst(words.stage(stage)) if stage else _("Still open")


def days(value: float) -> str:
    """A median of working days."""
    said = number_format(value, decimal_pos=0 if value == int(value) else 1)
    return ngettext("%(days)s working day", "%(days)s working days", 1 if value == 1 else 2) % {"days": said}


def way_bars(found: Numbers) -> list[dict[str, Any]]:
    """The funnel as bars; a hidden number has none."""
    return [
        {
            "label": capfirst(words.stage(stage)),
            "value": value or 0,
            "text": short(value),
            "tone": "good" if stage is Stage.ADMITTED else "info",
        }
        for stage, value in found.way
    ]


def stay_bars(found: Numbers) -> list[dict[str, Any]]:
    """Median days by stage as bars."""
    return [
        {"label": capfirst(words.stage(stage)), "value": value, "text": days(value), "tone": "calm"} for stage, value, _n in found.stays
    ]


def channel_bars(found: Numbers) -> list[dict[str, Any]]:
    """Channels as bars."""
    return [{"label": channel(key), "value": value or 0, "text": short(value), "tone": "info"} for key, value in found.channels.rows]


def result_series() -> list[dict[str, str]]:
    """What can become of a case, with colours."""
    return [{"label": result(stage), "tone": TONES[stage]} for stage in RESULTS]


def line_bars(lines: Sequence[Line], name: Any) -> list[dict[str, Any]]:
    """Units or seasons as bars of what became of their cases; those with anything hidden are only in the table."""
    return [
        {"label": name(line.key), "values": list(line.results)}
        for line in lines
        if line.received and all(value is not None for value in line.results)
    ]


def channel(key: object) -> str:
    """How somebody heard of us."""
    return capfirst(str(Channel(str(key)).label)) if key else _("Not said")


def tables(found: Numbers) -> dict[str, Table]:
    """Every number of the page, a table each."""
    return {
        "way": Table(
            _("How far applicants came"),
            _columns(_("Stage"), _("Applicants")),
            [[capfirst(words.stage(stage)), short(value)] for stage, value in found.way],
        ),
        "stays": Table(
            _("Time in each stage"),
            _columns(_("Stage"), _("Median"), _("Rests on")),
            [[capfirst(words.stage(stage)), days(value), str(count)] for stage, value, count in found.stays],
        ),
        "channels": _counted(_("How they heard of us"), _("Channel"), found.channels, channel),
        "rulings": _counted(_("Rulings and why"), _("Ruling"), found.rulings, _ruling),
        "units": _lines(_("By unit"), _("Unit"), found.units, str),
        "seasons": _lines(_("By half-year"), _("Half-year"), found.seasons, season_of_key),
    }


def _columns(*labels: str) -> list[dict[str, Any]]:
    return [{"label": label, "numeric": index > 0} for index, label in enumerate(labels)]


def _counted(title: str, head: str, found: Counted, name: Any) -> Table:
    rows = [[name(key), short(value)] for key, value in found.rows]
    return Table(title, _columns(head, _("Number")), [*rows, [_("In all"), short(found.total)]] if rows else [])


def _ruling(key: Any) -> str:
    outcome, code = key
    return f"{capfirst(str(Outcome(outcome).label))}: {Code(code).label}"


def _lines(title: str, head: str, lines: Sequence[Line], name: Any) -> Table:
    columns = _columns(head, _("Received"), *(result(stage) for stage in RESULTS), _("Contact in time"), _("Decision in time"))
    rows = [
        [name(line.key), short(line.received), *(short(value) for value in line.results), percent(line.contact), percent(line.decision)]
        for line in lines
    ]
    return Table(title, columns, rows)
