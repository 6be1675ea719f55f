"""`manage.py open_school`: everything a new organisation needs on its first day."""

import sys
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from content import school
from content.actions import open_site
from lms.people.models import Person
from lms.roles.selectors import person_by_email
from lms.units.models import Unit


class Command(BaseCommand):
    """Asks for what it is not told. All or nothing; what is there already is left as it is, so that twice is once."""

    help = "Open the school of a new organisation: pages, curriculum, roles, requirements, the organisation itself and its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """What only the organisation knows."""
        parser.add_argument("--name", default="", help="what the organisation is called")
        parser.add_argument(
            "--address", default="", help="its word in web addresses; made from the name unless said, and the same for ever"
        )
        parser.add_argument(
            "--email", default="", help="the first administrator's e-mail address, to which the code for logging in is sent"
        )
        parser.add_argument("--administrator", default="", help="the first administrator's name")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; say what is lacking instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at what there is, ask, then make it all in one."""
        organisation, known = self.standing(options)
        if organisation is None:
            self.ask(options, "name", "What is the organisation called?")
        if known is None:
            self.ask(options, "email", "E-mail address of its first administrator?")
            if not person_by_email(options["email"]):
                self.ask(options, "administrator", "And their name?")
        self.refuse_what_is_lacking(options, organisation, known)
        try:
            with transaction.atomic():
                self.open(options, organisation, known)
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Nothing was changed.") from error

    # --- before ---------------------------------------------------------------------------------------------------------------------------

    def standing(self, options: dict[str, Any]) -> tuple[Unit | None, Person | None]:
        """The organisation and somebody who administrates it, as far as they are there. Refuses what it cannot go on from."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not made, or is of an older version. First: manage.py migrate")
        roots = list(Unit.objects.filter(parent=None))
        if len(roots) > 1:
            named = ", ".join(f"«{each}»" for each in roots)
            raise CommandError(f"{named} lie below nobody, and only the whole organisation may. Move all but one below it: /enhet/alle/")
        organisation = roots[0] if roots else None
        if organisation and organisation.closed_on:
            raise CommandError(f"«{organisation}» is closed. Open it again from its page, then run this again.")
        if organisation and options["name"] not in ("", organisation.name):
            raise CommandError(f"The organisation is here already and is called «{organisation}». Leave out --name to go on with it.")
        administrators = school.administrators(on=timezone.localdate())
        if administrators and options["email"].lower() not in ("", *(each.email.lower() for each in administrators)):
            slug = organisation.slug if organisation else ""
            raise CommandError(
                f"{administrators[0]} administrates already. For one more: manage.py appoint {options['email']} administrator {slug}"
            )
        return organisation, administrators[0] if administrators else None

    def ask(self, options: dict[str, Any], name: str, question: str) -> None:
        """Ask for what was not told, if there is somebody to ask."""
        if not options[name] and not options["no_input"] and sys.stdin.isatty():
            options[name] = input(f"{question} ").strip()

    def refuse_what_is_lacking(self, options: dict[str, Any], organisation: Unit | None, known: Person | None) -> None:
        """One sentence that names all that is still lacking."""
        lacking = [] if organisation or options["name"] else ["--name"]
        lacking += [] if known or options["email"] else ["--email"]
        stranger = not known and not person_by_email(options["email"] or "-")
        lacking += ["--administrator"] if stranger and not options["administrator"] else []
        if lacking:
            raise CommandError(f"Not told: {', '.join(lacking)}. Nothing was changed.")
        if options["email"]:
            try:
                validate_email(options["email"])
            except ValidationError:
                raise CommandError(f"«{options['email']}» is no e-mail address. Nothing was changed.") from None

    # --- the opening --------------------------------------------------------------------------------------------------------------------------

    def open(self, options: dict[str, Any], organisation: Unit | None, administrator: Person | None) -> None:
        """What may be refused comes first, so that no file is written in vain."""
        on, say = timezone.localdate(), self.stdout.write if options["verbosity"] else lambda line: None
        kinds = school.make_kinds()
        home = open_site()
        school.name_host()
        say(f"Pages: the site begins with «{home.title}».")
        if organisation is None:
            slug = options["address"] or slugify(string_to_ascii(options["name"]))
            organisation = school.found_organisation(name=options["name"], slug=slug, on=on)
            say(f"Organisation: made «{organisation}», and {len(kinds)} kinds of unit to choose from.")
        else:
            say(f"Organisation: «{organisation}» was here.")
        if administrator is None:
            given, _space, family = options["administrator"].strip().rpartition(" ")
            administrator = school.appoint_first(
                unit=organisation, email=options["email"], given_name=given or family, family_name=family if given else "", on=on
            )
            say(f"Administrator: {administrator}, {administrator.email}.")
        else:
            say(f"Administrator: {administrator} was here.")
        for command in ("load_curriculum", "load_requirements"):
            call_command(command, verbosity=options["verbosity"], stdout=self.stdout)
        say(
            f"""
What is next:
  1. manage.py serve
  2. {administrator} logs in at {urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("account_login"))} with a code sent to {administrator.email}.
  3. Look through what is asked of whom: {self.address("requirements:overview", organisation)}
  4. Open the first unit, with its leader: {self.address("content:new_unit")}
  5. Let professionals approve what the courses say about health and law: {self.address("upkeep:reviews")}
Run this again whenever you like: what you have changed stays."""
        )

    def address(self, name: str, unit: Unit | None = None) -> str:
        """The whole address of a screen."""
        return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse(name, args=[unit.slug] if unit else []))
