"""Reads about units."""

from collections.abc import Iterable

from .models import ContactCard, Unit


def contacts(unit: Unit) -> list[ContactCard]:
    """The contact cards a unit shows: its own, else those of the nearest unit above it that has any. 1 query."""
    return contacts_in([unit])[unit.pk]


def contacts_in(units: Iterable[Unit]) -> dict[int, list[ContactCard]]:
    """The contact cards that each of several units shows, by the unit's id. 1 query."""
    wanted = list(units)
    own: dict[int, list[ContactCard]] = {}
    cards = ContactCard.objects.filter(unit_id__in={pk for unit in wanted for pk in unit.path_ids})
    for card in cards.select_related("unit").order_by("order", "pk"):
        own.setdefault(card.unit_id, []).append(card)
    return {unit.pk: next((own[pk] for pk in reversed(unit.path_ids) if pk in own), []) for unit in wanted}
