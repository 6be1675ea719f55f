"""Reads about units."""

from .models import ContactCard, Unit


def contacts(unit: Unit) -> list[ContactCard]:
    """The contact cards a unit shows: its own, else those of the nearest unit above it that has any. 1 query."""
    cards = list(ContactCard.objects.filter(unit_id__in=unit.path_ids).order_by("order", "pk"))
    for unit_id in reversed(unit.path_ids):
        own = [card for card in cards if card.unit_id == unit_id]
        if own:
            return own
    return []
