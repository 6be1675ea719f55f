"""What a merger of two units would move, what stands in its way, and which of two things wins."""

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from wagtail.models import Page

from content.models import SiteTranslation
from lms.courses.models import LocalText, ModulePage
from lms.qualifications.models import Qualification
from lms.quizzes.models import Question
from lms.recruitment.models import Application, OpeningPage
from lms.requirements.models import Requirement, RequirementQuerySet
from lms.roles.carrying import assignments_to_carry, responsibilities_to_carry
from lms.roles.models import Assignment, Responsibility
from lms.units.models import Unit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """One thing of the unit that is merged; `clashes` where the other unit has the same already, and that one wins."""

    what: T
    clashes: bool


@dataclass(frozen=True)
class Merger:
    """Everything a merger touches on a day."""

    source: Unit
    target: Unit
    assignments: list[Item[Assignment]]
    responsibilities: list[Item[Responsibility]]
    pages: list[Page] = field(default_factory=list)  # right below the source's page, openings not among them
    openings: list[Page] = field(default_factory=list)
    fillings: list[Item[ModulePage]] = field(default_factory=list)  # modules of the source in slots of central courses
    texts: list[Item[LocalText]] = field(default_factory=list)
    proposals: list[LocalText] = field(default_factory=list)
    requirements: list[Item[Requirement]] = field(default_factory=list)
    qualifications: list[Qualification] = field(default_factory=list)
    questions: int = 0
    cases: int = 0


def merger(source: Unit, target: Unit, *, on: date) -> Merger:
    """What merging `source` into `target` would do on a day. 20 queries at most, however much there is."""
    held = set(Assignment.objects.current().filter(unit=target).values_list("person_id", "role_id"))
    given = {(row.person_id, row.kind) for row in responsibilities_to_carry(target, on=on)}
    below = list(Page.objects.child_of(source.page).not_type(SiteTranslation).order_by("path")) if source.page else []
    openings = set(OpeningPage.objects.filter(pk__in=[page.pk for page in below]).values_list("pk", flat=True))
    texts, proposals = _texts(source)
    theirs = {(row.page_id, row.key) for row in _texts(target)[0]}
    modules = ModulePage.objects.filter(pk__in=[page.pk for page in below], live=True, fills__isnull=False).select_related("fills")
    filled = set(ModulePage.objects.child_of(target.page).live().values_list("fills_id", flat=True)) if target.page else set()
    asked = {(subject, row.role_id) for row in _in_force(Requirement.objects.asked_in(target), on) for subject in row.subjects}
    return Merger(
        source=source,
        target=target,
        assignments=[Item(row, (row.person_id, row.role_id) in held) for row in assignments_to_carry(source)],
        responsibilities=[Item(row, (row.person_id, row.kind) in given) for row in responsibilities_to_carry(source, on=on)],
        pages=[page for page in below if page.pk not in openings],
        openings=[page for page in below if page.pk in openings],
        fillings=[Item(module, module.fills_id in filled) for module in modules],
        texts=[Item(row, (row.page_id, row.key) in theirs) for row in texts],
        proposals=proposals,
        requirements=[
            Item(row, all({(subject, row.role_id), (subject, None)} & asked for subject in row.subjects))
            for row in _in_force(Requirement.objects.filter(unit=source), on).order_by("-valid_from", "pk")
        ],
        qualifications=list(Qualification.objects.filter(unit=source)),
        questions=Question.objects.filter(unit=source).count(),
        cases=Application.objects.open().filter(unit=source).count(),
    )


def _in_force(rows: RequirementQuerySet, on: date) -> RequirementQuerySet:
    return rows.not_over(on).with_clauses()


def _texts(unit: Unit) -> tuple[list[LocalText], list[LocalText]]:
    """What a unit itself says in local texts, and what waits there for a yes. 1 query."""
    rows = list(LocalText.objects.filter(unit=unit).select_related("page").order_by("at", "pk"))
    newest = {(row.page_id, row.key): row for row in rows}
    approved = {(row.page_id, row.key): row for row in rows if row.approved_at}
    return [row for row in approved.values() if row.text], [row for row in newest.values() if row.approved_at is None]
