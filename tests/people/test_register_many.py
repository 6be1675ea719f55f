"""Many at once are written down as one is."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.people.actions import open_login, register_many, register_person
from lms.people.models import Person, User

pytestmark = pytest.mark.django_db


def somebody(number: int = 1, email: str = "") -> Person:
    return Person(given_name=f"Ana{number}", family_name="Lie", email=email)


def login_of(person: Person):
    user = person.user
    addresses = EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified")
    return user and (user.email, user.get_full_name(), user.is_active, user.has_usable_password(), list(addresses))


def test_each_is_as_if_written_down_alone():
    alone = register_person(given_name="Eva", family_name="Lie", email="eva@havna.example")
    open_login(person=alone)
    with_address, without = register_many(people=[somebody(1, " Ana@Havna.Example"), somebody(2)])
    ana = Person.objects.get(pk=with_address.pk)
    assert login_of(ana) == ("ana@havna.example", "Ana1 Lie", True, False, [("ana@havna.example", True, False)])
    assert login_of(alone) == ("eva@havna.example", "Eva Lie", True, False, [("eva@havna.example", True, False)])
    assert (ana.email, without.user) == ("ana@havna.example", None)


@pytest.mark.parametrize("emails", [["eva@havna.example"], ["a@havna.example", "A@havna.example"]])
def test_an_address_is_one_persons(emails):
    Person.objects.create(given_name="Eva", family_name="Lie", email="Eva@havna.example")
    with pytest.raises(ValidationError):
        register_many(people=[somebody(number, email) for number, email in enumerate(emails)])
    assert (Person.objects.count(), User.objects.count()) == (1, 0)


def test_a_login_that_is_there_already_becomes_nobodys():
    technical = User.objects.create_superuser("root@havna.example")
    (person,) = register_many(people=[somebody(1, "root@havna.example")])
    assert (person.user, User.objects.get()) == (None, technical)


def test_as_many_queries_for_thirty_as_for_one():
    asked = []
    for people in (1, 3, 30):
        with CaptureQueriesContext(connection) as caught:
            register_many(people=[somebody(number, f"a{people}-{number}@havna.example") for number in range(people)])
        asked.append(len(caught))
    assert asked == [7, 7, 7]  # a savepoint's two among them
