"""Moves are written down, made for many at once, and taken back for ten minutes."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from lms.roles.actions import end_assignment, pause_assignment, plan_assignment, resume_assignment, start_assignment
from lms.roles.actions.moves import pause_several, take_back_moves
from lms.roles.actions.reviews import answer, take_back
from lms.roles.models import Answer, Assignment, Move
from lms.roles.selectors.reviews import open_review
from tests.cast import Cast

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOW = timezone.make_aware(datetime(2026, 9, 10, 12))
TODAY = timezone.localdate(NOW)


def post_of(cast: Cast, who: str) -> Assignment:
    return Assignment.objects.get(person=cast.people[who])


def fields(assignment: Assignment) -> tuple[object, ...]:
    row = Assignment.objects.get(pk=assignment.pk)
    return row.status, row.starts_on, row.ends_on, row.paused_until


@pytest.mark.parametrize("verb", [start_assignment, pause_assignment, resume_assignment, end_assignment])
def test_every_move_can_be_taken_back_for_ten_minutes_and_only_by_who_made_it(cast: Cast, verb):
    post = post_of(cast, "ana" if verb is start_assignment else "ben")
    if verb is resume_assignment:
        pause_assignment(assignment=post, on=TODAY - DAY, until=TODAY + DAY, by=cast.lea, now=NOW - DAY)
    before = fields(post)
    verb(assignment=post, on=TODAY, by=cast.kim, now=NOW)
    after = fields(post)
    made = list(Move.objects.filter(at=NOW).values_list("pk", flat=True))
    assert (after != before, len(made)) == (True, 1)
    assert take_back_moves(ids=made, by=cast.lea, now=NOW) == 0
    assert take_back_moves(ids=made, by=cast.kim, now=NOW + timedelta(minutes=10)) == 0
    assert fields(post) == after
    assert [take_back_moves(ids=made, by=cast.kim, now=NOW + timedelta(minutes=9)) for _ in range(2)] == [1, 0]
    assert (fields(post), Move.objects.filter(at=NOW).exists()) == (before, False)


def test_what_has_moved_on_since_is_left_as_it_is(cast: Cast):
    ben, noor = post_of(cast, "ben"), post_of(cast, "noor")
    pause_assignment(assignment=ben, on=TODAY, by=cast.kim, now=NOW)
    end_assignment(assignment=noor, on=TODAY, by=cast.kim, now=NOW)
    made = list(Move.objects.filter(at=NOW).values_list("pk", flat=True))
    pause_assignment(assignment=ben, on=TODAY, until=TODAY + DAY, by=cast.lea, now=NOW)
    again = plan_assignment(person=noor.person, role=noor.role, unit=noor.unit, starts_on=TODAY + DAY)
    assert take_back_moves(ids=made, by=cast.kim, now=NOW) == 0
    again.delete()
    assert take_back_moves(ids=made, by=cast.kim, now=NOW) == 1
    assert fields(noor)[0] == "active"


def test_a_longer_break_is_a_move_and_the_same_again_is_none(cast: Cast):
    ben = post_of(cast, "ben")
    for days in (1, 1, 9):
        pause_assignment(assignment=ben, on=TODAY, until=TODAY + days * DAY, by=cast.kim, now=NOW)
    pause_assignment(assignment=ben, on=TODAY, by=cast.kim, now=NOW)
    assert list(Move.objects.filter(assignment=ben, kind="pause").values_list("status_before", "until")) == [
        ("active", TODAY + DAY),
        ("paused", TODAY + 9 * DAY),
    ]


def test_a_break_for_several_rests_those_who_are_active(cast: Cast):
    ben, noor, ana = (post_of(cast, name) for name in ("ben", "noor", "ana"))
    pause_assignment(assignment=noor, on=TODAY, by=cast.lea, now=NOW - DAY)
    made = pause_several(assignments=[ben, noor, ana], on=TODAY, until=TODAY + DAY, by=cast.kim, now=NOW)
    assert [each.assignment for each in made] == [ben]
    assert [fields(each)[0] for each in (ben, noor, ana)] == ["paused", "paused", "planned"]
    assert take_back_moves(ids=[each.pk for each in made], by=cast.kim, now=NOW) == 1


def test_what_a_review_took_back_was_no_move(cast: Cast):
    ben = post_of(cast, "ben")
    review = open_review(on=TODAY)
    said, _new = answer(assignment=ben, answer=Answer.PAUSED, day=TODAY + DAY, review=review, by=cast.kim, now=NOW)
    assert Move.objects.filter(assignment=ben, kind="pause").count() == 1
    take_back(confirmation_id=said.pk, by=cast.kim, now=NOW)
    assert not Move.objects.filter(assignment=ben, kind="pause").exists()
