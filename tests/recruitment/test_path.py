"""What the applicant sees of the way, and sittings of readers. Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.recruitment.rules.path import Answer, Mark, Step, answer, own_path
from lms.recruitment.rules.readings import SITTING, Reading, fold
from lms.recruitment.rules.retention import STANDARD, Clock, Part, clocks
from lms.recruitment.rules.stages import ENDED, WORKING, Demand, Stage

demands = st.builds(
    Demand, rounds=st.integers(0, 3), references=st.integers(0, 3), trial_shift=st.booleans(), deciders=st.sampled_from([1, 2])
)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def marks(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    return [(str(step.stage), str(step.mark)) for step in steps]


def test_who_has_been_rung_waits_for_the_first_conversation():
    assert marks(own_path(Demand(rounds=1, references=1), Stage.CONTACTED)) == [
        ("received", "done"),
        ("contacted", "done"),
        ("interview_1", "now"),
        ("references", "to_come"),
        ("ruling", "to_come"),
    ]


def test_a_ruling_from_the_start_shows_nothing_as_missed():
    assert marks(own_path(Demand(), Stage.RULING)) == [("received", "done"), ("ruling", "now")]
    assert marks(own_path(Demand(), Stage.RULING, finished={Stage.CONTACTED})) == [
        ("received", "done"),
        ("contacted", "done"),
        ("ruling", "now"),
    ]


@pytest.mark.parametrize("stage", [Stage.ADMITTED, Stage.DECLINED, Stage.WAITING_LIST])
def test_the_answer_is_told_by_its_letter_and_not_before(stage):
    untold, told = (own_path(Demand(), stage, is_told=is_told) for is_told in (False, True))
    assert (untold[-1].mark, told[-1].mark) == (Mark.NOW, Mark.DONE)
    assert own_path(Demand(), Stage.ADMITTED, is_told=False) == own_path(Demand(), Stage.DECLINED, is_told=False)
    assert answer(stage, contacted=True, ruled=True, is_told=False) is Answer.ON_ITS_WAY
    assert answer(stage, contacted=True, ruled=True, is_told=True) is Answer(stage)


@given(demands, st.sampled_from(list(Stage)), st.booleans())
def test_a_path_goes_from_done_over_one_now_to_what_is_to_come(demand, stage, is_told):
    steps = own_path(demand, stage, is_told=is_told)
    order = [list(Mark).index(step.mark) for step in steps]
    now = [step for step in steps if step.mark is Mark.NOW]
    assert order == sorted(order)
    assert steps[0] == Step(Stage.RECEIVED, Mark.DONE)
    assert {step.stage for step in steps} <= set(demand.path)
    if stage in demand.path:
        assert len(now) == 1
    if stage in ENDED and is_told:
        assert now == []


@given(st.sampled_from(list(Stage)), st.booleans(), st.booleans(), st.booleans())
def test_every_case_has_something_to_say(stage, contacted, ruled, is_told):
    said = answer(stage, contacted=contacted, ruled=ruled, is_told=is_told)
    if stage in WORKING:
        assert said in {Answer.CONTACT, Answer.DECISION, Answer.AGAIN}


def test_readings_within_half_an_hour_are_one_sitting():
    readings = [
        Reading(1, "case", AT),
        Reading(1, "sheets", AT + SITTING),
        Reading(2, "case", AT + timedelta(minutes=5)),
        Reading(1, "case", AT + 2 * SITTING + timedelta(seconds=1)),
    ]
    assert [(each.person, each.what, each.times) for each in fold(readings)] == [
        (1, ("case",), 1),
        (1, ("case", "sheets"), 2),
        (2, ("case",), 1),
    ]


@given(st.lists(st.builds(Reading, st.sampled_from([None, 1, 2]), st.sampled_from(["case", "sheets"]), st.datetimes())))
def test_folding_loses_no_reading(readings):
    assert sum(each.times for each in fold(readings)) == len(readings)


def test_a_setting_changes_the_parts_it_names():
    changed = clocks({"notes": (10, 20)})
    assert changed[Part.NOTES] == Clock(10, 20)
    assert {part: clock for part, clock in changed.items() if part is not Part.NOTES} == {
        part: clock for part, clock in STANDARD.items() if part is not Part.NOTES
    }
    with pytest.raises(ValueError, match="poems"):
        clocks({"poems": (1, 1)})
