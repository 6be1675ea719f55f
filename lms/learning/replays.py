"""A finished step or a test as the person saw it: one record in plain JSON, always the same for the same completion or attempt.

The record is made of rows that never change: the edition, the completion, what was kept in `Showing`, the questions as shown. What an older
completion did not record is named in `not_recorded` and never made up from what stands there today. Format: `docs/replay.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lms.certificates.bundles import digest
from lms.courses.models import Edition
from lms.courses.selectors import course_of
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.quizzes.models import Attempt
from lms.quizzes.selectors import attempt_overview
from lms.units.models import Unit

from .lessons import lesson
from .models import Showing, StepCompletion
from .selectors import course_key
from .snapshots import Content, bare_piece, quiz_content

SCHEMA = "tidgiver.replay/1"


@dataclass(frozen=True, slots=True)
class Replay:
    """A record, whose it is, and where it was done. `title` is for screens: of an attempt that recorded no edition, it is today's."""

    person: Person
    unit: Unit | None
    title: str
    record: Mapping[str, Any]
    completion: StepCompletion | None = None
    attempt: Attempt | None = None

    @property
    def finished_at(self) -> datetime | None:
        """When the step was finished or the test handed in."""
        return self.completion.at if self.completion else self.attempt.submitted_at if self.attempt else None


def replay_of_completion(pk: int) -> Replay | None:
    """A finished step as the person saw it, with all answers. 2 or 3 queries; for one that kept no showing, those of its edition."""
    rows = StepCompletion.objects.select_related(
        "person", "unit", "edition__page", "showing__step", "showing__outline", "attempt__showing__step", "attempt__showing__outline"
    )
    completion = rows.filter(pk=pk).first()
    if completion is None:
        return None
    attempt = completion.attempt
    record = _record(
        edition=completion.edition,
        showing=_showing(completion) or _showing(attempt),
        language=completion.language,
        is_test=attempt is not None,
    )
    record |= {"completion": completion.pk, "finished_at": _moment(completion.at), "round": completion.round}
    record |= {"unit_number": completion.unit_id, "attempt": _attempt(attempt) if attempt else None}
    return Replay(completion.person, completion.unit, completion.edition.title, record, completion, attempt)


def replay_of_attempt(pk: int) -> Replay | None:
    """A test that was handed in, passed or not, as the person saw it, with all answers. 2 queries."""
    rows = Attempt.objects.select_related("person", "unit", "quiz", "showing__edition", "showing__step", "showing__outline")
    attempt = rows.filter(pk=pk, submitted_at__isnull=False).first()
    if attempt is None:
        return None
    showing = _showing(attempt)
    record = _record(edition=showing.edition if showing else None, showing=showing, language=None, is_test=True)
    record |= {"completion": None, "finished_at": _moment(attempt.submitted_at), "round": None}
    record |= {"unit_number": attempt.unit_id, "attempt": _attempt(attempt)}
    title = showing.edition.title if showing else attempt.quiz.title
    return Replay(attempt.person, attempt.unit, title, record, None, attempt)


def _showing(of: StepCompletion | Attempt | None) -> Showing | None:
    return getattr(of, "showing", None)


def _record(*, edition: Edition | None, showing: Showing | None, language: str | None, is_test: bool) -> dict[str, Any]:
    missing: list[str] = []
    language = language or (showing.language if showing else None)
    content, outline, own = (showing.step.content, showing.outline.content, showing.personal) if showing else (None, None, None)
    if showing is None:
        missing.append("outline")
        content = quiz_content(edition) if edition and is_test else _from_edition(edition, language or "nb", missing) if edition else None
        missing += [] if edition else ["edition"]
        missing += [] if language else ["language"]
    return {
        "what": "test" if is_test else "step",
        "language": language,
        "edition": _edition(edition) if edition else None,
        "outline": outline,
        "outline_sha256": digest(outline) if outline else None,
        "content": content,
        "content_sha256": digest(content) if content else None,
        "personal": own,
        "not_recorded": sorted(missing),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "page": edition.page_id,
        "number": edition.number,
        "title": edition.title,
        "sha256": edition.content_hash,
        "published_at": _moment(edition.at),
    }


def _from_edition(edition: Edition, language: str, missing: list[str]) -> Content:
    """A step of which only the edition is known. What a unit had put there, and the questions, are not; the drawing is of today."""
    read = lesson(edition.pk, language)
    missing += ["drawing", "personal"]
    missing += [name for kind, name in (("local", "local_texts"), ("contacts", "contacts"), ("question", "checks")) if read.has(kind)]
    pieces = []
    for segment in read.segments:
        piece = {"type": "text", "html": str(segment.html)} if segment.html is not None else bare_piece(segment)
        pieces.append(piece | {"question": None} if piece["type"] == "question" else piece)
    # Of that time no statement's approval is known: there were none.
    return {"kind": "step", "title": read.title, "minutes": read.minutes, "awaits_approval": bool(read.claims), "pieces": pieces}


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt": attempt.pk,
        "number": attempt.number,
        "started_at": _moment(attempt.started_at),
        "handed_in_at": _moment(attempt.submitted_at),
        "pass_percent": attempt.pass_percent,
        "percent": attempt.percent,
        "passed": attempt.passed,
        "questions": [
            {"position": entry.position, "shown": entry.shown.as_json(), "answer": entry.answer, "right": entry.correct}
            for entry in attempt_overview(attempt).entries
        ],
    }


def without_answers(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record for those who may know that somebody has passed, and not what they answered: no answer, no mark, no score, no key. Pure."""
    kept = dict(record) | {"personal": None, "withheld": ["answers"]}
    attempt = record["attempt"]
    if attempt:
        questions = [{"position": each["position"], "shown": _as_asked(each["shown"])} for each in attempt["questions"]]
        told = {"passed": True} if record["completion"] else {}
        kept["attempt"] = told | {"handed_in_at": attempt["handed_in_at"], "questions": questions}
    return kept


def _as_asked(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A question without its key. What it was asked in is kept: kind, words and order."""
    asked = {name: shown[name] for name in ("key", "kind", "prompt", "critical") if name in shown}
    for name in ("choices", "rows"):
        asked[name] = [{"id": each["id"], "text": each["text"]} for each in shown.get(name, ())]
    return asked


def led_to(replay: Replay) -> list[Evidence]:
    """The evidence that a finished step led to: what its course earned in that round, then or later. At most 4 queries."""
    completion = replay.completion
    if completion is None:
        return []
    course = course_of(completion.edition.page)
    if course is None:
        return []
    wanted = {"source_key": f"{course_key(course)}{completion.round}", "registered_at__gte": completion.at}
    return list(Evidence.objects.filter(person=replay.person, **wanted).select_related("qualification", "certificate"))


def statement(replay: Replay, *, record: Mapping[str, Any], evidence: list[Evidence], issuer: str) -> dict[str, Any]:
    """What a bundle says: whose it is, the record, and what it led to. No query."""
    return {
        "schema": SCHEMA,
        "issuer": issuer,
        "subject": {"number": replay.person.pk, "name": replay.person.name},
        "replay": dict(record),
        "replay_sha256": digest(record),
        "led_to": [
            {
                "qualification": each.qualification.key,
                "name": each.qualification.called,
                "earned_on": each.earned_on.isoformat(),
                "registered_at": _moment(each.registered_at),
                "source": each.source,
                "certificate": each.certificate.code if hasattr(each, "certificate") else None,
            }
            for each in evidence
        ],
    }


def _moment(at: datetime | None) -> str | None:
    """A moment in UTC, to the microsecond as it is kept."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
