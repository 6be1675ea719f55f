"""The one way from an address to a unit in which somebody may do something."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from lms.people.models import Person
from lms.units.models import Unit

from .policies import Permission, units_where


def unit_or_404(request: HttpRequest, slug: str, permission: Permission) -> Unit:
    """The unit with this address in which the asking person has a permission today. 2 queries.

    Raises Http404 alike for a unit that is not, and for one in which the person may not: from outside the two cannot be told apart. Closed units
    are found too, since what happened there must still be readable.
    """
    person: Person | None = getattr(request, "person", None)
    unit = units_where(person, permission, on=timezone.localdate()).select_related("kind").filter(slug=slug).first()
    if unit is None:
        raise Http404
    return unit
