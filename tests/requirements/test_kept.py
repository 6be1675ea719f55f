"""Sums that are kept: the same as reckoned on the spot, whatever was written in between and by whom."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.qualifications import actions as ledger
from lms.qualifications import selectors
from lms.qualifications.models import Decision, Evidence, Holding
from lms.requirements import actions as ruling
from lms.requirements import counts, kept, reach, touches
from lms.requirements.counts import Counts
from lms.requirements.figures import NOW, SERVED
from lms.requirements.models import Clause, Exemption, KeptSums, Leave, Option, Requirement, Touch
from lms.roles import actions as roles
from lms.roles.actions.moves import take_back_moves
from lms.roles.models import Assignment, Move
from lms.tracking.rules.figures import month_ends
from lms.tracking.rules.times import months_ahead
from lms.tracking.tasks import keep_sums
from lms.units import actions as tree
from lms.units.models import Unit
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import ExemptionFactory, LeaveFactory, RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory, UnitKindFactory
from tests.requirements.histories import Draw, Scene

TODAY = date(2026, 6, 15)
AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAYS = month_ends(TODAY, 3)
BEGAN = date(2020, 1, 1)


@pytest.fixture
def scene(db: None) -> Scene:
    """Two branches, one of them with two more."""
    kinds = UnitKindFactory.create_batch(2)
    root = UnitFactory.create(kind=kinds[0])
    north, south = (UnitFactory.create(kind=kind, parent=root, city="Bergen") for kind in kinds)
    leaves = [UnitFactory.create(kind=kind, parent=parent) for kind, parent in zip(kinds, (north, north), strict=True)]
    units = [root, north, south, *leaves]
    return Scene(kinds, units, RoleFactory.create_batch(2), QualificationFactory.create_batch(2), PersonFactory.create_batch(4))


def agree(scene: Scene) -> None:
    """Compares every figure on every day, of every unit."""
    units = list(Unit.objects.all())
    asked = [each.pk for each in scene.qualifications]
    assert kept.counts_by_unit(units, on=TODAY, many=0) == counts.counts_by_unit(units, on=TODAY)
    assert kept.counts_as_of(units, days=DAYS, many=0) == counts.counts_as_of(units, days=DAYS)
    for role in scene.roles:
        assert kept.counts_as_of(units, days=DAYS, role=role.pk, many=0) == counts.counts_as_of(units, days=DAYS, role=role.pk)
    assert kept.reach_by_unit(units, asked, on=TODAY, many=0) == selectors.reach_by_unit(units, asked, on=TODAY)
    months = months_ahead(TODAY, 12)
    for unit in units:
        assert kept.counts_by_kind(unit, days=DAYS, many=0) == counts.counts_by_kind(unit, days=DAYS)
        assert kept.counts_by_role(unit, days=DAYS, many=0) == counts.counts_by_role(unit, days=DAYS)
        assert kept.reach_on(unit, days=DAYS, many=0) == reach.reach_on(unit, days=DAYS)
        assert by_month(kept.lapses_after, unit, months, many=0) == by_month(reach.lapses_after, unit, months)


def by_month(read: Callable[..., Any], unit: Unit, months: list[tuple[date, date]], **more: int) -> Counter[tuple[int, date]]:
    found: Counter[tuple[int, date]] = Counter()
    for pk, days in read(unit, on=TODAY, until=months[-1][1], **more).items():
        for day, number in days.items():
            found[pk, next(first for first, last in months if first <= day <= last)] += number
    return found


# --- Anything at all is written -----------------------------------------------------------------------------------------------------------

# Few days about the ends of months and about today, so that examples meet at the edges.
days = st.sampled_from([-200, -77, -76, -75, -46, -45, -15, -1, 0, 1, 15, 59, 60, 61, 200]).map(
    lambda number: TODAY + timedelta(days=number)
)


def one(draw: Draw, model: type[Any]) -> Any:
    """Any row there is."""
    rows = list(model.objects.order_by("pk"))
    return draw(st.sampled_from(rows)) if rows else None


def choice(draw: Draw, options: Any) -> Any:
    return draw(st.sampled_from(list(options)))


def spell(draw: Draw) -> tuple[date, date]:
    first, last = sorted([draw(days), draw(days)])
    return first, last


def assign(scene: Scene, draw: Draw) -> None:
    person, role, unit = choice(draw, scene.people), choice(draw, scene.roles), choice(draw, scene.units)
    post = roles.plan_assignment(person=person, role=role, unit=unit, starts_on=draw(days))
    if draw(st.booleans()):
        roles.start_assignment(assignment=post, on=min(post.starts_on, TODAY), by=None)


def move_on(scene: Scene, draw: Draw) -> None:
    post = one(draw, Assignment)
    if post:
        act = choice(draw, [roles.start_assignment, roles.pause_assignment, roles.resume_assignment, roles.end_assignment])
        more = {"until": draw(days)} if act is roles.pause_assignment and draw(st.booleans()) else {}
        act(assignment=post, on=draw(days), by=scene.people[0], now=AT, **more)


def take_back(scene: Scene, draw: Draw) -> None:
    if made := one(draw, Move):
        take_back_moves(ids=[made.pk], by=scene.people[0], now=AT)


def record(scene: Scene, draw: Draw) -> None:
    first, last = spell(draw)
    EvidenceFactory.create(
        person=choice(draw, scene.people),
        qualification=choice(draw, scene.qualifications),
        earned_on=first,
        valid_until=draw(st.sampled_from([None, last])),
        assurance=choice(draw, [10, 40]),
    )


def say_more(scene: Scene, draw: Draw) -> None:
    piece, several = one(draw, Evidence), {"reason": "Nytt.", "key": f"desk:{Decision.objects.count()}", "by": None, "at": AT}
    if piece is None:
        return
    every = Evidence.objects.filter(qualification=piece.qualification_id)
    match choice(draw, ["revoke", "lapse", "extend", "recognise", "reverse", "equal", "not equal"]):
        case "revoke":
            ledger.revoke(evidence=piece, by=None, at=AT, reason="Feil.")
        case "lapse":
            ledger.lapse(evidence=every, from_day=draw(days), **several)
        case "extend":
            ledger.extend(evidence=every, until=draw(days), **several)
        case "recognise":
            ledger.recognise(people=scene.people[:2], qualification=scene.qualifications[0], earned_on=draw(days), **several)
        case "reverse" if decision := one(draw, Decision):
            ledger.reverse(decision=decision, by=None, at=AT, reason="Nei.")
        case "equal":
            ledger.add_equivalent(qualification=scene.qualifications[0], counts_as=scene.qualifications[1])
        case "not equal":
            ledger.remove_equivalent(qualification=scene.qualifications[0], counts_as=scene.qualifications[1])


def rule(scene: Scene, draw: Draw) -> None:
    ruling.require(
        qualification=choice(draw, scene.qualifications),
        valid_from=draw(days),
        level=choice(draw, [0, 0, 40]),
        role=choice(draw, [None, *scene.roles]),
        unit=choice(draw, [None, *scene.units]),
        kind=choice(draw, [None, None, *scene.kinds]),
        city=choice(draw, ["", "", "Bergen"]),
        **choice(draw, [{}, {"phase": "within_days", "days": 30}, {"phase": "by_day", "due_on": TODAY}, {"effect": "not_alone"}]),
    )


def stop_ruling(scene: Scene, draw: Draw) -> None:
    if row := one(draw, Requirement):
        ruling.stop_requiring(requirement=row, on=draw(days))


def let_off(scene: Scene, draw: Draw) -> None:
    first, last = spell(draw)
    ExemptionFactory.create(
        person=choice(draw, scene.people),
        qualification=choice(draw, scene.qualifications),
        unit=scene.units[0],
        starts_on=first,
        until=last,
        at=AT,
        approved_at=choice(draw, [None, AT]),
        approved_by=None,
    )
    if post := one(draw, Assignment):
        LeaveFactory.create(assignment=post, starts_on=first, until=last, at=AT)


def move(scene: Scene, draw: Draw) -> None:
    tree.move_unit(unit=choice(draw, scene.units), parent=choice(draw, scene.units))


def write_anything(scene: Scene, draw: Draw) -> None:
    """What no action does, or none yet."""
    changes: dict[type[Any], dict[str, Callable[[], Any]]] = {
        Assignment: {
            "person": lambda: choice(draw, scene.people),
            "unit": lambda: choice(draw, scene.units),
            "role": lambda: choice(draw, scene.roles),
            "status": lambda: choice(draw, ["planned", "active", "paused"]),
            "starts_on": lambda: TODAY - timedelta(days=210),
            "ends_on": lambda: choice(draw, [None, TODAY + timedelta(days=201)]),
            "paused_until": lambda: choice(draw, [None, draw(days)]),
        },
        Holding: {
            "person": lambda: choice(draw, scene.people),
            "qualification": lambda: choice(draw, scene.qualifications),
            "level": lambda: choice(draw, [0, 40]),
            "valid_from": lambda: TODAY - timedelta(days=210),
            "valid_until": lambda: TODAY + timedelta(days=choice(draw, [201, 20])),
        },
        Exemption: {
            "person": lambda: choice(draw, scene.people),
            "qualification": lambda: choice(draw, scene.qualifications),
            "starts_on": lambda: TODAY - timedelta(days=210),
            "until": lambda: TODAY + timedelta(days=201),
            "approved_at": lambda: choice(draw, [None, AT]),
        },
        Leave: {
            "assignment": lambda: one(draw, Assignment),
            "starts_on": lambda: TODAY - timedelta(days=210),
            "until": lambda: TODAY + timedelta(days=201),
        },
        Requirement: {
            "role": lambda: choice(draw, [None, *scene.roles]),
            "unit": lambda: choice(draw, [None, *scene.units]),
            "kind": lambda: choice(draw, [None, *scene.kinds]),
            "city": lambda: choice(draw, ["", "Bergen"]),
            "effect": lambda: choice(draw, ["blocks", "not_alone"]),
            "valid_from": lambda: TODAY - timedelta(days=210),
            "valid_until": lambda: choice(draw, [None, TODAY + timedelta(days=201)]),
        },
        Clause: {
            "requirement": lambda: one(draw, Requirement),
            "assurance": lambda: choice(draw, [0, 40]),
            "since": lambda: draw(days),
        },
        Option: {"clause": lambda: one(draw, Clause), "qualification": lambda: choice(draw, scene.qualifications)},
        Unit: {"kind": lambda: choice(draw, scene.kinds), "city": lambda: choice(draw, ["", "Bergen"])},
    }
    model = choice(draw, changes)
    row = one(draw, model)
    if row is None:
        return
    column = choice(draw, [*changes[model], "gone"])
    if column == "gone" and model is not Unit:
        row.delete()
    elif column != "gone":
        model.objects.filter(pk=row.pk).update(**{column: changes[model][column]()})
        row.refresh_from_db()
        if model is Holding and Holding.objects.filter(person=row.person, qualification=row.qualification, level=row.level).count() > 1:
            raise ValidationError("Nobody holds the same twice at once.")


STEPS = [assign, assign, move_on, take_back, record, record, say_more, rule, stop_ruling, let_off, move, write_anything, write_anything]


def step(scene: Scene, draw: Draw) -> None:
    """Writes something, or is refused."""
    try:
        with transaction.atomic():
            choice(draw, STEPS)(scene, draw)
            connection.check_constraints()
    except (ValidationError, IntegrityError):
        pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_kept_is_what_would_be_reckoned_whatever_is_written(data, scene):
    with transaction.atomic():
        kept.forget()
        for _ in range(data.draw(st.integers(3, 8))):
            assign(scene, data.draw)
            record(scene, data.draw)
        rule(scene, data.draw)
        agree(scene)
        for _ in range(data.draw(st.integers(1, 4))):
            for _ in range(data.draw(st.integers(1, 3))):
                step(scene, data.draw)
            agree(scene)
        transaction.set_rollback(True)


# --- One at a time ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def house(db: None) -> Any:
    """Three people in a unit and three below it; all but the first have what is asked."""
    top = UnitFactory.create()
    below = UnitFactory.create(parent=top, kind=top.kind)
    aid = QualificationFactory.create(key="aid")
    RequirementFactory.create(qualification=aid, unit=top, valid_from=BEGAN)
    posts = [AssignmentFactory.create(unit=unit, starts_on=BEGAN) for unit in (top, below) * 3]
    for post in posts[1:]:
        EvidenceFactory.create(person=post.person, qualification=aid, earned_on=date(2025, 9, 10), valid_until=date(2026, 10, 1))
    return [top, below], aid, posts


def told(units: list[Unit]) -> list[tuple[int, int]]:
    found = kept.counts_as_of(units, days=DAYS, many=0)
    return [(each.ready + each.grace, each.total) for each in (found[day][units[0].pk] for day in DAYS)]


def test_warm_sums_are_read_and_not_reckoned(house, django_assert_num_queries):
    units, _aid, _posts = house
    with django_assert_num_queries(23):
        kept.counts_as_of(units, days=DAYS, many=0)
    with django_assert_num_queries(7):
        kept.counts_as_of(units, days=DAYS, many=0)
    UnitFactory.create_batch(30, parent=units[0], kind=units[0].kind)
    kept.counts_as_of(units, days=DAYS, many=0)
    with django_assert_num_queries(7):
        kept.counts_as_of(units, days=DAYS, many=0)


def kept_for(day: date) -> list[int]:
    return sorted(KeptSums.objects.filter(figure="served", day=day).values_list("unit", flat=True))


def test_what_is_earned_today_leaves_the_months_that_are_over_alone(house):
    units, aid, posts = house
    assert told(units) == [(5, 6)] * 4
    EvidenceFactory.create(person=posts[0].person, qualification=aid, earned_on=TODAY)
    kept.counts_by_unit(units, on=TODAY, many=0)  # takes the touch away
    assert [kept_for(day) for day in DAYS] == [[unit.pk for unit in units]] * 3 + [[units[1].pk]]
    assert told(units) == [(5, 6), (5, 6), (5, 6), (6, 6)]


def test_what_is_renewed_touches_no_day_on_which_it_was_to_last(house):
    units, aid, posts = house
    told(units)
    EvidenceFactory.create(person=posts[2].person, qualification=aid, earned_on=TODAY, valid_until=date(2028, 6, 1))
    kept.counts_by_unit(units, on=TODAY, many=0)
    assert kept_for(DAYS[-1]) == [unit.pk for unit in units]
    roles.end_assignment(assignment=posts[2], on=TODAY, by=None)
    roles.pause_assignment(assignment=posts[4], on=TODAY, by=None)
    kept.counts_by_unit(units, on=TODAY, many=0)
    assert [kept_for(day) for day in DAYS] == [[unit.pk for unit in units]] * 3 + [[units[1].pk]]


def test_somebody_whose_first_unit_is_another_now_is_counted_once_on_every_day(house):
    units, _aid, posts = house
    told(units)
    roles.plan_assignment(person=posts[1].person, role=posts[1].role, unit=units[0], starts_on=TODAY)
    late = AssignmentFactory.create(unit=units[0], starts_on=BEGAN)
    assert told(units) == [(5, 7)] * 4
    late.person.assignments.all().delete()
    assert told(units) == [(5, 6)] * 4


def test_a_flood_of_touches_is_not_sorted(house, monkeypatch):
    units, aid, posts = house
    told(units)
    monkeypatch.setattr(kept, "FLOOD", 1)
    for post in posts[:2]:
        EvidenceFactory.create(person=post.person, qualification=aid, earned_on=TODAY)
    assert told(units) == [(5, 6), (5, 6), (5, 6), (6, 6)]
    assert not Touch.objects.exists()


def test_at_night_everything_is_kept_where_that_is_slow_and_nothing_elsewhere(house):
    units, _aid, _posts = house
    assert kept.keep([(NOW, TODAY), *((SERVED, day) for day in DAYS)], many=0) == 2 * (1 + len(DAYS))
    assert [kept_for(day) for day in DAYS] == [[unit.pk for unit in units]] * len(DAYS)
    EvidenceFactory.create()
    assert keep_sums.func() == 0
    assert not Touch.objects.exists()
    assert kept.counts_by_unit(units, on=TODAY)[units[1].pk] == Counts(ready=3)


def test_migrating_leaves_every_table_watched_and_nothing_kept(house):
    units, _aid, _posts = house
    told(units)
    touches.take_down()
    assert touches.standing() == []
    call_command("migrate", verbosity=0)
    assert set(touches.standing()) == touches.expected()
    assert not KeptSums.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_writes_while_we_reckon_is_not_lost():
    top = UnitFactory.create()
    first, _second = (AssignmentFactory.create(unit=top, starts_on=BEGAN) for _ in range(2))
    meanwhile: list[int] = []

    def writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """When our answer is all but reckoned somebody ends an assignment and asks for the same."""
        found = execute(sql, params, many, context)
        if "standing" in sql and not meanwhile:
            meanwhile.append(0)
            other = Thread(target=ends)
            other.start()
            other.join()
        return found

    def ends() -> None:
        roles.end_assignment(assignment=first, on=TODAY - timedelta(days=1), by=None)
        meanwhile.append(kept.counts_by_unit([top], on=TODAY, many=0)[top.pk].total)
        connection.close()

    with connection.execute_wrapper(writes):
        assert kept.counts_by_unit([top], on=TODAY, many=0)[top.pk].total == 2  # as it was when we asked
    assert meanwhile == [0, 1]
    assert kept.counts_by_unit([top], on=TODAY, many=0)[top.pk].total == 1
