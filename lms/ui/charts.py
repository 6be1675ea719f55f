"""Geometry of the small charts. They are drawn on the server as SVG and always come with the numbers as text."""

from __future__ import annotations

from typing import Any

Values = dict[str, Any]

PALETTE = ("good", "warn", "bad", "info", "calm")


def _share(value: float, whole: float) -> float:
    return round(100 * value / whole, 2) if whole > 0 else 0.0


def bars(values: Values) -> Values:
    """Rows of label, value and maybe text, tone, href; lengths in per cent of the greatest (or ``maximum``)."""
    rows = list(values["rows"])
    most = values["maximum"] or max((float(row["value"]) for row in rows), default=0)
    return {"bars": [{"tone": "info", "text": "", **row, "width": min(_share(float(row["value"]), most), 100)} for row in rows]}


def stacked(values: Values) -> Values:
    """Series are dicts of label and tone; a row is a label and one value for each series. Widths in per cent of the row."""
    series = list(values["series"])
    made = []
    for row in values["rows"]:
        total = float(sum(row["values"]))
        at = 0.0
        parts = []
        for spec, value in zip(series, row["values"], strict=True):
            width = _share(float(value), total)
            parts.append({"x": at, "width": width, "value": value, "label": spec["label"], "tone": spec["tone"]})
            at = round(at + width, 2)
        made.append({**row, "parts": parts, "total": sum(row["values"])})
    return {"bars": made, "series": series}


def donut(values: Values) -> Values:
    """Segments of label, value, tone. The ring's circumference is 100, so a dash length is a percentage."""
    segments = list(values["segments"])
    total = float(sum(each["value"] for each in segments))
    at = 0.0
    parts = []
    for each in segments:
        length = _share(float(each["value"]), total)
        parts.append({**each, "length": length, "gap": round(100 - length, 2), "offset": round(25 - at, 2), "percent": round(length)})
        at += length
    return {"parts": parts, "total": sum(each["value"] for each in segments)}
