from datetime import date

from lms.home.rules import Option, first
from lms.requirements.rules import State

SOON, LATER = date(2026, 3, 1), date(2026, 9, 1)


def test_first_of_nothing_is_nothing():
    assert first([]) is None


def test_first_is_what_stands_in_the_way_of_being_ready():
    options = [
        Option(1, started=True),
        Option(2, State.READY_WITHIN_GRACE, started=True, act_by=SOON),
        Option(3, State.LACKING, act_by=LATER),
    ]
    assert [option.key for option in sorted(options, key=lambda option: option.key) if option == first(options)] == [3]
    assert first(options[:2]) == options[1]
    assert first(options[:1]) == options[0]


def test_first_goes_on_with_what_is_begun():
    begun = Option(2, State.LACKING, started=True, act_by=LATER)
    assert first([Option(1, State.LACKING, act_by=SOON), begun]) == begun


def test_first_can_be_done_here_and_now():
    here = Option(2, State.LACKING, act_by=LATER)
    assert first([Option(1, State.LACKING, can_do_here=False, act_by=SOON), here]) == here


def test_first_is_due_first_and_then_as_listed():
    assert first(
        [Option(1, State.LACKING, act_by=LATER), Option(2, State.LACKING, act_by=SOON), Option(3, State.LACKING, act_by=SOON)]
    ) == Option(2, State.LACKING, act_by=SOON)
