"""What decides, without a database."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.recruitment.rules import clocks, retention, scores, stages
from lms.recruitment.rules.stages import Demand, Facts, Kind, RoundFacts, Stage

ROOT = Path(__file__).resolve().parent.parent.parent

demands = st.builds(
    Demand,
    rounds=st.integers(0, 3),
    seats=st.integers(1, 3),
    references=st.integers(0, 3),
    deciders=st.integers(1, 2),
    trial_shift=st.booleans(),
    guideline=st.booleans(),
    police_certificate=st.booleans(),
)
people = st.frozensets(st.integers(1, 5), max_size=4)
round_facts = st.builds(
    lambda number, sitting, sheets, flags: RoundFacts(number, sitting, sitting & sheets, flags),
    st.integers(1, 3),
    people,
    people,
    st.integers(0, 1),
)
facts = st.builds(
    Facts,
    contacted=st.booleans(),
    rounds=st.lists(round_facts, max_size=3, unique_by=lambda each: each.number).map(tuple),
    references=st.integers(0, 3),
    trial_shift=st.booleans(),
    guideline=st.booleans(),
    police_certificate=st.booleans(),
    tied=st.frozensets(st.integers(1, 5), max_size=2),
)
FULL = Facts(
    contacted=True,
    rounds=(
        RoundFacts(1, frozenset({1, 2}), frozenset({1, 2})),
        RoundFacts(2, frozenset({2, 3}), frozenset({2, 3})),
        RoundFacts(3, frozenset({3, 4}), frozenset({3, 4})),
    ),
    references=3,
    trial_shift=True,
    guideline=True,
    police_certificate=True,
)


def kinds(gaps):
    return [gap.kind for gap in gaps]


def test_the_standard_is_that_of_steg_for_steg():
    assert Demand().path == (
        Stage.RECEIVED,
        Stage.CONTACTED,
        Stage.INTERVIEW_1,
        Stage.INTERVIEW_2,
        Stage.REFERENCES,
        Stage.RULING,
    )


@given(demands)
def test_nothing_is_missing_when_everything_is_done(demand):
    assume(demand.seats <= 2)
    assert stages.gaps(demand, FULL) == ()


@given(demands, facts, st.lists(st.sampled_from(Stage), max_size=30), st.data())
def test_no_sequence_of_moves_admits_without_what_the_process_demands(demand, known, wishes, data):
    """Facts may change between the moves, in any way; at the moment of admission everything demanded must be there."""
    stage = Stage.RECEIVED
    for to in wishes:
        known = data.draw(facts) if data.draw(st.booleans()) else known
        if stages.may_move(demand, stage, to) and not stages.gaps_before(demand, known, stage, to):
            stage = to
        if stage is Stage.ADMITTED:
            assert known.contacted
            for number in range(1, demand.rounds + 1):
                this = known.round(number)
                assert len(this.interviewers) >= demand.seats
                assert this.interviewers <= this.sheets_in
                assert not this.interviewers & known.tied
                assert this.open_flags == 0
                assert number == 1 or this.interviewers - known.round(1).interviewers
            assert known.references >= demand.references
            assert known.trial_shift or not demand.trial_shift
            assert known.guideline or not demand.guideline
            assert known.police_certificate or not demand.police_certificate
            return


@given(demands, st.sampled_from(Stage), st.sampled_from(Stage))
def test_a_move_of_a_process_is_one_of_all_moves(demand, stage, to):
    assert not stages.may_move(demand, stage, to) or to in stages.NEXT[stage]


@given(demands, st.sampled_from(Stage), st.sampled_from(sorted({Stage.ADMITTED, Stage.DECLINED, Stage.WAITING_LIST})))
def test_only_a_ruling_rules(demand, stage, to):
    assert not stages.may_move(demand, stage, to) or stage is Stage.RULING


@given(demands)
def test_the_path_can_be_walked_from_first_to_last(demand):
    for stage, to in zip(demand.path, demand.path[1:], strict=False):
        assert stages.may_move(demand, stage, to)
        assert stages.following(demand, stage) is to
    assert stages.following(demand, Stage.RULING) is None


@given(demands)
def test_no_stage_of_the_path_can_be_skipped(demand):
    path = demand.path
    for index, stage in enumerate(path[:-1]):
        for to in path[index + 2 :]:
            assert to is Stage.RULING or not stages.may_move(demand, stage, to)


@given(demands, facts, st.sampled_from(Stage))
def test_everybody_can_withdraw_from_an_open_case_and_be_declined_at_once(demand, known, stage):
    if stage in stages.OPEN:
        assert stages.may_move(demand, stage, Stage.WITHDRAWN)
        assert stages.gaps_before(demand, known, stage, Stage.WITHDRAWN) == ()
    if stage in stages.OPEN and stage is not Stage.RULING:
        assert stages.may_move(demand, stage, Stage.RULING)
        assert stages.gaps_before(demand, known, stage, Stage.RULING) == ()


def test_who_has_withdrawn_stays_withdrawn():
    assert not any(stages.may_move(Demand(), Stage.WITHDRAWN, to) for to in Stage)


@pytest.mark.parametrize(
    ("this", "wanted"),
    [
        (RoundFacts(2), [Kind.INTERVIEWERS, Kind.SHEETS]),
        (RoundFacts(2, frozenset({1}), frozenset({1})), [Kind.INTERVIEWERS, Kind.NEW_EYES]),
        (RoundFacts(2, frozenset({1, 2}), frozenset({1, 2})), [Kind.NEW_EYES]),
        (RoundFacts(2, frozenset({1, 3}), frozenset({1})), [Kind.SHEETS]),
        (RoundFacts(2, frozenset({1, 9}), frozenset({1, 9})), [Kind.TIED]),
        (RoundFacts(2, frozenset({1, 3}), frozenset({1, 3}), open_flags=1), [Kind.FLAG]),
        (RoundFacts(2, frozenset({1, 3}), frozenset({1, 3})), []),
    ],
)
def test_a_round_says_what_it_lacks(this, wanted):
    first = RoundFacts(1, frozenset({1, 2}), frozenset({1, 2}))
    assert kinds(stages.round_gaps(Demand(), Facts(rounds=(first, this), tied=frozenset({9})), 2)) == wanted


def test_what_can_be_done_at_any_time_is_asked_at_the_ruling():
    demand = Demand(rounds=0, references=0, guideline=True, police_certificate=True)
    assert kinds(stages.gaps(demand, Facts(contacted=True))) == [Kind.GUIDELINE, Kind.POLICE_CERTIFICATE]
    assert stages.gaps_before(demand, Facts(contacted=True), Stage.CONTACTED, Stage.RULING) == ()


@pytest.mark.parametrize(
    ("deciders", "confirmer", "tied", "stands"),
    [(2, 2, set(), True), (2, 1, set(), False), (2, None, set(), False), (1, None, set(), True), (2, 2, {2}, False), (1, None, {1}, False)],
)
def test_two_different_people_stand_behind_a_ruling(deciders, confirmer, tied, stands):
    assert stages.may_stand_behind(Demand(deciders=deciders), proposer=1, confirmer=confirmer, tied=tied) is stands


def test_the_diagram_in_the_documents_is_the_one_the_rules_draw():
    assert stages.diagram() in (ROOT / "docs" / "recruitment.md").read_text(encoding="utf-8")


# --- Clocks -------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 27), date(2026, 12, 2)),  # Friday → Wednesday
        (date(2026, 11, 28), date(2026, 12, 2)),  # Saturday: Monday is the first day that counts
        (date(2026, 3, 31), date(2026, 4, 8)),  # the Tuesday before Easter: Wednesday counts, then all of Easter is free
        (date(2026, 12, 23), date(2026, 12, 29)),  # Christmas Eve is no public holiday
        (date(2026, 4, 29), date(2026, 5, 5)),  # 1 May
    ],
)
def test_contact_is_due_three_working_days_later(received, due):
    assert clocks.contact(received, None).due == due


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 40))
def test_working_days_are_counted_as_they_are_added(day, number):
    last = clocks.after_working_days(day, number)
    assert clocks.working_days_between(day, last) == number
    assert number == 0 or clocks.is_working_day(last)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(-60, 60))
def test_days_left_fall_and_turn_negative_after_the_due_day(received, later):
    promise = clocks.decision(received, None)
    on = promise.due + timedelta(days=later)
    assert promise.is_overdue(on) is (later > 0)
    assert promise.days_left(promise.due) == 0


def test_a_promise_that_was_kept_has_nothing_left():
    kept = clocks.contact(date(2026, 11, 27), date(2026, 12, 3))
    assert (kept.days_left(date(2027, 1, 1)), kept.is_overdue(date(2027, 1, 1)), kept.was_kept) == (0, False, False)


# --- Scores -------------------------------------------------------------------------------------------------------------------------------------

ANCHORS = ("a", "b", "c", "d")
CRITERIA = [
    scores.Criterion("m", "Motivation", ANCHORS),
    scores.Criterion("b", "Boundaries", ANCHORS),
    scores.Criterion("s", "Safety", ANCHORS, True),
]


def test_not_seen_counts_for_nothing_and_flags_stand_outside():
    assert scores.total(CRITERIA, {"m": 4, "b": None, "s": 1}) == 4
    assert scores.total(CRITERIA, {"m": None, "b": None, "s": 4}) is None


@given(st.lists(st.fixed_dictionaries({key: st.none() | st.integers(1, 4) for key in "mbs"}), max_size=5))
def test_a_total_lies_between_the_scores_and_no_flag_moves_it(sheets):
    for sheet in sheets:
        seen = [sheet[key] for key in "mb" if sheet[key] is not None]
        total = scores.total(CRITERIA, sheet)
        assert (total is None) == (not seen)
        assert total is None or min(seen) <= total <= max(seen)
        assert total == scores.total(CRITERIA, {**sheet, "s": 1})


def test_a_sheet_is_complete_with_not_seen_but_not_with_nothing():
    assert scores.is_complete(CRITERIA, {"m": 1, "b": None, "s": 2})
    assert not scores.is_complete(CRITERIA, {"m": 1, "s": 2})


def test_a_spread_is_wide_from_two_up():
    wide, narrow, unseen = (scores.Spread(each, given) for each, given in zip(CRITERIA, [(1, 3), (3, 4), (None, None)], strict=True))
    assert (wide.is_wide, narrow.is_wide, unseen.width) == (True, False, 0)


@given(people, people)
def test_a_round_opens_when_every_sheet_is_in(sitting, sheets):
    assert scores.is_round_open(sitting, sheets) == (bool(sitting) and all(each in sheets for each in sitting))


# --- Retention ----------------------------------------------------------------------------------------------------------------------------------


@given(st.sampled_from(retention.Part), st.sampled_from(Stage), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 500))
def test_nothing_of_an_open_case_is_due_and_what_is_due_stays_due(part, stage, ended, days):
    ended_on = ended if stage in stages.ENDED else None
    on = ended + timedelta(days=days)
    if stage not in stages.ENDED:
        assert not retention.is_due(part, stage=stage, ended_on=ended_on, on=on)
    elif retention.is_due(part, stage=stage, ended_on=ended_on, on=on):
        assert retention.is_due(part, stage=stage, ended_on=ended_on, on=on + timedelta(days=1))


def test_notes_and_references_go_before_the_identity():
    for stage in stages.ENDED:
        days = {part: retention.due(part, stage=stage, ended_on=date(2026, 1, 1)) for part in retention.Part}
        assert max(days[retention.Part.NOTES], days[retention.Part.REFERENCES]) <= days[retention.Part.IDENTITY]
