"""Forms, progress and pages, as components show them."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from hypothesis import given
from hypothesis import strategies as st

from lms.ui import preparations
from tests.ui.test_components import render


class Sample(forms.Form):
    name = forms.CharField(help_text="Slik det skal stå.", widget=forms.TextInput(attrs={"placeholder": "Navn", "class": "own"}))
    phone = forms.CharField(required=False)
    when = forms.ChoiceField(choices=[("d", "Dag"), ("k", "Kveld")], widget=forms.RadioSelect, help_text="En av dem.")
    agreed = forms.BooleanField(label="Jeg har lest det.")
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")

    def clean(self):
        raise forms.ValidationError("Til sammen går det ikke.")


def soup(source: str, **context: object) -> BeautifulSoup:
    return BeautifulSoup(render(source, **context), "html.parser")


def test_every_control_has_a_label_a_hint_and_an_error():
    html = soup("{% form_fields form %}", form=Sample({}))

    for control in html.select("input:not([type=hidden])"):
        assert html.select_one(f"label[for={control['id']}]"), control
    name = html.select_one("#id_name")
    assert name["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert name["aria-invalid"] == "true"
    assert html.select_one("#id_name_helptext").text == "Slik det skal stå."
    assert html.select_one("#id_name_error")


def test_control_keeps_its_own_class_and_loses_its_placeholder():
    name = soup("{% field form.name %}", form=Sample()).select_one("#id_name")

    assert name["class"] == ["ds-input", "own"]
    assert not name.has_attr("placeholder")


def test_group_is_a_described_fieldset():
    html = soup("{% field form.when %}", form=Sample({}))
    group = html.select_one("fieldset")

    assert group.select_one("legend").text == "When"
    assert [html.select_one(f"#{identity}") is not None for identity in group["aria-describedby"].split()] == [True, True]
    assert [control["class"] for control in group.select("input")] == [["ds-input"], ["ds-input"]]


def test_group_keeps_what_was_chosen():
    assert soup("{% field form.when %}", form=Sample({"when": "k"})).select_one("input[checked]")["value"] == "k"


def test_only_what_may_be_left_out_says_so():
    html = soup("{% field form.name %}{% field form.phone %}", form=Sample())

    assert [bool(label.select_one(".field__optional")) for label in html.select("label")] == [False, True]


def test_error_summary_leads_to_each_control():
    html = soup("{% form_fields form %}", form=Sample({}))

    assert [link["href"] for link in html.select(".error-summary a")] == ["#id_name", "#id_when_0", "#id_agreed"]
    assert all(html.select_one(link["href"]) for link in html.select(".error-summary a"))
    assert "Til sammen går det ikke." in html.select_one(".error-summary").text
    assert "lest det.:" not in html.select_one(".error-summary").text


def test_error_summary_puts_no_colon_behind_a_question():
    class Asks(forms.Form):
        why = forms.CharField(label="Hvorfor?")
        when = forms.CharField(label="Når")

    told = [link.text for link in soup("{% error_summary form %}", form=Asks({})).select(".error-summary a")]
    assert [each.split(" ")[0] for each in told] == ["Hvorfor?", "Når:"]


def test_error_summary_is_silent_before_anything_is_sent():
    assert soup("{% error_summary form %}", form=Sample()).text.strip() == ""


def test_field_refuses_what_is_no_field():
    with pytest.raises(ImproperlyConfigured):
        render("{% field form.nothing %}", form=Sample().fields["name"])


@given(st.integers(-5, 2000), st.integers(-5, 2000))
def test_progress_is_never_full_before_the_end_nor_empty_after_the_start(done, total):
    result = preparations.progress({"done": done, "total": total})

    assert 0 <= result["done"] <= result["total"]
    assert (result["percent"] == 100) == (result["total"] > 0 and result["done"] == result["total"])
    assert (result["percent"] == 0) == (result["done"] == 0)


@given(st.integers(1, 60), st.data())
def test_pagination_shows_first_last_and_here(pages, data):
    number = data.draw(st.integers(1, pages))
    shown = preparations.pagination({"page": Paginator(range(pages), 1).page(number), "query": "", "param": "page"})["numbers"]

    assert {1, number, pages} <= set(shown)
    assert len(shown) <= 9


@pytest.mark.parametrize(
    ("query", "prefix"), [("", "?page="), ("q=a&page=3", "?q=a&page="), ("?page=2&q=a", "?q=a&page="), ("mypage=2", "?mypage=2&page=")]
)
def test_pagination_keeps_the_other_filters(query, prefix):
    assert preparations.pagination({"page": Paginator(range(9), 1).page(1), "query": query, "param": "page"})["prefix"] == prefix


def test_contact_numbers_can_be_dialled():
    html = soup("{% contact_card contacts=contacts %}{% endcontact_card %}", contacts=[{"name": "Lea", "phone": "+47 900 00 001"}])

    assert html.select_one("a")["href"] == "tel:+4790000001"


def test_revealed_options_say_right_and_wrong_in_words():
    options = [
        {"value": "a", "label": "A", "checked": True, "right": False, "feedback": "Nei."},
        {"value": "b", "label": "B", "right": True},
        {"value": "c", "label": "C", "right": False},
    ]
    html = soup('{% option_list name="q" legend="?" options=options reveal=True %}', options=options)

    assert [bool(item.select_one(".options__mark")) for item in html.select(".options__item")] == [True, True, False]
    assert all(control.has_attr("disabled") for control in html.select("input"))


def test_options_tell_nothing_before_they_are_revealed():
    options = [{"value": "a", "label": "A", "right": True, "feedback": "Ja."}]

    html = render('{% option_list name="q" legend="?" options=options %}', options=options)

    assert "Ja." not in html
    assert "data-right" not in html


def test_ordering_posts_a_position_for_each_item():
    html = soup('{% ordering name="q" legend="?" items=items %}', items=[{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}])

    assert [(box["name"], box.select_one("[selected]")["value"]) for box in html.select("select")] == [("q-x", "1"), ("q-y", "2")]
    assert all(html.select_one(f"label[for={box['id']}]") for box in html.select("select"))


def test_matching_shows_the_words_of_the_answer():
    rows = [{"name": "q-a", "label": "A", "selected": 2, "right": True}]

    html = soup("{% matching legend='?' rows=rows choices=choices reveal=True %}", rows=rows, choices=[(1, "En"), (2, "To")])

    assert html.select_one(".matching__answer").text == "To"
    assert not html.select("select")
