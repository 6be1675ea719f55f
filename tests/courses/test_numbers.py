"""Every telephone number we ship stands in one list, under the name it has there."""

import json
import re
from pathlib import Path

import pytest

from lms.courses.rules.numbers import Listed, misnamed, numbers_in, unlisted
from lms.courses.selectors.upkeep import Matter, due
from tests import school
from tests.architecture.files import ROOT
from tests.courses.test_upkeep import TODAY, rewrite

KNOWN = [Listed("113"), Listed("116 117", ["legevakta"]), Listed("116 123", ["Mental Helse"]), Listed("22 59 13 00", ["Giftinformasjonen"])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring **113** nå.", ["113"]),
        ("Legevakta, 116 117, eller 116123.", ["116 117", "116123"]),
        ("Ring 22 59 13 00, 915 08 588 eller 22591300.", ["22 59 13 00", "915 08 588", "22591300"]),
        ("Ring 02800 eller **116\n117**.", ["02800", "116 117"]),
        ("100–120 trykk, 5–6 cm, 72 timer, 1. januar 2024, § 196, 112,5 og 113 %.", []),
        ("Fafo 2018–2019, side 1113, K113.", []),
    ],
)
def test_telephone_numbers_are_told_from_other_numbers(text, found):
    assert numbers_in(text) == found


def test_a_number_that_is_not_in_the_list_is_found_once():
    assert unlisted(["Ring 116 117.", "Ring 116 118.", "Ring 116118."], KNOWN) == ["116 118", "116118"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Legevakta har 116 117. Mental Helse har 116 123.", []),
        ("Mental Helse svarer på 116 123, og Giftinformasjonen på 22 59 13 00.", []),
        ("Mental Helse svarer på\n**116 117**.", [("Mental Helse", "116 123")]),
        ("- Legevakta: 113\n- Mental Helse: 116 123", [("legevakta", "116 117")]),
        ("Spør legevakta. Ring 113.", []),
    ],
)
def test_who_is_named_beside_a_number_has_that_number(text, found):
    assert list(misnamed([text], KNOWN)) == found


def shipped_besides() -> list[Path]:
    """The texts we ship that are no curriculum; that is held by the linter."""
    files = [ROOT / "lms" / "courses" / "starters.yaml", ROOT / "content" / "first_pages.py", ROOT / "lms" / "demo" / "texts.py"]
    return [*files, *(ROOT / "lms" / "mail").rglob("*.html"), *(path for path in (ROOT / "templates" / "letters").rglob("*.*"))]


def wrong(text: str, known: list[Listed]) -> list[object]:
    """Numbers that are not in the list, and names beside another's; those of the invented people reach nobody."""
    said = re.sub(r"\+47 00( \d\d){3}", "", text)
    return [*unlisted([said], known), *misnamed([said], known)]


def test_what_we_ship_besides_the_curriculum_names_no_other_numbers_and_nobody_elses(shipped_files):
    known = [Listed(number.key, number.called) for number in shipped_files.courses.numbers]
    found = {str(file): wrong(file.read_text(encoding="utf-8"), known) for file in shipped_besides()}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_a_wrong_owner_or_number_planted_there_is_found():
    known = [Listed("113", ["ambulansen"]), Listed("116 117", ["legevakta"])]
    for file in shipped_besides():
        found = wrong(f"{file.read_text(encoding='utf-8')}\n\nRing ambulansen på 116 117, eller 116 118.\n", known)
        assert "116 118" in found
        assert ("ambulansen", "113") in found


@pytest.mark.django_db
def test_living_content_finds_what_an_editor_writes():
    place = school.build()
    place.course.review_by = TODAY
    school.publish(place.course)
    rewrite(place.first, ("text", "<p>Ring 116 118.</p>"), ("callout", {"tone": "tip", "title": "T", "text": "<p>Ring 113.</p>"}))
    assert json.dumps([(each.matter, each.detail) for each in due(on=TODAY)]) == json.dumps([(Matter.NUMBER, "116 118, 113")])
