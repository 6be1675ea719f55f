"""LIX: known texts, and what must hold for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules.readability import lix

words = st.lists(st.text("abcdefgæøå", min_size=1, max_size=12), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("… – 12 %", None),
        ("Du er her.", 3),
        ("Du er her. Jeg er der.", 3),
        ("Du er her\nJeg er der", 3),
        ("Taushetsplikt", 101),
        ("Sekser er ikke lang, men syvende er.", 7 + round(100 / 7)),
        ("Kom 12.30 i dag.", 3),
    ],
)
def test_lix_of_known_texts(text, expected):
    assert lix(text) == expected


@given(words)
def test_shorter_sentences_are_never_heavier(found):
    whole, split = lix(" ".join(found)), lix("\n".join(found))
    assert whole is not None
    assert split is not None
    assert split <= whole


@given(words)
def test_saying_it_twice_makes_it_no_heavier(found):
    text = " ".join(found) + ". "
    assert lix(text) == lix(text * 2)
