"""Saved filters: keeping one, sharing it, and deleting it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.units.models import Unit

from .models import SavedFilter

MOST = 20  # of one person in one unit: more are not found again
LONGEST = 200  # as an address has it


def saved_filters(person: Person, unit: Unit) -> list[SavedFilter]:
    """One's own in a unit, and those that others share there, by name. 1 query."""
    return list(SavedFilter.objects.filter(Q(person=person) | Q(shared=True), unit=unit).select_related("person"))


@transaction.atomic
def save_filter(*, person: Person, unit: Unit, name: str, query: str, shared: bool) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces what it asks for. Raises ValidationError for one more than `MOST` or too long."""
    if len(query) > LONGEST:
        raise ValidationError(_("This is too much to keep. Choose less."))
    Person.objects.select_for_update().get(pk=person.pk)  # so that two at once do not pass the limit together
    own = SavedFilter.objects.filter(person=person, unit=unit)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise ValidationError(_("You have %(number)s already. Delete one first.") % {"number": MOST})
    saved, _created = SavedFilter.objects.update_or_create(person=person, unit=unit, name=name, defaults={"query": query, "shared": shared})
    return saved


def forget_filter(*, person: Person, unit: Unit, pk: int) -> bool:
    """Delete one of one's own. Returns whether there was one."""
    removed, _rows = SavedFilter.objects.filter(person=person, unit=unit, pk=pk).delete()
    return removed > 0
