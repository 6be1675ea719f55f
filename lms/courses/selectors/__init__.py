"""Reads about courses: the catalogue, the outline for a unit, what units have hung where."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from wagtail.images import get_image_model
from wagtail.models import Page

from lms.blocks.body import picture_sources
from lms.courses import rules
from lms.courses.models import CoursePage, Edition, LocalText, ModulePage, SlotPage
from lms.courses.ownership import qualifications_for
from lms.courses.rules import OutlineStep, PlacedPage, StepKind, UnitPlace
from lms.qualifications.models import Qualification, Reversal
from lms.quizzes.models import ChangeClass, ChangingPage
from lms.quizzes.rules.words import paragraphs
from lms.units.models import Unit

Step = TypeVar("Step", bound=ChangingPage)


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


def previewed(course: CoursePage, unit: Unit, unsaved: ModulePage | None = None) -> tuple[Outline, frozenset[int]]:
    """The course as the unit's people would meet it if all of the unit's own drafts were published, and which pages are drafts. 2 queries, and
    1 for the unit's page.

    `unsaved` is a module that somebody writes just now, below the unit's page; without a number yet it is page 0.
    """
    own, local, page_paths = _placed_pages([course], unit.path_ids)
    slots = {page.page_id for page in own if page.kind is StepKind.SLOT}
    drafts: dict[int, PlacedPage] = {}
    if unit.page:
        page_paths[unit.pk] = unit.page.path
        drafts = {draft.page_id: draft for draft in _drafts_below(unit.page)}
    if unsaved:
        said = {"slug": unsaved.slug, "title": unsaved.title, "minutes": unsaved.minutes}
        drafts[unsaved.pk or 0] = _draft(unsaved, said | {"fills": unsaved.fills_id, "hangs_on": unsaved.hangs_on_id})
    hung = [page for page in local if page.page_id not in drafts] + list(drafts.values())
    here = [page for page in hung if page.fills_id in slots or page.hangs_on_id == course.pk]
    places = [UnitPlace(unit_id, page_paths.get(unit_id, "")) for unit_id in unit.path_ids]
    steps = rules.compose(course.pk, own, here, places)
    return Outline(course, unit, tuple(steps)), frozenset(drafts)


def _drafts_below(place: Page) -> list[PlacedPage]:
    """The unpublished versions of the modules right below a page. 1 query."""
    wanted = {"path__startswith": place.path, "depth": place.depth + 1, "has_unpublished_changes": True, "latest_revision__isnull": False}
    modules = ModulePage.objects.filter(**wanted).select_related("latest_revision").defer("body")
    return [_draft(module, module.latest_revision.content) for module in modules]


def _draft(page: Page, said: Mapping[str, Any]) -> PlacedPage:
    return PlacedPage(
        page.pk or 0,
        page.path,
        said["slug"],
        said["title"],
        said["minutes"],
        StepKind.MODULE,
        fills_id=said["fills"],
        hangs_on_id=said["hangs_on"],
    )


def _placed_pages(courses: list[CoursePage], unit_ids: list[int]) -> tuple[list[PlacedPage], list[PlacedPage], dict[int, str]]:
    """The courses' own live steps; what these units have hung on them or put in their slots, or follow there; the tree paths
    of those units' pages. 1 query.
    """
    below = " OR ".join(["(p.path BETWEEN %s AND %s AND p.depth = %s)"] * len(courses))
    bounds = [bound for course in courses for bound in (*Page._get_children_path_interval(course.path), course.depth + 1)]
    courses_asked = [course.pk for course in courses]
    asked, units = ", ".join(["%s"] * len(courses)), ", ".join(["%s"] * len(unit_ids)) or "NULL"
    statement = _PLACED.format(own=_OWN, local=_LOCAL, followed=_FOLLOWED, below=below, courses=asked, units=units)
    own: list[PlacedPage] = []
    local: dict[tuple[int, int | None], PlacedPage] = {}
    page_paths: dict[int, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*bounds, *([*unit_ids, *courses_asked, *bounds] * 2)])
        for row in cursor:
            pk, path, slug, title, minutes, need, quiz, edition_id, number, retake_number, fills, hangs_on, unit_id, page_path = row
            kind = StepKind.QUIZ if quiz else StepKind.SLOT if need is not None else StepKind.MODULE
            follower = unit_id if page_path is None else None
            page = PlacedPage(
                pk, path, slug, title, minutes, kind, edition_id, number or 0, retake_number or 0, need or "", fills, hangs_on, follower
            )
            if unit_id is None:
                own.append(page)
            else:
                local[pk, follower] = page
            if page_path is not None:
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
UNION ALL
{followed}
WHERE f.unit_id IN ({units}) AND (f.hangs_on_id IN ({courses}) OR f.fills_id IN (SELECT p.id FROM wagtailcore_page p WHERE {below}))
"""
# What a retake asks is taken back by reversing its decision, whose key is `Edition.decision_key`.
_STEP = """
SELECT
    p.id, p.path, p.slug, p.title, COALESCE(m.minutes, s.minutes, q.minutes), s.need, q.page_ptr_id, e.id, e.number,
    (
        SELECT MAX(again.number) FROM courses_edition again
        WHERE again.page_id = p.id AND again.change_class = 'retake'
        AND CASE WHEN again.release_id IS NULL THEN 'retake:' || again.id ELSE 'release:' || again.release_id END NOT IN (
            SELECT d.key FROM qualifications_reversal r JOIN qualifications_decision d ON d.id = r.decision_id
        )
    ), {place}
FROM {pages}
LEFT JOIN courses_slotpage s ON s.page_ptr_id = p.id
LEFT JOIN quizzes_quizpage q ON q.page_ptr_id = p.id
LEFT JOIN courses_edition e ON e.page_id = p.id AND e.number = (SELECT MAX(number) FROM courses_edition WHERE page_id = p.id)
"""
_OWN = _STEP.format(place="NULL, NULL, NULL, NULL", pages="wagtailcore_page p LEFT JOIN courses_modulepage m ON m.page_ptr_id = p.id")
_LOCAL = _STEP.format(
    place="m.fills_id, m.hangs_on_id, u.id, place.path", pages="courses_modulepage m JOIN wagtailcore_page p ON p.id = m.page_ptr_id"
)
# What is followed stands whether or not its owner still shows it: it is read from its newest edition.
_FOLLOWED = _STEP.format(
    place="f.fills_id, f.hangs_on_id, f.unit_id, NULL",
    pages="courses_following f JOIN wagtailcore_page p ON p.id = f.page_id LEFT JOIN courses_modulepage m ON m.page_ptr_id = p.id",
)


def courses_open_to(units: Iterable[Unit]) -> list[CoursePage]:
    """Live courses that people of these units can take, in tree order: the central ones, and those below the pages of the units and of units above.

    2 queries.
    """
    return list(CoursePage.objects.live().filter(_within_reach(units)).select_related("qualification").order_by("path"))


def pictures_of(courses: Iterable[CoursePage]) -> dict[int, dict[str, Any]]:
    """What `<img>` needs of each course's picture (`blocks.body.picture_sources`), by the course's id, of those that have one. 2 queries."""
    wanted = {course.pk: course.picture_id for course in courses if course.picture_id}
    images = get_image_model().objects.filter(pk__in=set(wanted.values())).prefetch_renditions()
    sources = {image.pk: picture_sources(image) for image in images}
    return {pk: sources[picture] for pk, picture in wanted.items()}


def _within_reach(units: Iterable[Unit]) -> Q:
    """Pages in the catalogue, and those below the pages of these units and of units above. 1 query."""
    unit_ids = {unit_id for unit in units for unit_id in unit.path_ids}
    places = Page.objects.filter(Q(courseindexpage__isnull=False) | Q(unit__in=unit_ids)).values_list("path", flat=True)
    wanted = Q(pk__in=[])
    for path in places:
        wanted |= Q(path__startswith=path)
    return wanted


def course_at(slug: str, units: Iterable[Unit]) -> CoursePage | None:
    """The course at an address, as far as people of these units can take it; a central one wins over a local one of the same name."""
    return next((course for course in courses_open_to(units) if course.slug == slug), None)


def course_over_at(slug: str, units: Iterable[Unit]) -> CoursePage | None:
    """The course at an address that people of these units could take once and can no longer. 2 queries."""
    return CoursePage.objects.not_live().filter(_within_reach(units), slug=slug, first_published_at__isnull=False).order_by("path").first()


def course_of(page: Page) -> CoursePage | None:
    """The course that a step belongs to, wherever it stands: its parent, or the one whose slot it fills or that it hangs on. 1 or 2 queries."""
    specific = page.specific
    if isinstance(specific, ModulePage) and specific.hangs_on_id:
        return CoursePage.objects.filter(pk=specific.hangs_on_id).first()
    own = Page.objects.get(pk=specific.fills_id) if isinstance(specific, ModulePage) and specific.fills_id else page
    return CoursePage.objects.filter(path=own.path[: -Page.steplen]).first()


def course_titles(page_ids: Iterable[int]) -> dict[int, str]:
    """What the course of each of these steps is called, as `course_of` finds it; a step of no course is left out. 3 queries."""
    ids = set(page_ids)
    paths = {pk: path[: -Page.steplen] for pk, path in Page.objects.filter(pk__in=ids).values_list("pk", "path")}
    for pk, filled, hung_on in ModulePage.objects.filter(pk__in=ids).values_list("pk", "fills__path", "hangs_on__path"):
        if hung_on or filled:
            paths[pk] = hung_on or filled[: -Page.steplen]
    titles = dict(CoursePage.objects.filter(path__in=set(paths.values())).values_list("path", "title"))
    return {pk: titles[path] for pk, path in paths.items() if path in titles}


def given_by(course: CoursePage) -> Qualification | None:
    """What finishing a course earns: the centre's qualifications in the catalogue, a unit's own below its page, else none, whatever the page says.

    Pages can be copied and moved past every form. At most 3 queries.
    """
    return qualifications_for(course.get_parent()).filter(pk=course.qualification_id).first() if course.qualification_id else None


def told(edition: Edition) -> list[str]:
    """What an edition says to those who do the step, paragraph by paragraph. No query."""
    return paragraphs([edition.title, edition.content.get("introduction") or "", _body(edition)])


def _body(edition: Edition) -> list[dict[str, Any]]:
    body = edition.content.get("body") or []
    blocks: list[dict[str, Any]] = json.loads(body) if isinstance(body, str) else body
    return blocks


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """What has changed in a step since an edition: those editions that people are told about, the newest first, and how the words differ.

    `marks` are of the blocks of the newest edition, by their ids.
    """

    editions: tuple[Edition, ...]
    difference: rules.Difference
    marks: Mapping[str, rules.Mark]


def whats_new(page_id: int, *, since: int) -> WhatsNew | None:
    """What somebody who did edition number `since` of a step should know of it now; None if nothing. 1 query."""
    rows = list(Edition.objects.filter(page_id=page_id, number__gte=since).order_by("-number"))
    tell = tuple(row for row in rows if row.number > since and row.change_class != ChangeClass.WORDING)
    if not tell:
        return None
    return WhatsNew(tell, rules.difference(told(rows[-1]), told(rows[0])), rules.marks(_body(rows[-1]), _body(rows[0])))


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An edition in a course's history, and how its words differ from the edition before; None for a step's first."""

    edition: Edition
    difference: rules.Difference | None
    taken_back: Reversal | None = None  # of the retake that it asked for


def editions_of(course: CoursePage) -> QuerySet[Edition]:
    """Every edition of the course's own steps, the newest first, also of steps no longer shown. Units' own steps are not among them.

    Those published as one change stand together. Each with `previous_id`, the edition of the step before it, `together`, how many were published in
    the same change, and without what it says: `history_lines` reads that for those that are shown.
    """
    older = Edition.objects.filter(page=OuterRef("page"), number__lt=OuterRef("number")).order_by("-number").values("pk")[:1]
    own = Edition.objects.filter(page__path__startswith=course.path, page__depth=course.depth + 1)
    told = own.annotate(previous_id=Subquery(older), together=Count("release__editions"))
    return told.select_related("by").defer("content").order_by("-at", "-release", "-pk")


def history_lines(editions: Iterable[Edition]) -> list[HistoryLine]:
    """Editions out of `editions_of`, each with how it differs from the one before. 2 queries."""
    shown = list(editions)
    previous: dict[int, int | None] = {each.pk: each.previous_id for each in shown}  # type: ignore[attr-defined]
    contents = Edition.objects.only("title", "content").in_bulk({pk for pair in previous.items() for pk in pair if pk})
    said = {pk: told(edition) for pk, edition in contents.items()}
    reversals = Reversal.objects.filter(decision__key__in=[each.decision_key for each in shown if each.retake_from])
    taken_back = {reversal.decision.key: reversal for reversal in reversals.select_related("decision", "by")}
    return [
        HistoryLine(
            each,
            rules.difference(said[before], said[each.pk]) if (before := previous[each.pk]) else None,
            taken_back.get(each.decision_key) if each.retake_from else None,
        )
        for each in shown
    ]


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
    rows = LocalText.objects.filter(unit=unit).select_related("by", "unit").order_by("at", "pk")
    newest = {(row.page_id, row.key): row for row in rows}
    return {place: row for place, row in newest.items() if row.approved_at is None}


def central_steps(model: type[Step], courses: list[CoursePage]) -> Iterable[tuple[CoursePage, Step]]:
    """The live steps of one kind right below these courses, each with its course, in no order. 1 query."""
    wanted = Q(pk__in=[])
    for course in courses:
        wanted |= Q(path__startswith=course.path, depth=course.depth + 1)
    by_path = {course.path: course for course in courses}
    for page in model.objects.live().filter(wanted):
        yield by_path[page.path[: -Page.steplen]], page


def of_units() -> Q:
    """Pages that are a unit's: its own, and all below it. 1 query."""
    found = Q(pk__in=[])
    for path in Unit.objects.filter(page__isnull=False).values_list("page__path", flat=True):
        found |= Q(path__startswith=path)
    return found


def step_page(page_id: int) -> ModulePage | SlotPage:
    """A module or slot by its number. 2 or 3 queries."""
    page: ModulePage | SlotPage = Page.objects.get(pk=page_id).specific
    return page
