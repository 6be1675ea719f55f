"""Filling a letter's blanks. A blank is a word in braces, «{fornavn}»; nothing else in a template is code."""

import re
from collections.abc import Collection, Mapping

# Somebody invented, for the preview of a template.
SAMPLES: Mapping[str, str] = {
    "fornavn": "Vera",
    "enhet": "Steg for Steg Havna",
    "rolle": "støttespiller",
    "underskrift": "Kim Lie, Steg for Steg Havna",
    "kontakt": "Kim Lie, 900 00 001, kim@havna.example",
    "setning": "Her står setningen som er skrevet til søkeren.",
    "lenke": "https://tidgiver.example/soknad/…/",
    "innen": "3. mars",
    "tidspunkt": "tirsdag 3. mars kl. 17.00",
    "sted": "Havnegata 1",
    "navn": "Per",
    "søker": "Vera Vik",
    "oppstart": "3. mars",
    "notater_slettes": "1. april",
    "alt_slettes": "1. september",
}

_BLANK = re.compile(r"\{([a-zæøå_]+)\}")


def blanks(text: str) -> list[str]:
    """The blanks of a text, each once, in the order they come."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def unknown_blanks(text: str, known: Collection[str]) -> list[str]:
    """The blanks that nothing fills."""
    return [blank for blank in blanks(text) if blank not in known]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled; one that nothing fills stays, so that it is seen. What is filled in is not searched for blanks again."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)
