"""Faults are named with file, line and reason, all of them and no others."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from lms.courses.curriculum.faults import Fault, FaultyCurriculum
from lms.courses.curriculum.markup import clean_line
from lms.courses.curriculum.nodes import Mapping, Row, Word, read_yaml
from lms.courses.curriculum.parse import parse
from lms.courses.curriculum.scalars import flow, scalar
from lms.courses.curriculum.write import write

from . import sample

STEP = "taus/nb/hvorfor.md"
SLOT = "taus/nb/hos-oss.md"
BANK = "taus/nb/questions.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample.put(tmp_path)


def _faults(folder: Path) -> list[str]:
    with pytest.raises(FaultyCurriculum) as caught:
        parse(folder)
    return [str(fault) for fault in caught.value.faults]


def test_the_sample_is_right_and_written_as_it_stands(folder: Path) -> None:
    curriculum = parse(folder)
    assert [course.slug for course in curriculum.courses] == ["rolle", "taus"]
    assert write(curriculum) == {name: text for name, text in sample.contents(folder).items() if name != "LICENSE"}


def test_the_shipped_curriculum_is_right_and_written_as_it_stands() -> None:
    folder = Path(settings.CURRICULUM_DIR)
    elsewhere = ("LICENSE", "handbook/")  # the handbook's files are looked at in tests/content
    assert write(parse(folder)) == {name: text for name, text in sample.contents(folder).items() if not name.startswith(elsewhere)}


def test_another_way_of_writing_means_the_same(folder: Path) -> None:
    told = parse(folder)
    sample.change(folder, STEP, "Tor er 52 år.", "Tor er\n52 år.")
    sample.change(folder, STEP, "- helse\n- penger", "* helse\n* penger")
    sample.change(folder, STEP, "Bruk **et rom** der", "Bruk __et rom__\nder")
    sample.change(folder, STEP, "guidance: Skriv to setninger.", "guidance: >-\n  Skriv to\n  setninger.")
    sample.change(folder, BANK, "value: 72.5", "value: 72,50")
    sample.change(folder, BANK, "answer: true", "answer: 'true'")
    sample.change(folder, "taus/nb/hos-oss.md", "minutes: 3", "minutes: 3   # kort")
    path = folder / "taus/course.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert parse(folder) == told


PLANTED = [
    # keys
    (STEP, "title: Hvorfor taushet?\n", "", f"{STEP}:2: «title» is missing"),
    (STEP, "minutes: 6", "minuts: 6", [f"{STEP}:2: «minutes» is missing", f"{STEP}:3: unknown key «minuts»; did you mean «minutes»?"]),
    (STEP, "minutes: 6", "minutes: seks", f"{STEP}:3: a whole number from 1 to 30 is wanted here"),
    (STEP, "minutes: 6", "minutes: 6\nminutes: 7", f"{STEP}:4: «minutes» stands twice, first on line 3"),
    (STEP, "title: Hvorfor taushet?", "title:", f"{STEP}:2: «title» is empty"),
    (STEP, "title: Hvorfor taushet?", "title: [Hvorfor]", f"{STEP}:2: one text is wanted here, not a list"),
    (STEP, "outcomes: [1, 2]", "outcomes: 1", f"{STEP}:4: a list is wanted here: [one, two]"),
    (STEP, "title: En samtale", f"title: {'x' * 121}", f"{STEP}:32: 121 characters; at most 120 have room"),
    (STEP, "approved_by: Kari Nordmann, jurist", "approved_by:", f"{STEP}:8: «approved_by» is empty: who has approved, and when?"),
    (STEP, "approved_on: 2026-11-20", "approved_on: i går", f"{STEP}:9: «i går» is not a date like 2026-11-21"),
    (STEP, "needs: [jur]", "needs: [jus]", f"{STEP}:7: «jus» is none of: jur, med, psyk, hms, org, erf"),
    # what is named must be there
    (STEP, "sources: [K1]", "sources: [K2]", f"{STEP}:10: sources.yaml has no source «K2»"),
    (STEP, "outcomes: [1, 2]", "outcomes: [1, 3]", f"{STEP}:4: there is no outcome 3: course.md lists 2"),
    (STEP, "::: question TAU-01", "::: question TAU-99", f"{STEP}:60: the bank has no question «TAU-99»"),
    (STEP, "file: bord.svg", "file: stol.svg", f"{STEP}:24: there is no file pictures/stol.svg"),
    (STEP, 'alt: "Et bord: to kopper."\n', "", f"{STEP}:24: «alt» is missing"),
    (STEP, "captions: samtale.vtt\n", "", f"{STEP}:30: film needs captions (a .vtt file)"),
    # blocks
    (STEP, "callout tip", "callout tipp", f"{STEP}:19: «tipp» is none of: tip, important, warning, example"),
    (STEP, "callout tip Et eget rom: en god vane", "callout tip", f"{STEP}:19: «title» is missing"),
    (STEP, "::: quote", "::: qoute", f"{STEP}:43: there is no kind of block «qoute»; did you mean «quote»?"),
    (STEP, "by: Oppdiktet gjest\n:::\n", "by: Oppdiktet gjest\n", f"{STEP}:43: this block does not end: a line ::: is missing"),
    (STEP, "::: summary\n", "", f"{STEP}:117: a block ends here, but none has begun: is the line above «::: kind» missing?"),
    (STEP, "need: expected", "need: optional\nrequired_by: 2027-02-01", f"{STEP}:82: only what is required has a last day: need: required"),
    (STEP, "need: expected", "need: maybe", f"{STEP}:81: «maybe» is none of: optional, expected, required"),
    (STEP, "key: TAU-D1", "key: TAU D1", f"{STEP}:86: «TAU D1» is not written like min-forste-vakt"),
    (STEP, "best: true\n        next", "next", f"{STEP}:92: no choices have best: true; exactly one must"),
    (STEP, "next: kvelden", "next: natta", f"{STEP}:89: the step «butikken» goes on to «natta», which is no later step"),
    (STEP, "- key: kvelden", "- key: butikken", [
        f"{STEP}:89: the step «butikken» goes on to «kvelden», which is no later step", f"{STEP}:89: two steps have the key «butikken»",
    ]),
    (STEP, "- key: B\n        text: Du", "- key: A\n        text: Du", f"{STEP}:103: two choices have the key «A»"),
    (STEP, "key: TAU-R1\n", "key: TAU-R1\nprompt: En?\n:::\n\n::: reflection\nkey: TAU-R1\n",
     f"{STEP}:68: the reflection key «TAU-R1» is used already, in {STEP}:63"),
    (STEP, "Tor er 52 år.", "Tor er <b>52</b> år.", [f"{STEP}:14: HTML is not used here; write Markdown"]),
    (STEP, "Bruk **et rom**", "# Bruk", f"{STEP}:20: headings are not used in this text"),
    (STEP, "  Spør lederen.", "  Spør\n  `lederen`.", f"{STEP}:73: code (`…`) is not used here"),
    # telephone numbers
    ("numbers.yaml", "116 117:", "116-117:", "numbers.yaml:10: «116-117» is not written like 116 117"),
    ("numbers.yaml", "  when: Det haster.\n", "", "numbers.yaml:11: «when» is missing"),
    ("numbers.yaml", "sources: [K1]", "sources: [K9]", "numbers.yaml:9: sources.yaml has no source «K9»"),
    # statements
    (SLOT, "text: skrevet sin egen", "text: skrevet vår egen",
     f"{SLOT}:16: TAU-P01: the text does not say «skrevet vår egen tekst her ennå.»; copy the words as they stand there"),
    (SLOT, "key: TAU-P01", "key: ROL-P01", f"{SLOT}:16: the key «ROL-P01» does not begin with TAU-, as every key here"),
    (SLOT, "key: TAU-P01", "key: TAU-01", f"{SLOT}:16: «TAU-01» is not written like TAU-P01"),
    (SLOT, "sources: [K1]", "sources: [K2]", f"{SLOT}:19: sources.yaml has no source «K2»"),
    (SLOT, "needs: [jur, org]", "needs: [lege]", f"{SLOT}:20: «lege» is none of: jur, med, psyk, hms, org, erf"),
    # YAML and bytes
    (STEP, 'alt: "Et bord: to kopper."', "alt: Et bord: to kopper.",
     f"{STEP}:25: not YAML: a colon inside a text: put the whole text in quotation marks"),
    (STEP, "minutes: 6", "\tminutes: 6", f"{STEP}:3: not YAML: a tab: use spaces at the start of lines"),
    (STEP, "minutes: 6", "minutes: &m 6", f"{STEP}:3: anchors (& and *) are not used here; put the text in quotation marks"),
    (STEP, "minutes: 6", "minutes: !!int 6", f"{STEP}:3: tags (!) are not used here; put the text in quotation marks"),
    (STEP, "---\ntitle", "title", f"{STEP}:1: the first line is --- and the keys follow it"),
    (STEP, "sources: [K1]\n---\n", "sources: [K1]\n", f"{STEP}:1: the keys that begin here do not end: a line --- is missing"),
    # the bank
    (BANK, "      correct: true\n", "", f"{BANK}:9: no options are correct; exactly one must be"),
    (BANK, "      feedback: Da har du", "      correct: true\n      feedback: Da har du",
     f"{BANK}:9: 2 options are correct; exactly one must be"),
    (BANK, "- key: TAU-02\n", "- key: TAU-02\n  variant_of: TAU-99\n", f"{BANK}:17: «TAU-99» is no question of this bank, or a variant itself"),
    (BANK, "      feedback: Riktig.\n", "", f"{BANK}:10: «feedback» is missing"),
    (BANK, "  feedback_false: Jo.\n", "", f"{BANK}:33: «feedback_false» is missing"),
    (BANK, "key: TAU-02", "key: TAU-01", f"{BANK}:16: the question «TAU-01» is used already, in {BANK}:1"),
    (BANK, "key: TAU-02", "key: ROL-02", f"{BANK}:16: the key «ROL-02» does not begin with TAU-, as every key here"),
    (BANK, "type: multiple", "type: multi",
     f"{BANK}:17: «type» is one of: single, multiple, true_false, ordering, matching, short_answer, number"),
    (BANK, "value: 72.5", "value: tre", f"{BANK}:90: a number is wanted here"),
    (BANK, "answer: true", "answer: ja", f"{BANK}:40: true or false is wanted here"),
    (BANK, "    - Spør\n", "    - Forklar\n", f"{BANK}:51: «Forklar» stands twice"),
    # the course
    ("taus/course.yaml", "- module: hvorfor", "- module: hvorfo", [
        f"{STEP}:1: course.yaml lists no module or slot «hvorfor»",
        "taus/course.yaml:8: there is no nb/hvorfo.md; did you mean «hvorfor»?",
    ]),
    ("taus/course.yaml", "- module: hvorfor", "- modul: hvorfor", [
        f"{STEP}:1: course.yaml lists no module or slot «hvorfor»", "taus/course.yaml:8: a step is one of: module, slot, quiz",
    ]),
    ("rolle/course.yaml", "code: ROL", "code: TAU", "taus/course.yaml:1: the code «TAU» is used already, in rolle/course.yaml:1"),
    ("taus/course.yaml", "- module: hvorfor", "- module: hvorfor\n  - module: hvorfor",
     "taus/course.yaml:9: the step «hvorfor» stands twice"),
    ("taus/course.yaml", "need: expected", "need: maybe", "taus/course.yaml:10: «maybe» is none of: optional, expected, required"),
    ("taus/course.yaml", "need: expected", "need: expected\n    required_by: 2027-02-01",
     "taus/course.yaml:11: only what is required has a last day: need: required"),
    ("taus/course.yaml", "need: expected", "need: required\n    required_by: snart", "taus/course.yaml:11: «snart» is not a date like 2026-11-21"),
    ("taus/course.yaml", "    draw", "  - quiz: prove-to\n    pass_percent: 80\n    draw", "taus/course.yaml:13: a course has one quiz"),
    ("taus/course.yaml", "  key: taus\n", "  key: rolle\n",
     "taus/course.yaml:3: the qualification «rolle» is used already, in rolle/course.yaml:3"),
    ("taus/course.yaml", "draw: 0", "draw: 9", "taus/course.yaml:11: draw is 9, but the bank has 7 questions"),
    ("taus/nb/course.md", "quiz:\n", "quizz:\n", [
        "taus/nb/course.md:2: «quiz» is missing: course.yaml has a quiz, and this is its text",
        "taus/nb/course.md:9: unknown key «quizz»; did you mean «quiz»?",
    ]),
    ("taus/nb/course.md", "qualification: Taushetsplikt\n", "",
     "taus/nb/course.md:2: «qualification» is missing: what the qualification in course.yaml is called"),
    ("sources.yaml", "  checked: 2026-11-21\n", "", "sources.yaml:2: «checked» is missing"),
    # pictures
    ("taus/pictures/bord.svg", "<rect", "<script/><rect", "taus/pictures/bord.svg:2: <script> is not allowed in a picture"),
    ("taus/pictures/bord.svg", "<rect", '<rect onload="x()"', "taus/pictures/bord.svg:2: «onload» runs a script; pictures have none"),
    ("taus/pictures/bord.svg", "<rect", '<use href="https://example.org/x.svg#a"/><rect',
     "taus/pictures/bord.svg:2: a picture points at nothing outside itself"),
    ("taus/pictures/bord.svg", 'fill="#efc46b"', 'fill="url(https://example.org)"',
     "taus/pictures/bord.svg:2: a picture fetches nothing from outside itself"),
    ("taus/pictures/bord.svg", "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg',
     "taus/pictures/bord.svg:1: a picture declares no document type and no entities"),
    ("taus/pictures/bord.svg", "</svg>", "", "taus/pictures/bord.svg:4: this is not SVG: no element found"),
    ("taus/media/samtale.vtt", "WEBVTT", "1", "taus/media/samtale.vtt:1: the first line of a caption file is WEBVTT"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "expected"), PLANTED)
def test_a_planted_fault_is_named_and_nothing_else(folder: Path, name: str, old: str, new: str, expected: str | list[str]) -> None:
    sample.change(folder, name, old, new)
    assert _faults(folder) == (sorted(expected) if isinstance(expected, list) else [expected])


def test_every_fault_is_told_at_once_in_order(folder: Path) -> None:
    sample.change(folder, STEP, "minutes: 6", "minutes: 99")
    sample.change(folder, STEP, "file: bord.svg", "file: stol.svg")
    sample.change(folder, BANK, "value: 72.5", "value: tre")
    sample.change(folder, "sources.yaml", "checked: 2026-11-21", "checked: snart")
    assert _faults(folder) == [
        "sources.yaml:4: «snart» is not a date like 2026-11-21",
        f"{STEP}:3: a whole number from 1 to 30 is wanted here",
        f"{STEP}:24: there is no file pictures/stol.svg",
        f"{BANK}:90: a number is wanted here",
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("taus/nb/Ny Modul.md", b"x", "taus/nb/Ny Modul.md:1: names have lower-case letters"),
        ("taus/pictures/ubrukt.svg", sample.PICTURE.encode(), "taus/pictures/ubrukt.svg:1: no text shows this file"),
        ("taus/pictures/bilde.bmp", b"x", "taus/pictures/bilde.bmp:1: files here end in .svg .png .jpg .jpeg .webp .gif"),
        ("taus/pictures/bilde.png", b"x", "taus/pictures/bilde.png:1: this is not a picture that can be opened"),
        (
            "taus/notater.txt",
            b"x",
            "taus/notater.txt:1: nothing reads this; a course has course.yaml, nb/, folders of other languages, pictures/ and media/",
        ),
        ("notater.txt", b"x", "notater.txt:1: nothing reads this file; a course is a folder"),
        ("taus/nb/bank.yaml", b"x", "taus/nb/bank.yaml:1: nothing reads this file; texts end in .md, and the bank is questions.yaml"),
        (STEP, b"---\ntitle: Bl\xe5\n---\n", f"{STEP}:2: this line is not UTF-8; save the file as UTF-8"),
        (STEP, b"---\ntitle: Bl\x07\n---\n", f"{STEP}:2: there is a character here that no text needs; write the line again"),
    ],
)
def test_a_file_that_does_not_belong_or_cannot_be_read_is_named(folder: Path, name: str, content: bytes, expected: str) -> None:
    (folder / name).write_bytes(content)
    assert any(fault.startswith(expected) for fault in _faults(folder)), _faults(folder)


@pytest.mark.parametrize("name", ["sources.yaml", "taus/course.yaml", "taus/nb/course.md", "taus/nb/questions.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    faults = _faults(folder)
    assert (
        f"{name}:1: the file is missing" in faults or "taus/course.yaml:11: the quiz has no questions" in faults[0] or "TAU-01" in faults[0]
    )


def test_an_empty_or_absent_folder_is_named(tmp_path: Path) -> None:
    assert _faults(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}:1: there is no such folder"]
    assert "sources.yaml:1: the file is missing" in _faults(tmp_path)


@given(st.text(alphabet="aæN1 :#-?*&!|>'\"%@`{}[],.=~_«»\xa0", min_size=1, max_size=12).map(clean_line).filter(bool))
@example("no")
@example("Null")
@example("2026-11-21")
@example("12")
@example("- a")
@example("a: b")
@example("=")
def test_every_text_is_read_as_it_was_written(text: str) -> None:
    faults: list[Fault] = []
    document = f"plain: {scalar(text)}\nlist:\n  - {scalar(text)}\nrow: [{flow(text)}, {flow(text)}]\n"
    root = read_yaml(document, file="x", first_line=1, faults=faults)
    assert faults == []
    assert isinstance(root, Mapping)
    rows = [row for row in root.entries.values() if isinstance(row, Row)]
    words = [root.entries["plain"], *(word for row in rows for word in row.items)]
    assert [(word.text, word.empty) for word in words if isinstance(word, Word)] == [(text, False)] * 4
    assert yaml.safe_load(document) == {"plain": text, "list": [text], "row": [text, text]}
