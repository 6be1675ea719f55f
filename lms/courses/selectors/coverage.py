"""How far units have written what is asked of them: many units against every place in the central courses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from wagtail.models import Page

from lms.courses.models import Following, LocalText, ModulePage, Need, SlotPage
from lms.courses.rules.places import Filling, filling
from lms.courses.selectors import central_steps, courses_open_to
from lms.units.models import Unit


@dataclass(frozen=True, slots=True)
class CentralPlace:
    """A place in a central course that units fill: a slot, or a local text inside a step, whose `key` then is set.

    `required_by` is the last day to fill it, if there is one.
    """

    course: str
    code: str
    page_id: int
    key: str
    title: str
    need: Need
    required_by: date | None = None


def central_places() -> list[CentralPlace]:
    """Every place in the live central courses, in the order of the catalogue. 4 queries."""
    courses = courses_open_to([])
    steps = [(page.path, course, page) for model in (ModulePage, SlotPage) for course, page in central_steps(model, courses)]
    places = []
    for _path, course, page in sorted(steps, key=lambda step: step[0]):
        if isinstance(page, SlotPage):
            places.append(CentralPlace(course.title, course.code, page.pk, "", page.title, Need(page.need), page.required_by))
        for block in page.body.raw_data:
            if block["type"] == "local":
                value = block["value"]
                last = date.fromisoformat(value["required_by"]) if value.get("required_by") else None
                places.append(CentralPlace(course.title, course.code, page.pk, value["key"], value["title"], Need(value["need"]), last))
    return places


def fillings(units: Iterable[Unit], places: Sequence[CentralPlace], *, on: date) -> dict[int, list[Filling]]:
    """How each of the places stands in each unit on a day, by the unit's id, in the order of `places`. 4 queries, whatever their number."""
    writers = _writers(places)
    found = [(writers[place.page_id, place.key], place) for place in places]
    return {unit.pk: [filling(unit.path_ids, wrote, place.need, place.required_by, on=on) for wrote, place in found] for unit in units}


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
