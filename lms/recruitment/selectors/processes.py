"""Which process holds in a unit, where it comes from, and what it can be changed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from wagtail.models import Page, get_page_models

from lms.courses.models import StepPage
from lms.recruitment.models import Application, OpeningPage, Process
from lms.recruitment.words import plain as plain_words
from lms.roles.models import Role
from lms.units.models import Unit

from .facts import process_for


@dataclass(frozen=True, slots=True)
class Holding:
    """The process that new cases follow in a unit, for one role or (None) for all that have none of their own."""

    role: Role | None
    process: Process
    origin: str  # unit, above, kind, standard
    words: list[str]
    open_cases: int

    @property
    def is_own(self) -> bool:
        """Whether it was decided for this unit itself."""
        return self.origin == "unit"


def holdings(unit: Unit) -> list[Holding]:
    """What holds for all roles, then each role for which something of its own holds here. 1 query for each role that has its own, and 4."""
    rows = list(_near(unit).select_related("role"))
    roles = {row.role_id: row.role for row in rows if row.role is not None}
    nearest = [_general(unit), *(process_for(unit, role) for role in roles.values())]
    found = [process for process in nearest if process.role_id or process is nearest[0]]
    counts = _open_cases(unit, found)
    return [_holding(unit, process, counts[process.pk]) for process in found]


def holding(unit: Unit, role: Role | None) -> Holding:
    """What holds for a role, or for all roles that have none of their own. 3 queries."""
    process = process_for(unit, role) if role else _general(unit)
    return _holding(unit, process, _open_cases(unit, [process])[process.pk])


def _near(unit: Unit) -> QuerySet[Process]:
    """Those of the unit, of units above, of its kind, and the standard."""
    here = Q(unit__in=unit.path_ids) | Q(kind=unit.kind_id) | Q(unit=None, kind=None)
    return Process.objects.current().filter(here)


def _general(unit: Unit) -> Process:
    """What `process_for` answers for a role that nobody has decided on. 1 query."""
    return process_for(unit, Role(pk=0))


def _holding(unit: Unit, process: Process, open_cases: int) -> Holding:
    return Holding(process.role, process, _origin(unit, process), words_of(process), open_cases)


def _origin(unit: Unit, process: Process) -> str:
    if process.unit_id:
        return "unit" if process.unit_id == unit.pk else "above"
    return "kind" if process.kind_id else "standard"


def words_of(process: Process) -> list[str]:
    """A process in a few sentences. 1 query if it has a guideline."""
    return plain_words.demand(
        process.demand,
        guideline=process.guideline.title if process.guideline else "",
        police_basis=process.get_police_basis_display() if process.police_basis else "",
    )


def _open_cases(unit: Unit, processes: Iterable[Process]) -> dict[int, int]:
    """How many open cases below a unit follow each process. 1 query."""
    counts = {process.pk: 0 for process in processes}
    cases = Application.objects.open().filter(process__in=counts, unit__in=Unit.objects.below(unit))
    for pk in cases.values_list("process_id", flat=True):
        counts[pk] += 1
    return counts


def guidelines(unit: Unit) -> QuerySet[Page]:
    """Pages that can be signed: published articles, central or of the unit or of one above it. 2 queries when made, 1 when read."""
    articles = [
        model
        for model in get_page_models()
        if model is not OpeningPage and not issubclass(model, StepPage) and any(field.name == "body" for field in model._meta.fields)
    ]
    pages = Page.objects.live().public().exact_type(*articles).filter(depth__gt=2)
    own = Unit.objects.above(unit)
    for path in Unit.objects.exclude(page=None).exclude(pk__in=own).values_list("page__path", flat=True):
        pages = pages.exclude(path__startswith=path)
    return pages.exclude(pk__in=Unit.objects.exclude(page=None).values("page")).order_by("title")
