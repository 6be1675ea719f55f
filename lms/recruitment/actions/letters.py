"""Writing to applicants, referees and those who recruit. The letters and what fills them stand in `recruitment.letters`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from lms.mail.actions import post_text
from lms.mail.models import Letter
from lms.people.models import Person
from lms.recruitment.letters import text_of
from lms.recruitment.models import Application
from lms.ui.naming import in_running_text
from lms.units.models import Unit
from lms.units.selectors import contacts


def key_of(application: Application | int, *what: str | int) -> str:
    """The key of a letter about a case, or about the case of an id: «recruitment:17:receipt». The number lets it be forgotten with its case."""
    return ":".join(["recruitment", str(application if isinstance(application, int) else application.pk), *map(str, what)])


def letters_about(ids: Iterable[int], what: str = "") -> QuerySet[Letter]:
    """The letters about these cases, to whomever; `what` is how the rest of their keys begins."""
    return Letter.objects.filter(reduce(or_, (Q(key__startswith=f"recruitment:{pk}:{what}") for pk in ids), Q(pk__in=[])))


def values_for(application: Application, *, language: str, **more: str) -> dict[str, str]:
    """What fills the blanks that every letter about a case has, and more, for somebody who reads a language."""
    return {
        "fornavn": application.given_name,
        "enhet": application.unit.name,
        "rolle": role_of(application, language),
        "underskrift": f"{application.owner.name}, {application.unit.name}" if application.owner else application.unit.name,
        **more,
    }


def role_of(application: Application, language: str) -> str:
    """The role of a case inside a sentence, in a language."""
    with translation.override(language):
        return in_running_text(application.role.called)


def contact_of(application: Application) -> str:
    """Whom to ask about a case: who sees to it, else as `whom_to_ask` says. At most 1 query."""
    return whom_to_ask(application.owner, application.unit)


def whom_to_ask(person: Person | None, unit: Unit) -> str:
    """How somebody is reached, in one line; where there is nobody, the unit's first contact card, else its name. At most 1 query."""
    if person:
        return ", ".join(filter(None, (person.name, person.phone, person.email)))
    card = next(iter(contacts(unit)), None)
    return ", ".join(filter(None, (card.who or card.title, card.phone, card.email))) if card else unit.name


def day(value: date, language: str) -> str:
    """A day in words in the letter's language: «torsdag 3. desember»."""
    with translation.override(language):
        return date_format(value, "l j. F")


def address_of(name: str, *args: str | int) -> str:
    """A page of ours as a whole address, for a letter."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(name, args=args))


def send(
    *,
    letter: str,
    key: str,
    to: str,
    language: str,
    values: dict[str, str],
    now: datetime,
    delay: timedelta = timedelta(),
    is_secret: bool = False,
    is_patient: bool = False,
    calendar: str = "",
) -> Letter | None:
    """Put a letter in the outbox; None for somebody without an address. `key` makes twice once; it never holds a name or an address."""
    if not to:
        return None
    return post_text(
        key=key,
        text=text_of(letter),
        to=to,
        values=values,
        language=language,
        now=now,
        delay=delay,
        is_secret=is_secret,
        is_patient=is_patient,
        calendar=calendar,
    )
