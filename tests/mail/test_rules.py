from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.mail.rules import after_quiet, blanks, fill, stray_braces, unknown_blanks

OSLO = ZoneInfo("Europe/Oslo")
MINUTE = timedelta(minutes=1)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: (YEAR + minutes * MINUTE).astimezone(OSLO))
HOURS = st.integers(0, 23).map(time)


def is_quiet(moment, first, last):
    """Hour by hour, without sums."""
    hours = [(first.hour + turn) % 24 for turn in range((last.hour - first.hour) % 24)]
    return moment.astimezone(OSLO).hour in hours


@given(now=MOMENTS, first=HOURS, last=HOURS)
def test_nobody_is_written_to_in_the_quiet_hours_and_waits_no_longer_than_them(now, first, last):
    when = after_quiet(now, quiet_from=first, quiet_to=last)
    assert not is_quiet(when, first, last)
    assert when >= now
    assert when == now or is_quiet(when - MINUTE, first, last), "not a minute longer than it must"


def test_every_five_minutes_of_a_year_with_both_changes_of_the_clock():
    hours = {"quiet_from": time(20), "quiet_to": time(8)}
    latest = None
    for turn in range(365 * 24 * 12):
        now = YEAR + turn * 5 * MINUTE
        when = after_quiet(now.astimezone(OSLO), **hours)
        local = when.astimezone(OSLO)
        assert 8 <= local.hour < 20
        assert when == now or (local.hour, local.minute, local.second) == (8, 0, 0)
        assert latest is None or when >= latest
        latest = when
    assert latest


@pytest.mark.parametrize(
    ("evening", "hours"),
    [
        (datetime(2026, 3, 28, 22, tzinfo=OSLO), 9),
        (datetime(2026, 10, 24, 22, tzinfo=OSLO), 11),
        (datetime(2026, 6, 1, 22, tzinfo=OSLO), 10),
    ],
)
def test_the_night_in_which_the_clock_changes_is_an_hour_shorter_or_longer(evening, hours):
    when = after_quiet(evening, quiet_from=time(20), quiet_to=time(8))
    assert when - evening.astimezone(UTC) == timedelta(hours=hours)


def test_the_night():
    night = {"quiet_from": time(20), "quiet_to": time(8)}
    assert after_quiet(datetime(2026, 3, 2, 21, tzinfo=OSLO), **night) == datetime(2026, 3, 3, 8, tzinfo=OSLO)
    assert after_quiet(datetime(2026, 3, 2, 3, tzinfo=OSLO), **night) == datetime(2026, 3, 2, 8, tzinfo=OSLO)
    assert after_quiet(datetime(2026, 3, 2, 19, 59, tzinfo=OSLO), **night) == datetime(2026, 3, 2, 19, 59, tzinfo=OSLO)


@given(text=st.text(), value=st.text())
def test_what_is_filled_in_is_not_searched_again(text, value):
    assert fill("{a}", {"a": "{b}", "b": value}) == "{b}"
    assert fill(text, {}) == text
    assert unknown_blanks(text, blanks(text)) == []


@pytest.mark.parametrize("written", ["{Fornavn}", "{ fornavn }", "{fornavn", "}", "{}", "{dato 2}"])
def test_a_blank_written_wrongly_is_found(written):
    assert stray_braces(f"Hei {written}, alt {{vel}}?") == [written if written != "{fornavn" else "{fornavn,"]


@given(text=st.text())
def test_every_brace_is_a_blank_or_stray(text):
    assert bool(stray_braces(text)) == bool(set("{}") & set(fill(text, dict.fromkeys(blanks(text), ""))))
