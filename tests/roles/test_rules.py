import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.roles.models import AssignmentStatus
from lms.roles.rules import MOVES, in_ranges, is_done, may_move, moves_from

STATES = list(AssignmentStatus.values)


def test_moves_name_only_states_that_exist():
    assert {state for sources, target in MOVES.values() for state in (*sources, target)} == set(STATES)


@pytest.mark.parametrize(
    ("state", "moves"),
    [("planned", ["start", "end"]), ("active", ["pause", "end"]), ("paused", ["resume", "end"]), ("ended", [])],
)
def test_moves_from_each_state(state, moves):
    assert moves_from(state) == moves


@given(st.sampled_from(STATES), st.sampled_from(list(MOVES)))
def test_move_is_never_both_possible_and_done(state, move):
    assert not (may_move(state, move) and is_done(state, move))


def test_numbers_are_told_in_few_signs():
    assert [in_ranges(numbers) for numbers in ([], [3], [9, 3, 4, 5, 4], [1, 2])] == ["", "3", "3–5, 9", "1–2"]


@given(st.sets(st.integers(1, 60)))
def test_no_number_is_lost_or_made_up(numbers):
    parts = [part.split("–") for part in in_ranges(numbers).split(", ") if part]
    assert {number for part in parts for number in range(int(part[0]), int(part[-1]) + 1)} == numbers
