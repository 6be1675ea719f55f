"""`manage.py open_unit`: a new unit, with its page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.text import slugify

from content.actions import open_site, open_unit_page
from lms.units.actions import open_unit
from lms.units.models import Unit, UnitKind


class Command(BaseCommand):
    """Makes the unit, its page and its collection. A unit that is there already gets the page it lacks and nothing else."""

    help = "Make a unit: manage.py open_unit «Steg for Steg Bergen» --address bergen --kind «Steg for Steg» --below blakors --city Bergen"

    def add_arguments(self, parser: CommandParser) -> None:
        """What it is called, what it does and where it belongs."""
        parser.add_argument("name", help="the unit's name")
        parser.add_argument("--address", required=True, help="its word in web addresses, for example bergen; stays the same for ever")
        parser.add_argument("--kind", required=True, help="what it does, for example «Steg for Steg»; made if there is none of this name")
        parser.add_argument("--below", help="the address of the unit it belongs to; none for the whole organisation")
        parser.add_argument("--city", default="", help="the town it is in")
        parser.add_argument("--no-tidgivere", action="store_true", help="a unit that only has units under it; counts when the kind is made")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing; a mistake is told in one sentence."""
        parent = Unit.objects.filter(slug=options["below"]).first() if options["below"] else None
        if options["below"] and parent is None:
            raise CommandError(f"There is no unit with the address {options['below']}.")
        if not options["below"] and Unit.objects.exclude(slug=options["address"]).filter(parent=None).exists():
            raise CommandError("There is a unit for the whole organisation already: say with --below where this one belongs.")
        unit = Unit.objects.filter(slug=options["address"]).first()
        if unit is None:
            kind = UnitKind.objects.filter(name__iexact=options["kind"]).first() or UnitKind.objects.create(
                key=slugify(options["kind"]), name=options["kind"], has_tidgivere=not options["no_tidgivere"]
            )
            try:
                unit = open_unit(name=options["name"], slug=options["address"], kind=kind, parent=parent, city=options["city"])
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        open_site()
        page = open_unit_page(unit=unit)
        self.stdout.write(f"{unit} has the page {page.url or page.slug}.")
