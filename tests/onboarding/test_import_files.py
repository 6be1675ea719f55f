"""Which files are registers, and what stands in them. No database."""

import csv
import struct
import unicodedata
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lms.onboarding.rules import files
from lms.onboarding.rules.columns import KNOWN
from lms.onboarding.rules.files import FileKind, Refusal, RefusedError, fold, head_of, rows_about, rows_of, shape_of


def workbook(*rows, title="Ark1", others=()) -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, state in others:
        book.create_sheet(name).sheet_state = state
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes):
    return list(rows_of(content, shape_of(content)))


cells = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Zs", "Zl", "Zp"], exclude_characters="\xad"), max_size=12)
tables = st.lists(st.lists(cells.filter(bool), min_size=2, max_size=5), min_size=2, max_size=8).filter(
    lambda rows: len({len(row) for row in rows}) == 1 and not rows[0][0].lower().startswith(("sep=", "pk", "%pdf"))
)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_however_it_is_written(delimiter, encoding):
    content = delimiter.join(["Fornavn", "Etternavn", "Øy"]) + "\r\n" + delimiter.join(["Åse", "Bø", '"a\nb"']) + "\r\n"
    assert read(content.encode(encoding)) == [(1, ["Fornavn", "Etternavn", "Øy"]), (2, ["Åse", "Bø", "a b"])]


@given(rows=tables, delimiter=st.sampled_from([";", "\t", ","]))
def test_what_was_written_in_utf_8_is_read_back_whatever_it_is(rows, delimiter):
    out = StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    shape = files.Shape(FileKind.CSV, "utf-8-sig", delimiter)
    content = out.getvalue().encode("utf-8-sig")
    assert [row for _number, row in rows_of(content, shape)] == rows
    assert shape_of(content).encoding == "utf-8-sig"


@given(content=st.binary(max_size=400))
def test_no_file_breaks_the_reader(content):
    with suppress(RefusedError):
        assert all(number > 0 and row and row[-1] != "" for number, row in read(content))


def test_a_comma_in_a_name_does_not_divide_where_semicolons_do():
    assert shape_of("Navn;Rolle\nLie, Kari;Vert\nBø, Ola;Vert\n".encode()).delimiter == ";"


def test_excels_line_on_the_delimiter_is_no_row():
    assert read(b"sep=,\r\nFornavn,Etternavn\r\nKari,Lie\r\n") == [(2, ["Fornavn", "Etternavn"]), (3, ["Kari", "Lie"])]


def test_a_workbook_gives_days_as_days_and_numbers_as_they_are_seen():
    content = workbook(
        ["Navn", "Tlf", "Fra", "Ja?"], ["Kari Lie", 91234567.0, datetime(2020, 3, 1, 12), True], [None], ["Ola  Bø", "", None, 1.5]
    )
    assert read(content) == [
        (1, ["Navn", "Tlf", "Fra", "Ja?"]),
        (2, ["Kari Lie", "91234567", date(2020, 3, 1), "True"]),
        (4, ["Ola Bø", "", "", "1.5"]),
    ]


def test_what_cannot_be_seen_is_left_out():
    assert read("Fornavn;Etternavn\n\u200bKari\u00a0Anne;Lie\u2060\n".encode()) == [
        (1, ["Fornavn", "Etternavn"]),
        (2, ["Kari Anne", "Lie"]),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_sign_that_no_database_takes_is_refused_wherever_it_stands(encoding):
    with pytest.raises(RefusedError, match="no_table"):
        shape_of(("Fornavn;Etternavn\n" + "Kari;Lie\n" * 20_000 + "Ola;\x00\n").encode(encoding))


def test_of_a_workbook_the_first_sheet_that_is_seen_is_read():
    book = Workbook()
    book.active.append(["Hidden", "sheet"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Seen").append(["Fornavn", "Etternavn"])
    out = BytesIO()
    book.active = 1
    book.save(out)
    assert read(out.getvalue()) == [(1, ["Fornavn", "Etternavn"])]


def book_of(fill) -> bytes:
    book = Workbook()
    fill(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_empty_sheet_before_the_register_is_passed_over():
    def fill(book):
        book.create_sheet("Register").append(["Fornavn", "Etternavn"])

    assert read(book_of(fill)) == [(1, ["Fornavn", "Etternavn"])]


def test_cells_merged_downwards_say_the_same_in_every_row():
    def fill(book):
        sheet = book.active
        for row in (
            ["Frivillige"],
            ["Navn", "Rolle", "Fra"],
            ["Kari Lie", "Vert", date(2024, 3, 1)],
            ["Ola Bø"],
            ["Åse Li", "Kokk", "1.2.2023"],
        ):
            sheet.append(row)
        for cells in ("A1:C1", "B3:B4", "C3:C4"):
            sheet.merge_cells(cells)

    assert read(book_of(fill)) == [
        (1, ["Frivillige"]),
        (2, ["Navn", "Rolle", "Fra"]),
        (3, ["Kari Lie", "Vert", date(2024, 3, 1)]),
        (4, ["Ola Bø", "Vert", date(2024, 3, 1)]),
        (5, ["Åse Li", "Kokk", "1.2.2023"]),
    ]


def test_a_formula_that_was_never_reckoned_is_no_empty_cell(monkeypatch):
    content = workbook(["Navn", "Rolle"], *[[f"Kari Lie{number}", "Vert"] for number in range(50)], ["Ola Bø", "=B2"], ["Åse Li", "Vert"])
    for piece in (1 << 20, 7):  # however it is cut
        monkeypatch.setattr(files, "_PIECE", piece)
        with pytest.raises(RefusedError) as refused:
            read(content)
        assert (refused.value.why, refused.value.line) == (Refusal.NOT_RECKONED, 52)


def test_a_formula_that_was_reckoned_counts_as_what_it_came_to():
    cells = [
        '<c r="A1" t="inlineStr"><is><t>Navn</t></is></c><c r="B1" t="inlineStr"><is><t>Fra</t></is></c>',
        '<c r="A2" t="str"><f>C2&amp;D2</f><v>Kari Lie</v></c><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>""</f><v></v></c>',
    ]
    rows = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(cells, start=1))
    out = BytesIO()
    with ZipFile(BytesIO(workbook(["Navn"]))) as old, ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                start, _data, _rest = text.partition(b"<sheetData>")
                text = start + f"<sheetData>{rows}</sheetData></worksheet>".encode()
            new.writestr(part, text)
    assert read(out.getvalue()) == [(1, ["Navn", "Fra"]), (2, ["Kari Lie", "2"])]


def test_a_letter_of_two_signs_is_the_letter():
    written = unicodedata.normalize("NFD", "Navn;Rolle\nÅse Sjåvåg;Støttespiller på gaten\n")
    assert read(written.encode()) == [(1, ["Navn", "Rolle"]), (2, ["Åse Sjåvåg", "Støttespiller på gaten"])]
    assert fold(unicodedata.normalize("NFD", "Åse")) == fold("åse")


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Refusal.EMPTY),
        (b" \r\n\r\n", Refusal.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", Refusal.OLD_OR_LOCKED),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Refusal.NO_TABLE),
        (b"%PDF-1.7\nall in text", Refusal.NO_TABLE),
        (b"PK\x03\x04 and then nothing", Refusal.TORN),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), Refusal.NO_TABLE),
        (packed(**{"xl__workbook.xml": b"<no/>"}), Refusal.TORN),
        ('Fornavn;Etternavn\nKari;Lie\n"Ola;Bø\n'.encode(), Refusal.QUOTES),
        (b"Fornavn;Etternavn\n" + b"x" * 3000 + b";Lie\n", Refusal.LONG_CELL),
        (b";".join([b"a"] * 301) + b"\n", Refusal.TOO_MANY_COLUMNS),
    ],
)
def test_what_is_no_register_is_refused(content, why):
    with pytest.raises(RefusedError) as refused:
        read(content)
    assert refused.value.why == why


BOOK = workbook(["Fornavn", "Etternavn"], ["Kari", "Lie"])
DIRECTORY = struct.unpack("<I", BOOK[BOOK.rindex(b"PK\x05\x06") + 16 :][:4])[0]


def other(content: bytes, place: int, *values: int) -> bytes:
    """A package with other bytes in one place."""
    return content[:place] + bytes(values) + content[place + len(values) :]


def repacked(book: bytes, *, compression: int = ZIP_STORED, **changes: tuple[bytes, bytes]) -> bytes:
    """A workbook packed anew, with something else in some of its parts."""
    out = BytesIO()
    with ZipFile(BytesIO(book)) as before, ZipFile(out, "w", compression) as package:
        for name in before.namelist():
            old, new = changes.get(name, (b"", b""))
            assert old in before.read(name)
            package.writestr(name, before.read(name).replace(old, new))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        BOOK[:-30],
        other(BOOK, DIRECTORY, 0),
        other(BOOK, DIRECTORY + 6, 99),
        other(other(BOOK, DIRECTORY + 9, 0x08), DIRECTORY + 46, 0xFF),
    ],
    ids=["cut off", "no directory", "of a later version", "a name that is no text"],
)
def test_a_package_whose_directory_is_torn_is_refused(content):
    with pytest.raises(RefusedError, match="torn"):
        shape_of(content)


@given(st.lists(st.tuples(st.integers(DIRECTORY, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_torn_directory_breaks_the_reader(changes):
    content = BOOK
    for place, value in changes:
        content = other(content, place, value)
    with suppress(RefusedError):
        read(content)


@pytest.mark.parametrize("compression", [ZIP_BZIP2, ZIP_LZMA])
def test_a_package_that_no_spreadsheet_packs_so_is_not_unpacked(compression):
    with pytest.raises(RefusedError, match="torn"):
        shape_of(repacked(BOOK, compression=compression))


@pytest.mark.parametrize(
    "content",
    [
        other(BOOK, BOOK.rindex(b"xl/worksheets/sheet1.xml") - 38, 0x20),
        repacked(BOOK, **{"xl/worksheets/sheet1.xml": (b't="inlineStr"><is><t>Lie</t></is>', b't="s"><v>4</v>')}),
        repacked(
            BOOK, **{"xl/styles.xml": (b'<cellXfs count="1"><xf numFmtId="0"', b'<cellXfs count="1"><xf numFmtId="99999999999999999999"')}
        ),
    ],
    ids=["a patch", "a text that is not there", "a style beyond all numbers"],
)
def test_a_workbook_that_is_torn_within_is_refused(content):
    with pytest.raises(RefusedError, match="torn"):
        read(content)
    assert rows_about(content, files.Shape(FileKind.XLSX)) in (0, 2)


def test_the_line_stands_beside_the_reason():
    with pytest.raises(RefusedError) as refused:
        read('Fornavn;Etternavn\n"Kari\nAnne";Lie\n"Ola;Bø\nmer\n'.encode())
    assert (refused.value.why, refused.value.line) == (Refusal.QUOTES, 4)


def test_a_file_that_is_too_large_is_not_looked_into(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    with pytest.raises(RefusedError, match="too_large"):
        shape_of(b"Fornavn;Etternavn")


def test_a_workbook_that_would_become_far_larger_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000_000)
    content = packed(**{"xl__workbook.xml": b"<no/>", "xl__worksheets__sheet1.xml": b"\0" * 2_000_000})
    assert len(content) < 10_000
    with pytest.raises(RefusedError, match="bomb"):
        shape_of(content)


def test_rows_are_counted_while_they_are_read(monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 5)
    with pytest.raises(RefusedError) as refused:
        read(b"a;b\n" * 40)
    assert (refused.value.why, refused.value.line) == (Refusal.TOO_MANY_ROWS, 26)


def test_headings_are_found_below_a_title():
    content = "Våre frivillige 2026;\n\nFornavn;Etternavn;Førstehjelp\nKari;Lie;01.02.2024\nOla;Bø;\nKari;By;01.02.2024\n".encode()
    head = head_of(content, shape_of(content), known=KNOWN)
    assert (head.row, head.headings) == (3, ["Fornavn", "Etternavn", "Førstehjelp"])
    assert head.samples == [["Kari", "Ola"], ["Lie", "Bø", "By"], ["01.02.2024"]]


def test_a_file_of_headings_alone_is_no_register():
    with pytest.raises(RefusedError, match="only_headings"):
        head_of(b"Fornavn;Etternavn\n", shape_of(b"Fornavn;Etternavn\n"))


def test_a_column_without_heading_counts_too():
    content = b"Fornavn;Etternavn\nKari;Lie;x\n"
    assert head_of(content, shape_of(content)).headings == ["Fornavn", "Etternavn", ""]


def test_how_many_rows_there_are_is_about_known():
    text, book = b"a;b\nc;d\n", workbook(["a", "b"], ["c", "d"], ["e", "f"])
    assert (rows_about(text, shape_of(text)), rows_about(book, shape_of(book))) == (2, 3)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
