import pytest
from pytest_django import DjangoAssertNumQueries

from lms.people.backends import LoginBackend
from lms.people.models import Person, User
from lms.people.selectors import person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    user = User.objects.create_user("ana@havna.example", first_name="Ana")
    return Person.objects.create(user=user, given_name="Ana", family_name="Lie", email="a@b.example", phone="123", language="nn")


def test_a_login_comes_with_its_person(ana: Person, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        user = LoginBackend().get_user(ana.user_id)
        assert user
        found = person_of(user)
        assert found == ana
        assert (found.name, found.email, found.phone, found.language) == ("Ana Lie", "a@b.example", "123", "nn")
        assert found.user is user
        assert (user.email, user.first_name, user.is_active, user.is_superuser) == ("ana@havna.example", "Ana", True, False)
    # Just as the ORM reads them, and what was left out is asked for when it is wanted.
    plain = User.objects.get(pk=user.pk)
    assert [getattr(user, field.attname) for field in User._meta.concrete_fields] == [
        getattr(plain, field.attname) for field in User._meta.concrete_fields
    ]
    assert found.created_at == ana.created_at


def test_a_login_without_a_person_knows_that_too(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = User.objects.create_user("technical@havna.example")
    with django_assert_num_queries(1):
        user = LoginBackend().get_user(made.pk)
        assert user == made
        assert person_of(user) is None


def test_a_closed_login_is_nobodys(ana: Person) -> None:
    User.objects.update(is_active=False)
    assert LoginBackend().get_user(ana.user_id) is None
    assert LoginBackend().get_user(ana.user_id + 1 if ana.user_id else 0) is None


def test_what_one_changes_of_a_person_is_kept(ana: Person) -> None:
    user = LoginBackend().get_user(ana.user_id)
    assert user
    found = person_of(user)
    assert found
    found.given_name = "Anna"
    found.save()
    ana.refresh_from_db()
    assert (ana.given_name, ana.family_name, ana.user) == ("Anna", "Lie", user)
