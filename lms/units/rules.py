"""The order units stand in wherever they are listed. Pure."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from lms.ui.rules import alphabetical


class Placed(Protocol):
    """A unit, as far as its place in a list goes: its name, and the ids from the root down to it."""

    name: str

    @property
    def pk(self) -> int: ...

    @property
    def path_ids(self) -> list[int]: ...


Each = TypeVar("Each", bound=Placed)


def in_tree_order(units: Iterable[Each]) -> list[Each]:
    """Every unit behind the one it belongs to, and those beside one another by name.

    A unit above them that is not listed itself has no name to go by; then its id decides.
    """
    listed = list(units)
    names = {unit.pk: alphabetical(unit.name) for unit in listed}
    return sorted(listed, key=lambda unit: [(names.get(pk, ""), pk) for pk in unit.path_ids])


def places(units: Iterable[Each]) -> dict[int, int]:
    """The place of each unit in that order, by its id, to put in order what belongs to units; any of them may be named several times."""
    return {unit.pk: place for place, unit in enumerate(in_tree_order({unit.pk: unit for unit in units}.values()))}
