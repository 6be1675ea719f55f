"""Names in the reader's language, and the lines in which editors write them."""

import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lms.ui.naming import NamesField, called, in_running_text

NAMES = st.dictionaries(st.sampled_from(["nn", "en"]), st.text("abc æøå–", min_size=1, max_size=20))


@given(st.text(min_size=1, max_size=20), NAMES, st.sampled_from(["nb", "nn", "en"]))
def test_a_name_is_the_readers_or_else_bokmal_also_as_a_plain_statement_reads_it(name, names, language):
    with translation.override(language):
        assert called(name, names) == called(name, json.dumps(names)) == names.get(language, name)


@pytest.mark.parametrize("language", ["nb", "se"])
def test_a_language_without_a_name_reads_bokmal(language):
    with translation.override(language):
        assert called("Taushetsplikt", {"nn": "Teieplikt"}) == "Taushetsplikt"


@pytest.mark.parametrize(("name", "said"), [("Støttespiller", "støttespiller"), ("HMS-ansvarlig", "HMS-ansvarlig"), ("", "")])
def test_a_name_inside_a_sentence_begins_small_unless_it_is_an_abbreviation(name, said):
    assert in_running_text(name) == said


def a_field():
    return NamesField(line_length=12).formfield()


@given(NAMES.map(lambda names: {code: text[:12].strip() for code, text in names.items()}))
def test_what_is_written_is_what_is_shown_again(names):
    field = a_field()
    sent = dict(zip(("names_nn", "names_en"), field.widget.decompress(names), strict=True))
    given = field.clean(field.widget.value_from_datadict(sent, {}, "names"))
    assert given == {code: text for code, text in names.items() if text}


def test_each_language_has_a_line_with_its_name():
    with translation.override("nb"):
        drawn = a_field().widget.render("names", {"nn": "Teieplikt <b>"}, {"id": "id_names"})
    assert '<label for="id_names_0">Norsk nynorsk</label>' in drawn
    assert 'name="names_nn" id="id_names_0" lang="nn"' in drawn
    assert 'value="Teieplikt &lt;b&gt;"' in drawn


def test_a_name_that_is_too_long_is_refused():
    field = a_field()
    with pytest.raises(Exception, match="12"):
        field.clean(["n" * 13, ""])
