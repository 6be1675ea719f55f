"""Names as somebody has typed them. They stand in letters to other people, so that they must not be able to be a message of their own."""

import re

_ADDRESS = re.compile(r"://|www\.|[/@]", re.IGNORECASE)


def one_line(text: str) -> str:
    """The text on one line, with one space between words."""
    return " ".join(text.split())


def holds_address(name: str) -> bool:
    """Whether there is a web or e-mail address in a name."""
    return bool(_ADDRESS.search(name))
