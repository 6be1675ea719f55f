"""Headings with people under them: the first ones of each, and the way to the rest; or one heading alone, page by page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """Something to see to, whom it concerns, and how a row is made of one of them; of those that are not shown none is made.

    `key` is its place on the page and its name in an address, `short` the words of the way there. `person_id` tells who a thing is
    about, where all can be chosen at once.
    """

    key: str
    short: str
    title: str
    lead: str
    things: Sequence[Any]
    row: Callable[[Any], Any] = lambda each: each
    person_id: Callable[[Any], int] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a page shows of a heading."""

    heading: Heading
    rows: list[Any]
    query: str  # the address of the heading alone
    page: Page[Any] | None = None  # the one of its pages that is shown, where it stands alone

    @property
    def key(self) -> str:
        """Its place on the page."""
        return self.heading.key

    @property
    def title(self) -> str:
        """What stands over it."""
        return self.heading.title

    @property
    def lead(self) -> str:
        """What stands below that."""
        return self.heading.lead

    @property
    def number(self) -> int:
        """How many there are, shown or not."""
        return len(self.heading.things)

    @property
    def is_cut(self) -> bool:
        """Whether there are more than the page shows, and nothing to turn its pages with."""
        return self.page is None and self.number > len(self.rows)

    @property
    def everybody(self) -> str:
        """All whom it concerns, shown or not, as a form names them."""
        person_id = self.heading.person_id
        return ",".join(str(person_id(each)) for each in self.heading.things) if person_id else ""


@dataclass(frozen=True, slots=True)
class Parts:
    """A page of headings: what it shows, by key, in order. `alone` is the one that stands alone, if one does; `query` the address of all of them."""

    by_key: dict[str, Part]
    alone: Part | None
    query: str

    @property
    def is_any(self) -> bool:
        """Whether anything is shown at all."""
        return any(each.rows for each in self.by_key.values())

    @property
    def jumps(self) -> list[dict[str, Any]]:
        """The way to each heading, and how many stand under it; none where there is one only."""
        shown = [each for each in self.by_key.values() if each.rows]
        return [{"label": each.heading.short, "url": f"#{each.key}", "count": each.number} for each in shown] if len(shown) > 1 else []


def parts(headings: Iterable[Heading], asked: QueryDict, *, first: int) -> Parts:
    """What a page shows that is asked for with these choices: `first` of each heading, or of the one that `vis` names a page."""
    some = list(headings)
    chosen = next((each for each in some if each.key == asked.get("vis") and each.things), None)
    query = asked.copy()
    for name in ("vis", "page"):
        query.pop(name, None)
    found: dict[str, Part] = {}
    for each in some:
        own = query.copy()
        own["vis"] = each.key
        page = Paginator(each.things, PAGE_SIZE).get_page(asked.get("page")) if each is chosen else None
        shown = list(page.object_list) if page else () if chosen else each.things[:first]
        found[each.key] = Part(each, [each.row(thing) for thing in shown], own.urlencode(), page)
    return Parts(found, found[chosen.key] if chosen else None, query.urlencode())
