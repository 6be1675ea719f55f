"""The site as it is opened, with one unit that shows itself."""

from dataclasses import dataclass

from content.actions import open_site, open_unit_page
from content.models import HomePage
from lms.units.actions import open_unit
from lms.units.models import ContactCard, Unit, UnitKind
from tests.recorded import recorded


@dataclass
class Opened:
    """What tests need to hold on to."""

    home: HomePage
    bergen: Unit


@recorded
def opened() -> Opened:
    """Front page, articles, list of units, and Steg for Steg Bergen with its page. Built once for each worker, then put there."""
    home = open_site()
    kind = UnitKind.objects.create(key="steg-for-steg", name="Steg for Steg")
    top = open_unit(name="Steg for Steg Norge", slug="norge", kind=kind, parent=None)
    bergen = open_unit(name="Steg for Steg Bergen", slug="bergen", kind=kind, parent=top, city="Bergen")
    open_unit_page(unit=bergen, lead="Vi går ved siden av.")
    ContactCard.objects.create(unit=bergen, title="På kvelden", who="vakt", phone="+47 00 00 12 34")
    bergen.refresh_from_db()
    return Opened(home, bergen)
