"""Reads about courses: the catalogue, the outline for a unit, what units have hung where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from wagtail.models import Page

from lms.units.models import Unit

from . import rules
from .models import CoursePage, LocalText, ModulePage, Need, SlotPage
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
    """The course as the unit's people meet it; without a unit, as the centre made it. 1 query, whatever the number of steps and units."""
    return outlines([(course, unit)])[0]


def outlines(pairs: Sequence[tuple[CoursePage, Unit | None]]) -> list[Outline]:
    """Several courses, each for a unit, in the order asked for. 1 query, whatever their number."""
    if not pairs:
        return []
    courses = {course.pk: course for course, _unit in pairs}
    unit_ids = {unit_id for _course, unit in pairs if unit for unit_id in unit.path_ids}
    own, local, page_paths = _placed_pages(list(courses.values()), list(unit_ids))
    result = []
    for course, unit in pairs:
        steps = [page for page in own if page.path.startswith(course.path)]
        slots = {page.page_id for page in steps if page.kind is StepKind.SLOT}
        hung = [page for page in local if page.fills_id in slots or page.hangs_on_id == course.pk]
        places = [UnitPlace(unit_id, page_paths.get(unit_id, "")) for unit_id in (unit.path_ids if unit else [])]
        result.append(Outline(course, unit, tuple(rules.compose(course.pk, steps, hung, places))))
    return result


def _placed_pages(courses: list[CoursePage], unit_ids: list[int]) -> tuple[list[PlacedPage], list[PlacedPage], dict[int, str]]:
    """The courses' own live steps; what these units have hung on them or put in their slots; the tree paths of those units' pages. 1 query."""
    below = " OR ".join(["(p.path BETWEEN %s AND %s AND p.depth = %s)"] * len(courses))
    bounds = [bound for course in courses for bound in (*Page._get_children_path_interval(course.path), course.depth + 1)]
    asked, units = ", ".join(["%s"] * len(courses)), ", ".join(["%s"] * len(unit_ids)) or "NULL"
    statement = _PLACED.format(own=_OWN, local=_LOCAL, below=below, courses=asked, units=units)
    own: list[PlacedPage] = []
    local: dict[int, PlacedPage] = {}
    page_paths: dict[int, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*bounds, *unit_ids, *(course.pk for course in courses), *bounds])
        for row in cursor:
            pk, path, slug, title, minutes, need, quiz, edition_id, number, retake_number, fills, hangs_on, unit_id, page_path = row
            kind = StepKind.QUIZ if quiz else StepKind.SLOT if need is not None else StepKind.MODULE
            page = PlacedPage(
                pk, path, slug, title, minutes, kind, edition_id, number or 0, retake_number or 0, need or "", fills, hangs_on
            )
            if unit_id is None:
                own.append(page)
            else:
                local[pk] = page
                page_paths[unit_id] = page_path
    return own, list(local.values()), page_paths


# Written out: building it through the ORM cost ten times what running it does, and every page of a course asks it.
_PLACED = """
{own}
WHERE p.live AND ({below}) AND (m.page_ptr_id IS NOT NULL OR s.page_ptr_id IS NOT NULL OR q.page_ptr_id IS NOT NULL)
UNION ALL
{local}
JOIN units_unit u ON u.id IN ({units})
JOIN wagtailcore_page place ON place.id = u.page_id AND SUBSTR(p.path, 1, LENGTH(place.path)) = place.path
WHERE p.live AND (m.hangs_on_id IN ({courses}) OR m.fills_id IN (SELECT p.id FROM wagtailcore_page p WHERE {below}))
"""
_STEP = """
SELECT
    p.id, p.path, p.slug, p.title, COALESCE(m.minutes, s.minutes, q.minutes), s.need, q.page_ptr_id, e.id, e.number,
    (SELECT MAX(number) FROM courses_edition WHERE page_id = p.id AND change_class = 'retake'), m.fills_id, m.hangs_on_id, {unit}
FROM {pages}
LEFT JOIN courses_slotpage s ON s.page_ptr_id = p.id
LEFT JOIN quizzes_quizpage q ON q.page_ptr_id = p.id
LEFT JOIN courses_edition e ON e.page_id = p.id AND e.number = (SELECT MAX(number) FROM courses_edition WHERE page_id = p.id)
"""
_OWN = _STEP.format(unit="NULL, NULL", pages="wagtailcore_page p LEFT JOIN courses_modulepage m ON m.page_ptr_id = p.id")
_LOCAL = _STEP.format(unit="u.id, place.path", pages="courses_modulepage m JOIN wagtailcore_page p ON p.id = m.page_ptr_id")


def courses_open_to(units: Iterable[Unit]) -> list[CoursePage]:
    """Live courses that people of these units can take, in tree order: the central ones, and those below the pages of the units and of units above.

    2 queries.
    """
    unit_ids = {unit_id for unit in units for unit_id in unit.path_ids}
    places = Page.objects.filter(Q(courseindexpage__isnull=False) | Q(unit__in=unit_ids)).values_list("path", flat=True)
    wanted = Q(pk__in=[])
    for path in places:
        wanted |= Q(path__startswith=path)
    return list(CoursePage.objects.live().filter(wanted).select_related("qualification").order_by("path"))


def course_at(slug: str, units: Iterable[Unit]) -> CoursePage | None:
    """The course at an address, as far as people of these units can take it; a central one wins over a local one of the same name."""
    return next((course for course in courses_open_to(units) if course.slug == slug), None)


def local_texts(page_ids: Iterable[int], unit: Unit) -> dict[tuple[int, str], LocalText]:
    """The units' own texts that apply in a unit, by (page, key): the nearest unit's newest approved one, where it is not empty. 1 query."""
    rows = (
        LocalText.objects.approved()
        .filter(page_id__in=list(page_ids), unit_id__in=unit.path_ids)
        .select_related("unit")
        .order_by("at", "pk")
    )
    depth = {unit_id: number for number, unit_id in enumerate(unit.path_ids)}
    newest: dict[tuple[int, int, str], LocalText] = {(row.unit_id, row.page_id, row.key): row for row in rows}
    chosen: dict[tuple[int, str], LocalText] = {}
    for (_unit_id, page_id, key), row in sorted(newest.items(), key=lambda item: depth[item[0][0]]):
        if row.text:
            chosen[page_id, key] = row
    return chosen


def proposals(unit: Unit) -> dict[tuple[int, str], LocalText]:
    """Texts of this unit that wait for somebody to approve them, by (page, key). 1 query."""
    rows = LocalText.objects.filter(unit=unit).select_related("by").order_by("at", "pk")
    newest = {(row.page_id, row.key): row for row in rows}
    return {place: row for place, row in newest.items() if row.approved_at is None}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a central course where a unit can say something of its own: a slot (a whole step) or a local text inside a module.

    `page_id` is the slot, or the module with the local text, whose `key` then is set. `state` is *own*, *draft* (begun, not published), *above*
    (a unit above has filled it, named in `by`) or *default*. `own_page_id` is the unit's own module, if it has one.
    `proposal` is a text for it that waits to be approved.
    """

    page_id: int
    key: str
    title: str
    step_title: str
    guidance: str
    need: str
    state: str
    by: str = ""
    own_page_id: int | None = None
    text: str = ""
    default: str = ""
    proposal: LocalText | None = None


@dataclass(frozen=True, slots=True)
class Adaptations:
    """A central course and the places in it that a unit can fill."""

    course: CoursePage
    places: tuple[Place, ...]

    @property
    def open_count(self) -> int:
        """Places that are expected or required and that nobody has filled."""
        return sum(place.state in {"default", "draft"} and place.need != Need.OPTIONAL for place in self.places)


def adaptations(unit: Unit) -> list[Adaptations]:
    """Every central course with its places, as they stand for a unit. 7 queries, whatever the number of courses and places."""
    courses = courses_open_to([])
    steps: dict[int, list[ModulePage | SlotPage]] = {course.pk: [] for course in courses}
    for model in (ModulePage, SlotPage):
        for course, page in central_steps(model, courses):
            steps[course.pk].append(page)
    pages = [page for found in steps.values() for page in found]
    texts = local_texts([page.pk for page in pages], unit)
    waiting = proposals(unit)
    units = {above.pk: above for above in Unit.objects.above(unit).select_related("page")}
    fillings = list(ModulePage.objects.filter(fills__in=[page.pk for page in pages if isinstance(page, SlotPage)]).order_by("path"))
    result = []
    for course in courses:
        places: list[Place] = []
        for page in sorted(steps[course.pk], key=lambda step: step.path):
            if isinstance(page, SlotPage):
                places.append(_slot_place(page, unit, units, fillings))
            places += [_text_place(page, block, unit, texts, waiting) for block in page.body if block.block_type == "local"]
        result.append(Adaptations(course, tuple(places)))
    return result


def central_steps(
    model: type[ModulePage] | type[SlotPage], courses: list[CoursePage]
) -> Iterable[tuple[CoursePage, ModulePage | SlotPage]]:
    """The live steps of one kind right below these courses, each with its course, in no order. 1 query."""
    wanted = Q(pk__in=[])
    for course in courses:
        wanted |= Q(path__startswith=course.path, depth=course.depth + 1)
    by_path = {course.path: course for course in courses}
    for page in model.objects.live().filter(wanted):
        yield by_path[page.path[: -Page.steplen]], page


def _slot_place(slot: SlotPage, unit: Unit, units: dict[int, Unit], fillings: list[ModulePage]) -> Place:
    state, by, own_page_id = "default", "", None
    for unit_id in reversed(unit.path_ids):
        place = units[unit_id].page
        found = [page for page in fillings if page.fills_id == slot.pk and place and page.path.startswith(place.path)]
        if not found:
            continue
        live = any(page.live for page in found)
        if unit_id == unit.pk:
            own_page_id = found[-1].pk
            state = "own" if live else "draft"
        elif live and state != "own":
            by = units[unit_id].name
            state = "above" if state == "default" else state
        if live:
            break
    return Place(slot.pk, "", slot.title, slot.title, slot.guidance, slot.need, state, by, own_page_id)


def _text_place(
    page: ModulePage | SlotPage,
    block: Any,
    unit: Unit,
    texts: dict[tuple[int, str], LocalText],
    waiting: dict[tuple[int, str], LocalText],
) -> Place:
    value = block.value
    text = texts.get((page.pk, value["key"]))
    state = "default" if text is None else "own" if text.unit_id == unit.pk else "above"
    return Place(
        page.pk,
        value["key"],
        value["title"],
        page.title,
        value["guidance"],
        value["need"],
        state,
        text.unit.name if text and state == "above" else "",
        None,
        text.text if text else "",
        str(value["default"]),
        waiting.get((page.pk, value["key"])),
    )


def step_page(page_id: int) -> ModulePage | SlotPage:
    """A module or slot by its number. 2 or 3 queries."""
    page: ModulePage | SlotPage = Page.objects.get(pk=page_id).specific
    return page
