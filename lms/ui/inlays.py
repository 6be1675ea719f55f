"""Large markup that is set into a page after the page's template is drawn.

Every level of a template (component, condition, block, parent) copies all that stands inside it, and one character beyond Latin-1 anywhere doubles
what is copied. For half a megabyte of table that costs more than making it.
"""

import re
from collections.abc import Iterator

from django.utils.safestring import SafeString, mark_safe

_PLACE = re.compile(r"<!--inlay (\d+)-->")  # nobody can write this into a page, since what people write is escaped


class Inlays:
    """What is to be set into one page."""

    def __init__(self) -> None:
        self._kept: list[SafeString] = []

    def keep(self, markup: SafeString) -> SafeString:
        """Gives a place to put into the template instead of `markup`."""
        self._kept.append(markup)
        return mark_safe(f"<!--inlay {len(self._kept) - 1}-->")  # noqa: S308  # a number

    def fill(self, page: str) -> Iterator[str]:
        """The pieces of the whole page, for `HttpResponse`."""
        for number, piece in enumerate(_PLACE.split(page)):
            yield self._kept[int(piece)] if number % 2 else piece
