"""Reads on the database, and that the quick ways give what the definition gives."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.people.models import Person
from lms.qualifications.rules import FOREVER
from lms.requirements.counts import Counts, counts_as_of, counts_by_unit
from lms.requirements.rules import Mark, Standing, State, Verdict, readiness, together
from lms.requirements.selectors import readiness_of, requirements_for, rules_over, unit_matrix
from lms.roles.models import Assignment, AssignmentStatus
from lms.units.models import Unit
from tests.factories.ledger import spans_of
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory
from tests.factories.requirements import ExemptionFactory, LeaveFactory, RequirementFactory, qualification_of
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory, UnitKindFactory
from tests.requirements.histories import LEVELS, NOW, TODAY, Scene, choice, dates, draw_history

pytestmark = pytest.mark.django_db


def test_requirements_for_asks_by_role_unit_kind_and_city_and_open_axes_cover_all():
    street, home = UnitKindFactory.create(key="street"), UnitKindFactory.create(key="home")
    root = UnitFactory.create(kind=home)
    bergen = UnitFactory.create(parent=root, kind=street, city="Bergen")
    kitchen = UnitFactory.create(parent=bergen, kind=home, city="Bergen")
    oslo = UnitFactory.create(parent=root, kind=street, city="Oslo")
    cook, host = RoleFactory.create(), RoleFactory.create()
    everybody = RequirementFactory.create()
    below_bergen = RequirementFactory.create(unit=bergen)
    cooks = RequirementFactory.create(role=cook)
    in_street = RequirementFactory.create(kind=street)
    in_city = RequirementFactory.create(city="Bergen")
    narrow = RequirementFactory.create(role=cook, unit=root, kind=home, city="Bergen")

    def asked(role, unit):
        return {demand.rule for demand in requirements_for(role, unit)}

    assert asked(cook, kitchen) == {each.pk for each in (everybody, below_bergen, cooks, in_city, narrow)}
    assert asked(host, bergen) == {each.pk for each in (everybody, below_bergen, in_street, in_city)}
    assert asked(host, oslo) == {each.pk for each in (everybody, in_street)}


def test_what_belongs_to_units_beside_one_another_stands_by_their_names():
    root = UnitFactory.create(name="Landet")
    units = [root, *(UnitFactory.create(parent=root, name=name) for name in ("Ålesund", "Oslo", "Bergen"))]
    ana = PersonFactory.create()
    for unit in units:
        AssignmentFactory.create(person=ana, unit=unit)
        RequirementFactory.create(unit=unit)
    everybody = RequirementFactory.create()
    names = ["Landet", "Bergen", "Oslo", "Ålesund"]
    assert [each.assignment.unit.name for each in readiness_of(ana, on=TODAY)] == names
    found = rules_over(root, on=TODAY)
    assert (found[0], [each.unit.name for each in found[1:]]) == (everybody, names)


def test_readiness_of_judges_each_current_assignment(django_assert_num_queries):
    person = PersonFactory.create()
    ended = {"status": AssignmentStatus.ENDED, "ends_on": TODAY}
    cook, host = RoleFactory.create(order=1), RoleFactory.create(order=2)
    unit = UnitFactory.create()
    AssignmentFactory.create(person=person, unit=unit, role=host)
    AssignmentFactory.create(person=person, unit=unit, role=cook)
    AssignmentFactory.create(person=person, unit=unit, **ended)
    AssignmentFactory.create(person=person, unit=unit, ends_on=TODAY - timedelta(days=1))
    requirement = RequirementFactory.create(role=cook)
    EvidenceFactory.create(person=person, qualification=qualification_of(requirement), valid_until=TODAY + timedelta(days=10))
    RequirementFactory.create(role=host)
    with django_assert_num_queries(4):
        found = readiness_of(person, on=TODAY)
    assert [(each.assignment.role, each.verdict.state) for each in found] == [(cook, State.READY_WITHIN_GRACE), (host, State.LACKING)]
    assert [standing.mark for standing in found[0].verdict.soon] == [Mark.LAPSING]


@pytest.mark.parametrize("people", [1, 3, 30])
def test_matrix_and_counts_take_as_many_queries_for_many_as_for_one(people, django_assert_num_queries):
    unit = UnitFactory.create()
    asked = [RequirementFactory.create() for _ in range(3)]
    RequirementFactory.create(phase="within_days", days=14)
    for _ in range(people):
        assignment = AssignmentFactory.create(unit=UnitFactory.create(parent=unit, kind=unit.kind))
        for requirement in asked:
            EvidenceFactory.create(person=assignment.person, qualification=qualification_of(requirement))
    with django_assert_num_queries(4):
        matrix = unit_matrix(unit, on=TODAY)
    assert (len(matrix.rows), {len(row.cells) for row in matrix.rows}) == (people, {4})
    units = list(Unit.objects.all())
    with django_assert_num_queries(3):
        assert counts_by_unit(units, on=TODAY)[unit.pk] == Counts(lacking=people)
    with django_assert_num_queries(2 + 2):
        past = counts_as_of(units, days=[date(2025, 12, 31), TODAY])
    assert [found[unit.pk] for found in past.values()] == [Counts(), Counts(lacking=people)]


def test_matrix_of_an_empty_unit_has_neither_rows_nor_columns():
    unit = UnitFactory.create()
    RequirementFactory.create()
    matrix = unit_matrix(unit, on=TODAY)
    assert (matrix.rows, matrix.columns) == ([], [])
    assert counts_by_unit([unit], on=TODAY) == {unit.pk: Counts()}
    assert counts_by_unit([], on=TODAY) == {}


def test_matrix_without_units_below_lists_only_the_unit_itself():
    unit = UnitFactory.create()
    here = AssignmentFactory.create(unit=unit)
    AssignmentFactory.create(unit=UnitFactory.create(parent=unit, kind=unit.kind))
    assert [row.person_id for row in unit_matrix(unit, on=TODAY, below=False).rows] == [here.person_id]


def test_a_paused_assignment_decides_only_where_there_is_no_other():
    unit = UnitFactory.create()
    cook, host = RoleFactory.create(), RoleFactory.create()
    requirement = RequirementFactory.create(role=cook)
    paused = {"unit": unit, "role": cook, "status": AssignmentStatus.PAUSED}
    resting = AssignmentFactory.create(**paused).person
    working = AssignmentFactory.create(**paused).person
    AssignmentFactory.create(unit=unit, role=host, person=working)
    rows = {row.person_id: row for row in unit_matrix(unit, on=TODAY).rows}
    assert (rows[resting.pk].state, list(rows[resting.pk].cells)) == (None, [qualification_of(requirement).key])
    assert (rows[working.pk].state, list(rows[working.pk].cells)) == (State.READY, [])
    assert counts_by_unit([unit], on=TODAY) == {unit.pk: Counts(ready=1, paused=1)}


def test_a_break_is_over_on_the_day_after_its_last_also_when_that_day_lies_ahead():
    unit = UnitFactory.create()
    RequirementFactory.create(unit=unit)
    post = AssignmentFactory.create(unit=unit, status=AssignmentStatus.PAUSED, paused_until=TODAY + timedelta(days=3))
    for days, state, counts in ((3, None, Counts(paused=1)), (4, State.LACKING, Counts(lacking=1))):
        on = TODAY + timedelta(days=days)
        assert [row.state for row in unit_matrix(unit, on=on).rows] == [state]
        assert counts_by_unit([unit], on=on) == {unit.pk: counts}
        assert post.rests_on(on) == (state is None)
    cook, host = RoleFactory.create(order=1), RoleFactory.create(order=2)
    person = AssignmentFactory.create(unit=unit, role=cook, status=AssignmentStatus.PAUSED).person
    AssignmentFactory.create(unit=unit, role=host, person=person, status=AssignmentStatus.PAUSED, paused_until=TODAY)
    asked = RequirementFactory.create(unit=unit, role=cook)
    row = next(row for row in unit_matrix(unit, on=TODAY + timedelta(days=1)).rows if row.person_id == person.pk)
    assert [post.rests for post in row.posts] == [False, True], "who rests decides nothing where somebody serves"
    assert qualification_of(asked).key not in row.cells


def test_only_an_approved_exemption_and_a_leave_of_that_very_assignment_count():
    requirement = RequirementFactory.create()
    unit = UnitFactory.create()
    lacking, exempt, waiting, let_begin = (AssignmentFactory.create(unit=unit) for _ in range(4))
    time = {"starts_on": TODAY, "until": TODAY + timedelta(days=100), "at": NOW}
    what = {"qualification": qualification_of(requirement), "unit": unit} | time
    ExemptionFactory.create(person=exempt.person, approved_at=NOW, **what)
    ExemptionFactory.create(person=waiting.person, approved_by=None, **what)
    LeaveFactory.create(assignment=let_begin, **time)
    LeaveFactory.create(assignment=AssignmentFactory.create(person=lacking.person), **time)
    marks = {row.person_id: next(iter(row.cells.values())).mark for row in unit_matrix(unit, on=TODAY).rows}
    assert marks == {
        lacking.person_id: Mark.MISSING,
        exempt.person_id: Mark.EXEMPT,
        waiting.person_id: Mark.MISSING,
        let_begin.person_id: Mark.ALLOWED,
    }
    assert counts_by_unit([unit], on=TODAY) == {unit.pk: Counts(ready=1, grace=1, lacking=2)}


def test_what_is_let_off_from_a_first_day_ahead_counts_already():
    requirement = RequirementFactory.create()
    exempt, let_begin = (AssignmentFactory.create(unit=UnitFactory.create(), starts_on=TODAY + timedelta(days=30)) for _ in range(2))
    time = {"starts_on": TODAY + timedelta(days=30), "until": TODAY + timedelta(days=200), "at": NOW}
    ExemptionFactory.create(person=exempt.person, qualification=qualification_of(requirement), unit=exempt.unit, approved_at=NOW, **time)
    LeaveFactory.create(assignment=let_begin, **time)
    for post, mark, counts in ((exempt, Mark.EXEMPT, Counts(ready=1)), (let_begin, Mark.ALLOWED, Counts(grace=1))):
        assert readiness_of(post.person, on=TODAY)[0].verdict.standings[0].mark is mark
        assert [cell.mark for row in unit_matrix(post.unit, on=TODAY).rows for cell in row.cells.values()] == [mark]
        assert counts_by_unit([post.unit], on=TODAY) == {post.unit.pk: counts}


# --- The twins -------------------------------------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_quick_ways_agree_with_the_definition_on_any_history(data, scene):
    with transaction.atomic():
        _agree(scene, data.draw)
        transaction.set_rollback(True)


def _agree(scene: Scene, draw):
    """Draws a history; compares matrix and counts with what the definition makes of it."""
    made = draw_history(scene, draw)
    assignments, ledgers, freed, leaves = made.assignments, made.ledgers, made.freed, made.leaves
    demands = {(role, unit): requirements_for(role, unit) for role in scene.roles for unit in scene.units}
    on = draw(choice([TODAY, TODAY, TODAY + timedelta(days=1)]))
    defined: dict[Person, list[tuple[Assignment, Verdict]]] = {
        person: [
            (
                each,
                readiness(
                    demands[each.role, each.unit],
                    spans_of(ledger, LEVELS),
                    starts_on=each.starts_on,
                    on=on,
                    exemptions=freed[person],
                    leaves=leaves[each],
                ),
            )
            for each in sorted(assignments, key=lambda each: (each.unit.depth, each.role.pk))
            if each.person == person and each.status != "ended" and (each.ends_on or on) >= on
        ]
        for person, ledger in ledgers.items()
    }
    counts = counts_by_unit(scene.units, on=on)
    for unit in scene.units:
        expected = {}
        for person, verdicts in defined.items():
            here = [(each, verdict) for each, verdict in verdicts if unit.pk in each.unit.path_ids]
            if here:
                serving = [verdict for each, verdict in here if not each.rests_on(on)]
                state = max((verdict.state for verdict in serving), default=None)
                standings = together(serving or [verdict for _, verdict in here])
                expected[person.pk] = (state, {key: _shown(s) for key, s in standings.items()})
        matrix = unit_matrix(unit, on=on)
        assert {row.person_id: (row.state, _standings(row)) for row in matrix.rows} == expected
        counted = Counter(state for state, _ in expected.values())
        assert counts[unit.pk] == Counts(*(counted[state] for state in (*State, None)))
    person = draw(choice(scene.people))
    assert {each.assignment: each.verdict for each in readiness_of(person, on=on)} == dict(defined[person])
    role = draw(choice([None, *scene.roles]))
    for then in draw(st.lists(dates, min_size=1, max_size=2, unique=True)):
        found = counts_as_of(scene.units, days=[then], role=role and role.pk)[then]
        for unit in scene.units:
            worst: dict[Person, State] = {}
            for each in assignments:
                served = each.status != "planned" and each.starts_on <= then and (each.ends_on or then) >= then
                if served and role in (None, each.role) and unit.pk in each.unit.path_ids:
                    ledger = spans_of(ledgers[each.person], LEVELS)
                    let_off = {"exemptions": freed[each.person], "leaves": leaves[each]}
                    verdict = readiness(demands[each.role, each.unit], ledger, starts_on=each.starts_on, on=then, **let_off)
                    worst[each.person] = max(worst.get(each.person, State.READY), verdict.state)
            counted = Counter(worst.values())
            assert found[unit.pk] == Counts(*(counted[state] for state in State))
            seen = Assignment.objects.filter(role=role) if role else None
            matrix = unit_matrix(unit, on=then, assignments=seen, past=True)
            assert {row.person_id: row.state for row in matrix.rows} == {person.pk: state for person, state in worst.items()}
    served = {
        each for each in assignments if each.person == person and each.status != "planned" and each.starts_on <= on <= (each.ends_on or on)
    }
    assert {each.assignment for each in readiness_of(person, on=on, past=True)} == served


def _shown(standing: Standing):
    """What a cell shows: where a leave decides, the time of that."""
    since, until = standing.leave or (standing.since, standing.until)
    return (standing.mark, standing.due, standing.demand.id, since, until if until != FOREVER else None)


def _standings(row):
    return {
        key: (
            cell.mark,
            cell.asked.due,
            cell.asked.demand.id,
            cell.span[0] if cell.span else None,
            cell.span[1] if cell.span and cell.span[1] != FOREVER else None,
        )
        for key, cell in row.cells.items()
    }
