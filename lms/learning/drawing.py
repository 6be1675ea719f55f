"""A replay's record as a template draws it, on the screen and on paper alike. Reads the record and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from lms.quizzes import rules as marking

from . import rules
from .lessons import crossroads
from .snapshots import check_shown


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was shown. `marked` is None where nothing of the answer is told or known."""

    position: int | None
    shown: marking.Shown
    answer: Any = None
    marked: marking.Marked | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a step. `own` is what the person had done in it, as it is drawn for its kind."""

    kind: str
    html: str = ""
    value: Mapping[str, Any] | None = None
    piece: Mapping[str, Any] | None = None
    own: Any = None


def drawn(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the template needs of a record."""
    content = record["content"] or {}
    attempt = record["attempt"]
    return {
        "record": record,
        "content": content,
        "outline": record["outline"],
        "here": record["edition"]["page"] if record["edition"] else None,
        "language": language_name(record["language"]),
        "finished_at": _moment(record["finished_at"]),
        "published_at": _moment(record["edition"]["published_at"]) if record["edition"] else None,
        "withheld": bool(record.get("withheld")),
        "not_recorded": [words for name in record["not_recorded"] if (words := missing_words(name))],
        "pieces": [_piece(piece, record) for piece in content.get("pieces", ())],
        "attempt": attempt,
        "questions": [_asked(each) for each in attempt["questions"]] if attempt else [],
    }


def language_name(code: str | None) -> str:
    """A language in its own words; empty if none was recorded."""
    return str(get_language_info(code)["name_local"]) if code else ""


def missing_words(name: str) -> str:
    """What a completion did not record, in words."""
    return {
        "outline": _("which steps the course had, in which order"),
        "local_texts": _("what the unit had written in its own places; here stands the text that holds until a unit has written its own"),
        "contacts": _("the unit's contact cards"),
        "checks": _("the questions inside the lesson"),
        "personal": _("what was answered and ticked inside the lesson"),
        "drawing": _("pictures and links as they were; the words are those of the edition"),
        "edition": _("which edition of the test it was, and what it said before the questions"),
        "language": _("the language of the screen"),
    }.get(name, "")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _asked(each: Mapping[str, Any]) -> Asked:
    shown = marking.Shown.from_json(each["shown"])
    if "answer" not in each:
        return Asked(each["position"], shown)
    return Asked(each["position"], shown, each["answer"], marking.mark(shown, each["answer"], decided=each["right"]))


def _piece(piece: Mapping[str, Any], record: Mapping[str, Any]) -> Piece:
    kind = piece["type"]
    if kind == "text":
        return Piece(kind, html=piece["html"])
    own = (record["personal"] or {}).get(piece["id"])
    match kind:
        case "question":
            return Piece(kind, piece=piece, own=_check(piece, own))
        case "dilemma":
            way = rules.walk(crossroads(piece["value"]), own.get("path", [])) if own else None
            chosen = {(step.key, step.chosen.key) for step in way.crossroads if step.chosen} if way else set()
            order = own.get("order", {}) if own else {}
            steps = [
                {
                    **step,
                    "choices": [
                        {**choice, "chosen": (step["key"], choice["key"]) in chosen} for choice in _as_met(step, order.get(step["key"]))
                    ],
                }
                for step in piece["value"]["steps"]
            ]
            return Piece(kind, value=piece["value"], piece=piece, own=steps)
        case "checklist":
            ticked = set(own.get("ticked", ())) if own else set()
            return Piece(kind, value=piece["value"], own=[(item, number in ticked) for number, item in enumerate(piece["value"]["items"])])
    return Piece(kind, value=piece["value"], piece=piece)


def _as_met(step: Mapping[str, Any], order: Sequence[str] | None) -> list[Mapping[str, Any]]:
    """A crossroads' choices in the order the person met them; that of the text where none was kept."""
    return sorted(step["choices"], key=lambda choice: order.index(choice["key"])) if order else list(step["choices"])


def _check(piece: Mapping[str, Any], own: Mapping[str, Any] | None) -> Asked | None:
    if own:
        shown = marking.Shown.from_json(own["shown"])
        answered = own["answer"] is not None
        return Asked(None, shown, own["answer"], marking.mark(shown, own["answer"], decided=own["right"]) if answered else None)
    question = piece["question"]
    if not question:
        return None
    # As it stands in the bank's order: whose order it was is the person's own.
    return Asked(None, check_shown(question, _Still(), piece.get("words")))


class _Still(Random):
    """Shuffles nothing."""

    def sample(self, population: Any, k: int, *, counts: Any = None) -> list[Any]:
        return list(population)[:k]
