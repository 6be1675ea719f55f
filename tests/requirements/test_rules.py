"""Being ready, without a database."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.qualifications.rules import FOREVER, last_valid_day
from lms.requirements import models
from lms.requirements.rules import Demand, Effect, Mark, Phase, Standing, State, Verdict, first_ready, readiness, together
from tests.factories.ledger import Piece, spans_of

START = date(2026, 3, 2)
DAY = timedelta(days=1)
LEVELS = (0, 20, 40)


def demand(key: str = "secrecy", phase: Phase = Phase.BEFORE_START, **values: Any) -> Demand:
    fields: dict[str, Any] = {"id": 1, "qualifications": (key,), "name": key, "phase": phase, "valid_from": date(2025, 1, 1)}
    return Demand(**fields | values)


def within(days: int, key: str = "secrecy", **values: Any) -> Demand:
    return demand(key, Phase.WITHIN_DAYS, days=days, **values)


def verdict(demands, *pieces: Piece, on: date, starts_on: date = START, **values: Any) -> Verdict:
    return readiness(demands, spans_of(pieces, LEVELS), starts_on=starts_on, on=on, **values)


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
    assert [step.demand.subject for step in found.lacking + found.soon] == ["secrecy", "declaration", "role", "first-aid"]
    assert found.next_step is found.lacking[0]


def test_together_shows_the_most_urgent_of_several_assignments():
    asked = [within(30)]
    old, new = (verdict(asked, on=START, starts_on=start) for start in (date(2025, 6, 1), START))
    assert together([new, old]) == together([old, new]) == {"secrecy": old.standings[0]}


def test_together_shows_the_same_in_whatever_order_assignments_are_read():
    asked, ends = [demand()], START + 30 * DAY
    one, other = (verdict(asked, on=START, leaves=[(begun, ends)]) for begun in (START, START - DAY))
    assert together([one, other]) == together([other, one]) == {"secrecy": other.standings[0]}
    pieces = [Piece("secrecy", START - 9 * DAY, START), Piece("secrecy", START + 20 * DAY, ends)]
    by_day = [demand(phase=Phase.BY_DAY, due_on=START)]
    one, other = (verdict(by_day, *pieces, on=START, starts_on=start) for start in (START, START + 20 * DAY))
    assert together([one, other]) == together([other, one])


def test_phases_and_effects_are_the_words_of_the_table():
    assert [str(phase) for phase in Phase] == models.Phase.values
    assert [str(effect) for effect in Effect] == models.Effect.values


# --- Any of several, levels, fixed days, not alone -------------------------------------------------------------------------------------------


def any_of(*keys: str, **values: Any) -> Demand:
    return demand(keys[0], qualifications=keys, **values)


def test_any_one_of_several_is_enough_and_the_one_that_lasts_longest_is_shown():
    asked = [any_of("aid", "rescue")]
    assert verdict(asked, on=START).standings[0].mark is Mark.MISSING
    found = verdict(asked, Piece("aid", START - 9 * DAY, START + 9 * DAY), Piece("rescue", START - 5 * DAY), on=START)
    assert (found.state, found.standings[0].since, found.standings[0].until) == (State.READY, START - 9 * DAY, None)
    assert found.standings[0].demand.subject == "aid+rescue"


def test_a_level_asks_for_evidence_that_is_at_least_as_sure():
    asked = [demand(level=40)]
    assert only_mark(asked, Piece("secrecy", START, assurance=30), on=START) is Mark.MISSING
    assert only_mark(asked, Piece("secrecy", START, assurance=40), on=START) is Mark.MET
    both = verdict([demand(level=40, id=2), demand()], Piece("secrecy", START, assurance=10), on=START)
    assert [(each.demand.subject, each.mark) for each in both.standings] == [("secrecy", Mark.MET), ("secrecy.40", Mark.MISSING)]


@pytest.mark.parametrize(
    ("starts_on", "on", "mark", "due"),
    [
        (START, START + 10 * DAY, Mark.DUE, START + 10 * DAY),
        (START, START + 11 * DAY, Mark.MISSING, START + 10 * DAY),
        (START + 20 * DAY, START + 5 * DAY, Mark.MISSING, START + 20 * DAY),
        (START + 10 * DAY, START, Mark.DUE, START + 10 * DAY),
    ],
)
def test_by_a_fixed_day_with_that_day_included_and_before_start_for_who_begins_later(starts_on, on, mark, due):
    found = verdict([demand(phase=Phase.BY_DAY, due_on=START + 10 * DAY)], on=on, starts_on=starts_on)
    assert (found.standings[0].mark, found.standings[0].due) == (mark, due)


def test_a_gap_may_mean_that_one_does_not_serve_alone():
    asked = [demand(effect=Effect.NOT_ALONE)]
    found = verdict(asked, on=START)
    assert (found.state, found.ready_from, step(found).mark) == (State.NOT_ALONE, None, Mark.NOT_ALONE)
    assert found.not_alone == found.standings
    assert verdict([*asked, demand("other", id=2)], on=START).state is State.LACKING
    assert verdict([*asked, demand(id=2)], on=START).standings[0].mark is Mark.MISSING  # the stricter of two


def test_days_are_counted_from_when_it_was_first_asked_in_whichever_version():
    later = within(30, valid_from=START + 20 * DAY, since=START)
    assert later.due(date(2025, 1, 1)) == START + 30 * DAY
    versions = [demand(valid_until=START), demand("aid", id=2, valid_from=START + DAY)]
    on_each = [verdict(versions, on=START + n * DAY, starts_on=date(2025, 6, 1)).standings for n in (0, 1)]
    assert [[each.demand.id for each in standings] for standings in on_each] == [[1], [2]]


# --- Exemptions and leaves -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        (START - DAY, Mark.MISSING),
        (START, Mark.EXEMPT),
        (START + 100 * DAY, Mark.EXEMPT_ENDING),
        (START + 101 * DAY, Mark.MISSING),
    ],
)
def test_an_exemption_counts_as_held_in_its_time_and_ends_as_what_lapses_does(day, mark):
    freed = {"secrecy": [(START, START + 100 * DAY)]}
    found = verdict([demand()], on=day, starts_on=date(2025, 6, 1), exemptions=freed)
    assert found.standings[0].mark is mark
    if mark is Mark.EXEMPT_ENDING:
        assert (found.state, found.act_by) == (State.READY_WITHIN_GRACE, START + 100 * DAY)


def test_evidence_that_lasts_as_long_is_shown_before_an_exemption():
    freed = {"secrecy": [(START, START + 200 * DAY)]}
    own = Piece("secrecy", START, START + 200 * DAY)
    assert verdict([demand()], own, on=START, exemptions=freed).standings[0].mark is Mark.MET
    own = Piece("secrecy", START, START + 199 * DAY)
    assert verdict([demand()], own, on=START, exemptions=freed).standings[0].mark is Mark.EXEMPT


def test_an_exemption_that_is_over_leaves_what_there_was():
    freed = {"secrecy": [(START, START + DAY)]}
    gone = verdict([demand()], Piece("secrecy", date(2026, 1, 1), START - DAY), on=START + 2 * DAY, exemptions=freed)
    assert (gone.standings[0].mark, gone.standings[0].until) == (Mark.LAPSED, START - DAY)


@pytest.mark.parametrize("effect", Effect)
def test_a_leave_lets_begin_in_spite_of_every_gap_while_it_runs(effect):
    asked = [demand(effect=effect)]
    leave = [(START, START + 10 * DAY)]
    for day in (START - 5 * DAY, START, START + 10 * DAY):  # seen from before the first day as well
        found = verdict(asked, on=day, leaves=leave)
        assert (found.state, found.standings[0].mark, found.act_by) == (State.READY_WITHIN_GRACE, Mark.ALLOWED, START + 10 * DAY)
        assert found.ready_from == START
    assert verdict(asked, on=START + 11 * DAY, leaves=leave).state > State.READY_WITHIN_GRACE
    assert verdict([within(30)], on=START, leaves=leave).standings[0].mark is Mark.DUE


# --- Whatever happens ------------------------------------------------------------------------------------------------------------------------

dates = st.dates(date(2025, 1, 1), date(2027, 12, 31))
keys = st.sampled_from("abc")


@st.composite
def demands(draw) -> Demand:
    phase, first = draw(st.sampled_from(Phase)), draw(dates)
    return Demand(
        id=draw(st.integers(1, 99)),
        qualifications=tuple(draw(st.lists(keys, min_size=1, max_size=2, unique=True))),
        name="",
        phase=phase,
        valid_from=first,
        valid_until=draw(st.none() | st.integers(0, 500).map(lambda more: first + more * DAY)),
        days=draw(st.integers(0, 400)) if phase is Phase.WITHIN_DAYS else None,
        due_on=draw(dates) if phase is Phase.BY_DAY else None,
        effect=draw(st.sampled_from(Effect)),
        level=draw(st.sampled_from([0, 0, 20, 40])),
        since=draw(st.none() | st.integers(0, 300).map(lambda less: first - less * DAY)),
    )


@st.composite
def pieces(draw) -> Piece:
    earned = draw(dates)
    until = draw(st.none() | st.integers(0, 700).map(lambda more: earned + more * DAY))
    return Piece(draw(keys), earned, until, draw(st.booleans()), assurance=draw(st.sampled_from([10, 20, 30, 40])))


@st.composite
def times(draw) -> tuple[date, date]:
    first = draw(dates)
    return first, first + draw(st.integers(0, 200)) * DAY


let_off = st.fixed_dictionaries(
    {"exemptions": st.dictionaries(keys, st.lists(times(), max_size=2)), "leaves": st.lists(times(), max_size=2)}
)


asked_lists = st.lists(demands(), max_size=6, unique_by=lambda each: each.id)
ledgers = st.lists(pieces(), max_size=8)


@given(asked_lists, ledgers, pieces(), dates, dates, let_off)
def test_more_evidence_never_makes_less_ready(asked, ledger, another, starts_on, on, other):
    before = verdict(asked, *ledger, on=on, starts_on=starts_on, **other)
    after = verdict(asked, *ledger, another, on=on, starts_on=starts_on, **other)
    assert after.state <= before.state
    assert len(after.lacking) <= len(before.lacking)


@given(asked_lists, ledgers, keys, times(), dates, dates, let_off)
def test_an_exemption_or_a_leave_never_makes_less_ready(asked, ledger, key, time, starts_on, on, other):
    before = verdict(asked, *ledger, on=on, starts_on=starts_on, **other).state
    freed = other["exemptions"] | {key: [*other["exemptions"].get(key, ()), time]}
    assert verdict(asked, *ledger, on=on, starts_on=starts_on, exemptions=freed, leaves=other["leaves"]).state <= before
    leaves = [*other["leaves"], time]
    assert verdict(asked, *ledger, on=on, starts_on=starts_on, exemptions=other["exemptions"], leaves=leaves).state <= before


@given(asked_lists, demands(), ledgers, dates, dates, let_off)
def test_one_more_requirement_never_makes_more_ready(asked, another, ledger, starts_on, on, other):
    before = verdict(asked, *ledger, on=on, starts_on=starts_on, **other)
    assert verdict([*asked, another], *ledger, on=on, starts_on=starts_on, **other).state >= before.state


@given(asked_lists, ledgers, dates, dates, st.randoms(use_true_random=False), let_off)
def test_order_never_matters(asked, ledger, starts_on, on, chance, other):
    mixed, pile = list(asked), list(ledger)
    chance.shuffle(mixed)
    chance.shuffle(pile)
    assert verdict(mixed, *pile, on=on, starts_on=starts_on, **other) == verdict(asked, *ledger, on=on, starts_on=starts_on, **other)


@given(asked_lists, ledgers, dates, dates, let_off)
def test_revoked_evidence_never_counts(asked, ledger, starts_on, on, other):
    kept = [piece for piece in ledger if not piece.revoked]
    assert verdict(asked, *kept, on=on, starts_on=starts_on, **other) == verdict(asked, *ledger, on=on, starts_on=starts_on, **other)


@given(asked_lists, ledgers, dates, dates, let_off)
def test_a_verdict_agrees_with_itself(asked, ledger, starts_on, on, other):
    found = verdict(asked, *ledger, on=on, starts_on=starts_on, **other)
    assert bool(found.lacking) == (found.state is State.LACKING)
    assert (found.ready_from is None) == bool(found.lacking or found.not_alone)
    assert bool(found.soon and not found.lacking and not found.not_alone) == (found.state is State.READY_WITHIN_GRACE)
    assert len({standing.demand.subject for standing in found.standings}) == len(found.standings)
    assert all(standing.act_by >= on for standing in found.soon)
    if found.ready_from:
        assert starts_on <= found.ready_from <= max(on, starts_on)


@given(asked_lists, ledgers, dates, dates, let_off)
def test_it_changes_only_on_a_day_with_a_cause(asked, ledger, starts_on, first, other):
    causes = {starts_on, starts_on + DAY}
    for each in asked:
        causes |= {each.valid_from, each.due(starts_on) + DAY, (each.valid_until or FOREVER - DAY) + DAY}
    # What is let off is known beforehand, and counts for the first day from the start.
    for since, until in [*other["leaves"], *(span for spans in other["exemptions"].values() for span in spans)]:
        causes |= {since, until + DAY, until - 60 * DAY}
    for spans in spans_of(ledger, LEVELS).values():
        for since, until in spans:
            causes |= {since} | ({until + DAY, until - 60 * DAY} if until != FOREVER else set())
    days = [first + n * DAY for n in range(90)]
    states = [verdict(asked, *ledger, on=day, starts_on=starts_on, **other).state for day in days]
    changed = {day for (_, before), (day, now) in pairwise(zip(days, states, strict=True)) if now != before}
    assert changed <= causes


@given(ledgers, dates, st.lists(st.tuples(keys, st.none() | st.integers(0, 60)), max_size=4))
def test_waiting_alone_never_helps(ledger, on, wanted):
    """With nothing new asked or earned, and the work begun, time only takes away."""
    asked = [
        Demand(number, (key,), "", Phase.BEFORE_START if days is None else Phase.WITHIN_DAYS, date(2025, 1, 1), None, days)
        for number, (key, days) in enumerate(wanted)
    ]
    known = [piece for piece in ledger if piece.earned_on <= on]
    states = [verdict(asked, *known, on=on + n * DAY, starts_on=date(2025, 1, 1)).state for n in range(0, 400, 20)]
    assert states == sorted(states)


# --- When somebody was ready for the first time ---------------------------------------------------------------------------------------------------

FIRST = date(2026, 1, 1)
near = st.integers(0, 40).map(lambda days: FIRST + days * DAY)
near_span = st.tuples(near, near).map(lambda both: (min(both), max(both)))
near_demand = st.builds(
    demand,
    key=st.sampled_from(["a", "b"]),
    phase=st.just(Phase.BEFORE_START),
    valid_from=near,
    valid_until=st.none() | st.integers(40, 60).map(lambda days: FIRST + days * DAY),
    effect=st.sampled_from(Effect),
) | st.builds(within, days=st.integers(0, 20), key=st.sampled_from(["a", "b"]), valid_from=near)


@example(  # two times of holding that touch, before the first day in the role
    [demand(key="a", phase=Phase.BEFORE_START, valid_from=FIRST)],
    {("a", 0): [(FIRST, FIRST), (FIRST + DAY, FIRST + DAY)]},
    {},
    [],
    FIRST + DAY,
    FIRST,
)
@given(
    st.lists(near_demand, max_size=3),
    st.dictionaries(st.tuples(st.sampled_from(["a", "b"]), st.just(0)), st.lists(near_span, max_size=2), max_size=2),
    st.dictionaries(st.sampled_from(["a", "b"]), st.lists(near_span, max_size=1), max_size=1),
    st.lists(near_span, max_size=1),
    near,
    near,
)
def test_the_first_day_ready_is_the_first_of_all_days_on_which_one_is(demands, spans, freed, leaves, starts_on, since):
    until = FIRST + 45 * DAY
    known = {"starts_on": starts_on, "exemptions": freed, "leaves": leaves}
    found = first_ready(demands, spans, since=since, until=until, **known)
    days = [since + number * DAY for number in range((until - since).days + 1)]
    defined = (on for on in days if readiness(demands, spans, on=on, **known).state <= State.READY_WITHIN_GRACE)
    assert found == next(defined, None)
    nothing_left = (
        on for on in days if all(each.held for each in readiness(demands, spans, on=on, starts_on=starts_on, exemptions=freed).standings)
    )
    assert first_ready(demands, spans, since=since, until=until, fully=True, **known) == next(nothing_left, None)
