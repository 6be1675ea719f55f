"""What a unit can write in the central courses, and how each place stands: the leader's page «Våre lokale tilpasninger»."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, WorkflowState

from lms.courses import rules
from lms.courses.models import CoursePage, Edition, Following, LocalText, Look, ModulePage, SlotPage
from lms.courses.rules import Change
from lms.courses.rules.places import ASKED, LACKING, Filling, unfilled
from lms.courses.selectors import central_steps, courses_open_to, local_texts, proposals
from lms.quizzes.models import ChangeClass
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a central course where a unit can say something of its own: a slot (a whole step) or a local text inside a module.

    `page_id` is the slot, or the module with the local text, whose `key` then is set. `state` is *own*, *draft* (begun, not published), *above*
    (a unit above has filled it, named in `by`), *followed* (another unit's module, named in `by`) or *default*.
    `own_page_id` is the unit's own module, if it has one.
    `proposal` is a text for it that waits to be approved; `is_waiting` says so of a proposal and of a module. `required_by` is the last day to fill
    it, if there is one, and `standing` how it stands on the day that was asked about, in the words of the coverage. `changes` is what has changed in
    the course around it since the unit looked, `newest_edition` what it can say it has seen. `slug` is the step's.
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
    required_by: date | None = None
    standing: Filling = Filling.DEFAULT
    is_waiting: bool = False
    written_at: datetime | None = None
    changes: tuple[Change, ...] = ()
    newest_edition: int = 0
    slug: str = ""

    @property
    def is_filled(self) -> bool:
        """Whether the unit's people read words of their own, or of a unit above."""
        return self.state in {"own", "above", "followed"}

    @property
    def is_missing(self) -> bool:
        """Whether it must be there and is not; not while there is time until its last day."""
        return self.standing in LACKING

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over, and nobody has filled it."""
        return self.standing is Filling.OVERDUE

    def on(self, day: date) -> "Place":
        """The place as it stands on a day."""
        if self.is_filled:
            return replace(self, standing=Filling.ABOVE if self.state == "above" else Filling.OWN)
        return replace(self, standing=unfilled(self.need, self.required_by, on=day))


@dataclass(frozen=True, slots=True)
class Adaptations:
    """A central course and the places in it that a unit can fill."""

    course: CoursePage
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places stand how. The first five are all of them; the others say more of the same ones."""

    own: int
    above: int
    followed: int
    draft: int
    default: int
    waiting: int
    due: int
    missing: int
    changed: int
    open: int

    @classmethod
    def of(cls, places: Collection[Place]) -> "Tally":
        """Count them; *due* are those with time until their last day, *open* all those expected or required that nobody has filled."""
        states = Counter(place.state for place in places)
        return cls(
            states["own"],
            states["above"],
            states["followed"],
            states["draft"],
            states["default"],
            sum(place.is_waiting for place in places),
            sum(place.standing is Filling.DUE for place in places),
            sum(place.is_missing for place in places),
            sum(bool(place.changes) for place in places),
            sum(place.standing in ASKED for place in places),
        )


def adaptations(unit: Unit, *, on: date) -> list[Adaptations]:
    """Every central course with its places, as they stand for a unit on a day, those in modules of other units that it follows there with them.

    12 queries, whatever the number of courses, places and units; 1 more where anything is followed.
    """
    courses = courses_open_to([])
    steps: dict[int, list[ModulePage | SlotPage]] = {course.pk: [] for course in courses}
    for model in (ModulePage, SlotPage):
        for course, page in central_steps(model, courses):
            steps[course.pk].append(page)
    pages = [page for found in steps.values() for page in found]
    units = {above.pk: above for above in Unit.objects.above(unit).select_related("page")}
    following = _followed(units.values())
    foreign = _modules_of(following, courses)
    texts = local_texts([page.pk for page in [*pages, *(page for found in foreign.values() for page in found)]], unit)
    waiting = proposals(unit)
    fillings = _fillings([page.pk for page in pages if isinstance(page, SlotPage)], units.values())
    in_workflow = _in_workflow(fillings)
    followed = {(row.fills_id, row.unit_id): row.owner for row in following if row.fills_id}
    looks = {(look.page_id, look.key): look for look in Look.objects.filter(unit=unit)}
    changes = changes_of([page.pk for page in pages])
    result = []
    for course in courses:
        places: list[Place] = []
        for page in sorted(steps[course.pk], key=lambda step: step.path):
            found = []
            if isinstance(page, SlotPage):
                found.append(_slot_place(page, unit, units, fillings, in_workflow, followed))
            found += [_text_place(page, block, unit, texts, waiting) for block in page.body if block.block_type == "local"]
            for place in found:
                around = [change for pk in around_place(page, place.key, steps[course.pk]) for change in changes.get(pk, [])]
                places.append(_with_changes(place, around, looks.get((page.pk, place.key))).on(on))
        for page in foreign.get(course.pk, []):
            places += [_text_place(page, block, unit, texts, waiting).on(on) for block in page.body if block.block_type == "local"]
        result.append(Adaptations(course, tuple(places)))
    return result


def is_central(step: ModulePage | SlotPage) -> bool:
    """Whether a step is a course's own, and the course lies in the central catalogue. 1 query."""
    above = Page.objects.filter(courseindexpage__isnull=False, depth=step.depth - 2)
    return any(step.path.startswith(path) for path in above.values_list("path", flat=True))


def around_place(page: ModulePage | SlotPage, key: str, steps: Iterable[ModulePage | SlotPage]) -> list[int]:
    """The pages whose text stands around a place: the module itself around a local text in it; the slot and the course's modules around a slot."""
    return [page.pk] if key else [page.pk, *(step.pk for step in steps if isinstance(step, ModulePage))]


def changes_of(page_ids: list[int]) -> dict[int, list[Change]]:
    """Every edition of these steps, without what it says, by step. 1 query."""
    rows = Edition.objects.filter(page_id__in=page_ids).values_list("pk", "page_id", "number", "title", "note", "change_class", "at")
    found: dict[int, list[Change]] = {}
    for pk, page_id, number, title, note, change_class, at in rows:
        found.setdefault(page_id, []).append(Change(pk, page_id, number, title, note, change_class == ChangeClass.WORDING, at))
    return found


def _with_changes(place: Place, around: list[Change], look: Look | None) -> Place:
    seen = {int(page_id): number for page_id, number in look.editions.items()} if look else None
    new = rules.unseen(place.page_id, around, seen, place.written_at)
    return replace(place, changes=tuple(new), newest_edition=max((change.edition_id for change in around), default=0))


def places_for_modules(unit: Unit) -> list[tuple[CoursePage, list[SlotPage]]]:
    """Where a unit can put a module of its own: every course its people can take, each with its slots, in order. 3 queries."""
    courses = courses_open_to([unit])
    slots = sorted(central_steps(SlotPage, courses), key=lambda found: found[1].path)
    return [(course, [page for owner, page in slots if owner.pk == course.pk and isinstance(page, SlotPage)]) for course in courses]


def _fillings(slot_ids: list[int], units: Iterable[Unit]) -> list[ModulePage]:
    """What these units have put in these slots, published or not. 1 query."""
    below = Q(pk__in=[])
    for unit in units:
        if unit.page:
            below |= Q(path__startswith=unit.page.path)
    return list(ModulePage.objects.filter(below, fills__in=slot_ids).defer("body").order_by("path"))


class _Followed(NamedTuple):
    """Another unit's step that a unit follows, and where it has put it: in a slot, or at the end of a course."""

    fills_id: int | None
    slot_path: str | None
    hangs_on_id: int | None
    unit_id: int
    page_id: int
    owner: str


def _followed(units: Iterable[Unit]) -> list[_Followed]:
    """What these units follow. 1 query."""
    columns = ("fills_id", "fills__path", "hangs_on_id", "unit_id", "page_id", "page__offer__unit__name")
    return [_Followed(*row) for row in Following.objects.filter(unit__in=list(units)).order_by("pk").values_list(*columns)]


def _modules_of(followed: Iterable[_Followed], courses: Iterable[CoursePage]) -> dict[int, list[ModulePage]]:
    """The modules among what is followed, by the course in which it is put. 1 query; none if nothing is."""
    rows = list(followed)
    modules = ModulePage.objects.in_bulk([row.page_id for row in rows]) if rows else {}
    by_path = {course.path: course.pk for course in courses}
    found: dict[int, list[ModulePage]] = {}
    for row in rows:
        course = by_path.get(row.slot_path[: -Page.steplen]) if row.slot_path else row.hangs_on_id
        if course and row.page_id in modules and modules[row.page_id] not in found.get(course, []):
            found.setdefault(course, []).append(modules[row.page_id])
    return found


def _in_workflow(modules: list[ModulePage]) -> set[int]:
    """Those of the modules that wait for somebody to approve them. 1 query, and 1 more the first time."""
    page_type = ContentType.objects.get_for_model(Page)
    states = WorkflowState.objects.filter(
        base_content_type=page_type, status=WorkflowState.STATUS_IN_PROGRESS, object_id__in=["", *(str(page.pk) for page in modules)]
    )
    return {int(pk) for pk in states.values_list("object_id", flat=True)}


def _slot_place(
    slot: SlotPage,
    unit: Unit,
    units: dict[int, Unit],
    fillings: list[ModulePage],
    in_workflow: set[int],
    followed: dict[tuple[int, int], str],
) -> Place:
    state, by = "default", ""
    own: ModulePage | None = None
    for unit_id in reversed(unit.path_ids):
        place = units[unit_id].page
        found = [page for page in fillings if page.fills_id == slot.pk and place and page.path.startswith(place.path)]
        live = any(page.live for page in found)
        follows = followed.get((slot.pk, unit_id))
        if unit_id == unit.pk:
            own = found[-1] if found else None
            if live:
                state = "own"
            elif follows:
                state, by = "followed", follows
            elif found:
                state = "draft"
        elif live or follows:
            by = units[unit_id].name
            state = "above" if state == "default" else state
        if live or follows:
            break
    return Place(
        slot.pk,
        "",
        slot.title,
        slot.title,
        slot.guidance,
        slot.need,
        state,
        by,
        own.pk if own else None,
        required_by=slot.required_by,
        is_waiting=bool(own and own.pk in in_workflow),
        written_at=own.latest_revision_created_at if own else None,
        slug=slot.slug,
    )


def _text_place(
    page: ModulePage | SlotPage,
    block: Any,
    unit: Unit,
    texts: dict[tuple[int, str], LocalText],
    waiting: dict[tuple[int, str], LocalText],
) -> Place:
    value = block.value
    text = texts.get((page.pk, value["key"]))
    proposal = waiting.get((page.pk, value["key"]))
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
        proposal,
        value["required_by"],
        is_waiting=proposal is not None,
        written_at=text.at if text and state == "own" else None,
        slug=page.slug,
    )
