"""Verbs on the tree of units."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page

from .models import ContactCard, Goal, Unit, UnitKind

CENTRAL_COLLECTION = "Sentralt"


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


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit) -> Unit:
    """Put a unit and everything below it under another, and return it anew. Moving it where it is changes nothing.

    Raises ValidationError for the unit of the whole organisation, for a parent that is the unit itself or lies below it, and for one that is closed.
    Afterwards `lms.roles.actions.sync_wagtail_access` lets those in who now are above.
    """
    tree = {each.pk: each for each in Unit.objects.select_for_update().all()}
    unit, parent = tree[unit.pk], tree[parent.pk]
    if unit.parent_id is None:
        raise ValidationError({"parent": _("The unit of the whole organisation cannot be moved.")})
    if unit.pk in parent.path_ids:
        raise ValidationError({"parent": _("A unit cannot lie below itself.")})
    if parent.closed_on:
        raise ValidationError({"parent": _("This unit is closed.")})
    before, after = unit.path or "", f"{parent.path}{unit.pk}/"
    moved = [each for each in tree.values() if (each.path or "").startswith(before)]
    for each in moved:
        each.path = after + (each.path or "").removeprefix(before)
    unit.parent = parent
    Unit.objects.bulk_update(moved, ["path", "parent"])
    return unit


@transaction.atomic
def attach_page(*, unit: Unit, page: Page) -> Unit:
    """Give a unit its own page and a collection for its pictures and documents. Returns the unit; doing it twice changes nothing.

    Raises ValidationError if the page is another unit's. Afterwards `lms.roles.actions.sync_wagtail_access` lets the unit's editors in.
    """
    if Unit.objects.filter(page_id=page.pk).exclude(pk=unit.pk).exists():
        raise ValidationError({"page": _("This page belongs to another unit.")})
    if unit.collection is None:
        unit.collection = Collection.get_first_root_node().add_child(name=unit.name)
    unit.page_id = page.pk
    unit.save(update_fields=["page", "collection"])
    return unit


@transaction.atomic
def central_collection() -> Collection:
    """The collection that every unit may choose pictures and documents from, and that the centre alone fills. Made when first asked for.

    Not Wagtail's root collection: what is given there is given on every unit's collection too.
    """
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=CENTRAL_COLLECTION).first() or root.add_child(name=CENTRAL_COLLECTION)


@dataclass(frozen=True)
class Card:
    """What stands on a contact card."""

    title: str
    who: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@transaction.atomic
def write_contacts(*, unit: Unit, cards: Sequence[Card]) -> list[ContactCard]:
    """Make these the unit's contact cards, in this order, and return them. None at all lets the unit above show through again.

    Saving the same twice changes nothing that can be seen. Raises ValidationError for a card without a way to reach anybody.
    """
    made = [ContactCard(unit=unit, order=order, **asdict(card)) for order, card in enumerate(cards)]
    for card in made:
        card.full_clean()
    ContactCard.objects.filter(unit=unit).delete()
    return ContactCard.objects.bulk_create(made)


@transaction.atomic
def set_goal(*, goal: Goal) -> Goal:
    """Write a goal, new or changed, and return it. Raises ValidationError, by field, for one that makes no sense or stands there already."""
    goal.full_clean()
    goal.save()
    return goal


@transaction.atomic
def remove_goal(*, goal: Goal) -> bool:
    """Take a goal away. Returns whether it was there; twice is once."""
    removed, _rows = Goal.objects.filter(pk=goal.pk).delete()
    return removed > 0
