"""Reads about courses: the catalogue, the outline for a unit, what units have hung where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page

from lms.units.models import Unit

from . import rules
from .models import ChangeClass, CoursePage, Edition, LocalText
from .rules import OutlineStep, PlacedPage, StepKind, UnitPlace


@dataclass(frozen=True, slots=True)
class Outline:
    """A course as one unit's people meet it."""

    course: CoursePage
    unit: Unit | None
    steps: tuple[OutlineStep, ...]

    @property
    def minutes(self) -> int:
        """What the whole course takes."""
        return sum(step.minutes for step in self.steps)

    def step(self, slug: str) -> OutlineStep | None:
        """The step at an address, if there is one."""
        return next((step for step in self.steps if step.slug == slug), None)


def outline(course: CoursePage, unit: Unit | None) -> Outline:
    """The course as the unit's people meet it; without a unit, as the centre made it. 2 queries, whatever the number of steps and units."""
    return outlines([(course, unit)])[0]


def outlines(pairs: Sequence[tuple[CoursePage, Unit | None]]) -> list[Outline]:
    """Several courses, each for a unit, in the order asked for. 2 queries, whatever their number."""
    if not pairs:
        return []
    courses = {course.pk: course for course, _unit in pairs}
    unit_ids = {unit_id for _course, unit in pairs if unit for unit_id in unit.path_ids}
    page_paths = dict(Unit.objects.filter(pk__in=unit_ids, page__isnull=False).values_list("pk", "page__path"))
    placed = list(_placed_pages(courses.values()))
    result = []
    for course, unit in pairs:
        steps = [page for page in placed if page.path.startswith(course.path) and len(page.path) == len(course.path) + Page.steplen]
        slots = {page.page_id for page in steps if page.kind is StepKind.SLOT}
        local = [page for page in placed if page.fills_id in slots or page.hangs_on_id == course.pk]
        places = [UnitPlace(unit_id, page_paths.get(unit_id, "")) for unit_id in (unit.path_ids if unit else [])]
        result.append(Outline(course, unit, tuple(rules.compose(course.pk, steps, local, places))))
    return result


def _placed_pages(courses: Iterable[CoursePage]) -> Iterable[PlacedPage]:
    """Every live page that could be a step of these courses for anybody. 1 query."""
    wanted = Q()
    for course in courses:
        wanted |= Q(path__startswith=course.path, depth=course.depth + 1)
        wanted |= Q(modulepage__fills__path__startswith=course.path) | Q(modulepage__hangs_on=course.pk)
    newest = Edition.objects.filter(page=OuterRef("pk")).order_by("-number")
    retake = newest.filter(change_class=ChangeClass.RETAKE)
    rows = (
        Page.objects.live()
        .filter(wanted)
        .filter(Q(modulepage__isnull=False) | Q(slotpage__isnull=False) | Q(quizpage__isnull=False))
        .annotate(
            edition_id=Subquery(newest.values("pk")[:1]),
            edition_number=Coalesce(Subquery(newest.values("number")[:1]), 0),
            retake_number=Coalesce(Subquery(retake.values("number")[:1]), 0),
            is_slot=F("slotpage__need"),
            minutes=Coalesce("modulepage__minutes", "slotpage__minutes", "quizpage__minutes"),
        )
        .order_by("path")
        .values_list(
            "pk", "path", "slug", "title", "minutes", "is_slot", "quizpage", "edition_id", "edition_number", "retake_number",
            "modulepage__fills", "modulepage__hangs_on",
        )
    )  # fmt: skip
    for pk, path, slug, title, minutes, need, quiz, edition_id, number, retake_number, fills, hangs_on in rows:
        kind = StepKind.QUIZ if quiz else StepKind.SLOT if need is not None else StepKind.MODULE
        yield PlacedPage(pk, path, slug, title, minutes, kind, edition_id, number, retake_number, need or "", fills, hangs_on)


def courses_open_to(units: Iterable[Unit]) -> list[CoursePage]:
    """Live courses that people of these units can take, in tree order: the central ones, and those below the pages of the units and of units above.

    2 queries.
    """
    unit_ids = {unit_id for unit in units for unit_id in unit.path_ids}
    places = Unit.objects.filter(pk__in=unit_ids, page__isnull=False).values_list("page__path", flat=True)
    wanted = Q(central=True)
    for path in places:
        wanted |= Q(path__startswith=path)
    below_a_unit = (
        Unit.objects.filter(page__isnull=False).annotate(course_path=OuterRef("path")).filter(course_path__startswith=F("page__path"))
    )
    courses = CoursePage.objects.live().annotate(central=~Exists(below_a_unit)).filter(wanted)
    return list(courses.select_related("qualification").order_by("path"))


def course_at(slug: str, units: Iterable[Unit]) -> CoursePage | None:
    """The course at an address, as far as people of these units can take it; a central one wins over a local one of the same name."""
    return next((course for course in courses_open_to(units) if course.slug == slug), None)


def local_texts(page_ids: Iterable[int], unit: Unit) -> dict[tuple[int, str], LocalText]:
    """The units' own texts that apply in a unit, by (page, key): the nearest unit's newest, where it is not empty. 1 query."""
    rows = LocalText.objects.filter(page_id__in=list(page_ids), unit_id__in=unit.path_ids).order_by("at", "pk")
    depth = {unit_id: number for number, unit_id in enumerate(unit.path_ids)}
    newest: dict[tuple[int, int, str], LocalText] = {(row.unit_id, row.page_id, row.key): row for row in rows}
    chosen: dict[tuple[int, str], LocalText] = {}
    for (_unit_id, page_id, key), row in sorted(newest.items(), key=lambda item: depth[item[0][0]]):
        if row.text:
            chosen[page_id, key] = row
    return chosen
