"""`manage.py erase`: remove a person for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from lms.people.models import Person
from lms.privacy.actions import erase, soon_forgotten
from lms.privacy.selectors import is_known_to_recruitment


class Command(BaseCommand):
    """Shows whom it has found, and does nothing more until it is told to."""

    help = "Remove a person, an applicant or a referee, their login and everything kept of them: manage.py erase ana@example.org --yes"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and whether it is meant."""
        parser.add_argument("who", nargs="?", default="", help="e-mail address, or the person's number")
        parser.add_argument("--soon", action="store_true", help="only list those who go by themselves within a month")
        parser.add_argument("--yes", action="store_true", help="do it; without, only say who it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done."""
        if options["soon"]:
            for each in soon_forgotten(on=timezone.localdate()):
                goes = f"removed on {each.goes_on}" if each.goes_on else "removed a month after a letter that is written tonight"
                self.stdout.write(f"{each.person} (number {each.person.pk}): last here on {each.last_day}, {goes}")
            return
        who = options["who"]
        if not who:
            raise CommandError("Say who: an e-mail address, or a person's number.")
        found = Q(pk=int(who)) if who.isdecimal() else Q(email__iexact=who) | Q(user__email__iexact=who)
        person = Person.objects.filter(found).first()
        email = "" if who.isdecimal() else who
        if person is None and not (email and is_known_to_recruitment(email)):
            raise CommandError(f"Nobody is known as {who}.")
        if not options["yes"]:
            whom = f"{person} (number {person.pk})" if person else f"the applicant or referee {email}"
            self.stdout.write(f"This would remove {whom} and everything kept of them. Say --yes to do it; it cannot be undone.")
            return
        gone = erase(person=person, email=email, now=timezone.now())
        self.stdout.write(f"{gone.name or email} is removed.")
        if gone.in_recruitment:
            self.stdout.write(f"Applications and references of theirs: {gone.in_recruitment}.")
