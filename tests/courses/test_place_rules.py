from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.rules.places import ASKED, LACKING, MUST, Filling, filling, unfilled

DAY = date(2026, 11, 27)
NEEDS = st.sampled_from(["optional", "expected", "required"])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4, unique=True), st.sets(st.integers(1, 9)), NEEDS)
def test_nearest_writer_decides_and_strangers_never_do(path: list[int], writers: set[int], need: str) -> None:
    found = filling(path, writers, need, None, on=DAY)
    assert (found is Filling.OWN) == (path[-1] in writers)
    assert (found is Filling.ABOVE) == (path[-1] not in writers and bool(writers & set(path)))
    assert found is filling(path, writers & set(path), need, None, on=DAY)


@pytest.mark.parametrize(
    ("need", "expected"), [("optional", Filling.DEFAULT), ("expected", Filling.EXPECTED), ("required", Filling.REQUIRED)]
)
def test_an_unfilled_place_stands_as_it_asks(need: str, expected: Filling) -> None:
    assert filling([1, 2], set(), need, None, on=DAY) is expected


@given(NEEDS, st.integers(-400, 400))
def test_only_what_is_required_is_late_and_only_after_its_last_day(need: str, days: int) -> None:
    found = unfilled(need, DAY + timedelta(days=days), on=DAY)
    assert (found in MUST) == (need == "required")
    assert (found in LACKING) == (found is Filling.OVERDUE) == (need == "required" and days < 0)
    assert (found in ASKED) == (need != "optional")
