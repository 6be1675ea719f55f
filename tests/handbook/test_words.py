"""What the handbook says of how many a change touches."""

import pytest
from django.utils.translation import override

from lms.handbook.words import touched


@pytest.mark.parametrize(
    ("change_class", "people", "asks", "said"),
    [
        ("retake", 0, "signed", "Ingen har skrevet under ennå."),
        ("important", 0, "read", "Ingen har sagt at de har lest den ennå."),
        ("retake", 1, "signed", "1 person har skrevet under, og blir bedt om å skrive under på nytt."),
        ("important", 2, "signed", "2 personer har skrevet under, og får vite hva som er endret."),
        ("retake", 2, "read", "2 personer har lest og forstått den, og blir bedt om å lese den på nytt."),
        ("important", 1, "read", "1 person har lest og forstått den, og får vite hva som er endret."),
    ],
)
def test_a_change_is_told_as_what_people_did(change_class: str, people: int, asks: str, said: str) -> None:
    with override("nb"):
        assert touched(change_class, people, asks=asks) == said
