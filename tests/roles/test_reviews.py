"""The review of the register: which one is open, answering for many and for one, taking back, and breaks that end by themselves."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.roles.actions import end_assignment, end_breaks, pause_assignment, resume_assignment, start_assignment
from lms.roles.actions.reviews import answer, confirm_all, take_back
from lms.roles.models import Answer, Assignment, AssignmentStatus, Confirmation
from lms.roles.rules.reviews import LATELY, MEANT_TO_TAKE, Review, can_be_taken_back, review_on, was_active_lately
from lms.roles.selectors.reviews import confirmed, open_review, progress, to_confirm
from tests.cast import Cast
from tests.factories.roles import AssignmentFactory

DAY = timedelta(days=1)
DAYS_OF_YEAR = st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(lambda day: (day.month, day.day)), min_size=1, max_size=4)
OPENED = date(2026, 9, 1)
REVIEW = Review(OPENED, OPENED + MEANT_TO_TAKE)
TODAY = date(2026, 9, 10)
NOW = timezone.make_aware(datetime(2026, 9, 10, 12))


# --- The rules --------------------------------------------------------------------------------------------------------------------------------


@given(on=st.dates(date(2020, 1, 1), date(2040, 12, 31)), days=DAYS_OF_YEAR)
def test_the_open_review_is_the_one_that_opened_last(on, days):
    found = review_on(on, days)
    assert (found.opens_on.month, found.opens_on.day) in days
    assert found.opens_on <= on
    opened_later = [found.opens_on + turn * DAY for turn in range(1, (on - found.opens_on).days + 1)]
    assert not [day for day in opened_later if (day.month, day.day) in days]


@pytest.mark.parametrize(
    ("on", "opens_on", "number"),
    [
        (date(2026, 1, 31), date(2025, 9, 1), 2),
        (date(2026, 2, 1), date(2026, 2, 1), 1),
        (date(2026, 8, 31), date(2026, 2, 1), 1),
        (date(2026, 9, 1), date(2026, 9, 1), 2),
    ],
)
def test_twice_a_year(on, opens_on, number):
    found = review_on(on, [(2, 1), (9, 1)])
    assert (found.opens_on, found.number) == (opens_on, number)
    assert not found.is_late(found.due_on)
    assert found.is_late(found.due_on + DAY)


@given(days=st.integers(0, 400))
def test_half_a_year_is_lately_and_never_is_not(days):
    assert was_active_lately(TODAY - days * DAY, on=TODAY) == (days <= LATELY.days)
    assert not was_active_lately(None, on=TODAY)


def test_ten_minutes_to_think():
    assert can_be_taken_back(NOW, now=NOW + timedelta(minutes=9, seconds=59))
    assert not can_be_taken_back(NOW, now=NOW + timedelta(minutes=10))


# --- Answering --------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def ben(cast: Cast) -> Assignment:
    return Assignment.objects.get(person=cast.ben)


def said(person=None) -> list[tuple[str, str]]:
    rows = Confirmation.objects.select_related("assignment__person").order_by("pk")
    return [(row.assignment.person.given_name, row.answer) for row in rows]


def test_those_who_go_on_are_confirmed_at_once_and_once(cast, ben):
    noor = Assignment.objects.get(person=cast.noor)
    new = confirm_all(assignments=[ben, noor], review=REVIEW, by=cast.kim, now=NOW)
    again = confirm_all(assignments=[ben, noor], review=REVIEW, by=cast.lea, now=NOW + DAY)
    assert (len(new), again, said()) == (2, [], [("Ben", "stays"), ("Noor", "stays")])
    assert {row.by for row in Confirmation.objects.all()} == {cast.kim}


def test_who_has_a_break_or_has_ended_meanwhile_is_not_confirmed_with_the_rest(cast, ben):
    noor = Assignment.objects.get(person=cast.noor)
    pause_assignment(assignment=ben, on=TODAY, by=None)
    end_assignment(assignment=noor, on=TODAY, by=None)
    assert confirm_all(assignments=[ben, noor], review=REVIEW, by=cast.kim, now=NOW) == []
    for each in (ben, noor):
        with pytest.raises(ValidationError):
            answer(assignment=each, answer=Answer.STAYS, day=None, review=REVIEW, by=cast.kim, now=NOW)
    assert said() == []


@pytest.mark.parametrize(
    ("given_answer", "day", "status", "ends_on", "paused_until"),
    [
        (Answer.STAYS, None, "active", None, None),
        (Answer.PAUSED, TODAY + 60 * DAY, "paused", None, TODAY + 60 * DAY),
        (Answer.ENDED, TODAY - DAY, "ended", TODAY - DAY, None),
    ],
)
def test_an_answer_moves_the_assignment_and_is_taken_back_whole(cast, ben, given_answer, day, status, ends_on, paused_until):
    for turn in range(2):  # a double click
        row, is_new = answer(assignment=ben, answer=given_answer, day=day, review=REVIEW, by=cast.kim, now=NOW)
        assert is_new is (turn == 0)
    ben.refresh_from_db()
    assert (ben.status, ben.ends_on, ben.paused_until) == (status, ends_on, paused_until)
    assert take_back(confirmation_id=row.pk, by=cast.lea, now=NOW) == 0, "only one's own"
    assert take_back(confirmation_id=row.pk, by=cast.kim, now=NOW + timedelta(minutes=10)) == 0, "too late"
    for number in (1, 0):
        assert take_back(confirmation_id=row.pk, by=cast.kim, now=NOW + timedelta(minutes=9)) == number
    ben.refresh_from_db()
    assert (ben.status, ben.ends_on, ben.paused_until, said()) == ("active", None, None, [])


def test_back_from_a_break_and_on_a_break_again(cast, ben):
    pause_assignment(assignment=ben, on=TODAY, until=TODAY + DAY, by=None)
    row, _ = answer(assignment=ben, answer=Answer.BACK, day=None, review=REVIEW, by=cast.kim, now=NOW)
    ben.refresh_from_db()
    assert (ben.status, ben.paused_until) == ("active", None)
    take_back(confirmation_id=row.pk, by=cast.kim, now=NOW)
    ben.refresh_from_db()
    assert (ben.status, ben.paused_until) == ("paused", TODAY + DAY)
    answer(assignment=ben, answer=Answer.PAUSED, day=TODAY + 9 * DAY, review=REVIEW, by=cast.kim, now=NOW)
    ben.refresh_from_db()
    assert (ben.status, ben.paused_until) == ("paused", TODAY + 9 * DAY)


def test_of_two_who_answer_the_first_is_heard(cast, ben):
    answer(assignment=ben, answer=Answer.STAYS, day=None, review=REVIEW, by=cast.kim, now=NOW)
    stands, is_new = answer(assignment=ben, answer=Answer.ENDED, day=TODAY, review=REVIEW, by=cast.lea, now=NOW)
    ben.refresh_from_db()
    assert (stands.by, stands.answer, is_new, ben.status) == (cast.kim, "stays", False, "active")
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(assignment=ben, review=OPENED, answer="stays", status_before="active", by=cast.lea, at=NOW)


@pytest.mark.parametrize(
    ("given_answer", "day"),
    [(Answer.PAUSED, None), (Answer.PAUSED, TODAY - DAY), (Answer.ENDED, None), (Answer.ENDED, date(2020, 1, 1))],
)
def test_a_day_that_makes_no_sense_is_refused_and_nothing_is_said(cast, ben, given_answer, day):
    with pytest.raises(ValidationError):
        answer(assignment=ben, answer=given_answer, day=day, review=REVIEW, by=cast.kim, now=NOW)
    ben.refresh_from_db()
    assert (ben.status, said()) == ("active", [])


def test_what_was_changed_since_is_not_taken_back(cast, ben):
    row, _ = answer(assignment=ben, answer=Answer.PAUSED, day=TODAY + DAY, review=REVIEW, by=cast.kim, now=NOW)
    resume_assignment(assignment=ben, on=TODAY, by=cast.lea)
    assert take_back(confirmation_id=row.pk, by=cast.kim, now=NOW) == 0
    assert said() == [("Ben", "paused")]


def test_an_end_is_not_taken_back_when_there_is_a_new_assignment(cast, ben):
    row, _ = answer(assignment=ben, answer=Answer.ENDED, day=TODAY, review=REVIEW, by=cast.kim, now=NOW)
    AssignmentFactory.create(person=ben.person, role=ben.role, unit=ben.unit)
    assert take_back(confirmation_id=row.pk, by=cast.kim, now=NOW) == 0


def test_one_goes_back_for_all_that_were_said_in_one_go(cast, ben):
    others = [AssignmentFactory.create(unit=cast.harbour, role=cast.companion) for _ in range(3)]
    confirm_all(assignments=[ben], review=REVIEW, by=cast.kim, now=NOW)
    rows = confirm_all(assignments=others, review=REVIEW, by=cast.kim, now=NOW + timedelta(minutes=1))
    assert take_back(confirmation_id=rows[0].pk, by=cast.kim, now=NOW + timedelta(minutes=2)) == 3
    assert said() == [("Ben", "stays")]


def test_what_was_said_is_never_changed(cast, ben):
    (row,) = confirm_all(assignments=[ben], review=REVIEW, by=cast.kim, now=NOW)
    row.answer = Answer.ENDED
    with pytest.raises(TypeError):
        row.save()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_confirming_many_costs_what_one_does(cast, django_assert_num_queries, number):
    rows = [AssignmentFactory.create(unit=cast.harbour, role=cast.companion) for _ in range(number)]
    with django_assert_num_queries(5):  # with the savepoint
        assert len(confirm_all(assignments=rows, review=REVIEW, by=cast.kim, now=NOW)) == number


# --- Who is to be confirmed -------------------------------------------------------------------------------------------------------------------


def test_those_who_came_after_the_opening_are_not_asked_about(cast, ben):
    AssignmentFactory.create(unit=cast.harbour, starts_on=OPENED)
    AssignmentFactory.create(unit=cast.harbour, starts_on=OPENED - DAY, status=AssignmentStatus.ENDED, ends_on=OPENED)
    AssignmentFactory.create(unit=cast.harbour, starts_on=OPENED - DAY, ends_on=TODAY - DAY)
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY)
    pause_assignment(assignment=ben, on=TODAY, by=None)
    waiting = to_confirm(Assignment.objects.filter(unit=cast.harbour), review=REVIEW, on=TODAY)
    assert {each.person for each in waiting} == {cast.ben, cast.noor}
    confirm_all(assignments=[Assignment.objects.get(person=cast.noor)], review=REVIEW, by=cast.kim, now=NOW)
    assert [each.person for each in waiting.all()] == [cast.ben]
    assert [row.assignment.person for row in confirmed(cast.harbour, review=REVIEW)] == [cast.noor]
    earlier = Review(date(2026, 2, 1), date(2026, 3, 15))
    assert to_confirm(Assignment.objects.filter(unit=cast.harbour), review=earlier, on=TODAY).count() == 2


@pytest.mark.parametrize("number", [1, 3, 30])
def test_how_far_units_have_come_costs_the_same_for_all(cast, ben, django_assert_num_queries, number):
    AssignmentFactory.create_batch(number, unit=cast.kitchen, role=cast.companion)
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY)
    confirm_all(assignments=[ben], review=REVIEW, by=cast.kim, now=NOW)
    with django_assert_num_queries(2):
        found = progress([cast.harbour, cast.kitchen, cast.nation], review=REVIEW, on=TODAY)
    assert {pk: (each.done, each.total, each.left) for pk, each in found.items()} == {
        cast.harbour.pk: (1, 2, 1),
        cast.kitchen.pk: (0, number, number),
    }


def test_the_days_are_the_organisations(settings):
    settings.REVIEW_DAYS = [(5, 17)]
    assert open_review(on=date(2026, 5, 16)).opens_on == date(2025, 5, 17)


# --- Breaks that end by themselves ------------------------------------------------------------------------------------------------------------


def test_a_break_ends_by_itself_after_its_last_day(cast, ben):
    noor = Assignment.objects.get(person=cast.noor)
    pause_assignment(assignment=ben, on=TODAY, until=TODAY + DAY, by=cast.kim)
    pause_assignment(assignment=noor, on=TODAY, by=cast.kim)
    assert [end_breaks(on=TODAY + turn * DAY) for turn in (0, 1, 2, 2)] == [0, 0, 1, 0]
    ben.refresh_from_db()
    noor.refresh_from_db()
    assert (ben.status, ben.paused_until, noor.status) == ("active", None, "paused")


def test_only_a_break_has_a_last_day(cast, ben):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=ben.pk).update(paused_until=TODAY)
    ana = Assignment.objects.get(person=cast.ana)
    with pytest.raises(ValidationError):
        pause_assignment(assignment=ana, on=TODAY, until=TODAY, by=None)
    start_assignment(assignment=ana, on=TODAY, by=None)
    pause_assignment(assignment=ana, on=TODAY, until=TODAY, by=None)
    end_assignment(assignment=ana, on=TODAY, by=None)
    ana.refresh_from_db()
    assert (ana.status, ana.paused_until) == ("ended", None)
