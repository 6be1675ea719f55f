"""How far units have written what is asked of them: many units against every place in the central courses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from wagtail.models import Page

from lms.courses.models import Following, LocalText, ModulePage, Need, SlotPage
from lms.courses.selectors import central_steps, courses_open_to
from lms.units.models import Unit


class Filling(StrEnum):
    """How a place stands in a unit. The last two read the centre's text though the place asks for their own."""

    OWN = "own"
    ABOVE = "above"
    DEFAULT = "default"
    EXPECTED = "expected"
    REQUIRED = "required"


UNFILLED = {Need.OPTIONAL: Filling.DEFAULT, Need.EXPECTED: Filling.EXPECTED, Need.REQUIRED: Filling.REQUIRED}


@dataclass(frozen=True, slots=True)
class CentralPlace:
    """A place in a central course that units fill: a slot, or a local text inside a step, whose `key` then is set."""

    course: str
    code: str
    page_id: int
    key: str
    title: str
    need: Need


def central_places() -> list[CentralPlace]:
    """Every place in the live central courses, in the order of the catalogue. 4 queries."""
    courses = courses_open_to([])
    steps = [(page.path, course, page) for model in (ModulePage, SlotPage) for course, page in central_steps(model, courses)]
    places = []
    for _path, course, page in sorted(steps, key=lambda step: step[0]):
        if isinstance(page, SlotPage):
            places.append(CentralPlace(course.title, course.code, page.pk, "", page.title, Need(page.need)))
        for block in page.body.raw_data:
            if block["type"] == "local":
                value = block["value"]
                places.append(CentralPlace(course.title, course.code, page.pk, value["key"], value["title"], Need(value["need"])))
    return places


def fillings(units: Iterable[Unit], places: Sequence[CentralPlace]) -> dict[int, list[Filling]]:
    """How each of the places stands in each unit, by the unit's id, in the order of `places`. 4 queries, whatever their number."""
    writers = _writers(places)
    found = [writers[place.page_id, place.key] for place in places]
    return {unit.pk: [filling(unit.path_ids, wrote, place.need) for wrote, place in zip(found, places, strict=True)] for unit in units}


def filling(path_ids: Sequence[int], writers: set[int], need: Need) -> Filling:
    """How a place stands in the last of `path_ids`, which go from the root down, when these units have written something there."""
    if path_ids[-1] in writers:
        return Filling.OWN
    return UNFILLED[need] if writers.isdisjoint(path_ids) else Filling.ABOVE


def _writers(places: Sequence[CentralPlace]) -> dict[tuple[int, str], set[int]]:
    """Which units have something of their own in each place: a live module in a slot or one it follows there, a newest approved text
    that is not empty.
    """
    writers: dict[tuple[int, str], set[int]] = defaultdict(set)
    homes = dict(Unit.objects.filter(page__isnull=False).values_list("page__path", "pk"))
    slots = {place.page_id for place in places if not place.key}
    for slot_id, path in ModulePage.objects.live().filter(fills__in=slots).values_list("fills_id", "path"):
        above = (path[:end] for end in range(len(path), 0, -Page.steplen))
        owner = next((homes[ancestor] for ancestor in above if ancestor in homes), None)
        if owner:
            writers[slot_id, ""].add(owner)
    for slot_id, unit_id in Following.objects.filter(fills__in=slots).values_list("fills_id", "unit_id"):
        writers[slot_id, ""].add(unit_id)
    texts = LocalText.objects.approved().filter(page_id__in={place.page_id for place in places if place.key})
    rows = texts.annotate(said=~Q(text="")).order_by("at", "pk").values_list("page_id", "key", "unit_id", "said")
    newest = {(page_id, key, unit_id): said for page_id, key, unit_id, said in rows}
    for (page_id, key, unit_id), said in newest.items():
        if said:
            writers[page_id, key].add(unit_id)
    return writers
