"""Who follows up a unit, who gets its letters, and where somebody is lacking or leaves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.people.models import Person
from lms.roles.actions import end_responsibility
from lms.roles.models import Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.selectors import held_in
from lms.roles.selectors.following import cover, nearest, to_write_to
from tests.cast import Cast, login, make_cast
from tests.factories.roles import ResponsibilityFactory
from tests.factories.units import UnitFactory

TODAY = date(2026, 9, 10)
DAY = timedelta(days=1)


def written_to(cast: Cast, *units) -> list[list[str]]:
    found = to_write_to(list(units), on=TODAY)
    return [[row.person.given_name for row in found[unit.pk]] for unit in units]


def leave(cast: Cast, *names: str) -> None:
    Responsibility.objects.filter(person__in=[cast.people[name] for name in names]).update(ends_on=TODAY - DAY)


def test_letters_go_to_coordinators_then_leaders_then_deputies_then_those_above_then_administrators(cast):
    assert written_to(cast, cast.harbour, cast.kitchen, cast.hill) == [["Kim"], ["Kim"], ["Omar"]]
    leave(cast, "kim")
    assert written_to(cast, cast.harbour, cast.kitchen) == [["Lea"], ["Lea"]]
    leave(cast, "lea")
    assert written_to(cast, cast.kitchen) == [["Dag"]]
    leave(cast, "dag")
    assert written_to(cast, cast.kitchen) == [["Adm"]]
    above = ResponsibilityFactory.create(unit=cast.nation, person__given_name="Nina")
    assert written_to(cast, cast.kitchen, cast.hill) == [["Nina"], ["Omar"]]
    assert nearest([cast.kitchen], on=TODAY) == {cast.kitchen.pk: [above]}


def test_those_alike_stand_by_name_as_a_norwegian_reader_expects(cast):
    for name in ("Åse", "Zoe", "Ærlend"):
        ResponsibilityFactory.create(unit=cast.hill, kind=Kind.EDITOR, person__given_name=name)
        ResponsibilityFactory.create(unit=cast.kitchen, kind=Kind.LEADER, person__given_name=name)
    assert [row.person.given_name for row in nearest([cast.kitchen], on=TODAY)[cast.kitchen.pk]] == ["Zoe", "Ærlend", "Åse"]
    editors = [row for row in held_in(cast.hill, on=TODAY) if row.kind == Kind.EDITOR]
    assert [row.person.given_name for row in editors] == ["Zoe", "Ærlend", "Åse"]


def test_whoever_cannot_read_a_letter_is_passed_by(cast):
    Person.objects.filter(pk=cast.kim.pk).update(email="")
    assert written_to(cast, cast.harbour) == [["Lea"]]
    cast.lea.user.is_active = False
    cast.lea.user.save()
    assert written_to(cast, cast.harbour) == [["Dag"]]
    assert [row.person for row in nearest([cast.harbour], on=TODAY)[cast.harbour.pk]] == [cast.kim, cast.lea, cast.dag], "but can be asked"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number_of_units(cast, django_assert_num_queries, number):
    units = [UnitFactory.create(parent=cast.harbour, kind=cast.harbour.kind) for _ in range(number)]
    for read in (nearest, to_write_to):
        with django_assert_num_queries(1):
            assert len(read(units, on=TODAY)) == number
        with django_assert_num_queries(0):
            assert read([], on=TODAY) == {}
    with django_assert_num_queries(1):
        assert {each.above for each in cover(units, on=TODAY)} == {cast.harbour}


class Nobody(TestCase):
    """Whatever responsibilities there are, no unit is without somebody to write to, as long as there is an administrator."""

    cast: Cast

    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        Responsibility.objects.exclude(kind=Kind.ADMINISTRATOR).delete()

    @given(
        st.lists(
            st.tuples(st.sampled_from(["nation", "harbour", "kitchen", "hill"]), st.sampled_from(list(Kind)), st.booleans()), max_size=6
        ),
        st.sets(st.integers(0, 5)),
    )
    def test_is_lost(self, given_to, without_email):
        cast = self.cast
        for number, (where, kind, is_deputy) in enumerate(given_to):
            row = ResponsibilityFactory.create(unit=getattr(cast, where), kind=kind, is_deputy=is_deputy)
            if number in without_email:
                Person.objects.filter(pk=row.person_id).update(email="")
        units = [cast.nation, cast.harbour, cast.kitchen, cast.hill]
        found = to_write_to(units, on=TODAY)
        assert all(found[unit.pk] for unit in units)
        assert all(row.person.email and row.unit_id in unit.path_ids for unit in units for row in found[unit.pk])


# --- Where somebody is lacking, or leaves -----------------------------------------------------------------------------------------------------


def one(cast: Cast, unit) -> tuple[list[str], list[str], str | None, date | None]:
    (found,) = cover([unit], on=TODAY)
    own, ending = ([row.person.given_name for row in rows] for rows in (found.own, found.ending))
    return sorted(own), ending, found.above.name if found.above else None, found.ends_on


def test_a_unit_of_its_own_people_is_covered_and_one_without_is_by_the_nearest_above(cast):
    assert one(cast, cast.harbour) == (["Dag", "Kim", "Lea"], [], None, None)
    assert one(cast, cast.kitchen) == ([], [], "Harbour", None)
    assert [each.is_wanting for each in cover([cast.harbour, cast.kitchen, cast.nation], on=TODAY)] == [False, True, True]


@pytest.mark.parametrize(("days", "soon"), [(0, True), (30, True), (31, False)])
def test_a_last_day_within_thirty_days_is_told(cast, days, soon):
    Responsibility.objects.filter(person=cast.omar).update(ends_on=TODAY + days * DAY)
    last = TODAY + days * DAY
    assert one(cast, cast.hill) == (["Omar"], ["Omar"] if soon else [], None, last if soon else None)


def test_who_stays_or_comes_keeps_a_unit_covered(cast):
    Responsibility.objects.filter(person=cast.omar).update(ends_on=TODAY + 9 * DAY)
    comes = ResponsibilityFactory.create(unit=cast.hill, starts_on=TODAY + 10 * DAY)
    assert one(cast, cast.hill) == (["Omar"], ["Omar"], None, None)
    comes.delete()
    ResponsibilityFactory.create(unit=cast.hill, person__given_name="Pia", ends_on=TODAY + 20 * DAY)
    assert one(cast, cast.hill) == (["Omar", "Pia"], ["Omar", "Pia"], None, TODAY + 20 * DAY)


def test_ending_the_last_one_says_who_stands_in(cast):
    client = login(cast.adm)
    kims = Responsibility.objects.get(person=cast.kim)
    said = client.post(f"/enhet/harbour/ansvar/{kims.pk}/avslutt/", follow=True).content.decode()
    assert "Fra i morgen" not in said, "Lea is left"
    omars = Responsibility.objects.get(person=cast.omar)
    said = client.post(f"/enhet/hill/ansvar/{omars.pk}/avslutt/", follow=True).content.decode()
    assert "til administratoren" in said
    above = ResponsibilityFactory.create(unit=cast.nation, person__given_name="Nina", person__family_name="Dal")
    again = ResponsibilityFactory.create(unit=cast.hill)
    said = client.post(f"/enhet/hill/ansvar/{again.pk}/avslutt/", follow=True).content.decode()
    assert above.person.name in said


def test_a_responsibility_that_ends_today_still_counts_today(cast):
    end_responsibility(responsibility=Responsibility.objects.get(person=cast.omar), on=TODAY, by=None)
    assert written_to(cast, cast.hill) == [["Omar"]]
    assert [[row.person.given_name for row in rows] for rows in to_write_to([cast.hill], on=TODAY + DAY).values()] == [["Adm"]]
