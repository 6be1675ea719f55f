import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.roles.models import AssignmentStatus
from lms.roles.rules import MOVES, is_done, may_move, moves_from

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
