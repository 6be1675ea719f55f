"""Readers of the environment refuse nonsense and name it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings import env

DEFAULT = {"notes": (90, 180), "identity": (180, 180)}


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (None, DEFAULT),
        ("", DEFAULT),
        ("notes=30/60", DEFAULT | {"notes": (30, 60)}),
        (" notes = 30/60 , identity=1/1095", {"notes": (30, 60), "identity": (1, 1095)}),
    ],
)
def test_days_by_part(monkeypatch, said, days):
    monkeypatch.delenv("DAYS", raising=False)
    if said is not None:
        monkeypatch.setenv("DAYS", said)
    assert env.kept_days("DAYS", DEFAULT) == days


@pytest.mark.parametrize(
    "said", ["notes", "notes=90", "notes=90/x", "poems=1/2", "notes=0/10", "notes=10/1096", "notes=-1/10", "notes=1/2/3"]
)
def test_days_that_make_no_sense_are_refused_by_name(monkeypatch, said):
    monkeypatch.setenv("DAYS", said)
    with pytest.raises(ImproperlyConfigured, match="DAYS"):
        env.kept_days("DAYS", DEFAULT)


def test_a_word_is_one_of_those_that_can_be_said(monkeypatch):
    monkeypatch.delenv("WORD", raising=False)
    assert env.choice("WORD", "some", among=("some", "none")) == "some"
    monkeypatch.setenv("WORD", " none ")
    assert env.choice("WORD", "some", among=("some", "none")) == "none"
    monkeypatch.setenv("WORD", "all")
    with pytest.raises(ImproperlyConfigured, match="WORD must be one of some, none"):
        env.choice("WORD", "some", among=("some", "none"))


@pytest.mark.parametrize(("said", "days"), [("1.2, 1.9", [(2, 1), (9, 1)]), ("31.12.", [(12, 31)])])
def test_days_of_the_year(monkeypatch, said, days):
    monkeypatch.setenv("DAYS", said)
    assert env.days_of_year("DAYS", "1.1") == days


@pytest.mark.parametrize("said", ["", "1", "x.1", "32.1", "29.2", "1.1,", "1.1, 1.1", "1.1, 1.2, 1.3, 1.4, 1.5"])
def test_days_of_the_year_that_make_no_sense_are_refused_by_name(monkeypatch, said):
    monkeypatch.setenv("DAYS", said)
    with pytest.raises(ImproperlyConfigured, match="DAYS"):
        env.days_of_year("DAYS", "1.1")
