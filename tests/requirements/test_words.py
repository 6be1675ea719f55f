"""Verdicts in words, as people read them."""

from datetime import date

import pytest
from django.utils import translation

from lms.qualifications.rules import FOREVER
from lms.requirements.rules import Demand, Mark, Phase, readiness
from lms.requirements.words import explanation, rule_words, sentence, short_day

START = date(2026, 3, 3)
TODAY = date(2026, 2, 20)


@pytest.fixture(autouse=True)
def bokmål():
    with translation.override("nb"):
        yield


def before(key: str, name: str) -> Demand:
    return Demand(1, (key,), name, Phase.BEFORE_START, date(2025, 1, 1), order=len(name))


ASKED = [
    before("secrecy", "Taushetsplikt"),
    before("declaration", "Taushetserklæring signert"),
    Demand(2, ("aid",), "Førstehjelp", Phase.WITHIN_DAYS, date(2025, 1, 1), days=30),
]
WHERE = {"role": "Støttespiller", "unit": "Steg for Steg Bergen"}


@pytest.mark.parametrize(
    ("held", "on", "said"),
    [
        (
            [],
            TODAY,
            "Begynner som støttespiller i Steg for Steg Bergen 3. mars 2026. Mangler: Taushetsplikt og Taushetserklæring signert.",
        ),
        (
            ["secrecy", "declaration"],
            TODAY,
            "Klar for støttespiller i Steg for Steg Bergen fra 3. mars 2026. Må gjøres innen 2. april 2026: Førstehjelp.",
        ),
        (["secrecy", "declaration", "aid"], TODAY, "Klar for støttespiller i Steg for Steg Bergen fra 3. mars 2026."),
        (["secrecy", "declaration", "aid"], START, "Klar for støttespiller i Steg for Steg Bergen."),
        (["secrecy", "declaration"], date(2026, 5, 1), "Ikke klar for støttespiller i Steg for Steg Bergen. Mangler: Førstehjelp."),
    ],
)
def test_sentence_says_for_what_from_when_and_what_is_lacking(held, on, said):
    spans = {(key, 0): [(date(2026, 1, 1), FOREVER)] for key in held}
    assert sentence(readiness(ASKED, spans, starts_on=START, on=on), **WHERE) == said


@pytest.mark.parametrize(
    ("mark", "due", "until", "said"),
    [
        (Mark.MET, START, None, "Gyldig. Utløper ikke."),
        (Mark.MET, START, date(2027, 3, 3), "Gyldig til 3. mars 2027."),
        (Mark.LAPSING, START, date(2026, 4, 1), "Utløper 1. april 2026."),
        (Mark.DUE, START, None, "Må gjøres innen 3. mars 2026."),
        (Mark.MISSING, START, None, "Mangler. Må gjøres innen 3. mars 2026."),
        (Mark.MISSING, date(2026, 2, 1), None, "Mangler. Skulle vært gjort innen 1. februar 2026."),
        (Mark.LAPSED, START, date(2026, 1, 31), "Utløp 31. januar 2026."),
        (Mark.LAPSED, START, date(2026, 3, 1), "Utløper 1. mars 2026, før første dag. Må fornyes."),
    ],
)
def test_every_mark_explains_itself(mark, due, until, said):
    assert explanation(mark, due=due, until=until, on=TODAY) == said


def test_rules_and_days_in_few_words():
    assert rule_words(ASKED[0]) == "Må være på plass før første dag."
    assert rule_words(ASKED[2]) == "Må være på plass innen 30 dager fra første dag, eller fra kravet begynte å gjelde."
    assert (short_day(START, TODAY), short_day(date(2027, 3, 3), TODAY)) == ("3. mars", "mars 2027")
