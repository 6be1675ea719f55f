"""Files that spreadsheets open: text they do not take for formulas, and CSV as Norwegian Excel wants it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else text


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a file with semicolons and a byte order mark. Cells are written as they are: pass what people have typed through `safe_text`."""
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")
