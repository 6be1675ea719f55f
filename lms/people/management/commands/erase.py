"""`manage.py erase`: remove a person for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from lms.people.actions import erase_person
from lms.people.models import Person


class Command(BaseCommand):
    """Shows whom it has found, and does nothing more until it is told to."""

    help = "Remove a person, their login and everything kept of them: manage.py erase ana@example.org --yes"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and whether it is meant."""
        parser.add_argument("who", help="e-mail address, or the person's number")
        parser.add_argument("--yes", action="store_true", help="do it; without, only say who it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        who = options["who"]
        found = Q(pk=int(who)) if who.isdigit() else Q(email__iexact=who) | Q(user__email__iexact=who)
        person = Person.objects.filter(found).first()
        if person is None:
            raise CommandError(f"Nobody is known as {who}.")
        if not options["yes"]:
            self.stdout.write(
                f"This would remove {person} (number {person.pk}) and everything kept of them. Say --yes to do it; it cannot be undone."
            )
            return
        self.stdout.write(f"{erase_person(person=person)} is removed.")
