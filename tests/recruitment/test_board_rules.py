"""What the board and the numbers rest on, without a database: next steps, whose hands, clocks, what is too small to show."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.recruitment.rules import clocks, numbers, stages
from lms.recruitment.rules.hands import NOBODY, Hands, in_hands
from lms.recruitment.rules.next_steps import Agreed, Do, Meeting, Turn, may_go_on, next_step
from lms.recruitment.rules.numbers import Course, Season
from lms.recruitment.rules.stages import Demand, Facts, Kind, RoundFacts, Stage
from tests.recruitment.test_rules import demands, facts

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
SFS = Demand()
meetings = st.dictionaries(
    st.integers(1, 3),
    st.builds(Meeting, st.integers(1, 3), st.none() | st.sampled_from([NOW - timedelta(1), NOW + timedelta(1)]), st.booleans()),
)
agreed = st.builds(Agreed, meetings, st.integers(0, 3), st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)), st.booleans())


NOTHING_DONE, NOTHING_AGREED = Facts(), Agreed()


def step(stage, known=NOTHING_DONE, around=NOTHING_AGREED, demand=SFS):
    return next_step(demand, known, stage, around, now=NOW)


def round_of(number, sitting=(1, 2), sheets=(), flags=0):
    return RoundFacts(number, frozenset(sitting), frozenset(sheets), flags)


def talked(*rounds, **more):
    return Facts(contacted=True, rounds=rounds, **more)


LATER, BEFORE = NOW + timedelta(days=2), NOW - timedelta(days=1)
BOOKED, HELD, OFFERED = ({1: Meeting(1, when)} for when in (LATER, BEFORE, None))


@pytest.mark.parametrize(
    ("stage", "known", "around", "do", "turn"),
    [
        (Stage.RECEIVED, Facts(), Agreed(), Do.RING, Turn.OWNER),
        (Stage.RECEIVED, talked(), Agreed(), Do.GO_ON, Turn.OWNER),
        (Stage.CONTACTED, talked(), Agreed(), Do.ARRANGE, Turn.OWNER),
        (Stage.INTERVIEW_1, talked(), Agreed(), Do.ARRANGE, Turn.OWNER),
        (Stage.INTERVIEW_1, talked(round_of(1, (1,))), Agreed(OFFERED), Do.FIND_INTERVIEWERS, Turn.OWNER),
        (Stage.INTERVIEW_1, talked(round_of(1), tied=frozenset({2})), Agreed(OFFERED), Do.REPLACE_INTERVIEWER, Turn.OWNER),
        (Stage.INTERVIEW_1, talked(round_of(1)), Agreed(OFFERED), Do.CHOOSE_TIME, Turn.APPLICANT),
        (Stage.INTERVIEW_1, talked(round_of(1)), Agreed({1: Meeting(1, None, True)}), Do.NEW_TIMES, Turn.OWNER),
        (Stage.INTERVIEW_1, talked(round_of(1)), Agreed(BOOKED), Do.MEET, Turn.INTERVIEWERS),
        (Stage.INTERVIEW_1, talked(round_of(1, sheets=(1,))), Agreed(HELD), Do.SHEETS, Turn.INTERVIEWERS),
        (Stage.INTERVIEW_1, talked(round_of(1, sheets=(1,), flags=1)), Agreed(HELD), Do.SHEETS, Turn.INTERVIEWERS),
        (Stage.INTERVIEW_1, talked(round_of(1, sheets=(1, 2), flags=1)), Agreed(HELD), Do.FLAG, Turn.DECIDER),
        (Stage.INTERVIEW_1, talked(round_of(1, sheets=(1, 2))), Agreed(HELD), Do.ARRANGE, Turn.OWNER),
        (
            Stage.INTERVIEW_2,
            talked(round_of(1, sheets=(1, 2)), round_of(2)),
            Agreed(HELD | {2: Meeting(2)}),
            Do.REPLACE_INTERVIEWER,
            Turn.OWNER,
        ),
        (Stage.REFERENCES, talked(), Agreed(), Do.ASK_REFEREES, Turn.OWNER),
        (Stage.REFERENCES, talked(references=1), Agreed(asked=1), Do.REFERENCES, Turn.REFEREES),
        (Stage.REFERENCES, talked(references=2), Agreed(), Do.PROPOSE, Turn.OWNER),
        (Stage.RULING, talked(), Agreed(is_proposed=True), Do.CONFIRM, Turn.DECIDER),
        (Stage.RULING, talked(), Agreed(), Do.PROPOSE, Turn.OWNER),
        (Stage.WAITING_LIST, talked(), Agreed(), Do.FIND_PLACE, Turn.OWNER),
        (Stage.ADMITTED, talked(), Agreed(), Do.NOTHING, Turn.NOBODY),
    ],
)
def test_the_next_step_of_steg_for_steg(stage, known, around, do, turn):
    found = step(stage, known, around)
    assert (found.do, found.turn) == (do, turn)


def test_steps_name_what_they_are_about():
    assert step(Stage.INTERVIEW_1, talked(round_of(1, sheets=(1,))), Agreed(HELD)).people == {2}
    assert step(Stage.INTERVIEW_1, talked(round_of(1)), Agreed(BOOKED)).at == LATER
    assert step(Stage.REFERENCES, talked(references=0), Agreed(asked=1)).number == 1
    assert step(Stage.CONTACTED, talked()).to is Stage.INTERVIEW_1


@pytest.mark.parametrize(
    ("around", "known", "do"),
    [
        (Agreed(), talked(), Do.ARRANGE_SHIFT),
        (Agreed(shift_on=NOW.date()), talked(), Do.SHIFT),
        (Agreed(shift_on=BEFORE.date()), talked(), Do.NOTE_SHIFT),
        (Agreed(shift_on=BEFORE.date()), talked(trial_shift=True), Do.PAPERS),
        (Agreed(), talked(trial_shift=True, guideline=True), Do.PROPOSE),
    ],
)
def test_a_trial_shift_and_the_papers_come_before_the_ruling(around, known, do):
    demand = Demand(rounds=0, references=0, trial_shift=True, guideline=True)
    assert step(Stage.TRIAL_SHIFT, known, around, demand).do is do


@given(demands, facts, agreed, st.sampled_from(Stage))
def test_every_case_has_a_next_step_and_a_button_only_for_a_move_that_is_open(demand, known, around, stage):
    found = step(stage, known, around, demand)
    if stage in demand.path or stage in stages.ENDED:
        assert (found.do is Do.NOTHING) == (stage in stages.ENDED)
    if found.to:
        assert stages.may_move(demand, stage, found.to)
        assert stages.gaps_before(demand, known, stage, found.to) == ()
        assert found.to not in {Stage.RULING, *stages.RULED}
        assert found.to == may_go_on(demand, known, stage)


@given(demands, facts, agreed, st.sampled_from(stages.INTERVIEWS), st.integers(1, 3))
def test_a_flag_changes_nothing_that_is_shown_before_the_round_is_in(demand, known, around, stage, number):
    """Neither the next step nor what is missing may tell what stands on a sealed sheet."""
    flagged = tuple(
        RoundFacts(each.number, each.interviewers, each.sheets_in, each.open_flags + (each.number == number)) for each in known.rounds
    )
    changed = Facts(known.contacted, flagged, known.references, known.trial_shift, known.guideline, known.police_certificate, known.tied)
    this = known.round(number)
    if not this.interviewers or this.interviewers - this.sheets_in:
        assert step(stage, known, around, demand) == step(stage, changed, around, demand)
        assert stages.round_gaps(demand, known, number) == stages.round_gaps(demand, changed, number)
    elif known.rounds != flagged:
        assert Kind.FLAG in [gap.kind for gap in stages.round_gaps(demand, changed, number)]


# --- Hands -----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "workers", "deputies", "hands"),
    [
        (None, {1, 2}, {}, NOBODY),
        (1, {1}, {}, Hands(1)),
        (1, {2}, {}, NOBODY),
        (1, {1, 2}, {1: 2}, Hands(2, stands_in_for=1)),
        (1, {1}, {1: 2}, Hands(1, is_away=True)),
        (1, {2}, {1: 2}, NOBODY),
        (1, {1, 2}, {2: 1}, Hands(1)),
    ],
)
def test_whose_hands_a_case_is_in(owner, workers, deputies, hands):
    assert in_hands(owner, workers=workers, deputies=deputies) == hands


# --- Clocks ----------------------------------------------------------------------------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(days, st.integers(0, 90), st.sampled_from([clocks.CONTACT_DAYS, clocks.DECISION_DAYS]))
def test_overdue_in_the_database_is_overdue_in_the_rules(on, ago, number):
    received = on - timedelta(days=ago)
    promise = clocks.Promise(clocks.after_working_days(received, number), None)
    assert (received <= clocks.last_overdue(on, number)) == promise.is_overdue(on)


@given(days, days)
def test_an_older_case_is_never_less_urgent(first, second):
    older, newer = sorted([first, second])
    assert clocks.decision(older, None).due <= clocks.decision(newer, None).due


# --- Numbers ---------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "season"), [(date(2026, 6, 30), Season(2026, 1)), (date(2026, 7, 1), Season(2026, 2))])
def test_half_years(day, season):
    assert numbers.season_of(day) == season
    assert numbers.season_of(season.first_day) == season
    assert numbers.season_of(season.next.first_day - timedelta(days=1)) == season


@given(days, st.integers(1, 8))
def test_the_last_seasons_follow_each_other(day, number):
    found = numbers.last_seasons(day, number)
    assert len(found) == number
    assert found[0] == numbers.season_of(day)
    assert all(older.next == newer for newer, older in pairwise(found))


def course(*moves, received=date(2026, 11, 2)):
    return Course(received, tuple((stage, date(2026, 11, day)) for stage, day in moves))


DECLINED_EARLY = course((Stage.CONTACTED, 3), (Stage.RULING, 4), (Stage.DECLINED, 5))
ADMITTED = course((Stage.CONTACTED, 2), (Stage.INTERVIEW_1, 9), (Stage.RULING, 10), (Stage.ADMITTED, 12))


def test_how_far_applicants_came():
    assert DECLINED_EARLY.furthest is Stage.CONTACTED
    assert numbers.reached_by([course(), DECLINED_EARLY, ADMITTED]) == {
        Stage.RECEIVED: 3,
        Stage.CONTACTED: 2,
        Stage.INTERVIEW_1: 1,
        Stage.ADMITTED: 1,
    }


def test_an_admission_that_was_undone_is_none():
    undone = replace(ADMITTED, moves=(*ADMITTED.moves, (Stage.RULING, date(2026, 11, 13))))
    assert undone.furthest is Stage.INTERVIEW_1
    again = replace(undone, moves=(*undone.moves, (Stage.ADMITTED, date(2026, 11, 14))))
    assert again.furthest is Stage.ADMITTED


def test_how_long_cases_stand_in_a_stage():
    assert numbers.median_stays([DECLINED_EARLY, ADMITTED]) == {
        Stage.RECEIVED: (0.5, 2),
        Stage.CONTACTED: (3.0, 2),
        Stage.INTERVIEW_1: (1, 1),
        Stage.RULING: (1.5, 2),
    }


courses = st.lists(
    st.builds(Course, days, st.lists(st.tuples(st.sampled_from(Stage), days), max_size=8).map(tuple)),
    max_size=20,
)


@given(courses)
def test_the_way_never_widens(found):
    values = list(numbers.reached_by(found).values())
    assert values == sorted(values, reverse=True)
    assert values[0] == len(found)


def test_promises_are_judged_when_done_or_overdue():
    on = date(2026, 11, 23)
    promises = [
        clocks.contact(date(2026, 11, 2), date(2026, 11, 5)),
        clocks.contact(date(2026, 11, 2), date(2026, 11, 6)),
        clocks.contact(date(2026, 11, 2), None),
        clocks.contact(date(2026, 11, 20), None),
    ]
    found = numbers.kept(promises, on=on)
    assert (found.kept, found.judged, found.percent) == (1, 3, 33)
    assert numbers.kept([], on=on).percent is None


counts = st.lists(st.integers(0, 30), max_size=8)


@given(counts)
def test_no_small_number_is_shown_or_can_be_found_by_subtraction(values):
    shown, total = numbers.suppress(values)
    assert all(each is None or each == value for each, value in zip(shown, values, strict=True))
    assert not any(each is not None and numbers.is_small(each) for each in [*shown, total])
    hidden = [value for each, value in zip(shown, values, strict=True) if each is None]
    if total is None:
        assert numbers.is_small(sum(values))
    else:
        assert total == sum(values)
        assert len(hidden) != 1
        assert sum(hidden) == 0 or not numbers.is_small(sum(hidden))
    if not any(numbers.is_small(value) for value in values):
        assert hidden == []


@given(counts)
def test_no_small_step_of_the_way_is_shown(values):
    values = sorted(values, reverse=True)
    shown = [value for value in numbers.suppress_nested(values) if value is not None]
    assert not any(numbers.is_small(value) for value in shown)
    assert not any(numbers.is_small(before - after) for before, after in pairwise(shown))
    assert not values or numbers.is_small(values[0]) or shown[0] == values[0]
