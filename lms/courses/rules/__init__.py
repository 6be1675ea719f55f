"""How a course is composed for a unit, what in it a unit has not seen, and what differs between two editions of a step. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from lms.quizzes.rules.words import paragraphs


class StepKind(StrEnum):
    """What a step is."""

    MODULE = "module"
    SLOT = "slot"
    QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page that may be a step: where it stands in the tree, and what it fills or hangs on.

    `path` is treebeard's: a page lies under another if its path starts with the other's. `edition_id` is None until it was first published.
    `followed_by` is the unit that uses it there though it is another unit's.
    """

    page_id: int
    path: str
    slug: str
    title: str
    minutes: int
    kind: StepKind
    edition_id: int | None = None
    edition_number: int = 0
    retake_number: int = 0
    need: str = ""
    fills_id: int | None = None
    hangs_on_id: int | None = None
    followed_by: int | None = None


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """One step of a course as one unit's people meet it.

    `page_id` is the page that is read (the local module, where a unit has filled a slot); `slot_id` is the slot it stands in, if any. `slug` is
    unique within the outline and stays the slot's own when the slot is filled, so addresses survive. `retake_number` is the newest edition that
    asks to be done again: completions of older editions do not count.
    """

    page_id: int
    slug: str
    title: str
    minutes: int
    kind: StepKind
    edition_id: int | None
    edition_number: int
    retake_number: int
    is_local: bool = False
    slot_id: int | None = None
    need: str = ""
    owner_unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit and the tree path of its page (empty if it has none)."""

    unit_id: int
    page_path: str


def compose(course_id: int, steps: Sequence[PlacedPage], local: Sequence[PlacedPage], units: Sequence[UnitPlace]) -> list[OutlineStep]:
    """The course as the people of the last of `units` meet it.

    `steps` are the course's own children; `local` are modules anywhere that fill one of its slots or hang on it, and what units follow there; `units`
    are the unit and those above it, root first. Each slot gives way to what the nearest unit has put there, else to its default; a unit's own goes
    before what it follows. What hangs on the course itself comes last, that of the units highest up first. Nothing stands twice: the nearest unit
    says where. Pages of units not in `units` are left out. Source: `docs/architecture.md`, «Composition».
    """
    slots = {page.page_id for page in steps if page.kind is StepKind.SLOT}
    central = {page.page_id for page in steps}
    here = [page for page in local if page.page_id not in central and (page.fills_id in slots or page.hangs_on_id == course_id)]
    placed: dict[int, tuple[PlacedPage, int]] = {}
    for unit in units:  # root first, so that a nearer unit overrides
        for page in sorted(here, key=lambda candidate: (candidate.followed_by is not None, candidate.path)):
            if _is_of(page, unit):
                placed.pop(page.page_id, None)
                placed[page.page_id] = (page, unit.unit_id)
    filling: dict[int, OutlineStep] = {}
    hanging: list[OutlineStep] = []
    for page, unit_id in placed.values():
        step = _step(page, owner_unit_id=unit_id, slot_id=page.fills_id)
        if page.fills_id is None:
            hanging.append(step)
        elif page.followed_by is None or page.fills_id not in filling or filling[page.fills_id].owner_unit_id != unit_id:
            filling[page.fills_id] = step
    outline = []
    for page in sorted(steps, key=lambda candidate: candidate.path):
        step = _step(page)
        if page.kind is StepKind.SLOT and page.page_id in filling:
            step = _replace_in_slot(filling[page.page_id], page)
        outline.append(step)
    return _with_unique_slugs(outline + hanging)


def _is_of(page: PlacedPage, unit: UnitPlace) -> bool:
    """Whether it is this unit that has put the page where it stands."""
    if page.followed_by is not None:
        return page.followed_by == unit.unit_id
    return bool(unit.page_path) and page.path.startswith(unit.page_path)


def _step(page: PlacedPage, *, owner_unit_id: int | None = None, slot_id: int | None = None) -> OutlineStep:
    return OutlineStep(
        page_id=page.page_id,
        slug=page.slug,
        title=page.title,
        minutes=page.minutes,
        kind=page.kind,
        edition_id=page.edition_id,
        edition_number=page.edition_number,
        retake_number=page.retake_number,
        is_local=owner_unit_id is not None,
        slot_id=page.page_id if page.kind is StepKind.SLOT else slot_id,
        need=page.need,
        owner_unit_id=owner_unit_id,
    )


def _replace_in_slot(step: OutlineStep, slot: PlacedPage) -> OutlineStep:
    return replace(step, slug=slot.slug, slot_id=slot.page_id, need=slot.need)


def _with_unique_slugs(steps: list[OutlineStep]) -> list[OutlineStep]:
    taken: set[str] = set()
    unique = []
    for step in steps:
        if step.slug in taken:
            step = replace(step, slug=f"{step.slug}-{step.page_id}")
        taken.add(step.slug)
        unique.append(step)
    return unique


@dataclass(frozen=True, slots=True)
class Difference:
    """Paragraphs that one text has and another had not, and the other way round, each in its text's order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def difference(before: Sequence[str], after: Sequence[str]) -> Difference:
    """What has come and gone from one list of paragraphs to another. A paragraph that was changed has both gone and come."""
    added: list[str] = []
    removed: list[str] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += before[start:end]
            added += after[new_start:new_end]
    return Difference(tuple(added), tuple(removed))


class Mark(StrEnum):
    """What a block of a text is to somebody who read an older one."""

    NEW = "new"
    CHANGED = "changed"


def marks(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[str, Mark]:
    """The blocks of a body that say what the older body did not, by their ids; both as Wagtail serialises them.

    A block is known again by its id. One that says the same as any older block is neither new nor changed, wherever it stands and whatever its id.
    """
    said = {_said(block) for block in before}
    known = {block.get("id") for block in before}
    return {
        block["id"]: Mark.CHANGED if block["id"] in known else Mark.NEW for block in after if block.get("id") and _said(block) not in said
    }


def _said(block: Mapping[str, Any]) -> tuple[str, ...]:
    """What a block says; of one without words, such as a question of the bank, what it holds."""
    return (block["type"], *(paragraphs(block["value"]) or [json.dumps(block["value"], sort_keys=True)]))


SOURCE_LANGUAGE = "nb"
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku-arab", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """Which way a language is written, as HTML wants it: «ltr» or «rtl»."""
    return "rtl" if language in _RIGHT_TO_LEFT or language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


_ANSWERED = frozenset({"question", "reflection", "dilemma", "checklist", "local"})


def skeleton(body: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What of a body people do something with, without its words; `body` is as Wagtail serialises it. Two languages of one step have the same."""
    return [_bones(block["type"], block["value"]) for block in body if block["type"] in _ANSWERED]


def _bones(kind: str, value: Any) -> tuple[Any, ...]:
    match kind:
        case "question":
            return kind, value
        case "checklist":
            return kind, len(value["items"])
        case "dilemma":
            crossroads = [_item(step) for step in value["steps"]]
            ways = [[(way["key"], bool(way["best"]), way.get("next") or "") for way in map(_item, each["choices"])] for each in crossroads]
            return kind, value["key"], [each["key"] for each in crossroads], ways
    return kind, value["key"]


def _item(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands in a list, with or without the number Wagtail gives each thing in it."""
    item: Mapping[str, Any] = entry["value"] if entry.get("type") == "item" else entry
    return item


@dataclass(frozen=True, slots=True)
class Change:
    """An edition of a central step, as a leader is told of it: `edition_id` grows with time, `number` from 1 for each step."""

    edition_id: int
    page_id: int
    number: int
    title: str
    note: str
    is_wording: bool
    at: datetime


def unseen(place_id: int, changes: Sequence[Change], seen: Mapping[int, int] | None, since: datetime | None) -> list[Change]:
    """What has changed around a place since its unit looked at it, newest first.

    `changes` are the editions of the steps around it, its own page (`place_id`) among them. `seen` holds the number of the edition last seen of each
    step; None if the unit never said, and then what was published after `since`, when the unit wrote its own, is unseen; nothing if it has not.
    Of other steps than its own, mere changes of wording do not count: nobody need be told of those. A step that was not there counts.
    """
    if seen is None:
        new = [change for change in changes if since and change.at > since]
    else:
        new = [change for change in changes if change.number > seen.get(change.page_id, 0)]
    told = [change for change in new if change.page_id == place_id or change.number == 1 or not change.is_wording]
    return sorted(told, key=lambda change: change.edition_id, reverse=True)
