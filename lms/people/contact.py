"""Verbs on how somebody is reached: their e-mail address and telephone, written by themselves or by whoever follows them up.

Who may is `roles.policies.may_correct_email`. A changed e-mail address is told of at the old and the new one.
"""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lms.mail.actions import post_text, readdress

from .actions import open_login, settle_login
from .models import ContactChange, Person, User

What = ContactChange.What
TEXT = "address_changed"  # the letter whose words the CMS may hold
log = logging.getLogger(__name__)


@transaction.atomic
def correct_contact(*, person: Person, phone: str, email: str, by: Person, now: datetime, lets_in: bool = False) -> list[What]:
    """Write down how somebody is reached. Returns what is new; the same again is nothing new.

    Where they have a login, it follows the address. `lets_in` opens one for somebody who has none. Raises ValidationError if the address is another
    person's, or is taken away from somebody with a login.
    """
    current = Person.objects.select_for_update().get(pk=person.pk)
    phone, email = phone.strip(), email.strip().lower()
    changed = []
    if phone != current.phone:
        _phone_changed(current, phone, by=by, now=now)
        changed.append(What.PHONE)
    if email != current.email.lower():
        user = User.objects.filter(person=current).first()
        if user and not email:
            raise ValidationError({"email": _("Somebody who can log in must have an e-mail address.")})
        if _is_taken(email, current, user):
            raise ValidationError({"email": _("Another person has this e-mail address.")})
        if user:
            user.email = email
            settle_login(user=user)
        _email_changed(current, email, by=by, now=now)
        changed.append(What.EMAIL)
    if lets_in:
        open_login(person=current)
    person.refresh_from_db()
    return changed


@transaction.atomic
def change_details(*, person: Person, given_name: str, family_name: str, phone: str, language: str, now: datetime) -> Person:
    """Write a person's own details as they want them; returns the person. Raises ValidationError for what does not fit.

    The e-mail address is not among them: it is also the login, and changed by confirming the new one.
    """
    phone, person.phone = phone.strip(), Person.objects.select_for_update().get(pk=person.pk).phone
    person.given_name, person.family_name, person.language = given_name.strip(), family_name.strip(), language
    _save(person, "given_name", "family_name", "language")
    if phone != person.phone:
        _phone_changed(person, phone, by=person, now=now)
    if person.user:
        person.user.first_name, person.user.last_name = person.given_name, person.family_name
        person.user.save(update_fields=["first_name", "last_name"])
    return person


@transaction.atomic
def change_address(*, user: User, email: str, by: Person | None, now: datetime) -> bool:
    """Let a person's address follow their login's. Returns whether it is new. `by`: None where nobody with a person did it.

    An address that is another person's stays theirs: letters go on to the old one.
    """
    person, email = Person.objects.select_for_update().filter(user=user).first(), email.strip().lower()
    if person is None or person.email.lower() == email:
        return False
    if _is_taken(email, person, user):
        log.warning("Person %s has a login with an address that is another person's", person.pk)
        return False
    _email_changed(person, email, by=by, now=now)
    return True


def _is_taken(email: str, person: Person, user: User | None) -> bool:
    """Whether an address is another person's, or another's login. 2 queries."""
    if not email:
        return False
    if Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        return True
    logins = User.objects.filter(email__iexact=email)
    # A login with this address that is nobody's yet becomes theirs when one is opened.
    return logins.exclude(pk=user.pk).exists() if user else logins.filter(person__isnull=False).exists()


def _save(person: Person, *fields: str) -> None:
    person.clean_fields(exclude=[field.name for field in Person._meta.fields if field.name not in fields])
    person.save(update_fields=fields)


def _phone_changed(person: Person, phone: str, *, by: Person, now: datetime) -> None:
    old, person.phone = person.phone, phone
    _save(person, "phone")
    if old and phone and not Person.objects.filter(phone=old).exists():  # nobody else is reached there
        readdress(old=old, new=phone)
    ContactChange.objects.create(person=person, what=What.PHONE, by=by, at=now)


def _email_changed(person: Person, email: str, *, by: Person | None, now: datetime) -> None:
    old, person.email = person.email, email
    _save(person, "email")
    if old and email:
        readdress(old=old, new=email)
    change = ContactChange.objects.create(person=person, what=What.EMAIL, by=by, at=now)
    with translation.override(person.language):
        if by == person:
            who, whom = _("You"), _("your coordinator")
        elif by:
            who, whom = by.name, ", ".join(filter(None, (by.name, by.phone, by.email)))
        else:
            who, whom = _("An administrator"), _("your coordinator")
    for which, address in (("old", old), ("new", email)):
        if address:
            values = {"fornavn": person.given_name, "hvem": who, "kontakt": whom}
            key = f"address:{person.pk}:{change.pk}:{which}"
            post_text(key=key, text=TEXT, to=address, values=values, language=person.language, now=now)
