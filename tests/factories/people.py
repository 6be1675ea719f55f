"""Persons and logins."""

from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from lms.people.models import Person, User


class UserFactory(DjangoModelFactory[User]):
    """A login without a password."""

    email = Sequence(lambda n: f"user{n}@example.org")

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(**kwargs)


class PersonFactory(DjangoModelFactory[Person]):
    """A person without a login; `login=True` gives one."""

    given_name = Sequence(lambda n: f"Given{n}")
    family_name = Sequence(lambda n: f"Family{n}")

    class Meta:
        model = Person

    class Params:
        login = Trait(
            user=SubFactory(UserFactory),
            email=LazyAttribute(lambda person: person.user.email),
        )
