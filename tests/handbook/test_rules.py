"""How somebody stands with a guideline, without a database."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.handbook.rules import Held, Reread, Standing, State, concerns, said, same_name, standing, words_of
from lms.quizzes.rules.words import paragraphs

TODAY = date(2026, 11, 27)
TOMORROW = TODAY + timedelta(days=1)
SOON = TODAY + timedelta(days=10)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
rereads = st.lists(st.builds(Reread, st.integers(2, 6), days), max_size=4)
held = st.none() | st.builds(Held, st.none() | days.filter(lambda day: day >= TODAY), st.integers(0, 90))


def stands(**told: object) -> Standing:
    return standing(**({"asks": True, "earns": False, "read": 0, "rereads": [], "held": None, "on": TODAY} | told))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"asks": False}, Standing(State.OPEN)),
        ({}, Standing(State.NEW)),
        ({"read": 1}, Standing(State.DONE)),
        ({"read": 1, "rereads": [Reread(2, TODAY)]}, Standing(State.AGAIN)),
        ({"read": 2, "rereads": [Reread(2, TODAY)]}, Standing(State.DONE)),
        ({"read": 1, "rereads": [Reread(2, SOON)]}, Standing(State.SOON, SOON - timedelta(days=1))),
        ({"read": 1, "rereads": [Reread(2, SOON), Reread(3, TOMORROW)]}, Standing(State.SOON, TODAY)),
        ({"earns": True}, Standing(State.NEW)),
        ({"earns": True, "read": 1}, Standing(State.AGAIN)),
        ({"earns": True, "held": Held(None, 0)}, Standing(State.DONE)),  # signed on paper
        (
            {"earns": True, "read": 1, "held": Held(None, 0), "rereads": [Reread(2, TODAY)]},
            Standing(State.DONE),
        ),  # the ledger has it otherwise
        ({"earns": True, "read": 1, "held": Held(SOON, 60)}, Standing(State.SOON, SOON)),
        ({"earns": True, "read": 1, "held": Held(SOON, 9)}, Standing(State.DONE)),
        ({"earns": True, "read": 1, "held": Held(SOON, 60), "rereads": [Reread(2, TOMORROW)]}, Standing(State.SOON, TODAY)),
    ],
)
def test_standing(told: dict[str, object], wanted: Standing) -> None:
    assert stands(**told) == wanted


@given(earns=st.booleans(), read=st.integers(0, 6), missed=rereads, has=held)
def test_reading_the_newest_edition_leaves_nothing_of_the_editions_to_do(
    earns: bool, read: int, missed: list[Reread], has: Held | None
) -> None:
    newest = max([read, *(each.number for each in missed)], default=0) or 1
    found = stands(earns=earns, read=newest, rereads=missed, held=Held(None, 0) if earns else has and None)
    assert found == Standing(State.DONE)
    before = stands(earns=earns, read=read, rereads=missed, held=has if earns else None)
    assert before.is_to_do or before.state is State.DONE
    assert (before.last_day is not None) == (before.state is State.SOON)


@pytest.mark.parametrize(
    ("roles", "own", "wanted"), [([], [], True), ([], ["a"], True), (["a"], [], False), (["a"], ["b"], False), (["a", "b"], ["b"], True)]
)
def test_whom_it_concerns(roles: list[str], own: list[str], wanted: bool) -> None:
    assert concerns(roles, own) is wanted


@pytest.mark.parametrize(("written", "wanted"), [("nora  nilsen vik ", True), ("Nora Nilsen Vik", True), ("Nora Vik", False), ("", False)])
def test_a_signature_is_the_name_however_it_is_spaced(written: str, wanted: bool) -> None:
    assert same_name(written, "Nora Nilsen Vik") is wanted


def content(title: str = "T", text: str = "<p>Ring 113.</p>", promise: str = "Jeg tier.", **more: object) -> dict[str, object]:
    return {"title": title, "summary": "S", "body": [{"type": "text", "value": text, "id": "1"}], "promise": promise, **more}


def test_the_promise_is_said_after_the_text_and_nothing_where_there_is_none() -> None:
    body = [{"type": "text", "value": "<p>Her.</p>"}]
    assert paragraphs(said(body, "Jeg tier.")) == ["Her.", "Jeg tier."]
    assert said(body, "") == body


def test_two_editions_say_the_same_however_they_are_kept_and_whatever_else_changes() -> None:
    kept = content(body=json.dumps(content()["body"]), statements="[]", roles=["stottespiller"])
    assert words_of(kept) == words_of(content(text="<p>Ring <b>113</b>.</p>"))


@pytest.mark.parametrize(
    "other", [content(title="U"), content(text="<p>Ring 112.</p>"), content(promise="Jeg prater."), content(promise="")]
)
def test_another_word_anywhere_is_another_text(other: dict[str, object]) -> None:
    assert words_of(other) != words_of(content())
