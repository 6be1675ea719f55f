from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from pytest_django import DjangoAssertNumQueries

from lms.people.models import User
from lms.roles.models import Responsibility
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.policies import Doors, doors, units_where
from lms.roles.policies import Permission as Allowed
from tests.cast import Cast

TODAY = date.today()


@pytest.mark.django_db
def test_the_menus_offer_what_the_policies_and_wagtail_allow(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    offered = {}
    for name, person in cast.people.items():
        if person.user is None:
            continue
        with django_assert_num_queries(1):
            offered[name] = doors(person.user, person, on=TODAY)
        fresh = User.objects.get(pk=person.user.pk)
        assert offered[name] == Doors(
            units_where(person, Allowed.SEE_PEOPLE, on=TODAY).exists(),
            units_where(person, Allowed.SEE_RECRUITMENT, on=TODAY).exists(),
            fresh.has_perm("wagtailadmin.access_admin"),
        )
    assert {offered["ana"], offered["lea"], offered["kim"], offered["cleo"]} == {
        Doors(), Doors(people=True, recruitment=True, desk=True), Doors(people=True, recruitment=True), Doors(desk=True)
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("starts", "ends", "opens"), [(-1, None, True), (0, 0, True), (1, None, False), (-2, -1, False)])
def test_a_door_is_open_while_the_responsibility_holds(cast: Cast, starts: int, ends: int | None, opens: bool) -> None:
    day = timedelta(days=1)
    Responsibility.objects.create(
        person=cast.ana,
        unit=cast.harbour,
        kind=Kind.COORDINATOR,
        starts_on=TODAY + starts * day,
        ends_on=None if ends is None else TODAY + ends * day,
    )
    assert cast.ana.user
    assert doors(cast.ana.user, cast.ana, on=TODAY).people == opens


@pytest.mark.django_db
def test_a_login_without_a_person_can_still_write_pages(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    boss = User.objects.create_superuser("boss@havna.example")
    technical = User.objects.create_user("technical@havna.example")
    assert [doors(user, None, on=TODAY) for user in (boss, technical)] == [Doors(desk=True), Doors()]
    technical.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    assert doors(technical, None, on=TODAY) == Doors(desk=True)
    boss.is_active = False
    with django_assert_num_queries(0):
        assert [doors(user, None, on=TODAY) for user in (boss, AnonymousUser())] == [Doors(), Doors()]
