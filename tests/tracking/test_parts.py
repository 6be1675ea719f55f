"""Headings on a page: the first ones of each, and the way to the rest."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from lms.tracking.parts import PAGE_SIZE, Heading, Part, parts

NUMBERS = st.lists(st.integers(0, 120), min_size=1, max_size=4)


def headings(numbers: list[int]) -> list[Heading]:
    return [Heading(f"k{at}", "short", "title", "", range(number), str, lambda each: each) for at, number in enumerate(numbers)]


def seen(part: Part) -> list[str]:
    """Everybody whom one meets who follows the way from a heading to the rest, and turns its pages."""
    if not part.is_cut:
        return part.rows
    query = part.query
    found: list[str] = []
    while query:
        alone = parts([part.heading], QueryDict(query), first=5).alone
        assert alone
        assert alone.page
        found += alone.rows
        query = f"{part.query}&page={alone.page.next_page_number()}" if alone.page.has_next() else ""
    return found


@given(NUMBERS, st.integers(0, 60))
def test_whatever_is_cut_everybody_is_met_once(numbers, first):
    shown = parts(headings(numbers), QueryDict("rolle=x"), first=first)
    assert [seen(part) for part in shown.by_key.values()] == [[str(each) for each in range(number)] for number in numbers]
    assert [part.everybody.split(",") if part.number else [] for part in shown.by_key.values()] == [
        [str(each) for each in range(number)] for number in numbers
    ]


def test_one_alone_keeps_the_other_choices_and_knows_the_way_back():
    shown = parts(headings([7, 60, 0]), QueryDict("rolle=x&vis=k1&page=2"), first=5)
    assert [len(part.rows) for part in shown.by_key.values()] == [0, 60 - PAGE_SIZE, 0]
    assert shown.query == "rolle=x"
    assert shown.by_key["k1"].query == "rolle=x&vis=k1"
    assert not shown.by_key["k1"].is_cut


def test_a_heading_with_nobody_or_of_no_such_name_is_all_of_them():
    for asked in ("vis=k2", "vis=zzz", "page=9"):
        shown = parts(headings([7, 3, 0]), QueryDict(asked), first=5)
        assert (shown.alone, [len(part.rows) for part in shown.by_key.values()]) == (None, [5, 3, 0])
        assert [(each["url"], each["count"]) for each in shown.jumps] == [("#k0", 7), ("#k1", 3)]
    assert parts(headings([7, 0]), QueryDict(), first=5).jumps == [], "there is nowhere to jump"
