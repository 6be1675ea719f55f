import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.blocks.rules import SAYS_NOTHING, Fault, FaultKind, faults, is_bare


@pytest.mark.parametrize("words", ["her", "Klikk her", " les  mer… ", "Les meir", "sjå her", "read more", "Click here!", "«her»", "", " "])
def test_words_that_say_nothing(words):
    assert is_bare(words)


@pytest.mark.parametrize("address", ["https://www.nav.no/", "http://a.no/b?c=d", "www.blakors.no"])
def test_an_address_says_nothing(address):
    assert is_bare(address)


@pytest.mark.parametrize("words", ["Les mer om taushetsplikt", "her bor vi", "post@blakors.no", "nav.no om økonomi", "More about us"])
def test_words_that_say_where_they_lead(words):
    assert not is_bare(words)


@given(st.sampled_from(sorted(SAYS_NOTHING)), st.sampled_from(["", ".", "!", " →", "…"]), st.booleans())
def test_neither_capitals_nor_signs_help(words, sign, capitals):
    assert is_bare((words.upper() if capitals else words) + sign)


def test_a_heading_skips_a_level_when_none_stands_between():
    assert faults([["<h3>Ute</h3>"]]) == [Fault(FaultKind.SKIPPED_HEADING, 1, "Ute")]
    assert faults([["<h2>Inne</h2><p>x</p>"], [], ["<h3>Ute</h3><h4>Enda lenger</h4><h2>Hjemme</h2>"]]) == []
    assert faults([["<h2>Inne</h2>"], ["<h4>Ute <b>i</b> byen</h4>"]]) == [Fault(FaultKind.SKIPPED_HEADING, 2, "Ute i byen")]


def test_faults_say_in_which_block_and_in_order():
    text = '<p>Du kan <a href="/x">lese <b>mer</b> om <i>dette</i></a> og <a linktype="page" id="3">les <b>mer</b></a>.</p>'
    told = faults([["<h2>Ja</h2>"], ["<p>Kom til [Fyll inn: adressen] klokka ti.</p>", text]])
    assert told == [Fault(FaultKind.GAP, 2, "[Fyll inn: adressen]"), Fault(FaultKind.BARE_LINK, 2, "les mer")]


@given(st.lists(st.integers(2, 6), max_size=12))
def test_only_going_deeper_by_more_than_one_is_a_skip(levels):
    html = "".join(f"<h{level}>Del</h{level}>" for level in levels)
    skips = sum(level > before + 1 for before, level in zip([1, *levels], levels, strict=False))
    assert len(faults([[html]])) == skips
