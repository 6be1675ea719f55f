from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.operations.rules import RangeError, byte_range, is_open, next_run, shown_as

OSLO = ZoneInfo("Europe/Oslo")


def test_next_run_is_later_and_in_local_time():
    assert next_run("40 3 * * *", datetime(2026, 11, 21, 3, 40, tzinfo=OSLO)) == datetime(2026, 11, 22, 3, 40, tzinfo=OSLO)


def test_next_run_survives_the_hour_that_summer_time_takes():
    found = next_run("30 2 * * *", datetime(2026, 3, 28, 12, 0, tzinfo=OSLO))
    assert found.astimezone(UTC) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "openly"),
    [
        ("images/cat.max-800.webp", True),
        ("original_images/cat.JPG", True),
        ("images/page.html", False),
        ("images/script.js", False),
        ("documents/minutes.pdf", False),
        ("documents/film.mp4", False),
        ("images/../documents/film.mp4", False),
        ("/etc/passwd.png", False),
        ("cat.png", False),
    ],
)
def test_only_pictures_in_their_folders_are_open(name, openly):
    assert is_open(name) is openly


def test_nothing_that_runs_is_shown():
    assert [name for name in ("a.html", "a.htm", "a.xhtml", "a.js", "a.pdf", "a.xml", "a") if shown_as(name)] == []


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("lines=0-1", None),
    ],
)
def test_byte_range_of_a_hundred(header, answer):
    assert byte_range(header, 100) == answer


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_byte_range_beyond_the_end_is_refused(header):
    with pytest.raises(RangeError):
        byte_range(header, 100)


@given(st.text(max_size=30), st.integers(0, 10_000))
def test_byte_range_lies_within_the_file(header, size):
    try:
        found = byte_range(header, size)
    except RangeError:
        return
    assert found is None or 0 <= found[0] <= found[1] < size
