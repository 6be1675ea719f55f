"""What those who write a step may be told of those who do it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from wagtail.models import Page

from lms.people.models import Person
from lms.roles.policies import Permission, units_where
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Sight:
    """Units somebody may be told about (None: all), and those whose people they may see counted one by one; by id."""

    units: AbstractSet[int] | None
    counted: AbstractSet[int]


def sight(person: Person | None, page: Page, *, on: date) -> Sight:
    """What somebody who may change a page may be told of those who did it on a day. At most 5 queries.

    Of a central step: every unit. Of a unit's own: the units in which they write. Whether they may change the page is Wagtail's to say.
    """
    counted = frozenset(units_where(person, Permission.SEE_COVERAGE, on=on).values_list("pk", flat=True))
    if not Unit.objects.filter(page__path__in=_above(page)).exists():
        return Sight(None, counted)
    return Sight(frozenset(units_where(person, Permission.EDIT_PAGES, on=on).values_list("pk", flat=True)), counted)


def _above(page: Page) -> list[str]:
    """The tree paths of a page and everything above it."""
    return [page.path[:length] for length in range(Page.steplen, len(page.path) + 1, Page.steplen)]
