from datetime import date

import pytest
from django.utils.translation import override

from lms.home import words
from lms.requirements.rules import Demand, Phase, readiness
from lms.roles.models import Assignment, AssignmentStatus, Role
from lms.units.models import Unit

TODAY = date(2026, 2, 1)
SILENCE = Demand(1, "taushetsplikt", "Taushetsplikt", Phase.BEFORE_START, date(2020, 1, 1))
AID = Demand(2, "forstehjelp", "Førstehjelp", Phase.WITHIN_DAYS, date(2020, 1, 1), days=60, order=1)


@pytest.fixture(autouse=True)
def _in_bokmaal():
    with override("nb"):
        yield


def assignment(starts_on: date = date(2026, 1, 1), status: str = AssignmentStatus.ACTIVE) -> Assignment:
    return Assignment(role=Role(name="Støttespiller"), unit=Unit(name="Steg for Steg Bergen"), status=status, starts_on=starts_on)


def said(post: Assignment, *demands: Demand, held: dict[str, list[tuple[date, date]]] | None = None) -> list[str]:
    verdict = readiness(demands, held or {}, starts_on=post.starts_on, on=TODAY)
    return [words.sentence(post, verdict), *words.explanations(post, verdict)]


def test_sentence_says_ready():
    assert said(assignment()) == ["Klar for støttespiller i Steg for Steg Bergen."]


def test_sentence_says_from_when():
    assert said(assignment(date(2026, 3, 3), AssignmentStatus.PLANNED)) == ["Klar for støttespiller i Steg for Steg Bergen fra 3. mars."]


def test_sentence_says_what_lacks_and_what_comes_then():
    assert said(assignment(date(2027, 3, 3)), SILENCE, AID) == [
        "Mangler: Taushetsplikt.",
        "Da er du klar for støttespiller i Steg for Steg Bergen fra 3. mars 2027.",
    ]


def test_sentence_says_what_may_wait():
    assert said(assignment(date(2026, 3, 3)), AID)[1:] == ["Førstehjelp innen 2. mai."]


def test_sentence_says_what_lapses():
    held = {"taushetsplikt": [(date(2025, 1, 1), date(2026, 2, 20))]}
    assert said(assignment(), SILENCE, held=held)[1:] == ["Taushetsplikt går ut 20. februar."]


def test_sentence_of_a_break_asks_for_nothing():
    assert said(assignment(status=AssignmentStatus.PAUSED), SILENCE) == [
        "Du har pause som støttespiller i Steg for Steg Bergen.",
        "Ingenting kreves av deg for dette så lenge pausen varer.",
    ]


def test_listed_joins_few_and_counts_many():
    assert [words.listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C", "D"], ["A", "B", "C", "D", "E"])] == [
        "",
        "A",
        "A og B",
        "A, B, C og D",
        "A, B, C og 2 til",
    ]


@pytest.mark.parametrize(
    ("name", "in_text"), [("Støttespiller", "støttespiller"), ("HMS-kontakt", "HMS-kontakt"), ("Å lage mat", "å lage mat")]
)
def test_role_in_text_keeps_its_abbreviations(name, in_text):
    assert Role(name=name).in_text == in_text
