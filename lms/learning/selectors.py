"""Reads about a person's learning. Everything here is the person's own; a coordinator reads the ledger instead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from lms.certificates.models import Certificate
from lms.courses.models import CoursePage
from lms.courses.selectors import Outline, outlines
from lms.people.models import Person
from lms.qualifications.models import Evidence, EvidenceKind
from lms.roles.models import Assignment, AssignmentStatus, Responsibility
from lms.units.models import Unit

from . import rules
from .models import Enrolment, ReflectionNote, StepCompletion, StepProgress


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """A course for a unit, and how far a person has come in it."""

    outline: Outline
    progress: rules.Progress

    @property
    def course(self) -> CoursePage:
        """The course."""
        return self.outline.course

    @property
    def percent(self) -> int:
        """Steps done in per cent."""
        return 100 * self.progress.count // self.progress.total if self.progress.total else 0


def units_of(person: Person | None, *, on: date) -> list[Unit]:
    """Units whose courses a person can take: those of current assignments (active first), then of responsibilities. 2 queries."""
    if not person:
        return []
    order = [AssignmentStatus.ACTIVE, AssignmentStatus.PLANNED, AssignmentStatus.PAUSED]
    assignments = Assignment.objects.current().filter(person=person).select_related("unit").order_by("starts_on")
    responsibilities = Responsibility.objects.on(on).filter(person=person).select_related("unit").order_by("starts_on")
    units = [row.unit for row in sorted(assignments, key=lambda row: order.index(AssignmentStatus(row.status)))]
    units += [row.unit for row in responsibilities]
    return list(dict.fromkeys(units))


def open_enrolment(person: Person, course_slug: str, *, on: date, unit_slug: str = "") -> Enrolment | None:
    """The enrolment behind a course's address: in the unit asked for, else the newest. 1 query.

    Only where the person still belongs: what a unit has made its own is for its people. A central course wins over a local one of the same name.
    """
    belongs = Exists(Assignment.objects.current().filter(person=person, unit=OuterRef("unit"))) | Exists(
        Responsibility.objects.on(on).filter(person=person, unit=OuterRef("unit"))
    )
    found = list(
        Enrolment.objects.filter(belongs, person=person, course__slug=course_slug, course__live=True)
        .select_related("course__qualification", "unit")
        .order_by("course__depth", "-enrolled_at", "-pk")
    )
    return next((row for row in found if row.unit.slug == unit_slug), found[0] if found else None)


def course_key(course: CoursePage) -> str:
    """What the ledger knows a course's evidence by."""
    return f"course:{course.pk}:"


def progress_in(person: Person, pairs: Sequence[tuple[CoursePage, Unit]], *, on: date) -> list[CourseProgress]:
    """How far a person has come in each course for a unit, in the order asked for. 4 queries, whatever the number."""
    composed = outlines(pairs)
    page_ids = {step.page_id for outline in composed for step in outline.steps}
    completions: dict[int, list[rules.Done]] = defaultdict(list)
    for page_id, number, at in StepCompletion.objects.filter(person=person, page_id__in=page_ids).values_list(
        "page_id", "edition__number", "at"
    ):
        completions[page_id].append(rules.Done(page_id, number, at))
    earned: dict[str, list[rules.Earned]] = defaultdict(list)
    ledger = Evidence.objects.filter(person=person, kind=EvidenceKind.COURSE)
    rows = ledger.values_list("source_key", "registered_at", "valid_until", "revocation__at")
    for source_key, recorded_at, valid_until, revoked_at in rows:
        earned[source_key.rpartition(":")[0] + ":"].append(rules.Earned(recorded_at, valid_until, revoked_at))
    result = []
    for outline in composed:
        steps = [rules.Step(step.page_id, step.slug, step.title, step.minutes, step.retake_number) for step in outline.steps]
        done = [completion for step in steps for completion in completions[step.page_id]]
        result.append(CourseProgress(outline, rules.progress(steps, done, earned[course_key(outline.course)], on=on)))
    return result


def desk(person: Person, *, on: date) -> list[CourseProgress]:
    """Every course a person is enrolled in, with progress; the one last open first. 6 queries, whatever the number."""
    enrolments = list(
        Enrolment.objects.filter(person=person, course__live=True)
        .select_related("course__qualification", "unit")
        .order_by("enrolled_at", "pk")
    )
    seen: dict[int, float] = {}
    for course_id, at in StepProgress.objects.filter(person=person).values_list("course_id", "seen_at"):
        seen[course_id] = max(at.timestamp(), seen.get(course_id, 0.0))
    enrolments.sort(key=lambda row: -seen.get(row.course_id, 0.0))
    return progress_in(person, [(row.course, row.unit) for row in enrolments], on=on)


def notes(person: Person) -> QuerySet[ReflectionNote]:
    """A person's own kept reflections, newest first. 1 query."""
    return ReflectionNote.objects.filter(person=person).select_related("page")


def state_of(person: Person, page_ids: Iterable[int]) -> dict[int, StepProgress]:
    """Where a person is in some steps, by page. 1 query."""
    return {row.page_id: row for row in StepProgress.objects.filter(person=person, page_id__in=list(page_ids))}


def newest_certificate(person: Person, course: CoursePage) -> Certificate | None:
    """The certificate a course has earned a person last. 1 query."""
    earned = Certificate.objects.filter(
        person=person, evidence__source_key__startswith=course_key(course), evidence__revocation__isnull=True
    )
    return earned.order_by("-issued_at").first()
