"""A statement stands in its lesson word for word, however either is written; a yes to it is a yes to its words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes.rules import statements
from lms.quizzes.rules.words import paragraphs

LESSON = [
    "## 1\\. Ring 113 straks\n\nRing *først*.",
    "1. **Hev armen.**\n2. Legg en\nstram bandasje.",
    "Se [nettstedet](https://example.org/a_b).",
]


@pytest.mark.parametrize(
    "said",
    ["Ring 113 straks Ring først.", "Hev armen. Legg en stram bandasje.", "stram\nbandasje", "**Hev** armen.", "bandasje. Se nettstedet."],
)
def test_what_a_lesson_says_is_found_in_it(said):
    assert statements.is_said(said, LESSON)


@pytest.mark.parametrize("said", ["Ring 112 straks", "Hev armen! Legg", "hev armen"])
def test_what_it_does_not_say_is_not(said):
    assert not statements.is_said(said, LESSON)


def test_files_and_database_say_the_same():
    body = [{"type": "text", "id": "1", "value": "<ol><li><b>Hev armen.</b></li><li>Legg en stram bandasje.</li></ol>"}]
    assert statements.is_said("Hev armen. Legg en stram bandasje.", paragraphs(body))


def test_a_number_to_ring_that_begins_a_paragraph_is_part_of_what_is_said():
    body = [{"type": "text", "id": "1", "value": "<p>Hun blir grå.</p><p><b>113.</b> Bli hos henne.</p>"}]
    assert statements.is_said("Hun blir grå. 113. Bli hos henne.", paragraphs(body))
    assert statements.digest("113. Bli hos henne.") != statements.digest("112. Bli hos henne.")


# «1.» at the head of a line is the number of an item and no word, so the lines of this text may be broken before anything else.
WORDS = st.text(alphabet="abcæøå.,13", min_size=1, max_size=6).filter(lambda word: not re.fullmatch(r"\d{1,2}\.", word))


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_another_way_of_writing_has_the_same_digest_and_another_word_has_not(words):
    text = " ".join(words)
    assert statements.digest("**" + words[0] + "**\n" + " ".join(words[1:])) == statements.digest(text)
    assert statements.digest(text + " ikke") != statements.digest(text)
