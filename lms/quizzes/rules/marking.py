"""Reading what a form gives, marking it, and when an attempt is passed."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from .questions import Answer, Choice, Kind, Shown

LONGEST_ANSWER = 200  # characters of a typed answer


class Problem(StrEnum):
    """Why what somebody sent cannot be an answer yet."""

    NOT_A_NUMBER = "not_a_number"
    SAME_PLACE = "same_place"  # two items were both given one place in the order
    TOO_LONG = "too_long"
    EMPTY = "empty"  # only where an answer is asked for at once: in an attempt one may pass by


@dataclass(frozen=True)
class Parsed:
    """An answer read from a form. With a problem, `answer` is None and `typed` is what to show again beside the message."""

    answer: Answer | None
    problem: Problem | None = None
    typed: Answer | None = None


def parse(shown: Shown, fields: Mapping[str, Sequence[str]], prefix: str, current: Answer | None = None) -> Parsed:
    """The answer in a form's fields, each a list of texts.

    `<prefix>` holds options and typed answers, `<prefix>-<id>` the place of an item or the choice for a row. `current` is the answer the form
    was showing: without a script one may move a single item, and the others make room in the order they stood in. What is not among the
    question's ids is passed over.
    """
    given = list(fields.get(prefix, ()))
    match shown.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            chosen = [value for value in given if shown.choice(value)]
            return Parsed(chosen[-1] if chosen else None)
        case Kind.MULTIPLE:
            ticked = [choice.id for choice in shown.choices if choice.id in given]
            return Parsed(ticked or None)
        case Kind.ORDERING:
            return _parse_order(shown, fields, prefix, current)
        case Kind.MATCHING:
            matched: dict[str, str] = {}
            for row in shown.rows:
                value = _last(fields, f"{prefix}-{row.id}")
                if shown.choice(value):
                    matched[row.id] = value
            return Parsed(matched or None)
        case Kind.SHORT_ANSWER | Kind.NUMBER:
            text = (given[-1] if given else "").strip()
            if not text:
                return Parsed(None)
            if len(text) > LONGEST_ANSWER:
                return Parsed(None, Problem.TOO_LONG, text)
            if shown.kind is Kind.NUMBER and number_in(text) is None:
                return Parsed(None, Problem.NOT_A_NUMBER, text)
            return Parsed(text)


def _last(fields: Mapping[str, Sequence[str]], name: str) -> str:
    values = fields.get(name, ())
    return values[-1] if values else ""


def _parse_order(shown: Shown, fields: Mapping[str, Sequence[str]], prefix: str, current: Answer | None) -> Parsed:
    before = order_of(shown, current)
    places: dict[str, int] = {}
    for identity in before:
        value = _last(fields, f"{prefix}-{identity}")
        if re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= len(before):
            places[identity] = int(value)
    if not places:
        return Parsed(None)
    if sorted(places.values()) == list(range(1, len(before) + 1)):
        return Parsed(sorted(before, key=lambda identity: places[identity]))
    moved = {identity: place for identity, place in places.items() if before.index(identity) + 1 != place}
    if len(set(moved.values())) < len(moved):
        return Parsed(None, Problem.SAME_PLACE, {identity: str(place) for identity, place in places.items()})
    settled = {place: identity for identity, place in moved.items()}
    rest = iter(identity for identity in before if identity not in moved)
    return Parsed([settled.get(place) or next(rest) for place in range(1, len(before) + 1)])


def order_of(shown: Shown, answer: Answer | None) -> list[str]:
    """The ids of the items as somebody has put them, or as they were shown."""
    as_shown = [choice.id for choice in shown.choices]
    if isinstance(answer, list) and sorted(map(str, answer)) == sorted(as_shown):
        return [str(identity) for identity in answer]
    return as_shown


_NUMBER = re.compile(
    r"(?P<sign>[-+−–]?)\s*(?P<whole>[0-9]+(?:[ \u00a0\u202f][0-9]{3})*)?(?:[.,](?P<part>[0-9]+))?\s*(?P<unit>[^\W\d][^\d]*|%)?"
)


def number_in(text: str) -> Decimal | None:
    """The number somebody wrote, or None. Comma or point, «1 000» and a unit after it are all understood; the unit is not looked at."""
    found = _NUMBER.fullmatch(text.strip())
    if not found or not (found["whole"] or found["part"]):
        return None
    sign = "-" if found["sign"] in ("-", "−", "–") else ""
    whole = re.sub(r"\s", "", found["whole"] or "0")
    return Decimal(f"{sign}{whole}.{found['part'] or '0'}")


def normal(text: str) -> str:
    """A typed answer as it is compared: without case, outer and repeated spaces, and a final full stop."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(". ")


@dataclass(frozen=True)
class Part:
    """How one option, item or row went. `right` is the key for an option, and whether the place or match is right for the others."""

    id: str
    chosen: bool
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Marked:
    """What became of an answer, and what there is to learn from it."""

    correct: bool
    answered: bool
    message: str = ""
    parts: tuple[Part, ...] = ()
    answer: Answer | None = None
    problem: Problem | None = None
    typed: Answer | None = field(default=None, compare=False)

    def part(self, identity: str) -> Part | None:
        """How the option, item or row with this id went."""
        return next((part for part in self.parts if part.id == identity), None)


def mark(shown: Shown, answer: Any, *, decided: bool | None = None) -> Marked:
    """Mark an answer. Anything may be given: what does not fit the question counts as not answered, and not answered is wrong.

    Feedback goes with each option that was chosen and each that should have been; the other kinds have one message for right and one for wrong.
    `decided` is what was decided earlier, when the answer is only to be shown again: it stands, whatever this function would say today.
    """
    marked = _mark(shown, answer)
    if decided is None or decided == marked.correct:
        return marked
    return replace(marked, correct=decided, message=_message(shown, decided))


def _mark(shown: Shown, answer: Any) -> Marked:
    match shown.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.TRUE_FALSE:
            return _mark_options(shown, answer)
        case Kind.ORDERING:
            return _mark_order(shown, answer)
        case Kind.MATCHING:
            return _mark_matches(shown, answer)
        case Kind.SHORT_ANSWER | Kind.NUMBER:
            return _mark_typed(shown, answer)


def marked_from(shown: Shown, parsed: Parsed) -> Marked:
    """Mark what was read from a form, and carry along why it could not be read."""
    return replace(mark(shown, parsed.answer), problem=parsed.problem, typed=parsed.typed)


def _mark_options(shown: Shown, answer: Any) -> Marked:
    several = shown.kind is Kind.MULTIPLE
    given = answer if several and isinstance(answer, list | tuple) else [answer]
    chosen = [choice.id for choice in shown.choices if choice.id in given]
    parts = tuple(
        Part(choice.id, choice.id in chosen, choice.correct, choice.feedback if _speaks(shown, choice, chosen) else "")
        for choice in shown.choices
    )
    correct = bool(chosen) and all(part.chosen == part.right for part in parts)
    kept: Answer | None = chosen if several else chosen[0] if chosen else None
    return Marked(correct, bool(chosen), parts=parts, answer=kept or None)


def _speaks(shown: Shown, choice: Choice, chosen: Collection[str]) -> bool:
    if shown.kind is Kind.TRUE_FALSE and chosen:
        return choice.id in chosen  # its feedback is worded for the one who answered so
    return choice.correct or choice.id in chosen


def _mark_order(shown: Shown, answer: Any) -> Marked:
    texts = {choice.id: choice.text for choice in shown.choices}
    if not isinstance(answer, list | tuple) or not _is_permutation(answer, shown.order):
        return Marked(False, False, _message(shown, False))
    # Two items with the same words may change places.
    parts = tuple(Part(given, True, texts[given] == texts[wanted]) for given, wanted in zip(answer, shown.order, strict=True))
    correct = all(part.right for part in parts)
    return Marked(correct, True, _message(shown, correct), parts, list(answer))


def _is_permutation(answer: Sequence[Any], order: Sequence[str]) -> bool:
    return len(answer) == len(order) and all(isinstance(each, str) for each in answer) and sorted(answer) == sorted(order)


def _mark_matches(shown: Shown, answer: Any) -> Marked:
    given = answer if isinstance(answer, dict) else {}
    kept = {row.id: given[row.id] for row in shown.rows if shown.choice(given.get(row.id))}
    parts = tuple(Part(row.id, row.id in kept, kept.get(row.id) == row.match) for row in shown.rows)
    correct = bool(kept) and all(part.right for part in parts)
    return Marked(correct, bool(kept), _message(shown, correct), parts, kept or None)


def _mark_typed(shown: Shown, answer: Any) -> Marked:
    if not isinstance(answer, str) or not answer.strip():
        return Marked(False, False, _message(shown, False))
    accepted = {normal(each) for each in shown.accepted}
    correct = _is_near(answer, shown) if shown.kind is Kind.NUMBER else normal(answer) in accepted
    return Marked(correct, True, _message(shown, correct), answer=answer)


def _is_near(answer: str, shown: Shown) -> bool:
    number = number_in(answer)
    try:
        return number is not None and abs(number - Decimal(shown.value)) <= Decimal(shown.tolerance)
    except InvalidOperation:  # a key that is no number: nothing is right
        return False


def _message(shown: Shown, correct: bool) -> str:
    return shown.feedback_right if correct else shown.feedback_wrong


def was_expected(shown: Shown, answer: Any) -> bool:
    """Whether a wrong typed answer is one the editor foresaw; the others are worth reading when the question is revised."""
    if not isinstance(answer, str):
        return False
    if shown.kind is Kind.NUMBER:
        return any(number_in(answer) == number_in(wrong) is not None for wrong in shown.expected_wrong)
    return shown.kind is Kind.SHORT_ANSWER and normal(answer) in {normal(wrong) for wrong in shown.expected_wrong}


def right_answer(shown: Shown) -> Answer:
    """An answer that is marked right."""
    match shown.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return next((choice.id for choice in shown.choices if choice.correct), "")
        case Kind.MULTIPLE:
            return [choice.id for choice in shown.choices if choice.correct]
        case Kind.ORDERING:
            return list(shown.order)
        case Kind.MATCHING:
            return {row.id: row.match for row in shown.rows}
        case Kind.SHORT_ANSWER:
            return shown.accepted[0] if shown.accepted else ""
        case Kind.NUMBER:
            return shown.value


@dataclass(frozen=True)
class Result:
    """How one question of an attempt went."""

    correct: bool
    critical: bool = False
    outcome: int | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether an attempt is passed, and why. `percent` is rounded down, so it reaches the pass mark only when the attempt does."""

    passed: bool
    percent: int
    right: int
    total: int
    enough: bool  # the per cent alone
    critical_missed: int
    revisit: tuple[int, ...]  # learning outcomes with something wrong


def verdict(results: Iterable[Result], pass_percent: int) -> Verdict:
    """Passed means: at least `pass_percent` per cent right, and every critical question right. An attempt without questions is not passed."""
    listed = list(results)
    right = sum(result.correct for result in listed)
    percent = 100 * right // len(listed) if listed else 0
    missed = sum(result.critical and not result.correct for result in listed)
    enough = bool(listed) and percent >= pass_percent
    return Verdict(
        passed=enough and not missed,
        percent=percent,
        right=right,
        total=len(listed),
        enough=enough,
        critical_missed=missed,
        revisit=tuple(sorted({result.outcome for result in listed if not result.correct and result.outcome is not None})),
    )
