"""Blanks in a letter's text, and hours in which nobody is written to. Pure.

A blank is a word in braces, «{fornavn}»; nothing else in a text is code.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta

_BLANK = re.compile(r"\{([a-zæøå_]+)\}")
_BRACES = re.compile(r"\{[^{}\n]{0,40}\}|\{[^\s{}]*|\}")


def blanks(text: str) -> list[str]:
    """The blanks of a text, each once, in the order they come."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def unknown_blanks(text: str, known: Collection[str]) -> list[str]:
    """The blanks that nothing fills."""
    return [blank for blank in blanks(text) if blank not in known]


def stray_braces(text: str) -> list[str]:
    """What stands in braces, or has one, and is no blank: «{Fornavn}», «{ lenke }», «{navn». It would arrive as it stands."""
    return list(dict.fromkeys(_BRACES.findall(_BLANK.sub("", text))))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled; one that nothing fills stays, so that it is seen. What is filled in is not searched for blanks again."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)


def after_quiet(now: datetime, *, quiet_from: time, quiet_to: time) -> datetime:
    """The first moment, from `now` (in local time) on, that lies outside the quiet hours: from `quiet_from`, to but not including `quiet_to`.

    Quiet hours may span midnight; none if both are the same. The answer is a moment, not a time to wait: on the clock, two nights a year are
    an hour too long or too short.
    """
    clock = now.time()
    if quiet_from == quiet_to:
        return now
    spans_midnight = quiet_from > quiet_to
    is_quiet = (clock >= quiet_from or clock < quiet_to) if spans_midnight else quiet_from <= clock < quiet_to
    if not is_quiet:
        return now
    day = now.date() + timedelta(days=1 if spans_midnight and clock >= quiet_from else 0)
    return datetime.combine(day, quiet_to, tzinfo=now.tzinfo)
