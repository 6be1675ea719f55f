"""Dates of the ledger: how long something counts, and what a renewal is counted from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.qualifications.rules import FOREVER, IN_THE_CALENDAR, Piece, Renewal, Validity, ValidUnit, merge_spans, spans

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("validity", "earned_on", "last"),
    [
        (Validity(), date(2026, 3, 1), FOREVER),
        (Validity(90, ValidUnit.DAYS), date(2026, 3, 1), date(2026, 5, 30)),
        (Validity(1, ValidUnit.MONTHS), date(2026, 1, 31), date(2026, 2, 28)),
        (Validity(12, ValidUnit.MONTHS), date(2026, 10, 15), date(2027, 10, 15)),
        (Validity(2, ValidUnit.YEARS), date(2024, 2, 29), date(2026, 2, 28)),
        (Validity(0, ValidUnit.YEAR_END), date(2026, 3, 1), date(2026, 12, 31)),
        (Validity(1, ValidUnit.YEAR_END), date(2026, 12, 31), date(2027, 12, 31)),
        (Validity(1, ValidUnit.FIXED_DAY, 10, 31), date(2026, 10, 30), date(2026, 10, 31)),
        (Validity(1, ValidUnit.FIXED_DAY, 10, 31), date(2026, 10, 31), date(2027, 10, 31)),
        (Validity(2, ValidUnit.FIXED_DAY, 10, 31), date(2026, 3, 1), date(2027, 10, 31)),
        (Validity(1, ValidUnit.FIXED_DAY, 2, 29), date(2026, 3, 1), date(2027, 2, 28)),
        (Validity(0, ValidUnit.YEAR_END, least_days=60), date(2026, 11, 1), date(2026, 12, 31)),
        (Validity(0, ValidUnit.YEAR_END, least_days=60), date(2026, 11, 2), date(2027, 12, 31)),
        (Validity(1, ValidUnit.FIXED_DAY, 10, 31, least_days=30), date(2026, 10, 1), date(2026, 10, 31)),
        (Validity(1, ValidUnit.FIXED_DAY, 10, 31, least_days=30), date(2026, 10, 2), date(2027, 10, 31)),
        (Validity(24, ValidUnit.ROUND, ends=date(2025, 10, 31)), date(2025, 10, 30), date(2025, 10, 31)),
        (Validity(24, ValidUnit.ROUND, ends=date(2025, 10, 31)), date(2025, 10, 31), date(2027, 10, 31)),
        (Validity(24, ValidUnit.ROUND, ends=date(2025, 10, 31)), date(2019, 1, 1), date(2019, 10, 31)),
        (Validity(3, ValidUnit.ROUND, ends=date(2026, 8, 31)), date(2026, 12, 1), date(2027, 2, 28)),
        (Validity(1, ValidUnit.ROUND, ends=date(2026, 1, 31), least_days=28), date(2026, 2, 1), date(2026, 3, 31)),
    ],
)
def test_last_day_is_the_last_on_which_it_counts(validity, earned_on, last):
    assert validity.last_day(earned_on) == last


YEAR = Validity(12, ValidUnit.MONTHS)
TO_YEAR_END = Validity(1, ValidUnit.YEAR_END)
TO_THAT_YEAR_END = Validity(0, ValidUnit.YEAR_END)
TO_OCTOBER = Validity(1, ValidUnit.FIXED_DAY, 10, 31)


@pytest.mark.parametrize(
    ("validity", "opens_days", "from_expiry", "days", "last"),
    [
        pytest.param(YEAR, 60, False, ["2025-06-15"], "2026-06-15", id="first time: from the day it was done"),
        pytest.param(YEAR, 60, True, ["2025-06-15"], "2026-06-15", id="first time, renewing from expiry: there is no expiry yet"),
        pytest.param(YEAR, 60, False, ["2025-06-15", "2026-05-01"], "2027-05-01", id="in the window, from completion: the new day counts"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-05-01"], "2027-06-15", id="in the window, from expiry: no days are lost"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-04-16"], "2027-06-15", id="on the day the window opens"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-04-15"], "2027-04-15", id="the day before the window opens: from completion"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-06-15"], "2027-06-15", id="on the last valid day itself"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-06-16"], "2027-06-16", id="the day after: late, so from completion"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-11-02"], "2027-11-02", id="months late: from completion, with a gap"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2025-06-20"], "2026-06-20", id="far too early: from completion, and never shorter"),
        pytest.param(YEAR, 60, True, ["2024-06-15", "2025-06-01", "2026-06-14"], "2027-06-15", id="the anniversary stays, year after year"),
        pytest.param(YEAR, 60, True, ["2025-06-15", "2026-05-01", "2026-05-20"], "2027-06-15", id="twice in one window counts once"),
        pytest.param(YEAR, 0, True, ["2025-06-15", "2026-06-15"], "2027-06-15", id="no window: only the last day itself renews"),
        pytest.param(TO_YEAR_END, 90, False, ["2025-03-01", "2026-11-15"], "2027-12-31", id="every calendar year: always its end"),
        pytest.param(TO_YEAR_END, 90, True, ["2025-03-01", "2026-11-15"], "2027-12-31", id="every calendar year, from expiry: the same"),
        pytest.param(
            TO_THAT_YEAR_END, 90, True, ["2025-03-01", "2025-11-15"], "2026-12-31", id="this year's, renewed in autumn: next year's"
        ),
        pytest.param(
            TO_THAT_YEAR_END, 90, True, ["2025-03-01", "2025-08-15"], "2025-12-31", id="this year's, taken again in summer: still this"
        ),
        pytest.param(
            TO_OCTOBER, 30, True, ["2025-02-01"], "2025-10-31", id="fixed due date: the next one, whenever in the year it was done"
        ),
        pytest.param(
            TO_OCTOBER, 30, True, ["2025-02-01", "2025-10-10"], "2026-10-31", id="fixed due date, renewed in the window: the one after"
        ),
        pytest.param(TO_OCTOBER, 30, True, ["2025-02-01", "2025-09-10"], "2025-10-31", id="fixed due date, before the window: unchanged"),
        pytest.param(TO_OCTOBER, 30, True, ["2025-02-01", "2025-12-01"], "2026-10-31", id="fixed due date, late: the next one from then"),
        pytest.param(
            Validity(730, ValidUnit.DAYS), 180, True, ["2024-01-01", "2025-11-01"], "2027-12-31", id="days of validity, from expiry"
        ),
        pytest.param(Validity(730, ValidUnit.DAYS), 180, False, ["2024-01-01", "2025-11-01"], "2027-11-01", id="days, from completion"),
    ],
)
def test_a_renewal_counts_from_its_day_or_from_the_expiry(validity, opens_days, from_expiry, days, last):
    """What Totara calls completion date and expiry date, Moodle Workplace its only way, and ILIAS a validity in days: with a window, and late."""
    found = spans([_done(validity, opens_days, date.fromisoformat(day), from_expiry=from_expiry) for day in days])
    assert max(end for _start, end in found) == date.fromisoformat(last)


EVERY_YEAR = Validity(12, ValidUnit.ROUND, ends=date(2020, 12, 31), least_days=184)
IN_MARCH = Validity(12, ValidUnit.ROUND, ends=date(2025, 3, 1))
EVERY_OTHER_OCTOBER = Validity(24, ValidUnit.ROUND, ends=date(2025, 10, 31), least_days=60)


@pytest.mark.parametrize(
    ("validity", "days", "last"),
    [
        pytest.param(EVERY_YEAR, ["2021-02-28"], "2021-12-31", id="more than the minimum active period before: to this date"),
        pytest.param(EVERY_YEAR, ["2021-07-30"], "2022-12-31", id="less than it before: to the next date"),
        pytest.param(EVERY_YEAR, ["2021-02-28", "2021-10-01"], "2022-12-31", id="renewed in time: one round more"),
        pytest.param(EVERY_YEAR, ["2021-02-28", "2022-01-20"], "2022-12-31", id="late: the round stays, and is not counted from that day"),
        pytest.param(EVERY_YEAR, ["2021-02-28", "2023-06-30"], "2023-12-31", id="a whole round late: the round stays"),
        pytest.param(IN_MARCH, ["2025-01-20"], "2025-03-01", id="new in January, with everybody else in March"),
        pytest.param(IN_MARCH, ["2025-01-20", "2025-02-20"], "2025-03-01", id="no minimum: just before the date it counts to the date"),
        pytest.param(EVERY_OTHER_OCTOBER, ["2024-11-05"], "2025-10-31", id="every other year: the date of the round"),
        pytest.param(EVERY_OTHER_OCTOBER, ["2025-10-01"], "2027-10-31", id="every other year: shortly before counts for the next"),
        pytest.param(EVERY_OTHER_OCTOBER, ["2024-11-05", "2026-02-01"], "2027-10-31", id="every other year, late: the round stays"),
    ],
)
def test_a_fixed_date_stays_whether_early_or_late(validity, days, last):
    """What Totara calls fixed expiry date, with its minimum active period, where the date is the same for everybody.

    That period is never shorter than the window, there as here.
    """
    for from_expiry in (False, True):
        found = spans([_done(validity, min(30, validity.least_days), date.fromisoformat(day), from_expiry=from_expiry) for day in days])
        assert max(end for _start, end in found) == date.fromisoformat(last)


def _done(validity, opens_days, day, *, from_expiry=True):
    return Piece(day, validity.last_day(day), str(Renewal(validity, opens_days)) if from_expiry else "")


def _renewed(day):
    """A year, renewed from the expiry in a window of sixty days."""
    return _done(YEAR, 60, date.fromisoformat(day))


THREE_YEARS = Validity(36, ValidUnit.MONTHS)
A_MONTH = Validity(1, ValidUnit.MONTHS)
A_YEAR_OF_DAYS = Validity(365, ValidUnit.DAYS)
FIVE_MONTHS_AT_LEAST = Validity(12, ValidUnit.ROUND, ends=date(2014, 12, 31), least_days=153)
MARCH_FOR_NEW_HIRES = Validity(12, ValidUnit.ROUND, ends=date(2025, 3, 1), least_days=30)
EVERY_THIRD_JUNE = Validity(36, ValidUnit.ROUND, ends=date(2024, 6, 30))
THIS_YEAR_90_DAYS = Validity(0, ValidUnit.YEAR_END, least_days=90)


@pytest.mark.parametrize(
    ("validity", "opens_days", "from_expiry", "days", "last"),
    [
        # Totara, «Use certification completion date»: the active period is added to the day of completion.
        pytest.param(
            Validity(18, ValidUnit.MONTHS), 0, False, ["2024-08-31"], "2026-02-28", id="Totara completion: 18 months, no such day"
        ),
        pytest.param(Validity(182, ValidUnit.DAYS), 0, False, ["2025-09-01"], "2026-03-02", id="Totara completion: 26 weeks"),
        pytest.param(Validity(4, ValidUnit.YEARS), 0, False, ["2024-02-29"], "2028-02-29", id="Totara completion: leap day to leap day"),
        pytest.param(
            YEAR, 30, False, ["2025-06-15", "2026-06-10", "2027-06-08"], "2028-06-08", id="Totara completion: the day wanders, year by year"
        ),
        # Totara, «Use certification expiry date»: from the expiry before; who is overdue counts from the day of completion, as if new.
        pytest.param(
            THREE_YEARS, 183, True, ["2019-05-10", "2022-03-01", "2025-05-10"], "2028-05-10", id="Totara expiry: three times the same day"
        ),
        pytest.param(
            THREE_YEARS,
            183,
            True,
            ["2019-05-10", "2022-05-11", "2025-04-01"],
            "2028-05-11",
            id="Totara expiry: a day late moves it for good",
        ),
        pytest.param(A_MONTH, 10, True, ["2026-01-31", "2026-02-25"], "2026-03-28", id="Totara expiry: a month, from the last of February"),
        pytest.param(YEAR, 30, True, ["2024-02-29", "2025-02-10"], "2026-02-28", id="Totara expiry: from a leap day"),
        pytest.param(YEAR, 30, True, ["2023-02-28", "2024-02-01", "2025-02-01"], "2026-02-28", id="Totara expiry: across a leap day"),
        pytest.param(
            YEAR,
            30,
            True,
            ["2025-06-15", "2027-01-10", "2028-01-02"],
            "2029-01-10",
            id="Totara expiry: expired, certified anew, then in time",
        ),
        # Totara, «Use fixed expiry date» with a minimum active period.
        pytest.param(EVERY_YEAR, 90, True, ["2021-06-30"], "2021-12-31", id="Totara fixed: just the minimum active period before"),
        pytest.param(EVERY_YEAR, 90, True, ["2021-07-01"], "2022-12-31", id="Totara fixed: a day less than it"),
        pytest.param(
            FIVE_MONTHS_AT_LEAST, 153, True, ["2014-08-24"], "2015-12-31", id="Totara fixed: written in a year later, same as then"
        ),
        pytest.param(
            FIVE_MONTHS_AT_LEAST, 153, True, ["2014-08-24", "2015-09-14"], "2016-12-31", id="Totara fixed: and the year after that"
        ),
        pytest.param(MARCH_FOR_NEW_HIRES, 30, True, ["2025-01-20"], "2025-03-01", id="Totara fixed: hired in January, again in March"),
        pytest.param(MARCH_FOR_NEW_HIRES, 30, True, ["2025-02-10"], "2026-03-01", id="Totara fixed: hired in February, in March next year"),
        pytest.param(EVERY_THIRD_JUNE, 0, True, ["2021-06-30"], "2024-06-30", id="Totara fixed: three years, on the day itself"),
        pytest.param(
            EVERY_THIRD_JUNE, 0, True, ["2021-07-01", "2024-07-15"], "2027-06-30", id="Totara fixed: three years, a fortnight late"
        ),
        # Moodle Workplace: after completion; recertification opens some days before, and with grace may be finished after.
        pytest.param(YEAR, 30, False, ["2025-02-12", "2026-02-02"], "2027-02-02", id="Workplace: ten days before it expires"),
        pytest.param(YEAR, 30, False, ["2025-02-12", "2026-03-01"], "2027-03-01", id="Workplace: in the grace after it expired"),
        pytest.param(Validity(), 0, False, ["2011-05-05"], "9999-12-31", id="Workplace: never expires"),
        # To the end of a calendar year.
        pytest.param(TO_THAT_YEAR_END, 0, False, ["2026-01-01"], "2026-12-31", id="year end: from its first day"),
        pytest.param(TO_THAT_YEAR_END, 0, False, ["2026-12-31"], "2026-12-31", id="year end: from its last day, that day alone"),
        pytest.param(THIS_YEAR_90_DAYS, 0, False, ["2026-10-02"], "2026-12-31", id="year end: just long enough"),
        pytest.param(THIS_YEAR_90_DAYS, 0, False, ["2026-10-03"], "2027-12-31", id="year end: a day too short"),
        pytest.param(
            Validity(2, ValidUnit.YEAR_END),
            60,
            True,
            ["2024-05-01", "2026-11-15"],
            "2028-12-31",
            id="year end: every other, from the expiry",
        ),
        # ILIAS, with the two examples of its own paper, and a restart some days before.
        pytest.param(A_YEAR_OF_DAYS, 0, False, ["2019-04-01"], "2020-03-31", id="ILIAS: 365 days, over a leap day"),
        pytest.param(A_YEAR_OF_DAYS, 0, False, ["2019-01-17"], "2020-01-17", id="ILIAS: 365 days, before a leap day"),
        pytest.param(A_YEAR_OF_DAYS, 30, False, ["2019-04-01", "2020-03-10"], "2021-03-10", id="ILIAS: restarted three weeks before"),
    ],
)
def test_renewals_as_other_systems_document_them(validity, opens_days, from_expiry, days, last):
    """Reckoned by hand from their manuals and forums; in whatever order they are written down."""
    pieces = [_done(validity, opens_days, date.fromisoformat(day), from_expiry=from_expiry) for day in days]
    for written in (pieces, pieces[::-1]):
        assert max(end for _start, end in spans(written)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("pieces", "held"),
    [
        pytest.param(
            [Piece(date(2025, 10, 1), date(2026, 9, 30)), _renewed("2026-09-01")],
            [("2025-10-01", "2027-09-30")],
            id="an outside certificate with its own last day, renewed in its window",
        ),
        pytest.param(
            [Piece(date(2025, 10, 1), date(2026, 9, 30)), _renewed("2026-06-01")],
            [("2025-10-01", "2027-06-01")],
            id="and before its window: from the day itself",
        ),
        pytest.param(
            [_renewed("2025-03-31")._replace(extended=(date(2026, 9, 30),)), _renewed("2026-09-15")],
            [("2025-03-31", "2027-09-30")],
            id="extended for everybody, renewed from the later day",
        ),
        pytest.param(
            [_renewed("2025-03-31")._replace(extended=(date(2026, 9, 30),)), _renewed("2026-03-20")],
            [("2025-03-31", "2027-03-31")],
            id="extended, but renewed by the old last day: not shorter for the extension",
        ),
        pytest.param(
            [Piece(date(2026, 5, 1), date(2026, 6, 30)), Piece(date(2026, 6, 30), date(2026, 6, 30))],
            [("2026-05-01", "2026-06-30")],
            id="ILIAS, valid to one date for all, also for who finishes on it",
        ),
        pytest.param(
            [_renewed("2025-02-12"), _renewed("2026-03-01")],
            [("2025-02-12", "2026-02-12"), ("2026-03-01", "2027-03-01")],
            id="Workplace, in the grace: certified anew, and not meanwhile",
        ),
    ],
)
def test_what_is_held_as_other_systems_document_it(pieces, held):
    assert merge_spans(spans(pieces)) == [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in held]


def test_a_date_of_ones_own_that_stays_when_late_is_not_said_since_more_would_then_be_less():
    """Totara's fixed date reckoned from somebody's own first completion: decision 41 says why not. The older piece must not take days away."""
    late = _done(YEAR, 60, date(2026, 11, 2))
    assert spans([late])[-1][1] == spans([_done(YEAR, 60, date(2025, 6, 15)), late])[-1][1] == date(2027, 11, 2)


def test_a_late_renewal_leaves_the_gap():
    found = merge_spans(spans([_done(YEAR, 60, date(2025, 6, 15)), _done(YEAR, 60, date(2026, 11, 2))]))
    assert found == [(date(2025, 6, 15), date(2026, 6, 15)), (date(2026, 11, 2), date(2027, 11, 2))]


def test_what_lapsed_by_a_decision_is_renewed_by_nothing_afterwards():
    lapsed = _done(YEAR, 60, date(2025, 6, 15))._replace(lapses_on=date(2026, 1, 1))
    assert spans([lapsed, _done(YEAR, 60, date(2026, 5, 1))])[-1] == (date(2026, 5, 1), date(2027, 5, 1))


def test_a_renewal_reads_what_it_wrote():
    for validity in (YEAR, TO_OCTOBER, EVERY_OTHER_OCTOBER, Validity(0, ValidUnit.YEAR_END, least_days=60)):
        renewal = Renewal(validity, 30)
        assert Renewal.read(str(renewal)) == renewal


def test_a_renewal_reads_what_was_written_before_rounds_were():
    assert Renewal.read("1 fixed_day 10-31 30") == Renewal(TO_OCTOBER, 30)


days = st.integers(0, 400).map(lambda more: date(2026, 1, 1) + timedelta(days=more))
validities = st.sampled_from(
    [
        Validity(30, ValidUnit.DAYS),
        Validity(2, ValidUnit.MONTHS),
        TO_THAT_YEAR_END,
        Validity(0, ValidUnit.YEAR_END, least_days=40),
        Validity(1, ValidUnit.FIXED_DAY, 6, 30),
        Validity(1, ValidUnit.FIXED_DAY, 6, 30, least_days=90),
        Validity(3, ValidUnit.ROUND, ends=date(2026, 2, 28)),
        Validity(2, ValidUnit.ROUND, ends=date(2026, 1, 31), least_days=35),
    ]
)


@st.composite
def pieces(draw):
    piece = _done(draw(validities), draw(st.integers(0, 27)), draw(days), from_expiry=draw(st.booleans()))
    if draw(st.booleans()):
        piece = piece._replace(lapses_on=draw(days))
    return piece._replace(extended=tuple(draw(st.lists(days, max_size=2))))


def held(found):
    return {start + DAY * number for start, end in merge_spans(spans(found)) for number in range((end - start).days + 1)}


@given(st.lists(pieces(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_recording_never_matters(found, random):
    mixed = found.copy()
    random.shuffle(mixed)
    assert merge_spans(spans(mixed)) == merge_spans(spans(found))


@given(st.lists(pieces(), max_size=6), pieces())
def test_one_more_piece_of_evidence_never_shortens_anything(found, more):
    assert held(found) <= held([*found, more])


@given(st.lists(pieces(), min_size=1, max_size=6), days)
def test_letting_evidence_count_longer_never_shortens_anything(found, until):
    longer = [found[0]._replace(extended=(*found[0].extended, until)), *found[1:]]
    assert held(found) <= held(longer)


@given(validities, days)
def test_what_counts_to_a_day_in_the_calendar_counts_long_enough_and_not_a_round_too_long(validity, day):
    last = validity.last_day(day)
    assert last >= day + validity.least_days * DAY
    if validity.unit in IN_THE_CALENDAR:
        assert validity.last_day(last - max(1, validity.least_days) * DAY) == last, "the latest day on which it still counts to this one"


@given(st.lists(pieces(), max_size=6), st.integers(0, 27))
def test_renewing_counts_at_least_as_long_as_its_own_day_gives(found, opens_days):
    for piece, (start, end) in zip(found, spans(found), strict=True):
        if piece.renewal and not piece.lapses_on:
            assert end >= Renewal.read(piece.renewal).validity.last_day(start)
