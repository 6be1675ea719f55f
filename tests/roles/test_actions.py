from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from lms.people.models import Person
from lms.roles.actions import (
    end_assignment,
    end_responsibility,
    grant,
    pause_assignment,
    plan_assignment,
    resume_assignment,
    start_assignment,
    write_in,
)
from lms.roles.models import Assignment, AssignmentStatus, Responsibility, Role
from lms.roles.models import ResponsibilityKind as Kind
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind

MARCH = date(2026, 3, 3)
APRIL = date(2026, 4, 1)


@pytest.fixture
def nation(db) -> Unit:
    return open_unit(name="Nation", slug="nation", kind=UnitKind.objects.create(key="k", name="K"), parent=None)


@pytest.fixture
def harbour(nation) -> Unit:
    return open_unit(name="Harbour", slug="harbour", kind=nation.kind, parent=nation)


@pytest.fixture
def ana(db) -> Person:
    return Person.objects.create(given_name="Ana")


@pytest.fixture
def planned(ana, harbour) -> Assignment:
    return plan_assignment(person=ana, role=Role.objects.create(key="s", name="S"), unit=harbour, starts_on=MARCH)


def test_plan_twice_is_once_and_moves_the_day(planned, ana, harbour):
    again = plan_assignment(person=ana, role=planned.role, unit=harbour, starts_on=APRIL)
    assert (again.pk, again.starts_on, again.status) == (planned.pk, APRIL, "planned")
    assert Assignment.objects.count() == 1


def test_plan_leaves_an_active_assignment_alone(planned, ana, harbour):
    start_assignment(assignment=planned, on=MARCH, by=None)
    again = plan_assignment(person=ana, role=planned.role, unit=harbour, starts_on=APRIL)
    assert (again.starts_on, again.status) == (MARCH, "active")


def test_plan_refuses_a_closed_unit(ana, harbour):
    harbour.closed_on = MARCH
    with pytest.raises(ValidationError) as refused:
        plan_assignment(person=ana, role=Role.objects.create(key="s", name="S"), unit=harbour, starts_on=MARCH)
    assert list(refused.value.message_dict) == ["unit"]


def test_assignment_goes_through_its_whole_life(planned):
    active = start_assignment(assignment=planned, on=APRIL, by=None)
    assert (active.status, active.starts_on) == ("active", APRIL)
    assert pause_assignment(assignment=active, on=APRIL, by=None).status == "paused"
    assert resume_assignment(assignment=active, on=APRIL, by=None).status == "active"
    ended = end_assignment(assignment=active, on=APRIL, by=None)
    assert (ended.status, ended.ends_on) == ("ended", APRIL)


@pytest.mark.parametrize("verb", [start_assignment, pause_assignment, end_assignment])
def test_verb_twice_is_once(planned, verb):
    if verb is pause_assignment:
        start_assignment(assignment=planned, on=MARCH, by=None)
    first = verb(assignment=planned, on=MARCH, by=None)
    second = verb(assignment=planned, on=APRIL, by=None)
    assert (second.status, second.starts_on, second.ends_on) == (first.status, first.starts_on, first.ends_on)


@pytest.mark.parametrize("verb", [start_assignment, pause_assignment, resume_assignment])
def test_ended_assignment_moves_no_more(planned, verb):
    end_assignment(assignment=planned, on=MARCH, by=None)
    with pytest.raises(ValidationError):
        verb(assignment=planned, on=APRIL, by=None)


def test_planned_assignment_may_end_before_it_began(planned):
    ended = end_assignment(assignment=planned, on=MARCH - timedelta(days=7), by=None)
    assert (ended.starts_on, ended.ends_on) == (MARCH - timedelta(days=7), MARCH - timedelta(days=7))


def test_active_assignment_cannot_end_before_it_began(planned):
    start_assignment(assignment=planned, on=MARCH, by=None)
    with pytest.raises(ValidationError) as refused:
        end_assignment(assignment=planned, on=MARCH - timedelta(days=1), by=None)
    assert list(refused.value.message_dict) == ["ends_on"]
    assert Assignment.objects.get().status == AssignmentStatus.ACTIVE


def test_grant_twice_is_once(ana, harbour):
    first = grant(person=ana, unit=harbour, kind=Kind.LEADER, starts_on=MARCH, by=None)
    second = grant(person=ana, unit=harbour, kind=Kind.LEADER, starts_on=MARCH, by=None, is_deputy=True)
    assert (second.pk, second.is_deputy) == (first.pk, True)


@pytest.mark.parametrize("kind", [Kind.ADMINISTRATOR, Kind.CENTRAL_EDITOR])
def test_grant_keeps_central_kinds_at_the_root(ana, harbour, kind):
    with pytest.raises(ValidationError) as refused:
        grant(person=ana, unit=harbour, kind=kind, starts_on=MARCH, by=None)
    assert list(refused.value.message_dict) == ["unit"]


@pytest.mark.parametrize(
    ("own", "where", "given", "allowed"),
    [
        (Kind.LEADER, "harbour", Kind.COORDINATOR, True),
        (Kind.LEADER, "harbour", Kind.ADMINISTRATOR, False),
        (Kind.LEADER, "harbour", Kind.CENTRAL_COORDINATOR, False),
        (Kind.COORDINATOR, "harbour", Kind.COORDINATOR, False),
        (Kind.LEADER, "hill", Kind.COORDINATOR, False),
        (Kind.ADMINISTRATOR, "nation", Kind.ADMINISTRATOR, True),
    ],
)
def test_grant_lifts_nobody_above_the_giver(ana, nation, harbour, own, where, given, allowed):
    open_unit(name="Hill", slug="hill", kind=nation.kind, parent=nation)
    target = nation if given == Kind.ADMINISTRATOR else harbour
    giver = Person.objects.create(given_name="Lea")
    grant(person=giver, unit=Unit.objects.get(slug=where), kind=own, starts_on=MARCH, by=None)
    if allowed:
        assert grant(person=ana, unit=target, kind=given, starts_on=MARCH, by=giver).kind == given
    else:
        with pytest.raises(ValidationError):
            grant(person=ana, unit=target, kind=given, starts_on=MARCH, by=giver)


def test_end_responsibility_keeps_the_earlier_day(ana, harbour):
    held = grant(person=ana, unit=harbour, kind=Kind.LEADER, starts_on=MARCH, by=None)
    assert end_responsibility(responsibility=held, on=APRIL, by=None).ends_on == APRIL
    assert end_responsibility(responsibility=held, on=APRIL + timedelta(days=3), by=None).ends_on == APRIL


def test_end_responsibility_removes_what_never_began(ana, harbour):
    held = grant(person=ana, unit=harbour, kind=Kind.LEADER, starts_on=APRIL, by=None)
    end_responsibility(responsibility=held, on=MARCH, by=None)
    assert not Responsibility.objects.exists()


def test_end_responsibility_may_be_ones_own(ana, harbour):
    held = grant(person=ana, unit=harbour, kind=Kind.COORDINATOR, starts_on=MARCH, by=None)
    other = Person.objects.create(given_name="Kim")
    with pytest.raises(ValidationError):
        end_responsibility(responsibility=held, on=APRIL, by=other)
    assert end_responsibility(responsibility=held, on=APRIL, by=ana).ends_on == APRIL


def test_many_are_written_in_as_they_stood(nation, django_assert_num_queries):
    role, ana = Role.objects.create(key="many", name="Many"), Person.objects.create(given_name="Ana", family_name="Lie")
    wanted = [
        Assignment(person=ana, role=role, unit=nation, status=AssignmentStatus.ENDED, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)),
        Assignment(person=ana, role=role, unit=nation, status=AssignmentStatus.PAUSED, starts_on=MARCH),
    ]
    with django_assert_num_queries(3):  # with a savepoint's two
        written = write_in(assignments=wanted, by=None)
    assert list(Assignment.objects.filter(person=ana).order_by("pk")) == written
    assert write_in(assignments=[], by=None) == []


@pytest.mark.parametrize(("status", "ends_on", "refused"), [("active", None, True), ("active", APRIL, True), ("ended", APRIL, False)])
def test_nobody_goes_on_in_a_closed_unit(nation, status, ends_on, refused):
    nation.closed_on = MARCH
    role, ana = Role.objects.create(key="many", name="Many"), Person.objects.create(given_name="Ana", family_name="Lie")
    one = Assignment(person=ana, role=role, unit=nation, status=status, starts_on=date(2020, 1, 1), ends_on=ends_on)
    if refused:
        with pytest.raises(ValidationError):
            write_in(assignments=[one], by=None)
    else:
        write_in(assignments=[one], by=None)
    assert Assignment.objects.filter(person=ana).exists() != refused
