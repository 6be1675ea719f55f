"""Verbs on persons and their logins."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lms.mail.actions import forget_address

from .models import Person, User
from .selectors import letters_on_changes


@transaction.atomic
def register_person(*, given_name: str, family_name: str, email: str = "", phone: str = "", language: str = "nb") -> Person:
    """Write somebody down, without a login. Raises ValidationError if the address is another person's."""
    email = email.strip().lower()
    if email and Person.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("Another person has this e-mail address.")})
    return Person.objects.create(given_name=given_name, family_name=family_name, email=email, phone=phone, language=language)


@transaction.atomic
def register_many(*, people: Sequence[Person]) -> list[Person]:
    """Write several new people down, each with a login if they have an e-mail address and nobody has a login with it; no letter goes.

    `people` are not yet saved. Returns them saved, in the same order. 5 queries, however many. Raises ValidationError if an address is another
    person's, or two have the same.
    """
    for person in people:
        person.email = person.email.strip().lower()
    addresses = [person.email for person in people if person.email]
    if len(set(addresses)) < len(addresses) or Person.objects.annotate(small=Lower("email")).filter(small__in=addresses).exists():
        raise ValidationError({"email": _("Another person has this e-mail address.")})
    taken = set(User.objects.filter(email__in=addresses).values_list("email", flat=True))
    wanted = [person for person in people if person.email and person.email not in taken]
    users = User.objects.bulk_create(
        User(email=each.email, first_name=each.given_name, last_name=each.family_name, password=make_password(None)) for each in wanted
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=user.email, primary=True, verified=False) for user in users)
    for person, user in zip(wanted, users, strict=True):
        person.user = user
    return Person.objects.bulk_create(people)


@transaction.atomic
def open_login(*, person: Person) -> User:
    """Let a person log in with a code sent to their e-mail address. Returns the login; doing it twice changes nothing.

    Raises ValidationError for somebody without an address, or if the login with this address is another person's.
    """
    if person.user:
        return person.user
    if not person.email:
        raise ValidationError({"email": _("Without an e-mail address there can be no login.")})
    user = User.objects.filter(email__iexact=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, first_name=person.given_name, last_name=person.family_name)
    elif Person.objects.filter(user=user).exists():
        raise ValidationError({"email": _("Another person has this e-mail address.")})
    settle_login(user=user)
    person.user = user
    person.save(update_fields=["user"])
    return user


@transaction.atomic
def close_login(*, person: Person) -> Person:
    """Shut a person's login, at once and on every device; the person stays. Returns the person."""
    if person.user:
        person.user.is_active = False
        person.user.save(update_fields=["is_active"])  # Django looks at this on each request
    return person


@transaction.atomic
def take_back_login(*, person: Person) -> Person:
    """Remove a login that should not have been opened, as if it never had been; the person stays. Twice is once. Returns the person."""
    if user := person.user:
        person.user = None
        person.save(update_fields=["user"])
        user.delete()
    return person


@transaction.atomic
def settle_login(*, user: User) -> User:
    """Put a login right however it was made: address in small letters and known to the log-in, no password where none was chosen. Idempotent."""
    user.email = user.email.strip().lower()
    if not user.password:
        user.set_unusable_password()  # Wagtail leaves it empty, which counts as a password
    user.save(update_fields=["email", "password"])
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": False})
    return user


@transaction.atomic
def erase_person(*, person: Person) -> str:
    """Remove a person for good: login, assignments, evidence, certificates, attempts, notes, and letters to them. Returns their name.

    What others did stays, without saying who: a text that they published, evidence that they registered for somebody else. Letters to an address they
    had before go too, unless it is another person's now.
    """
    name, user = person.name, person.user
    on_changes = letters_on_changes(person)
    former = set(on_changes.exclude(to__in=Person.objects.values("email")).values_list("to", flat=True))
    on_changes.delete()
    for address in former | {person.email, user.email if user else ""} - {""}:
        forget_address(address=address)
    if person.phone and not Person.objects.filter(phone=person.phone).exclude(pk=person.pk).exists():
        forget_address(address=person.phone)
    person.delete()
    if user:
        user.delete()
    return name
