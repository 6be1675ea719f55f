"""Reads about persons."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from lms.mail.models import Letter

from .models import ContactChange, Person


def person_of(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """The person behind a login, or None. No query for whoever asks for a page, since `LoginBackend` has read both; else 1."""
    person: Person | None = getattr(user, "person", None)
    return person


def contact_changes_of(person: Person) -> list[ContactChange]:
    """When somebody's address or number was changed, and by whom, the latest first. 1 query."""
    return list(ContactChange.objects.filter(person=person).select_related("by"))


def letters_on_changes(person: Person) -> QuerySet[Letter]:
    """What told of somebody's new address, at the old and the new one: the addresses they have had as long as letters are kept. 1 query when read."""
    return Letter.objects.filter(key__startswith=f"address:{person.pk}:")


def languages() -> list[tuple[str, str]]:
    """The languages to choose from, each by its own name, so that whoever is in the wrong one finds theirs. No query."""
    return [(code, capfirst(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]
