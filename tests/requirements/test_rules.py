"""Being ready, without a database."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.qualifications.rules import FOREVER, last_valid_day
from lms.requirements import models
from lms.requirements.rules import Demand, Mark, Phase, Standing, State, Verdict, readiness, together
from tests.factories.ledger import Piece, spans_of

START = date(2026, 3, 2)
DAY = timedelta(days=1)


def demand(key: str = "secrecy", phase: Phase = Phase.BEFORE_START, **values: Any) -> Demand:
    fields: dict[str, Any] = {"id": 1, "qualification": key, "name": key, "phase": phase, "valid_from": date(2025, 1, 1)}
    return Demand(**fields | values)


def within(days: int, key: str = "secrecy", **values: Any) -> Demand:
    return demand(key, Phase.WITHIN_DAYS, days=days, **values)


def verdict(demands, *pieces: Piece, on: date, starts_on: date = START, soon_days: int = 60) -> Verdict:
    return readiness(demands, spans_of(pieces), starts_on=starts_on, on=on, soon_days=soon_days)


def step(found: Verdict) -> Standing:
    """The next step, which there is."""
    assert found.next_step
    return found.next_step


def only_mark(*args, **values) -> Mark:
    (standing,) = verdict(*args, **values).standings
    return standing.mark


# --- One requirement at its edges --------------------------------------------------------------------------------------------------------------


def test_nothing_asked_is_ready_from_the_first_day():
    found = verdict([], on=START - 10 * DAY)
    assert (found.state, found.standings, found.ready_from, found.next_step) == (State.READY, (), START, None)


def test_before_start_is_lacking_until_earned_and_ready_from_the_start():
    before = verdict([demand()], on=START - 20 * DAY)
    assert (before.state, before.ready_from) == (State.LACKING, None)
    assert (step(before).mark, before.act_by, step(before).overdue(before.on)) == (Mark.MISSING, START, False)
    after = verdict([demand()], Piece("secrecy", START - 20 * DAY), on=START - 20 * DAY)
    assert (after.state, after.ready_from) == (State.READY, START)


def test_before_start_may_be_earned_on_the_first_day_and_is_overdue_the_day_after():
    assert not step(verdict([demand()], on=START)).overdue(START)
    assert step(verdict([demand()], on=START + DAY)).overdue(START + DAY)
    late = verdict([demand()], Piece("secrecy", START + 9 * DAY), on=START + 30 * DAY)
    assert (late.state, late.ready_from) == (State.READY, START + 9 * DAY)


def test_before_start_asks_those_serving_from_the_day_it_began():
    new = demand(valid_from=date(2026, 6, 1))
    assert verdict([new], on=date(2026, 5, 31)).state is State.READY
    asked = verdict([new], on=date(2026, 6, 1))
    assert (asked.state, asked.act_by) == (State.LACKING, date(2026, 6, 1))


@pytest.mark.parametrize(
    ("valid_from", "last_day"),
    [(date(2025, 1, 1), START + 30 * DAY), (date(2026, 6, 1), date(2026, 7, 1))],
)
def test_within_days_counts_from_the_later_of_start_and_requirement_with_the_last_day_included(valid_from, last_day):
    asked = [within(30, valid_from=valid_from)]
    on_time = verdict(asked, on=last_day)
    assert (on_time.state, on_time.act_by, step(on_time).mark) == (State.READY_WITHIN_GRACE, last_day, Mark.DUE)
    assert on_time.ready_from == START
    late = verdict(asked, on=last_day + DAY)
    assert (late.state, step(late).mark, step(late).overdue(late.on)) == (State.LACKING, Mark.MISSING, True)


def test_held_until_the_last_valid_day_included():
    earned = Piece("secrecy", date(2026, 1, 31), last_valid_day(date(2026, 1, 31), 12))
    assert only_mark([demand()], earned, on=date(2027, 1, 31)) is Mark.LAPSING
    gone = verdict([demand()], earned, on=date(2027, 2, 1))
    (standing,) = gone.standings
    assert (gone.state, standing.mark, standing.until) == (State.LACKING, Mark.LAPSED, date(2027, 1, 31))


def test_lapses_soon_from_the_sixtieth_day_before():
    earned = Piece("secrecy", START, date(2027, 3, 2))
    assert only_mark([demand()], earned, on=date(2027, 3, 2) - 61 * DAY) is Mark.MET
    soon = verdict([demand()], earned, on=date(2027, 3, 2) - 60 * DAY)
    assert (soon.state, step(soon).mark, soon.act_by) == (State.READY_WITHIN_GRACE, Mark.LAPSING, date(2027, 3, 2))
    assert only_mark([demand()], earned, on=date(2027, 3, 2) - 60 * DAY, soon_days=59) is Mark.MET


def test_what_lapses_before_the_first_day_does_not_help():
    found = verdict([demand()], Piece("secrecy", date(2025, 2, 1), START - DAY), on=START - 30 * DAY)
    assert (found.state, found.standings[0].mark, found.standings[0].until) == (State.LACKING, Mark.LAPSED, START - DAY)


def test_what_is_asked_from_the_first_day_on_counts_already():
    assert verdict([demand(valid_from=START)], on=START - 30 * DAY).state is State.LACKING
    assert verdict([demand(valid_until=START - DAY)], on=START - 30 * DAY).state is State.READY


@pytest.mark.parametrize(("on", "counts"), [(START - DAY, 0), (START, 1), (START + DAY, 1), (START + 2 * DAY, 0)])
def test_a_requirement_counts_from_its_first_day_to_its_last(on, counts):
    asked = [demand(valid_from=START, valid_until=START + DAY)]
    assert len(verdict(asked, on=on, starts_on=date(2025, 6, 1)).standings) == counts


def test_evidence_of_later_does_not_count_yet():
    assert only_mark([demand()], Piece("secrecy", START + DAY), on=START) is Mark.MISSING


def test_a_renewal_joins_the_old_and_a_gap_does_not():
    first = Piece("secrecy", date(2026, 1, 1), date(2026, 6, 30))
    joined = verdict([demand()], first, Piece("secrecy", date(2026, 7, 1), date(2026, 12, 31)), on=date(2026, 7, 1))
    assert (joined.standings[0].since, joined.ready_from) == (date(2026, 1, 1), START)
    broken = verdict([demand()], first, Piece("secrecy", date(2026, 7, 2), date(2026, 12, 31)), on=date(2026, 7, 2))
    assert (broken.standings[0].since, broken.ready_from) == (date(2026, 7, 2), date(2026, 7, 2))


# --- Several ---------------------------------------------------------------------------------------------------------------------------------


def test_of_two_requirements_for_one_qualification_the_stricter_decides_and_it_is_shown_once():
    found = verdict([within(30, id=1), demand(id=2)], on=START + DAY)
    assert [(standing.demand.id, standing.mark) for standing in found.standings] == [(2, Mark.MISSING)]
    found = verdict([within(90, id=3), within(30, id=4)], on=START + DAY)
    assert [(standing.demand.id, standing.due) for standing in found.standings] == [(4, START + 30 * DAY)]


def test_next_step_is_what_stands_in_the_way_longest_and_then_what_falls_due_first():
    asked = [within(90, "first-aid"), demand("secrecy"), demand("declaration", valid_from=START + 5 * DAY), within(14, "role")]
    found = verdict(asked, on=START + 6 * DAY)
    assert [step.demand.qualification for step in found.lacking + found.soon] == ["secrecy", "declaration", "role", "first-aid"]
    assert found.next_step is found.lacking[0]


def test_together_shows_the_most_urgent_of_several_assignments():
    asked = [within(30)]
    old, new = (verdict(asked, on=START, starts_on=start) for start in (date(2025, 6, 1), START))
    assert together([new, old]) == together([old, new]) == {"secrecy": old.standings[0]}


def test_phases_are_the_words_of_the_table():
    assert [str(phase) for phase in Phase] == models.Phase.values


# --- Whatever happens ------------------------------------------------------------------------------------------------------------------------

dates = st.dates(date(2025, 1, 1), date(2027, 12, 31))
keys = st.sampled_from("abc")


@st.composite
def demands(draw) -> Demand:
    days = draw(st.none() | st.integers(0, 400))
    first = draw(dates)
    last = draw(st.none() | st.integers(0, 500).map(lambda more: first + more * DAY))
    phase = Phase.BEFORE_START if days is None else Phase.WITHIN_DAYS
    return Demand(draw(st.integers(1, 99)), draw(keys), "", phase, first, last, days)


@st.composite
def pieces(draw) -> Piece:
    earned = draw(dates)
    until = draw(st.none() | st.integers(0, 700).map(lambda more: earned + more * DAY))
    return Piece(draw(keys), earned, until, draw(st.booleans()))


asked_lists = st.lists(demands(), max_size=6, unique_by=lambda each: each.id)
ledgers = st.lists(pieces(), max_size=8)


@given(asked_lists, ledgers, pieces(), dates, dates)
def test_more_evidence_never_makes_less_ready(asked, ledger, another, starts_on, on):
    before = verdict(asked, *ledger, on=on, starts_on=starts_on)
    after = verdict(asked, *ledger, another, on=on, starts_on=starts_on)
    assert after.state <= before.state
    assert len(after.lacking) <= len(before.lacking)


@given(asked_lists, demands(), ledgers, dates, dates)
def test_one_more_requirement_never_makes_more_ready(asked, another, ledger, starts_on, on):
    before = verdict(asked, *ledger, on=on, starts_on=starts_on)
    assert verdict([*asked, another], *ledger, on=on, starts_on=starts_on).state >= before.state


@given(asked_lists, ledgers, dates, dates, st.randoms(use_true_random=False))
def test_order_never_matters(asked, ledger, starts_on, on, chance):
    mixed, pile = list(asked), list(ledger)
    chance.shuffle(mixed)
    chance.shuffle(pile)
    assert verdict(mixed, *pile, on=on, starts_on=starts_on) == verdict(asked, *ledger, on=on, starts_on=starts_on)


@given(asked_lists, ledgers, dates, dates)
def test_revoked_evidence_never_counts(asked, ledger, starts_on, on):
    kept = [piece for piece in ledger if not piece.revoked]
    assert verdict(asked, *kept, on=on, starts_on=starts_on) == verdict(asked, *ledger, on=on, starts_on=starts_on)


@given(asked_lists, ledgers, dates, dates)
def test_a_verdict_agrees_with_itself(asked, ledger, starts_on, on):
    found = verdict(asked, *ledger, on=on, starts_on=starts_on)
    assert (found.ready_from is None) == bool(found.lacking) == (found.state is State.LACKING)
    assert bool(found.soon and not found.lacking) == (found.state is State.READY_WITHIN_GRACE)
    assert len({standing.demand.qualification for standing in found.standings}) == len(found.standings)
    assert all(standing.act_by >= on for standing in found.soon)
    if found.ready_from:
        assert starts_on <= found.ready_from <= max(on, starts_on)


@given(asked_lists, ledgers, dates, dates)
def test_it_changes_only_on_a_day_with_a_cause(asked, ledger, starts_on, first):
    causes = {starts_on, starts_on + DAY}
    for each in asked:
        causes |= {each.valid_from, each.due(starts_on) + DAY, (each.valid_until or FOREVER - DAY) + DAY}
    for spans in spans_of(ledger).values():
        for since, until in spans:
            causes |= {since} | ({until + DAY, until - 60 * DAY} if until != FOREVER else set())
    days = [first + n * DAY for n in range(90)]
    states = [verdict(asked, *ledger, on=day, starts_on=starts_on).state for day in days]
    changed = {day for (_, before), (day, now) in pairwise(zip(days, states, strict=True)) if now != before}
    assert changed <= causes


@given(ledgers, dates, st.lists(st.tuples(keys, st.none() | st.integers(0, 60)), max_size=4))
def test_waiting_alone_never_helps(ledger, on, wanted):
    """With nothing new asked or earned, and the work begun, time only takes away."""
    asked = [
        Demand(number, key, "", Phase.BEFORE_START if days is None else Phase.WITHIN_DAYS, date(2025, 1, 1), None, days)
        for number, (key, days) in enumerate(wanted)
    ]
    known = [piece for piece in ledger if piece.earned_on <= on]
    states = [verdict(asked, *known, on=on + n * DAY, starts_on=date(2025, 1, 1)).state for n in range(0, 400, 20)]
    assert states == sorted(states)
