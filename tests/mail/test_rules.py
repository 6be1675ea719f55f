from datetime import datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.mail.rules import after_quiet, blanks, fill, unknown_blanks

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))
HOURS = st.integers(0, 23).map(time)


@given(now=MOMENTS, first=HOURS, last=HOURS)
def test_nobody_is_written_to_in_the_quiet_hours_and_waits_no_longer_than_them(now, first, last):
    when = after_quiet(now, quiet_from=first, quiet_to=last)
    assert now <= when < now + timedelta(days=1)
    assert after_quiet(when, quiet_from=first, quiet_to=last) == when
    assert when == now or when.time() == last


def test_the_night():
    night = {"quiet_from": time(20), "quiet_to": time(8)}
    assert after_quiet(datetime(2026, 3, 2, 21), **night) == datetime(2026, 3, 3, 8)
    assert after_quiet(datetime(2026, 3, 2, 3), **night) == datetime(2026, 3, 2, 8)
    assert after_quiet(datetime(2026, 3, 2, 19, 59), **night) == datetime(2026, 3, 2, 19, 59)


@given(text=st.text(), value=st.text())
def test_what_is_filled_in_is_not_searched_again(text, value):
    assert fill("{a}", {"a": "{b}", "b": value}) == "{b}"
    assert fill(text, {}) == text
    assert unknown_blanks(text, blanks(text)) == []
