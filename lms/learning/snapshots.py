"""What a step shows, as plain JSON that stands by itself: kept when somebody finishes it, so that it can be shown again whatever has changed since.

Nothing in it points at what can change: texts, questions with their keys, contact cards and local texts are written out, and what is the same for
everybody is the very HTML. It says nothing of the person who read it; that is `personal`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from wagtail.rich_text import RichText, expand_db_html

from lms.certificates.bundles import digest
from lms.courses.models import Edition
from lms.courses.rules import SOURCE_LANGUAGE
from lms.courses.selectors import Outline, local_texts
from lms.people.models import Person
from lms.quizzes import rules as marking
from lms.quizzes.knowledge_check import order_seed
from lms.quizzes.models import Approval, Question
from lms.quizzes.selectors import describe, speak, words_in
from lms.units.models import Unit
from lms.units.selectors import contacts

from . import rules
from .lessons import Segment, crossroads, dilemma_seed, lesson, spoken
from .models import Snapshot

Content = dict[str, Any]


def outline_content(outline: Outline) -> Content:
    """A course as one unit's people meet it: its steps in order, each with its edition."""
    return {
        "course": {"number": outline.course.pk, "title": outline.course.title},
        "unit": {"number": outline.unit.pk, "name": outline.unit.name} if outline.unit else None,
        "steps": [
            {
                "page": step.page_id,
                "title": step.title,
                "minutes": step.minutes,
                "kind": str(step.kind),
                "edition": step.edition_number,
                "local": step.is_local,
            }
            for step in outline.steps
        ],
    }


def quiz_content(edition: Edition, translation: Edition | None = None, language: str = SOURCE_LANGUAGE) -> Content:
    """What a test says of itself, in a translation if it was read in one; its questions stand in the attempt. No query."""
    said = translation or edition
    content = {
        "kind": "test",
        "title": said.title,
        "minutes": edition.content.get("minutes") or 0,
        "introduction": str(expand_db_html(said.content.get("introduction") or "")),
    }
    return content | _translation(translation, language)


def step_content(
    edition_id: int,
    *,
    unit: Unit | None,
    page_id: int,
    interface: str,
    language: str = SOURCE_LANGUAGE,
    translation_id: int | None = None,
) -> Content:
    """What a module or slot shows to a unit's people. A query each for questions, contacts, local texts and approvals, only if there are any.

    `interface` is the language of the words around it; `language` is its own, and `translation_id` the edition of the translation, if it is one:
    then 1 query, and 1 more if there are questions.
    """
    read = lesson(edition_id, interface)
    translation = Edition.objects.get(pk=translation_id) if translation_id else None
    if translation:
        read = spoken(translation.pk, read, interface)
    wanted = [segment.value for segment in read.segments if segment.block_type == "question"]
    questions = Question.objects.in_bulk(wanted) if wanted else {}
    speak(questions.values(), language)
    said = local_texts([page_id], unit) if unit and read.has("local") else {}
    cards = contacts(unit) if unit and read.has("contacts") else []
    pieces = []
    for segment in read.segments:
        if segment.html is not None:
            pieces.append({"type": "text", "html": str(segment.html)})
            continue
        piece = bare_piece(segment)
        match segment.block_type:
            case "question":
                question = questions.get(segment.value)
                piece["question"] = _plain(asdict(describe(question))) if question else None
                if question and question.spoken:
                    piece["words"] = _plain(asdict(words_in(question.spoken))) | {"language": question.spoken.language}
            case "contacts":
                piece["unit"] = unit.name if unit and cards else ""
                piece["cards"] = [
                    {"name": card.title, "role": card.who, "phone": card.phone, "email": card.email, "when": card.hours} for card in cards
                ]
            case "local":
                text = said.get((page_id, segment.value["key"]))
                piece["said"] = {"unit": text.unit.name, "text": text.text} if text else None
        pieces.append(piece)
    content = {
        "kind": "step",
        "title": read.title,
        "minutes": read.minutes,
        "awaits_approval": bool(Approval.objects.waiting(read.claims)),
        "pieces": pieces,
    }
    return content | _translation(translation, language)


def _translation(edition: Edition | None, language: str) -> Content:
    """Which edition of a translation was read; nothing where it was the source, so that what was kept before is the same."""
    if edition is None:
        return {}
    return {"translation": {"language": language, "page": edition.page_id, "number": edition.number, "sha256": edition.content_hash}}


def bare_piece(segment: Segment) -> Content:
    """A block as its edition says it, without what only a unit or the bank can say. No query."""
    value = {} if segment.block_type == "question" else _plain(segment.value)
    if segment.block_type == "local":
        value = {name: value[name] for name in ("key", "title", "default")}  # the rest is for the leader
    return {"type": segment.block_type, "id": segment.block_id or "", "value": value}


def personal(content: Content, *, person: Person, state: Mapping[str, Any]) -> dict[str, Any]:
    """What was one person's own in a step: the order in which they met each knowledge check and the choices of each dilemma, what they had done in
    each block, and how it went.

    `state` is by block, as it is kept while they learn. Reflections are not in it and never come here.
    """
    own: dict[str, Any] = {}
    for piece in content.get("pieces", ()):
        if piece["type"] == "question" and piece["question"]:
            shown = check_shown(
                piece["question"],
                Random(order_seed(person.pk, piece["question"]["key"])),  # noqa: S311 -- an order, no secret
                piece.get("words"),
            )
            marked = marking.mark(shown, state.get(piece["id"], {}).get("answer"))
            own[piece["id"]] = {
                "shown": shown.as_json(),
                "answer": marked.answer if marked.answered else None,
                "right": marked.correct if marked.answered else None,
            }
        elif piece["type"] == "dilemma":
            steps = rules.shuffled(crossroads(piece["value"]), dilemma_seed(person, piece["value"]["key"]))
            order = {step.key: [choice.key for choice in step.choices] for step in steps}
            own[piece["id"]] = _plain(state.get(piece["id"], {})) | {"order": order}
        elif piece["type"] == "checklist" and state.get(piece["id"]):
            own[piece["id"]] = _plain(state[piece["id"]])
    return own


def check_shown(question: Mapping[str, Any], rng: Random, words: Mapping[str, Any] | None = None) -> marking.Shown:
    """A knowledge check as it was kept, shuffled by `rng`, in the words of a translation if it had any."""
    described = _described(question)
    shown = marking.present(described, rng)
    if not words:
        return shown
    said = {name: value for name, value in words.items() if name != "language"}
    return marking.translated(shown, described, _described(said), words["language"])


def _described(question: Mapping[str, Any]) -> marking.Description:
    return marking.Description(**{**question, "kind": marking.Kind(question["kind"])})


def snapshots(contents: Sequence[Content], *, now: datetime) -> list[str]:
    """Keep contents, each once for all who saw it. Returns their names in the same order. 1 query, and 1 for those that are new."""
    named = {digest(content): content for content in contents}
    known = set(Snapshot.objects.filter(pk__in=named).values_list("pk", flat=True))
    fresh = [Snapshot(digest=name, content=content, at=now) for name, content in named.items() if name not in known]
    if fresh:
        Snapshot.objects.bulk_create(fresh, ignore_conflicts=True)  # somebody else may have been quicker
    return [digest(content) for content in contents]


def _plain(value: Any) -> Any:
    """A block's value as JSON without numbers that are not whole, links in running text as they lead today."""
    match value:
        case RichText():
            return str(expand_db_html(value.source))
        case Decimal() | float():
            return format(Decimal(str(value)), "f")
        case datetime() | date():
            return value.isoformat()
        case str():
            return str(value)
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case None | bool() | int():
            return value
    return [_plain(each) for each in value]
