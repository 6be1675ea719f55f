"""The sentence to an applicant: how long, and what it should be read again for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.recruitment.rules.rulings import LEAST, MOST, fits, sensitive_words, tidy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vi tror at du er god til dette, og at en annen rolle passer bedre.", ()),
        ("Takk for tiden din. Vi har ikke plass nå, men spør gjerne igjen til våren.", ()),
        ("Russisk er et fint språk, og saksbehandlingen tok tid.", ()),
        ("We believe that another task would suit you better, and wish you all the best.", ()),
        ("Vi er bekymret for helsen din.", ("helsen",)),
        ("Du sa at du er rusfri, og at troen bærer deg.", ("rusfri", "troen")),
        ("Rus, RUS og rusmiddel.", ("rus", "rusmiddel")),
        ("Sjukdomen din og trua di.", ("sjukdomen", "trua")),
        ("Your health and your church, your alcohol use.", ("health", "church", "alcohol")),
        ("", ()),
    ],
)
def test_words_worth_reading_again(text, words):
    assert sensitive_words(text) == words


@given(st.text(max_size=500))
def test_a_tidy_sentence_is_one_line_and_stays_so(text):
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert len(tidied.splitlines()) <= 1
    assert fits(tidied) is (LEAST <= len(tidied) <= MOST)


@given(st.text(alphabet="abcæøå ", max_size=60))
def test_a_tender_word_is_found_wherever_it_stands(text):
    assert "alkohol" in sensitive_words(f"{text} Alkohol. {text}")
