"""Recruitment in numbers: what they count, who sees which, and that they outlive the applicants."""

import csv
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.utils import timezone

from lms.recruitment.actions import cases
from lms.recruitment.models import Application, Channel, Move, Ruling, Stage
from lms.recruitment.rules.numbers import Season
from lms.recruitment.selectors.interests import way_of
from lms.recruitment.selectors.numbers import admitted_on, numbers
from lms.units.models import Unit
from tests.cast import login
from tests.factories.recruitment import DAY, NOW, an_application
from tests.factories.roles import AssignmentFactory

ON = date(2026, 11, 23)
URL = "/enhet/harbour/rekruttering/tall/"


def a_case(unit, role, *, ago=10, result=Stage.ADMITTED, code="suited", channel=Channel.FRIEND, late=False, **values):
    """A case that went the short way: rung after a day (or too late), and ended."""
    received = NOW - ago * DAY
    rung, ruled = received + (8 if late else 1) * DAY, received + (9 if late else 2) * DAY
    ended = {"stage": result, "ended_at": ruled, "ruled_at": ruled} if result else {"stage": Stage.CONTACTED}
    case = an_application(unit, role, received_at=received, stage_since=ruled, contacted_at=rung, channel=channel, **ended | values)
    way = [Stage.RECEIVED, Stage.CONTACTED, *([Stage.RULING, result] if result else [])]
    Move.objects.create(application=case, to_stage=Stage.RECEIVED, at=received)
    for before, to, at in zip(way, way[1:], [rung, ruled, ruled], strict=False):
        Move.objects.create(application=case, from_stage=before, to_stage=to, at=at)
    if result in (Stage.ADMITTED, Stage.DECLINED):
        Ruling.objects.create(
            application=case, outcome=result, code=code, sentence="", from_stage="contacted", proposed_at=ruled, confirmed_at=ruled
        )
    return case


@pytest.fixture
def twelve(cast, process):
    """Harbour: six admitted, two declined, one still open; its kitchen: three admitted."""
    for _ in range(6):
        a_case(cast.harbour, cast.companion)
    a_case(cast.harbour, cast.companion, result=Stage.DECLINED, code="time", channel=Channel.PRESS)
    a_case(cast.harbour, cast.companion, result=Stage.DECLINED, code="role", channel=Channel.PRESS, late=True)
    a_case(cast.harbour, cast.companion, result=None, ago=2)
    for _ in range(3):
        a_case(cast.kitchen, cast.companion, channel=Channel.EVENT, ago=200)


def read(unit, *, hides=False, season=None):
    return numbers(unit, season=season, hides=hides, on=ON)


def test_the_unit_sees_every_number(cast, twelve):
    found = read(cast.harbour)
    assert found.received == 12
    assert found.way == ((Stage.RECEIVED, 12), (Stage.CONTACTED, 12), (Stage.ADMITTED, 9))
    assert (found.contact.kept, found.contact.judged) == (11, 12)
    assert (found.decision.kept, found.decision.judged) == (11, 11)
    assert found.channels.rows == (("friend", 7), ("event", 3), ("press", 2))
    assert dict(found.rulings.rows) == {("admitted", "suited"): 9, ("declined", "time"): 1, ("declined", "role"): 1}
    assert [(line.key, line.received, line.results) for line in found.units] == [("Harbour", 9, (6, 2, 0, 1)), ("Kitchen", 3, (3, 0, 0, 0))]
    assert [(line.key, line.received) for line in found.seasons] == [("2025-1", 0), ("2025-2", 0), ("2026-1", 3), ("2026-2", 9)]
    assert [stage for stage, _days, _n in found.stays] == [Stage.RECEIVED, Stage.CONTACTED, Stage.RULING]


def test_small_numbers_are_hidden_from_above(cast, twelve):
    found = read(cast.harbour, hides=True)
    assert found.received == 12
    assert found.way == ((Stage.RECEIVED, 12), (Stage.CONTACTED, 12), (Stage.ADMITTED, None))
    assert dict(found.channels.rows) == {"friend": 7, "event": None, "press": None}
    assert dict(found.rulings.rows) == {("admitted", "suited"): None, ("declined", "time"): None, ("declined", "role"): None}
    assert [(line.key, line.received) for line in found.units] == [("Harbour", None), ("Kitchen", None)]
    assert {value for line in found.units for value in line.results} == {None}


def test_a_season_counts_what_came_in_it(cast, twelve):
    assert read(cast.harbour, season=Season(2026, 1)).received == 3
    assert read(cast.harbour, season=Season(2026, 2)).received == 9
    assert read(cast.hill).received == 0


def test_numbers_outlive_the_applicants(cast, twelve):
    before = read(cast.harbour)
    Application.objects.update(
        given_name="", family_name="", email="", phone="", motivation="", owner=None, forgotten={"identity": "2026-11-01"}
    )
    assert read(cast.harbour) == before


def test_withdrawing_before_the_call_owes_no_call(cast, application):
    cases.withdraw(application=application, now=NOW)
    assert read(cast.harbour).contact.judged == 0
    assert read(cast.harbour).decision.judged == 1


@pytest.mark.parametrize("number", [1, 3, 30])
def test_numbers_take_four_queries_whatever_the_number_of_cases(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        a_case(cast.harbour, cast.companion)
    with django_assert_num_queries(4):
        read(cast.harbour)


@time_machine.travel(NOW, tick=False)
def test_who_sees_what(cast, twelve):
    unit, above = (login(who).get(URL).content.decode() for who in (cast.kim, cast.siv))
    assert "Avslått: en annen rolle eller enhet passer bedre" in unit
    assert "Tall under 5 vises ikke" not in unit
    assert "Tall under 5 vises ikke" in above
    assert 'href="/enhet/harbour/rekruttering/"' not in above
    assert login(cast.siv).get("/enhet/harbour/rekruttering/").status_code == 404
    assert login(cast.omar).get(URL).status_code == 404
    assert "Ingen søknader i denne perioden" in login(cast.kim).get(f"{URL}?sesong=2025-2").content.decode()


@time_machine.travel(NOW, tick=False)
def test_the_file_says_what_the_page_says_and_is_no_formula(cast, twelve):
    cast.harbour.name = "=HARBOUR()"
    cast.harbour.save()
    response = login(cast.siv).get(f"{URL}csv/")
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["'=HARBOUR()", "De siste to årene"]
    assert ["Av noen jeg kjenner", "7"] in rows
    assert ["En stand eller et møte", "–"] in rows
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


def test_the_way_of_those_who_came_between_two_days(cast, twelve, django_assert_num_queries):
    day = (NOW - 10 * DAY).date()
    with django_assert_num_queries(3):
        assert list(way_of(cast.harbour, first=day, last=day).values()) == [8, 8, 6]
    assert set(way_of(cast.harbour, first=day - DAY, last=day - DAY).values()) == {0}
    assert list(way_of(cast.harbour, first=date(2020, 1, 1), last=ON).values())[-1] == 9
    undone = a_case(cast.harbour, cast.companion)
    Move.objects.create(application=undone, from_stage=Stage.ADMITTED, to_stage=Stage.RULING, at=NOW)
    Application.objects.filter(pk=undone.pk).update(stage=Stage.RULING, ended_at=None)
    assert way_of(cast.harbour, first=date(2020, 1, 1), last=ON) == dict(read(cast.harbour).way)
    assert dict(read(cast.harbour).way)[Stage.ADMITTED] == 9


def test_the_day_of_the_admission_that_stands(cast, twelve):
    given, undone = AssignmentFactory.create_batch(2, unit=cast.kitchen, role=cast.companion)
    rulings = list(Ruling.objects.filter(outcome="admitted").order_by("pk"))
    first, second = rulings[:2]
    Ruling.objects.filter(pk=first.pk).update(assignment=given)
    Ruling.objects.filter(pk=second.pk).update(assignment=undone, undone_at=NOW)
    assert admitted_on(Unit.objects.below(cast.harbour)) == {given.pk: timezone.localdate(first.confirmed_at)}
    assert admitted_on(Unit.objects.below(cast.hill)) == {}
