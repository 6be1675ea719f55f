"""Saying that one qualification counts as another: what it would do, and doing it with that kept beside it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lms.people.models import Person
from lms.qualifications.actions import add_equivalent, remove_equivalent
from lms.qualifications.models import Equivalent, EquivalentDecision, Qualification
from lms.qualifications.selectors import reach_by_unit
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from .counts import counts_by_unit
from .trials import Trial, line


@dataclass(frozen=True, slots=True)
class Change:
    """That evidence for `qualification` shall count as `counts_as`, or shall no longer."""

    qualification: Qualification
    counts_as: Qualification
    counts: bool

    def apply(self) -> bool:
        """Do it. Returns whether anything changed. Raises ValidationError if the two are the same."""
        if self.counts:
            known = Equivalent.objects.filter(qualification=self.qualification, counts_as=self.counts_as).exists()
            add_equivalent(qualification=self.qualification, counts_as=self.counts_as)
            return not known
        return remove_equivalent(qualification=self.qualification, counts_as=self.counts_as)


def try_change(*, change: Change, on: date) -> Trial:
    """What a change would do to everybody on a day: `to_do` is how many would hold `counts_as` who did not, or no longer hold it.

    Changes nothing: it is done and taken back within one transaction, and read by what every screen reads. A few queries, and some for each thousand
    people who have the evidence. Raises ValidationError as `Change.apply` does.
    """
    units = in_tree_order(Unit.objects.open())
    asked = [change.counts_as.pk]
    before, held_before = counts_by_unit(units, on=on), reach_by_unit(units, asked, on=on)
    with transaction.atomic():
        change.apply()
        after, held_after = counts_by_unit(units, on=on), reach_by_unit(units, asked, on=on)
        transaction.set_rollback(True)
    top = min((unit.depth for unit in units), default=0)
    lines = []
    for unit in units:
        differs = abs(held_after[unit.pk].holding.get(asked[0], 0) - held_before[unit.pk].holding.get(asked[0], 0))
        lines.append(line(unit, unit.depth - top, before[unit.pk], after[unit.pk], differs))
    return Trial(on, lines)


@transaction.atomic
def change_once(*, change: Change, reason: str, by: Person, now: datetime, on: date) -> EquivalentDecision | None:
    """Make a change with who, why and what it does kept beside it. What stands already is left as it is: then it returns None."""
    trial = try_change(change=change, on=on)
    if not change.apply():
        return None
    return EquivalentDecision.objects.create(
        qualification=change.qualification,
        counts_as=change.counts_as,
        counts=change.counts,
        reason=reason,
        dry_run=trial.as_json(),
        by=by,
        at=now,
    )


def history() -> list[EquivalentDecision]:
    """Every decision about equivalents, the latest first. 1 query."""
    return list(EquivalentDecision.objects.select_related("qualification", "counts_as", "by"))


def standing() -> list[Equivalent]:
    """What counts as what, in the order of what is met. 1 query."""
    return list(
        Equivalent.objects.select_related("qualification", "counts_as").order_by(
            "counts_as__order", "counts_as__name", "qualification__name"
        )
    )
