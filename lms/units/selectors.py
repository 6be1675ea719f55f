"""Reads about units."""

from collections.abc import Iterable

from .models import ContactCard, Unit


def contacts(unit: Unit) -> list[ContactCard]:
    """The contact cards a unit shows: its own, else those of the nearest unit above it that has any. 1 query."""
    return contacts_in([unit])[unit.pk]


def contacts_in(units: Iterable[Unit]) -> dict[int, list[ContactCard]]:
    """The contact cards that each of several units shows, by the unit's id. 1 query."""
    wanted = list(units)
    asked = sorted({pk for unit in wanted for pk in unit.path_ids})
    own: dict[int, list[ContactCard]] = {}
    for card in ContactCard.objects.raw(_CARDS.format(units=", ".join(["%s"] * len(asked)) or "NULL"), asked):
        own.setdefault(card.unit_id, []).append(card)
    return {unit.pk: next((own[pk] for pk in reversed(unit.path_ids) if pk in own), []) for unit in wanted}


# Written out, since many lessons ask it.
_CARDS = 'SELECT * FROM units_contactcard WHERE unit_id IN ({units}) ORDER BY "order", id'
