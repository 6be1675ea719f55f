"""Units that nobody follows up, or soon nobody does, and the work that lies in them: numbers, no names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lms.people.models import Person
from lms.recruitment.models import Application
from lms.requirements.kept import counts_by_unit
from lms.requirements.models import Exemption
from lms.roles.policies import Permission, units_where
from lms.roles.selectors.following import Cover, cover
from lms.roles.selectors.reviews import open_review, progress
from lms.roles.selectors.talks import addressed_wishes
from lms.units.models import Unit
from lms.units.rules import in_tree_order

from . import SMALLEST_COUNT


@dataclass(frozen=True, slots=True)
class Work:
    """What waits in a unit: people who lack something (units below it counted with), exemptions, wishes for a talk, people to confirm, cases."""

    lacking: int = 0
    exemptions: int = 0
    wishes: int = 0
    unconfirmed: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class UnitCover:
    """A unit that somebody should look at.

    `is_exact`: the viewer may see its people, so small numbers may be told. `may_grant`: may give somebody the responsibility, so names may.
    """

    cover: Cover
    work: Work
    is_exact: bool
    may_grant: bool


def wanting_cover(viewer: Person, *, on: date) -> list[UnitCover]:
    """The open units with tidgivere that a person follows by number, and that nobody coordinates or leads, or soon nobody does; in tree order.

    First those without anybody, then those that somebody leaves. 19 queries at most, whatever their number.
    """
    units = in_tree_order(units_where(viewer, Permission.SEE_COVERAGE, on=on).open().select_related("kind"))
    counts = counts_by_unit(units, on=on)
    wanting = [
        each for each in cover([unit for unit in units if unit.kind.has_tidgivere or counts[unit.pk].total], on=on) if each.is_wanting
    ]
    work = _work([each.unit for each in wanting], on=on)
    by_name = set(units_where(viewer, Permission.SEE_PEOPLE, on=on).values_list("pk", flat=True))
    grants = set(units_where(viewer, Permission.GRANT, on=on).values_list("pk", flat=True))
    lines = [
        UnitCover(each, _with(work, each.unit, counts[each.unit.pk].lacking), each.unit.pk in by_name, each.unit.pk in grants)
        for each in wanting
    ]
    return sorted(lines, key=lambda line: bool(line.cover.own))


def _with(work: dict[str, Counter[int]], unit: Unit, lacking: int) -> Work:
    return Work(lacking=lacking, **{name: numbers[unit.pk] for name, numbers in work.items()})


def _work(units: Sequence[Unit], *, on: date) -> dict[str, Counter[int]]:
    """The work that lies in each unit itself, by what it is and the unit's id. 6 queries at most."""
    waiting = Exemption.objects.filter(unit__in=units, approved_at=None, closed_at=None, until__gte=on)
    cases = Application.objects.open().filter(unit__in=units)
    left = progress(units, review=open_review(on=on), on=on)
    return {
        "exemptions": Counter(dict(waiting.order_by().values_list("unit").annotate(number=Count("pk")))),
        "wishes": Counter(wish.unit_id for wish, whom in addressed_wishes(units, on=on) if whom is None),
        "unconfirmed": Counter({pk: each.left for pk, each in left.items()}),
        "cases": Counter(dict(cases.order_by().values_list("unit").annotate(number=Count("pk")))),
    }


def is_small(number: int) -> bool:
    """Whether a number is too small to be told to those who may not see who it is."""
    return 0 < number < SMALLEST_COUNT
