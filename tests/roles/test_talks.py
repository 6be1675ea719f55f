"""Talks: wishing for one, whom it is for, how it is answered; planning one; and what is forgotten when."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.roles.actions import end_assignment
from lms.roles.actions.talks import (
    agree_on_talk,
    close_wish,
    drop_talk,
    finish_talk,
    forget_talks,
    plan_talk,
    promise_talk,
    wish_for_talk,
)
from lms.roles.carrying import carry_assignments
from lms.roles.models import Assignment, FollowUp, Responsibility, TalkKind, TalkWish, Urgency, WishOutcome
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.rules.talks import TALK_KEPT, WISH_KEPT, last_day_of_week
from lms.roles.selectors.following import nearest
from lms.roles.selectors.talks import addressed_wishes, due_talks, open_wishes, own_wishes, planned_for
from tests.cast import Cast
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory

DAY = timedelta(days=1)
NOW = timezone.make_aware(datetime(2026, 9, 10, 12))  # a Thursday
TODAY = date(2026, 9, 10)


def bens_wish(cast: Cast, whom=None, urgency=Urgency.SOON) -> TalkWish:
    return wish_for_talk(person=cast.ben, unit=cast.harbour, urgency=urgency, whom=whom, now=NOW)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_week_ends_on_sunday(on):
    last = last_day_of_week(on)
    assert last.weekday() == 6
    assert 0 <= (last - on).days <= 6


# --- Wishing ----------------------------------------------------------------------------------------------------------------------------------


def test_one_can_ask_who_coordinates_or_leads_and_else_those_above(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = nearest([cast.harbour, cast.kitchen, cast.hill, cast.nation], on=TODAY)
    names = {pk: [row.person.given_name for row in rows] for pk, rows in found.items()}
    assert names == {
        cast.harbour.pk: ["Kim", "Lea", "Dag"],
        cast.kitchen.pk: ["Kim", "Lea", "Dag"],
        cast.hill.pk: ["Omar"],
        cast.nation.pk: [],
    }
    with django_assert_num_queries(0):
        assert nearest([], on=TODAY) == {}


def test_a_wish_said_twice_is_one(cast):
    assert bens_wish(cast) == bens_wish(cast, whom=cast.lea, urgency=Urgency.WHENEVER)
    assert (TalkWish.objects.get().urgency, TalkWish.objects.get().whom) == ("soon", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        TalkWish.objects.create(person=cast.ben, unit=cast.harbour, urgency="soon", at=NOW)


def test_only_where_one_is_a_tidgiver_and_with_those_who_answer(cast):
    for unit, whom in ((cast.hill, None), (cast.harbour, cast.omar), (cast.harbour, cast.eva)):
        with pytest.raises(ValidationError):
            wish_for_talk(person=cast.ben, unit=unit, urgency=Urgency.SOON, whom=whom, now=NOW)
    end_assignment(assignment=Assignment.objects.get(person=cast.ben), on=TODAY, by=None)
    with pytest.raises(ValidationError):
        bens_wish(cast)


def test_a_wish_for_nobody_in_particular_is_seen_by_all_who_answer_but_never_by_oneself(cast):
    wish = bens_wish(cast)
    assert [open_wishes(who, [cast.harbour], on=TODAY) for who in (cast.kim, cast.lea, cast.ben)] == [[wish], [wish], []]
    assert open_wishes(cast.omar, [cast.hill], on=TODAY) == []


def test_a_wish_for_one_is_seen_by_that_one_alone_as_long_as_they_answer_there(cast):
    wish = bens_wish(cast, whom=cast.lea)
    assert [open_wishes(who, [cast.harbour], on=TODAY) for who in (cast.kim, cast.dag, cast.lea)] == [[], [], [wish]]
    Responsibility.objects.filter(person=cast.lea).update(unit=cast.hill)
    assert open_wishes(cast.kim, [cast.harbour], on=TODAY) == [wish], "she answers elsewhere"
    Responsibility.objects.filter(person=cast.lea).update(unit=cast.nation)
    assert open_wishes(cast.kim, [cast.harbour], on=TODAY) == [], "from above she answers here too"
    Responsibility.objects.filter(person=cast.lea).update(ends_on=TODAY - DAY)
    assert open_wishes(cast.kim, [cast.harbour], on=TODAY) == [wish]
    cast.lea.delete()
    assert open_wishes(cast.kim, [cast.harbour], on=TODAY) == [wish]


def test_the_urgent_come_first_then_the_oldest(cast):
    people = [AssignmentFactory.create(unit=cast.harbour, role=cast.companion).person for _ in range(4)]
    for number, (person, urgency) in enumerate(zip(people, ("whenever", "soon", "whenever", "soon"), strict=True)):
        wish_for_talk(person=person, unit=cast.harbour, urgency=Urgency(urgency), whom=None, now=NOW - number * DAY)
    order = [people.index(wish.person) for wish in open_wishes(cast.kim, [cast.harbour], on=TODAY)]
    assert order == [3, 1, 2, 0]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_reading_the_wishes_costs_the_same_for_any_number(cast, django_assert_num_queries, number):
    for turn in range(number):
        person = AssignmentFactory.create(unit=cast.harbour, role=cast.companion).person
        whom = cast.lea if turn % 2 else None
        wish_for_talk(person=person, unit=cast.harbour, urgency=Urgency.SOON, whom=whom, now=NOW)
    bens_wish(cast, whom=cast.lea)
    with django_assert_num_queries(2):
        found = addressed_wishes(on=TODAY)
        assert len([(wish.person.name, wish.unit.name, whom and whom.name) for wish, whom in found]) == number + 1
    with django_assert_num_queries(1):
        assert [wish.unit for wish in own_wishes(cast.ben)] == [cast.harbour]


# --- Answering --------------------------------------------------------------------------------------------------------------------------------


def test_the_first_who_has_seen_it_is_named_and_a_day_can_be_moved(cast):
    wish = bens_wish(cast)
    promise_talk(wish=wish, by=cast.kim, now=NOW)
    promise_talk(wish=wish, by=cast.lea, now=NOW + DAY)
    for day in (TODAY + DAY, TODAY + 2 * DAY):
        agree_on_talk(wish=wish, on=day, by=cast.lea, now=NOW)
    wish.refresh_from_db()
    assert (wish.seen_by, wish.seen_at, wish.agreed_on, wish.closed_at) == (cast.kim, NOW, TODAY + 2 * DAY, None)
    with pytest.raises(ValidationError):
        agree_on_talk(wish=wish, on=TODAY - DAY, by=cast.kim, now=NOW)


def test_having_talked_closes_it_once_and_a_new_wish_can_be_said(cast):
    wish = bens_wish(cast)
    for _ in range(2):
        closed = close_wish(wish=wish, outcome=WishOutcome.TALKED, by=cast.kim, now=NOW)
    assert (closed.outcome, closed.closed_at, closed.seen_by) == ("talked", NOW, cast.kim)
    assert open_wishes(cast.kim, [cast.harbour], on=TODAY) == []
    assert bens_wish(cast) != wish


def test_what_is_withdrawn_is_not_answered(cast):
    wish = bens_wish(cast)
    for _ in range(2):
        withdrawn = close_wish(wish=wish, outcome=WishOutcome.WITHDRAWN, by=cast.ben, now=NOW)
    assert (withdrawn.outcome, withdrawn.seen_by) == ("withdrawn", None)
    for answer in (
        lambda: promise_talk(wish=wish, by=cast.kim, now=NOW),
        lambda: agree_on_talk(wish=wish, on=TODAY, by=cast.kim, now=NOW),
        lambda: close_wish(wish=wish, outcome=WishOutcome.TALKED, by=cast.kim, now=NOW),
    ):
        with pytest.raises(ValidationError):
            answer()


# --- Planned talks ----------------------------------------------------------------------------------------------------------------------------


def plan(assignment: Assignment, kind: TalkKind, day: date, by=None) -> FollowUp:
    return plan_talk(assignment=assignment, kind=kind, due_on=day, by=by)


def test_planning_one_of_a_kind_again_moves_it(cast):
    ben = Assignment.objects.get(person=cast.ben)
    first = plan(ben, TalkKind.FIRST, TODAY, cast.kim)
    assert plan(ben, TalkKind.FIRST, TODAY + DAY, cast.lea) == first
    assert (FollowUp.objects.get().due_on, FollowUp.objects.get().by) == (TODAY + DAY, cast.kim)
    finish_talk(planned=first, on=TODAY, by=cast.kim)
    again = finish_talk(planned=first, on=TODAY + DAY, by=cast.lea)
    assert again is not None
    assert (again.done_on, again.done_by) == (TODAY, cast.kim)
    assert plan(ben, TalkKind.FIRST, TODAY) != first
    assert not drop_talk(planned=first), "what was had stays"
    assert [row.done_on for row in planned_for([ben])] == [None, TODAY]


def test_taking_one_away_twice_is_once(cast):
    planned = plan(Assignment.objects.get(person=cast.ben), TalkKind.YEARLY, TODAY)
    assert [drop_talk(planned=planned), drop_talk(planned=planned)] == [True, False]
    assert finish_talk(planned=planned, on=TODAY, by=cast.kim) is None


def test_what_is_planned_comes_up_in_its_week_and_stays_until_it_was_had(cast):
    ben, noor = (Assignment.objects.get(person=each) for each in (cast.ben, cast.noor))
    sunday = TODAY + 3 * DAY
    this_week, earlier = plan(ben, TalkKind.FIRST, sunday), plan(ben, TalkKind.MONTHS, TODAY - 90 * DAY)
    plan(ben, TalkKind.YEARLY, sunday + DAY)
    finish_talk(planned=plan(noor, TalkKind.YEARLY, TODAY), on=TODAY, by=cast.kim)
    plan(Assignment.objects.get(person=cast.ola), TalkKind.YEARLY, TODAY)
    assert due_talks([cast.harbour, cast.kitchen], on=TODAY) == [earlier, this_week]


def test_of_somebody_who_has_ended_only_the_closing_talk_is_left(cast):
    ben = Assignment.objects.get(person=cast.ben)
    plan(ben, TalkKind.YEARLY, TODAY)
    closing = plan(ben, TalkKind.CLOSING, TODAY)
    end_assignment(assignment=ben, on=TODAY, by=None)
    assert due_talks([cast.harbour], on=TODAY) == [closing]


# --- Forgetting, and moving with the people ---------------------------------------------------------------------------------------------------


def test_closed_wishes_and_talks_that_were_had_are_forgotten_in_time(cast):
    ben = Assignment.objects.get(person=cast.ben)
    close_wish(wish=bens_wish(cast), outcome=WishOutcome.TALKED, by=cast.kim, now=NOW)
    finish_talk(planned=plan(ben, TalkKind.YEARLY, TODAY), on=TODAY, by=cast.kim)
    bens_wish(cast)
    plan(ben, TalkKind.YEARLY, TODAY)
    assert forget_talks(now=NOW + WISH_KEPT - DAY) == 0
    assert [forget_talks(now=NOW + WISH_KEPT), forget_talks(now=NOW + TALK_KEPT - DAY)] == [1, 0]
    assert [forget_talks(now=NOW + TALK_KEPT), forget_talks(now=NOW + 9 * TALK_KEPT)] == [1, 0]
    assert (TalkWish.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_they_move_with_the_people_when_a_unit_is_merged(cast):
    ben = Assignment.objects.get(person=cast.ben)
    there = AssignmentFactory.create(person=cast.ben, role=ben.role, unit=cast.hill)
    bens_wish(cast)
    wish_for_talk(person=cast.noor, unit=cast.harbour, urgency=Urgency.SOON, whom=None, now=NOW)
    wish_for_talk(person=cast.ben, unit=cast.hill, urgency=Urgency.WHENEVER, whom=None, now=NOW)
    plan(ben, TalkKind.FIRST, TODAY)
    plan(ben, TalkKind.YEARLY, TODAY)
    plan(there, TalkKind.FIRST, TODAY)
    carry_assignments(source=cast.harbour, target=cast.hill, on=TODAY, by=None)
    assert [(wish.person, wish.unit, wish.urgency) for wish in TalkWish.objects.order_by("person__given_name")] == [
        (cast.ben, cast.hill, "whenever"),
        (cast.noor, cast.hill, "soon"),
    ]
    assert sorted(due.kind for due in due_talks([cast.hill], on=TODAY)) == ["first", "yearly"]


def test_who_coordinates_above_is_asked_where_nobody_does(cast):
    Responsibility.objects.filter(unit=cast.hill).delete()
    above = ResponsibilityFactory.create(unit=cast.nation, kind=Kind.COORDINATOR)
    assert nearest([cast.hill], on=TODAY) == {cast.hill.pk: [above]}
