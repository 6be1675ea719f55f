"""`manage.py appoint`: give somebody a responsibility, or take it back."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from lms.people.actions import open_login, register_person
from lms.people.models import Person
from lms.roles.actions import end_responsibility, grant
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.units.models import Unit


class Command(BaseCommand):
    """Writes the person down and opens a login if there is none yet. Doing it twice changes nothing."""

    help = "Give a person a responsibility in a unit: manage.py appoint lea@example.org leader bergen --name «Lea Lie»"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, what, where, when."""
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("kind", choices=ResponsibilityKind.values, help="the responsibility")
        parser.add_argument("unit", help="the unit's address, for example bergen")
        parser.add_argument("--name", default="", help="first and last name, for somebody who is not known yet")
        parser.add_argument("--deputy", action="store_true", help="as a deputy, who may do the same")
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, help="first day, 2026-03-03 (default: today)")
        parser.add_argument("--until", dest="ends_on", type=date.fromisoformat, help="last day, included: takes back what is held")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing; a mistake is told in one sentence."""
        unit = Unit.objects.filter(slug=options["unit"]).first()
        if unit is None:
            raise CommandError(f"There is no unit with the address {options['unit']}.")
        person = Person.objects.filter(email__iexact=options["email"]).first()
        try:
            if options["ends_on"]:
                held = Responsibility.objects.filter(person=person, unit=unit, kind=options["kind"], ends_on=None).first()
                if held is None:
                    raise CommandError("Nobody with this address holds that responsibility there.")
                end_responsibility(responsibility=held, on=options["ends_on"], by=None)
                self.stdout.write(f"{held.person} is {options['kind']} of {unit} until {options['ends_on']}.")
                return
            if person is None:
                given, _space, family = options["name"].strip().rpartition(" ")
                if not (given or family):
                    raise CommandError("This person is not known yet: say who it is with --name.")
                person = register_person(given_name=given or family, family_name=family if given else "", email=options["email"])
            open_login(person=person)
            today = timezone.localdate()
            grant(
                person=person,
                unit=unit,
                kind=options["kind"],
                starts_on=options["starts_on"] or today,
                by=None,
                is_deputy=options["deputy"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{person} is {options['kind']} of {unit} and logs in with a code sent to {person.email}.")
