"""A register as a file: what kind of file it is, its rows, and why it is refused. Pure.

What counts is the content, never the name of the file. A CSV file may be in UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1252,
and have semicolons, commas or tabs. Of a workbook the first sheet in which something can be seen is read, one row at a time; cells that are merged
downwards say the same in every row, as they do to whoever looks at them.
"""

import codecs
import csv
import re
import unicodedata
import warnings
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000  # below the headings
MOST_COLUMNS = 300
MOST_UNPACKED = 400 * 1024 * 1024  # what a workbook may say that it becomes: fifty thousand rows take a tenth of it
MOST_PARTS = 2000
MOST_LETTERS = 2000  # in one cell
LOOKED_AT = 20  # rows, to find the headings and how a text is divided
SAMPLES = 3

Cell = str | date  # nothing in it: ""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# In the parts of a workbook: cells that are one, and a formula that nobody has reckoned (one that came to no text has a cell of the kind «str»).
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_FORMULA = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*?\br="[A-Z]{1,3}(\d{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_PIECE, _OVERHANG = 1 << 20, 1 << 14  # how much of a part is looked through at a time, and how far back into what came before
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\u200b-\u200f\u2060]")

# What the reader of workbooks raises for those that are damaged, or made to hurt.
_TORN = (
    BadZipFile,
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    zlib.error,
)
# How spreadsheets pack their parts. Other ways may ask for far more memory than a part is large.
_PACKED = frozenset({ZIP_STORED, ZIP_DEFLATED})


class Refusal(StrEnum):
    """Why a file cannot be read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_OR_LOCKED = "old_or_locked"  # Excel before 2007, or with a password: the two begin alike
    NO_TABLE = "no_table"  # a picture, a PDF …
    TORN = "torn"  # a workbook that cannot be opened
    BOMB = "bomb"  # a workbook that would become far larger
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    LONG_CELL = "long_cell"
    NOT_RECKONED = "not_reckoned"  # a formula without what it comes to
    QUOTES = "quotes"  # a quotation mark that is not closed, or closed in the middle
    ONLY_HEADINGS = "only_headings"


class RefusedError(ValueError):
    """A file that cannot be read, why, and at which line or row (None: the whole)."""

    def __init__(self, why: Refusal, line: int | None = None) -> None:
        super().__init__(f"{why} {line or ''}".strip())
        self.why, self.line = why, line


class FileKind(StrEnum):
    """What a file is."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Shape:
    """How to read a file: what it is, and of a text how it is written and divided."""

    kind: FileKind
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The headings, the row they stand in (the first is 1), and below each the first few different things that stand there."""

    row: int
    headings: list[str]
    samples: list[list[str]]


def shape_of(content: bytes) -> Shape:
    """What a file is. Raises RefusedError for one that is no table, or too large."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise RefusedError(Refusal.EMPTY)
    if len(content) > MOST_BYTES:
        raise RefusedError(Refusal.TOO_LARGE)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise RefusedError(Refusal.OLD_OR_LOCKED)
    if content.startswith(b"PK"):
        _look_into(content)
        return Shape(FileKind.XLSX)
    encoding = _encoding(content)
    return Shape(FileKind.CSV, encoding, _delimiter(content.decode(encoding)))


def _look_into(content: bytes) -> None:
    """Refuses a package that is no workbook, or unpacks to far more than a register needs: no more is read of a part than it says that it holds."""
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
    except (BadZipFile, UnicodeDecodeError, NotImplementedError) as error:
        # Only the directory is read, from memory: it is cut off or contradicts itself, a name in it is no text, or it wants a later ZIP.
        raise RefusedError(Refusal.TORN) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise RefusedError(Refusal.NO_TABLE)
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError(Refusal.OLD_OR_LOCKED)
    if any(part.compress_type not in _PACKED for part in parts):
        raise RefusedError(Refusal.TORN)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RefusedError(Refusal.BOMB)


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\x00" in content:
        raise RefusedError(Refusal.NO_TABLE)
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A picture or a PDF may happen to be text; no register has signs that cannot be seen.
        if not _CONTROL.search(text) and not text.startswith("%PDF-"):
            return encoding
    raise RefusedError(Refusal.NO_TABLE)


def _delimiter(text: str) -> str:
    """What divides the cells: that by which most rows have as many as the first, and more than one; a semicolon where nothing tells."""
    best, most = ";", (0, 0)
    for delimiter in ";\t,":
        try:
            widths = [len(row) for row in islice(csv.reader(StringIO(text[:200_000], newline=""), delimiter=delimiter), LOOKED_AT) if row]
        except csv.Error:
            continue
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > 1 and (times, width) > most:
            best, most = delimiter, (times, width)
    return best


def rows_of(content: bytes, shape: Shape) -> Iterator[tuple[int, list[Cell]]]:
    """The rows in which something stands, one at a time, each with its number as a spreadsheet shows it and without empty cells at its end.

    Raises RefusedError on the way for what cannot be read, with the line or row.
    """
    rows = _workbook(content) if shape.kind is FileKind.XLSX else _text(content.decode(shape.encoding), shape.delimiter)
    found = 0
    for number, cells in rows:
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise RefusedError(Refusal.TOO_MANY_COLUMNS, number)
        if any(isinstance(cell, str) and len(cell) > MOST_LETTERS for cell in cells):
            raise RefusedError(Refusal.LONG_CELL, number)
        found += 1
        if found > MOST_ROWS + LOOKED_AT:
            raise RefusedError(Refusal.TOO_MANY_ROWS, number)
        yield number, cells


def rows_about(content: bytes, shape: Shape) -> int:
    """How many rows a file has, more or less: what its longest sheet says of itself, or the lines of a text. 0 if nothing tells."""
    if shape.kind is FileKind.CSV:
        return min(content.count(b"\n"), MOST_ROWS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        except _TORN:
            return 0
    return min(max((sheet.max_row or 0 for sheet in book.worksheets if sheet.sheet_state == "visible"), default=0), MOST_ROWS)


def _text(text: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RefusedError(Refusal.QUOTES, begins) from error
        number += 1
        if number == 1 and row and row[0].lower().startswith("sep=") and not any(row[1:]):
            continue  # Excel's own line on how the file is divided
        yield number, [_tidy(cell) for cell in row]


def _workbook(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like that we do not read
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and (yield from _sheet(sheet)):
                break
    except _TORN as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError(Refusal.TORN) from error
    else:
        book.close()


def _sheet(sheet: Any) -> Generator[tuple[int, list[Cell]], None, bool]:
    """The rows of a sheet; returns whether anything stood in it."""
    merged = _merged(sheet)
    going_on: dict[int, tuple[int, Cell]] = {}  # by column: to which row, and what
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong
    empty, something = 0, False
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        empty = 0 if any(value is not None for value in row) else empty + 1
        if empty > MOST_ROWS:
            break
        something = something or not empty
        cells = [_cell(value) for value in row]
        for column, (last, cell) in going_on.items():
            if number <= last and column < MOST_COLUMNS:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or cell
        for column, last in merged.get(number, ()):
            if column < len(cells):
                going_on[column] = last, cells[column]
        yield number, cells
    return something


def _merged(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Where cells are merged downwards, by the first row: the column (the first is 0), and the last row.

    Raises RefusedError for a formula that was never reckoned: to a reader of values it is an empty cell.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    before = b""
    with sheet._get_source() as part:  # its own way to the part; read row by row, a workbook does not tell which cells are merged
        while piece := part.read(_PIECE):
            text = before + piece
            if formula := _FORMULA.search(text):
                raise RefusedError(Refusal.NOT_RECKONED, int(formula[1]))
            for column, first, last in _MERGED.findall(text):
                if int(first) < int(last):
                    found.setdefault(int(first), []).append((column_index_from_string(column.decode()) - 1, int(last)))
            before = text[-_OVERHANG:]
    return found


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _tidy(str(value))


def _tidy(text: str) -> str:
    """A text on one line, without what cannot be seen, and each letter as one sign: a Mac writes «å» as an «a» and a ring."""
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFC", text)).split())


def head_of(content: bytes, shape: Shape, *, known: frozenset[str] = frozenset()) -> Head:
    """The headings and samples of a file: the row of the first twenty in which most cells are `known` headings (folded), else the first.

    Raises RefusedError where there is no row below them.
    """
    rows = list(islice(rows_of(content, shape), LOOKED_AT))
    if not rows:
        raise RefusedError(Refusal.EMPTY)
    scores = [sum(fold(str(cell)) in known for cell in cells) for _number, cells in rows]
    which = scores.index(max(scores)) if max(scores) > 1 else 0
    number, heading = rows[which]
    below = [cells for _number, cells in rows[which + 1 :]]
    if not below:
        raise RefusedError(Refusal.ONLY_HEADINGS)
    width = max(len(heading), *(len(cells) for cells in below))
    columns = [[shown(cells[column]) for cells in below if column < len(cells) and cells[column] != ""] for column in range(width)]
    headings = [shown(heading[column]) if column < len(heading) else "" for column in range(width)]
    return Head(number, headings, [list(dict.fromkeys(column))[:SAMPLES] for column in columns])


def shown(cell: Cell) -> str:
    """A cell as one would write it."""
    return cell.strftime("%d.%m.%Y") if isinstance(cell, date) else cell


def fold(text: str) -> str:
    """A text as it is compared: in small letters, and without what people write now one way, now another."""
    text = unicodedata.normalize("NFC", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in text)
    return " ".join(kept.split())
