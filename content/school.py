"""What an organisation needs on its first day, besides pages and courses: kinds of unit, itself as a unit, and somebody who administrates."""

from dataclasses import asdict
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Site

from lms.people.actions import open_login, register_person
from lms.people.models import Person
from lms.roles.actions import grant
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.roles.selectors import person_by_email
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind

from .actions import open_unit_page
from .first_pages import KINDS


def make_kinds() -> list[UnitKind]:
    """Make the kinds of unit to choose from where there is none at all. Returns those made."""
    if UnitKind.objects.exists():
        return []
    return UnitKind.objects.bulk_create(UnitKind(**asdict(each), order=order) for order, each in enumerate(KINDS))


def administrators(*, on: date) -> list[Person]:
    """Those who administrate on a day. 1 query."""
    held = Responsibility.objects.on(on).filter(kind=ResponsibilityKind.ADMINISTRATOR).select_related("person").order_by("starts_on", "pk")
    return [each.person for each in held]


@transaction.atomic
def found_organisation(*, name: str, slug: str, on: date) -> Unit:
    """Make the unit that all others lie below, with its page. Raises ValidationError if the address is taken."""
    kind = UnitKind.objects.filter(has_tidgivere=False).first() or UnitKind.objects.create(
        key="sentralt", name="Sentralt", has_tidgivere=False
    )
    unit = open_unit(name=name, slug=slug, kind=kind, parent=None, opened_on=on)
    open_unit_page(unit=unit)
    return unit


@transaction.atomic
def appoint_first(*, unit: Unit, email: str, given_name: str, family_name: str, on: date) -> Person:
    """Write down who administrates, open a login and give the responsibility; somebody we know already, in their papers or as log-in, is taken as
    they are.
    """
    person = person_by_email(email) or register_person(given_name=given_name, family_name=family_name, email=email)
    open_login(person=person)
    grant(person=person, unit=unit, kind=ResponsibilityKind.ADMINISTRATOR, starts_on=on, by=None)
    return person


def name_host() -> None:
    """Let the site answer to the address in the settings, where it still has the one it was made with: links out of it begin with that."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True, hostname="localhost", port=80).update(hostname=address.hostname, port=port)
    Site.clear_site_root_paths_cache()
