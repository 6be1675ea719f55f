"""Whom the list judges: those of the role, name, kind and city that are looked for, and the same ones as if everybody had been judged."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.requirements.rules import HELD
from lms.tracking.rules import LISTED, is_called
from lms.tracking.selectors import Filter, overview
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory, RoleFactory
from tests.factories.units import UnitFactory, UnitKindFactory

TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)
NAMES = ["Åse Lie", "ÅSHILD Weiß", "Ana Lie", "Ola Åsen", "ola weiss", "Élise Öst", "Per"]


@given(st.text(), st.text())
def test_a_name_is_found_by_any_part_of_it_in_small_letters_and_capitals(name, other):
    whole = f"{name} {other}"
    for part in (name, other, whole, f"{other} {name}", name.upper(), other.swapcase()[1:2], ""):
        assert is_called(whole, part) == all(word in whole.casefold() for word in part.casefold().split())
    assert is_called(whole, name)
    assert is_called(whole, f"{other} {name}")


@pytest.fixture
def land(db):
    """Two units of two kinds and cities below one; people who stand in every way, each third in two roles, one of them in both units."""
    top = UnitFactory.create()
    units = [
        UnitFactory.create(parent=top, kind=UnitKindFactory.create(key=key, name=key), city=city)
        for key, city in (("cafe", "Bergen"), ("home", "Oslo"))
    ]
    aid, oath = (QualificationFactory.create(key=key) for key in ("aid", "oath"))
    cook, driver = (RoleFactory.create(key=key, name=key) for key in ("cook", "driver"))
    RequirementFactory.create(qualification=aid)
    RequirementFactory.create(qualification=oath, role=cook, effect="not_alone")
    for number, name in enumerate(NAMES * 2):
        given_name, _space, family_name = name.partition(" ")
        person = PersonFactory.create(given_name=given_name, family_name=family_name)
        told = {"person": person, "starts_on": TODAY - 400 * DAY, "status": "paused" if number == 3 else "active"}
        AssignmentFactory.create(unit=units[number % 2], role=(cook, driver)[number % 2], **told)
        if number % 3 == 0:
            AssignmentFactory.create(unit=units[1], role=cook, **told | {"status": "active"})
        for qualification, every in ((aid, 3), (oath, 4)):
            if number % every:
                EvidenceFactory.create(person=person, qualification=qualification, earned_on=TODAY - 99 * DAY)
    AssignmentFactory.create(unit=top, role=cook, person=PersonFactory.create(given_name="Åse", family_name="Ved"), starts_on=TODAY)
    return ResponsibilityFactory.create(unit=top).person, top


def test_the_same_are_found_as_if_everybody_had_been_judged(land):
    kim, top = land
    found = 0
    for role, city, kind, below in product(["", "cook"], ["", "Oslo"], ["", "cafe"], [True, False]):
        place = Filter(role=role, city=city, kind=kind, below=below, sort="name")
        everybody = overview(kim, top, place, on=TODAY).rows
        for text, lacks, state in product(["", "åse", "WEISS", "ß", "lie a", "é", "zzz"], ["", "aid"], ["all", "lacking", "ready"]):
            called = [row for row in everybody if is_called(row.name, text)]
            lack = [
                row for row in called if not lacks or (row.state is not None and lacks in row.cells and row.cells[lacks].mark not in HELD)
            ]
            got = overview(kim, top, replace(place, text=text, lacks=lacks, state=state), on=TODAY)
            assert list(got.rows) == [row for row in lack if state in ("all", LISTED[row.state])]
            assert (got.counts["all"], got.found["all"]) == (len(called), len(lack))
            found += len(got.rows)
    assert found > 250


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_name_costs_one_query_more_for_any_number(land, django_assert_num_queries, number):
    kim, top = land
    for _ in range(number):
        AssignmentFactory.create(unit=top, person=PersonFactory.create(given_name="Åse"), starts_on=TODAY)
    for text, queries in (("", 7), ("åse", 8)):
        with django_assert_num_queries(queries):
            overview(kim, top, Filter(text=text), on=TODAY)
