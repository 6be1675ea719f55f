"""What a trial foretells is what happens: on any history, for any change of the rules, day by day and person by person."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.qualifications.models import TrackedLevel
from lms.requirements.actions import AskedFor, Draft, decide
from lms.requirements.counts import counts_by_unit
from lms.requirements.exemptions import approve_exemption, ask_exemption
from lms.requirements.models import Effect, Phase, Requirement
from lms.requirements.rules import State
from lms.requirements.selectors import unit_matrix
from lms.requirements.trial_pages import Sight, trial_page
from lms.requirements.trials import Trial, end_once, try_ending, try_out
from lms.roles.models import Assignment
from tests.cast import Cast
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.roles import AssignmentFactory
from tests.requirements.histories import NOW, TODAY, Scene, choice, dates, draw_history

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_foretold_of_any_history_is_what_happens(data, scene):
    with transaction.atomic():
        TrackedLevel.objects.bulk_create(TrackedLevel(qualification=each, level=40) for each in scene.qualifications)
        draw_history(scene, data.draw)
        _foretold(scene, data.draw)
        transaction.set_rollback(True)


def _foretold(where: Scene, draw) -> None:
    before = draw(choice([None, *Requirement.objects.filter(superseded_by=None)]))
    ends = before is not None and draw(st.booleans())
    tried: Any
    do: Any
    if ends:
        told = {"requirement": before, "last": draw(dates), "unit": where.units[0], "on": TODAY}
        tried, do, first = try_ending, end_once, told["last"] + DAY
        more = {"reason": "", "by": where.people[0], "now": NOW}
    else:
        wanted = _draft(where, draw, before)
        told = {"draft": wanted, "supersedes": before, "unit": where.units[0], "on": TODAY}
        tried, do, first = try_out, lambda *, unit, on, **values: decide(**values), wanted.valid_from
        more = {"reason": "", "by": where.people[0], "now": NOW}
    try:
        trial = tried(**told)
    except ValidationError:
        with pytest.raises(ValidationError):
            do(**told, **more)
        return
    looked_at = {*trial.days, max(first, TODAY), *(move.day for move in trial.moves), *(move.day - DAY for move in trial.moves)}
    without = {day: _states(where, day) for day in looked_at}
    do(**told, **more)
    _is_so(where, trial, without, max(first, TODAY))


def _is_so(where: Scene, trial: Trial, without, first: date) -> None:
    counts = counts_by_unit(where.units, on=trial.bites_on)
    with_it = {day: _states(where, day) for day in without}
    moved = {move.person_id: move for move in trial.moves}
    for unit, line in zip(where.units, trial.units, strict=True):
        assert (line.lacking_after, line.not_alone_after) == (counts[unit.pk].lacking, counts[unit.pk].not_alone)
        for place, day in enumerate(trial.days):
            pairs = [(without[day][unit.pk].get(pk), state) for pk, state in with_it[day][unit.pk].items()]
            assert line.worse[place] == sum(state > known for known, state in pairs)
            assert line.better[place] == sum(state < known for known, state in pairs)
    top = where.units[0].pk
    for day in without:
        for pk, state in with_it[day][top].items():
            known = without[day][top][pk]
            if day < first:
                continue
            if pk not in moved or day < moved[pk].day:
                assert state == known
            elif day == moved[pk].day:
                assert (state, state > known, state != known) == (moved[pk].state, moved[pk].worse, True)


def _states(where: Scene, day: date) -> dict[int, dict[int, State]]:
    """How everybody stands in each unit as far as gaps go: one that may wait is none."""
    return {
        unit.pk: {
            row.person_id: State.READY if row.state in (None, State.READY_WITHIN_GRACE) else row.state
            for row in unit_matrix(unit, on=day).rows
        }
        for unit in where.units
    }


def _draft(where: Scene, draw, before: Requirement | None) -> Draft:
    phase = draw(choice(Phase))
    same = before is not None and draw(st.booleans())
    return Draft(
        valid_from=draw(dates),
        clauses=[
            AskedFor(draw(st.lists(choice(where.qualifications), min_size=1, max_size=2, unique=True)), draw(choice([0, 0, 40])))
            for _ in range(draw(st.integers(1, 2)))
        ],
        role=before.role if same else draw(choice([None, *where.roles])),
        unit=before.unit if same else draw(choice([None, *where.units])),
        kind=before.kind if same else draw(choice([None, *where.kinds])),
        city=before.city if same else draw(choice(["", "", "Bergen"])),
        phase=phase,
        days=draw(choice([0, 30, 31])) if phase == Phase.WITHIN_DAYS else None,
        due_on=draw(dates) if phase == Phase.BY_DAY else None,
        effect=draw(choice(Effect)),
    )


# --- Told of the cast -----------------------------------------------------------------------------------------------------------------------------

NOW_REALLY = timezone.now()
REALLY = timezone.localdate()


@pytest.fixture
def cast(cast: Cast) -> Cast:
    Assignment.objects.filter(person=cast.ana).update(starts_on=REALLY - 30 * DAY, status="active")
    return cast


def test_each_falls_out_on_their_own_day_and_who_is_exempt_has_nothing_to_do(cast):
    aid = QualificationFactory.create(key="aid", name="First aid")
    EvidenceFactory.create(person=cast.ben, qualification=aid, valid_until=REALLY + 100 * DAY)
    freed = ask_exemption(
        person=cast.noor, qualification=aid, unit=cast.harbour, reason="Nurse", starts_on=REALLY, until=REALLY + 200 * DAY,
        by=cast.lea, now=NOW_REALLY, on=REALLY,
    )  # fmt: skip
    approve_exemption(exemption=freed, by=cast.dag, now=NOW_REALLY, on=REALLY)
    draft = Draft(valid_from=REALLY + DAY, clauses=[AskedFor([aid])], unit=cast.harbour, phase=Phase.WITHIN_DAYS, days=14)
    trial = try_out(draft=draft, unit=cast.harbour, on=REALLY)
    assert [(move.person_id, move.day, move.state) for move in trial.moves] == [
        (cast.ana.pk, REALLY + 16 * DAY, State.LACKING),
        (cast.ben.pk, REALLY + 101 * DAY, State.LACKING),
        (cast.noor.pk, REALLY + 201 * DAY, State.LACKING),
    ]
    assert (trial.total.to_do, trial.load) == (1, [("First aid", 1, None)])
    assert (trial.days[0], list(trial.total.worse)) == (REALLY + 16 * DAY, [1, 2, 3])
    assert set(trial.as_json()) == {"bites_on", "days", "load", "units"}, "numbers, and nobody"


def test_who_gets_longer_is_told_from_the_day_they_would_have_fallen_short(cast):
    aid = QualificationFactory.create(key="aid", name="First aid")
    draft = Draft(valid_from=REALLY, clauses=[AskedFor([aid])], unit=cast.harbour, phase=Phase.WITHIN_DAYS, days=14)
    known = decide(draft=draft, reason="", by=cast.lea, now=NOW_REALLY)
    longer = replace(draft, valid_from=REALLY + 7 * DAY, days=60)
    trial = try_out(draft=longer, unit=cast.harbour, on=REALLY, supersedes=known)
    assert (trial.days[0], trial.bites_on) == (REALLY + 15 * DAY, REALLY + 61 * DAY)
    assert trial.total.better[0] == len([move for move in trial.moves if not move.worse]) == trial.total.people == 3
    assert (trial.total.better[-1], list(trial.total.worse)) == (0, [0] * len(trial.days)), "and then it is as without the change"
    assert (trial.total.lacking_before, trial.total.lacking_after, trial.total.to_do) == (3, 3, 3), "on the day it bites"


def test_two_days_of_a_trial_never_look_alike(cast):
    days = [date(2027, 1, 8), date(2027, 1, 31), date(2027, 2, 28)]
    line = {"unit": "Havna", "unit_id": 1, "level": 0, "people": 9, "lacking_before": 9, "lacking_after": 9, "not_alone_before": 0}
    units = [{**line, "not_alone_after": 0, "to_do": 9, "worse": [0, 0, 0], "better": [0, 9, 8]}]
    with translation.override("nb"):
        page = trial_page({"days": [str(day) for day in days], "units": units}, sight=Sight(sees=True, whole=None), on=date(2026, 11, 28))
    assert page.over_time[0].table["columns"][1:] == ["8. januar 2027", "31. januar 2027", "februar 2027"]


def test_trying_writes_nothing(cast):
    aid = QualificationFactory.create(key="aid", name="First aid")
    known = decide(draft=Draft(valid_from=REALLY, clauses=[AskedFor([aid])], unit=cast.harbour), reason="", by=cast.lea, now=NOW_REALLY)
    with CaptureQueriesContext(connection) as asked:
        try_out(draft=Draft(valid_from=REALLY + DAY, clauses=[AskedFor([aid], 40)], unit=cast.harbour), unit=cast.harbour, on=REALLY)
        try_ending(requirement=known, last=REALLY, unit=cast.harbour, on=REALLY)
    assert not {query["sql"].split()[0] for query in asked.captured_queries} & {"INSERT", "UPDATE", "DELETE"}


def test_a_level_that_nobody_kept_is_reckoned_and_nothing_is_written(cast):
    aid = QualificationFactory.create(key="aid", name="First aid")
    EvidenceFactory.create(person=cast.ben, qualification=aid, valid_until=None, assurance=40)
    EvidenceFactory.create(person=cast.noor, qualification=aid, valid_until=None, assurance=10)
    draft = Draft(valid_from=REALLY + DAY, clauses=[AskedFor([aid], 40)], unit=cast.harbour)
    trial = try_out(draft=draft, unit=cast.harbour, on=REALLY)
    assert {move.person_id for move in trial.moves} == {cast.ana.pk, cast.noor.pk}
    assert not TrackedLevel.objects.exists()
    decide(draft=draft, reason="", by=cast.lea, now=NOW_REALLY)
    assert counts_by_unit([cast.harbour], on=trial.bites_on)[cast.harbour.pk].lacking == trial.total.lacking_after == 2


@pytest.mark.parametrize("number", [1, 3, 30])
def test_trying_costs_the_same_for_any_number_of_people(cast, number, django_assert_num_queries):
    aid = QualificationFactory.create(key="aid", name="First aid")
    for _ in range(number):
        AssignmentFactory.create(unit=cast.harbour, role=cast.companion, person=PersonFactory.create())
    with django_assert_num_queries(22):
        try_out(draft=Draft(valid_from=REALLY, clauses=[AskedFor([aid])], unit=cast.harbour), unit=cast.harbour, on=REALLY)
