"""Reads about persons."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from .models import Person


def person_of(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """The person behind a login, or None. 1 query for somebody logged in, none otherwise."""
    if not user.is_authenticated:
        return None
    return Person.objects.filter(user_id=user.pk).first()
