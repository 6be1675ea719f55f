"""Letting one person off: two say yes, and everything ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lms.people.models import Person
from lms.requirements.exemptions import approve_exemption, ask_exemption, end_exemption, end_leave, give_leave
from lms.requirements.models import Exemption, Leave
from lms.requirements.rules import Mark, State
from lms.requirements.selectors import readiness_of
from tests.factories.people import PersonFactory
from tests.factories.requirements import RequirementFactory, qualification_of
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = TODAY + timedelta(days=100)
WHEN = {"now": NOW, "on": TODAY}


@pytest.fixture
def post():
    return AssignmentFactory.create(starts_on=date(2026, 1, 1))


@pytest.fixture
def qualification():
    return qualification_of(RequirementFactory.create())


def leader(post) -> Person:
    return ResponsibilityFactory.create(unit=post.unit, starts_on=date(2020, 1, 1)).person


def ask(post, qualification, by: Person, **values) -> Exemption:
    what = {"reason": "Har det fra jobben.", "starts_on": TODAY, "until": LATER}
    return ask_exemption(person=post.person, qualification=qualification, unit=post.unit, by=by, **WHEN, **what | values)


def mark(post) -> Mark:
    return readiness_of(post.person, on=TODAY)[0].verdict.standings[0].mark


def test_an_exemption_counts_from_a_second_persons_yes_until_it_is_ended(post, qualification):
    first, second = leader(post), leader(post)
    exemption = ask(post, qualification, first)
    assert mark(post) is Mark.MISSING
    with pytest.raises(ValidationError):
        approve_exemption(exemption=exemption, by=first, **WHEN)
    exemption = approve_exemption(exemption=exemption, by=second, **WHEN)
    assert mark(post) is Mark.EXEMPT
    with pytest.raises(ValidationError):
        approve_exemption(exemption=exemption, by=leader(post), **WHEN)
    ended = end_exemption(exemption=exemption, reason="Tok kurset.", by=first, **WHEN)
    assert (mark(post), ended.closed_by, ended.approved_by) == (Mark.MISSING, first, second)
    with pytest.raises(ValidationError):
        end_exemption(exemption=exemption, reason="", by=first, **WHEN)


def test_a_refused_exemption_can_no_longer_be_approved(post, qualification):
    exemption = ask(post, qualification, leader(post))
    end_exemption(exemption=exemption, reason="Nei.", by=leader(post), **WHEN)
    with pytest.raises(ValidationError):
        approve_exemption(exemption=exemption, by=leader(post), **WHEN)
    assert mark(post) is Mark.MISSING


def test_a_yes_comes_too_late_when_the_time_is_over(post, qualification):
    exemption = ask(post, qualification, leader(post))
    after = LATER + timedelta(days=1)
    with pytest.raises(ValidationError):
        approve_exemption(exemption=exemption, by=leader(post), now=NOW + (after - TODAY), on=after)
    assert readiness_of(post.person, on=TODAY)[0].verdict.standings[0].mark is Mark.MISSING, "and nothing that has been changes"
    assert approve_exemption(exemption=exemption, by=leader(post), now=NOW + (LATER - TODAY), on=LATER).approved_at, (
        "the last day is included"
    )


def test_the_database_takes_no_yes_from_the_one_who_asked(post, qualification):
    exemption = ask(post, qualification, leader(post))
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.filter(pk=exemption.pk).update(approved_by=exemption.by, approved_at=NOW)


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"until": TODAY - timedelta(days=1)}, {"starts_on": LATER, "until": TODAY}])
def test_reason_and_an_end_to_come_are_asked_for(post, qualification, wrong):
    with pytest.raises(ValidationError):
        ask(post, qualification, leader(post), **wrong)
    assert not Exemption.objects.exists()


def test_neither_oneself_nor_a_stranger_can_let_anybody_off(post, qualification):
    itself = ResponsibilityFactory.create(unit=post.unit, person=post.person, starts_on=date(2020, 1, 1)).person
    for by in (itself, PersonFactory.create(), ResponsibilityFactory.create(starts_on=date(2020, 1, 1)).person):
        with pytest.raises(ValidationError):
            ask(post, qualification, by)
        with pytest.raises(ValidationError):
            give_leave(assignment=post, reason="Kurset er fullt.", starts_on=TODAY, until=LATER, by=by, **WHEN)


def test_a_leave_lets_begin_until_it_is_ended(post, qualification):
    by = leader(post)
    leave = give_leave(assignment=post, reason="Kurset er fullt.", starts_on=TODAY, until=LATER, by=by, **WHEN)
    verdict = readiness_of(post.person, on=TODAY)[0].verdict
    assert (verdict.state, verdict.act_by) == (State.READY_WITHIN_GRACE, LATER)
    end_leave(leave=leave, reason="Kurset er tatt opp igjen.", by=by, **WHEN)
    assert mark(post) is Mark.MISSING
    with pytest.raises(ValidationError):
        end_leave(leave=leave, reason="", by=by, **WHEN)
    assert Leave.objects.get().closed_by == by


def test_one_that_has_not_begun_can_be_taken_back(post, qualification):
    by = leader(post)
    leave = give_leave(assignment=post, reason="Kurset er fullt.", starts_on=LATER, until=LATER, by=by, **WHEN)
    end_leave(leave=leave, reason="Trengs ikke.", by=by, **WHEN)
    assert readiness_of(post.person, on=LATER)[0].verdict.state is State.LACKING


def test_both_go_with_the_person(post, qualification):
    by = leader(post)
    ask(post, qualification, by)
    give_leave(assignment=post, reason="Kurset er fullt.", starts_on=TODAY, until=LATER, by=by, **WHEN)
    post.person.delete()
    assert not Exemption.objects.exists()
    assert not Leave.objects.exists()
