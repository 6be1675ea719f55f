"""In whose hands a case is today: its owner's, or the deputy's while the owner is away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hands:
    """Who sees to a case now; None is nobody. `stands_in_for` is the owner where it is a deputy; `is_away` that the owner is away without one."""

    person: int | None
    stands_in_for: int | None = None
    is_away: bool = False


NOBODY = Hands(None)


def in_hands(owner: int | None, *, workers: Collection[int], deputies: Mapping[int, int]) -> Hands:
    """Who sees to a case. `workers` may work on it today; `deputies` are those away today, each with who stands in.

    An owner who no longer may is nobody. A deputy who may not (no responsibility there, or a tie) does not take over: the case stays with its owner,
    who is shown as away, so that somebody else takes it.
    """
    if owner is None or owner not in workers:
        return NOBODY
    if owner not in deputies:
        return Hands(owner)
    deputy = deputies[owner]
    return Hands(deputy, stands_in_for=owner) if deputy in workers else Hands(owner, is_away=True)
