"""Verbs on the tree of units."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Unit, UnitKind


@transaction.atomic
def open_unit(
    *,
    name: str,
    slug: str,
    kind: UnitKind,
    parent: Unit | None,
    city: str = "",
    opened_on: date | None = None,
) -> Unit:
    """Make a unit under `parent` (None for the root) and return it. Raises ValidationError if the address is taken."""
    if Unit.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": _("Another unit has this address already.")})
    unit = Unit.objects.create(name=name, slug=slug, kind=kind, parent=parent, city=city, opened_on=opened_on)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit
