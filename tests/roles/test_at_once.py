"""Two people at the same register, or the same talk, in the same moment. Real transactions, so that locks are locks."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import timezone

from lms.roles.actions import end_responsibility, grant, plan_assignment
from lms.roles.actions.reviews import answer, confirm_all, take_back
from lms.roles.actions.talks import close_wish, plan_talk, wish_for_talk
from lms.roles.models import Answer, Assignment, Confirmation, FollowUp, Responsibility, TalkKind, TalkWish, Urgency, WishOutcome
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.rules.reviews import Review
from tests.at_once import at_once
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TODAY = date(2026, 9, 10)
NOW = timezone.make_aware(datetime(2026, 9, 10, 12))
REVIEW = Review(date(2026, 9, 1), date(2026, 10, 13))


def test_two_who_confirm_the_same_people_confirm_them_once():
    cast = make_cast()
    rows = list(Assignment.objects.filter(unit=cast.harbour, status="active"))

    ends = at_once(*(lambda by=by: confirm_all(assignments=rows, review=REVIEW, by=by, now=NOW) for by in (cast.kim, cast.lea)))

    assert (ends, Confirmation.objects.count()) == ([None, None], len(rows))
    assert len(set(Confirmation.objects.values_list("by", flat=True))) == 1


def test_of_two_who_say_different_things_one_is_heard():
    cast = make_cast()
    ben = Assignment.objects.get(person=cast.ben)

    def say(what: Answer, day: date | None) -> Callable[[], object]:
        return lambda: answer(assignment=ben, answer=what, day=day, review=REVIEW, by=cast.kim, now=NOW)

    ends = at_once(say(Answer.ENDED, TODAY), say(Answer.STAYS, None))

    ben.refresh_from_db()
    assert (ends, Confirmation.objects.get().answer, ben.status) in [
        ([None, None], "ended", "ended"),
        ([None, None], "stays", "active"),
    ]


def test_taking_back_twice_in_the_same_moment_is_once():
    cast = make_cast()
    ben = Assignment.objects.get(person=cast.ben)
    said, _ = answer(assignment=ben, answer=Answer.ENDED, day=TODAY, review=REVIEW, by=cast.kim, now=NOW)

    ends = at_once(*[lambda: take_back(confirmation_id=said.pk, by=cast.kim, now=NOW)] * 2)

    ben.refresh_from_db()
    assert (ends, ben.status, Confirmation.objects.exists()) == ([None, None], "active", False)


def test_a_wish_said_twice_in_the_same_moment_is_one():
    cast = make_cast()

    ends = at_once(*[lambda: wish_for_talk(person=cast.ben, unit=cast.harbour, urgency=Urgency.SOON, whom=None, now=NOW)] * 2)

    assert (ends, TalkWish.objects.count()) == ([None, None], 1)


def test_a_wish_is_withdrawn_or_answered_but_not_both():
    cast = make_cast()
    wish = wish_for_talk(person=cast.ben, unit=cast.harbour, urgency=Urgency.SOON, whom=None, now=NOW)

    ends = at_once(
        lambda: close_wish(wish=wish, outcome=WishOutcome.WITHDRAWN, by=cast.ben, now=NOW),
        lambda: close_wish(wish=wish, outcome=WishOutcome.TALKED, by=cast.kim, now=NOW),
    )

    wish.refresh_from_db()
    assert sum(end is None for end in ends) == 1
    assert wish.outcome == ("withdrawn" if ends[0] is None else "talked")


def test_two_who_plan_the_same_talk_plan_it_once():
    cast = make_cast()
    ben = Assignment.objects.get(person=cast.ben)

    ends = at_once(*[lambda by=by: plan_talk(assignment=ben, kind=TalkKind.YEARLY, due_on=TODAY, by=by) for by in (cast.kim, cast.lea)])

    assert (ends, FollowUp.objects.count()) == ([None, None], 1)


def test_a_responsibility_given_twice_in_the_same_moment_is_one():
    cast = make_cast()

    def give() -> object:
        return grant(person=cast.ben, unit=cast.harbour, kind=Kind.EDITOR, starts_on=TODAY, by=cast.lea, on=TODAY)

    assert (at_once(give, give), Responsibility.objects.filter(person=cast.ben).count()) == ([None, None], 1)


def test_an_assignment_planned_twice_in_the_same_moment_is_one():
    cast = make_cast()

    def plan() -> object:
        return plan_assignment(person=cast.kim, role=cast.companion, unit=cast.harbour, starts_on=TODAY)

    assert (at_once(plan, plan), Assignment.objects.filter(person=cast.kim).count()) == ([None, None], 1)


def test_two_administrators_who_leave_in_the_same_moment_do_not_both():
    cast = make_cast()
    rows = [
        Responsibility.objects.get(person=cast.adm),
        grant(person=cast.lea, unit=cast.nation, kind=Kind.ADMINISTRATOR, starts_on=TODAY, by=None),
    ]

    ends = at_once(*(lambda row=row: end_responsibility(responsibility=row, on=TODAY, by=row.person) for row in rows))

    assert sum(end is not None for end in ends) == 1
    assert Responsibility.objects.filter(kind=Kind.ADMINISTRATOR, ends_on=None).count() == 1
