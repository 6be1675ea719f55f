"""A step as it is read: what is the same for everybody is drawn once an edition, the rest for each person and unit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from lms.courses.blocks import ModuleBlocks
from lms.courses.models import Edition, LocalText, ModulePage, SlotPage, Translation
from lms.courses.rules import SOURCE_LANGUAGE, Mark
from lms.courses.selectors import local_texts
from lms.people.models import Person
from lms.quizzes import knowledge_check
from lms.quizzes.models import Question
from lms.quizzes.rules.statements import Claim, claims_of_page
from lms.quizzes.selectors import speak
from lms.units.models import Unit
from lms.units.selectors import contacts

from . import rules
from .selectors import Trace


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a step: either ready HTML, also block by block as pairs of id and HTML, or a block to be drawn for a person."""

    html: SafeString | None = None
    blocks: tuple[tuple[str, SafeString], ...] = ()
    block_type: str = ""
    block_id: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an edition of a module or slot says."""

    title: str
    minutes: int
    claims: tuple[Claim, ...]  # what in it must be approved by a professional
    segments: tuple[Segment, ...] = field(default=())

    def segment(self, block_id: str) -> Segment | None:
        """The block a form was posted for."""
        return next((segment for segment in self.segments if segment.block_id == block_id), None)

    def has(self, block_type: str) -> bool:
        """Whether a kind of block occurs."""
        return any(segment.block_type == block_type for segment in self.segments)


@lru_cache(maxsize=512)
def lesson(edition_id: int, language: str) -> Lesson:
    """An edition, drawn as far as it is the same for everybody. 1 query (and those of its pictures) the first time, then none.

    An edition never changes, so neither does what is kept here; `language` is that of the interface, whose words stand in some blocks.
    """
    edition = Edition.objects.select_related("page").get(pk=edition_id)
    stream_block: ModuleBlocks = _model(edition.page)._meta.get_field("body").stream_block
    content = edition.content
    raw = _raw(content["body"])
    claims = claims_of_page(
        edition.page_id,
        status=content.get("review_status", ""),
        needs=content.get("review_needs") or [],
        raw_statements=_raw(content.get("statements") or []),
        body=raw,
    )
    return Lesson(edition.title, content.get("minutes", 0), tuple(claims), _segments(stream_block.to_python(raw)))


def _raw(body: Any) -> Any:
    return json.loads(body) if isinstance(body, str) else body


def spoken(edition_id: int, source: Lesson, language: str) -> Lesson:
    """A translation's edition in the place of its source: time and what professionals approve are the source's. Queries as `lesson`."""
    return replace(lesson(edition_id, language), minutes=source.minutes, claims=source.claims)


def unpublished(page: ModulePage | SlotPage) -> Lesson:
    """A module or slot as it says in a draft; nothing of it is kept."""
    return Lesson(page.title, page.minutes, tuple(page.claims), _segments(page.body))


def _segments(body: Iterable[Any]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    drawn: list[tuple[str, SafeString]] = []
    for place, child in enumerate(body):
        if child.block_type in ModuleBlocks.STATIC:
            # What opens a lesson stands right below its title: no heading is left out between them.
            html = child.render({} if place else {"level": 2})
            drawn.append((child.id, mark_safe(html)))  # noqa: S308 -- its own template has escaped it
            continue
        if drawn:
            segments.append(_ready(drawn))
            drawn = []
        # A question is kept by its number only: the bank may be corrected while the edition stands.
        value = child.value.pk if child.block_type == "question" and child.value else child.value
        segments.append(Segment(block_type=child.block_type, block_id=child.id, value=value))
    if drawn:
        segments.append(_ready(drawn))
    return tuple(segments)


def _ready(drawn: Iterable[tuple[str, SafeString]]) -> Segment:
    blocks = tuple(drawn)
    return Segment(html=mark_safe("".join(html for _id, html in blocks)), blocks=blocks)  # noqa: S308 -- the blocks' own templates have escaped it


def _model(page: Page) -> type[ModulePage] | type[SlotPage] | type[Translation]:
    model: type[ModulePage] | type[SlotPage] | type[Translation] = page.specific_class
    return model


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a step, where, and what they did in it before. In the editors' desk there may be neither person nor unit."""

    person: Person | None
    unit: Unit | None
    page_id: int
    trace: Trace
    step_url: str
    language: str = SOURCE_LANGUAGE

    def block_url(self, block_id: str) -> str:
        """Where a block's form is posted."""
        return f"{self.step_url}blokk/{block_id}/"


def pieces(
    lesson: Lesson,
    reader: Reader,
    csrf_token: object,
    proposed: Mapping[tuple[int, str], LocalText] | None = None,
    marks: Mapping[str, Mark] | None = None,
) -> list[SafeString]:
    """A step's HTML for one person, stretch by stretch. A query each for questions, contacts and local texts, only if there are any; one
    more for questions in another language than the source's.

    `proposed` are texts that nobody has approved, shown in place of those that count: for a preview.
    `marks` say of blocks, by their ids, that they are new or changed to this person.
    """
    context: dict[str, Any] = {"reader": reader, "csrf_token": csrf_token}
    if lesson.has("question"):
        wanted = [segment.value for segment in lesson.segments if segment.block_type == "question"]
        context["questions"] = Question.objects.in_bulk(wanted)
        speak(context["questions"].values(), reader.language)
    if lesson.has("contacts"):
        context["contacts"] = [
            {"name": card.title, "role": card.who, "phone": card.phone, "email": card.email, "when": card.hours}
            for card in (contacts(reader.unit) if reader.unit else [])
        ]
    if lesson.has("local"):
        approved = local_texts([reader.page_id], reader.unit) if reader.unit else {}
        context["local_texts"] = approved | dict(proposed or {})
    shown: list[SafeString] = []
    for segment in lesson.segments:
        blocks = segment.blocks if segment.html is not None else ((segment.block_id, draw(segment, context)),)
        for block_id, html in blocks:
            if mark := (marks or {}).get(block_id):
                shown.append(render_to_string("learning/change_mark.html", {"mark": mark}))
            shown.append(html)
    return shown


def draw(segment: Segment, shared: Mapping[str, Any]) -> SafeString:
    """One block for one person."""
    reader: Reader = shared["reader"]
    context: dict[str, Any] = {
        "csrf_token": shared["csrf_token"],
        "value": segment.value,
        "block_id": segment.block_id,
        "action_url": reader.block_url(segment.block_id),
        "unit": reader.unit,
        "source_language": SOURCE_LANGUAGE if reader.language != SOURCE_LANGUAGE else "",
        "state": reader.trace.state.get(segment.block_id, {}),
    }
    match segment.block_type:
        case "question":
            context |= {"question": shared["questions"].get(segment.value), "person": reader.person}
        case "reflection":
            context["note"] = reader.trace.notes.get(segment.value["key"])
        case "contacts":
            context["contacts"] = shared["contacts"]
        case "local":
            said = shared["local_texts"].get((reader.page_id, segment.value["key"]))
            context["local_text"] = said if said and said.text else None
        case "dilemma":
            steps = rules.shuffled(crossroads(segment.value), dilemma_seed(reader.person, segment.value["key"]))
            context["walk"] = rules.walk(steps, context["state"].get("path", []))
    return render_to_string(f"courses/blocks/{segment.block_type}.html", context)


def crossroads(dilemma: Any) -> list[rules.Crossroads]:
    """A dilemma block as the rules know it."""
    return [
        rules.Crossroads(
            step["key"],
            step["prompt"],
            tuple(
                rules.Choice(choice["key"], choice["text"], choice["consequence"], bool(choice["best"]), choice["next"] or "")
                for choice in step["choices"]
            ),
        )
        for step in dilemma["steps"]
    ]


def dilemma_seed(person: Person | None, key: str) -> str:
    """What decides the order in which one person meets a dilemma's choices: the same each time they come back, and in every language."""
    return knowledge_check.order_seed(person.pk if person else None, key)


def answered(segment: Segment, data: QueryDict, before: Mapping[str, Any], person: Person) -> dict[str, Any] | None:
    """What to remember of a block after its form was posted; None forgets it (try again)."""
    if "again" in data:
        return None
    match segment.block_type:
        case "dilemma":
            path = [*before.get("path", []), data.get("choice", "")]
            way = rules.walk(crossroads(segment.value), path)
            return {"path": [step.chosen.key for step in way.crossroads if step.chosen]}
        case "checklist":
            count = len(segment.value["items"])
            return {"ticked": sorted({int(item) for item in data.getlist("item") if item.isdecimal() and int(item) < count})}
        case "question":
            question = Question.objects.filter(pk=segment.value).first()
            return knowledge_check.answer(question, data, person=person, before=before) if question else None
    return dict(before)
