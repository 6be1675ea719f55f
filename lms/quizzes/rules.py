"""Drawing, presenting and marking. Pure: a question is a plain description, an answer is what a form gives; nothing here knows a database.

A question goes through three shapes. `Description` is what an editor wrote. `Shown` is what one person sees: the same words in a shuffled order,
with the key and all feedback, kept as JSON so that the attempt can be marked and shown again whatever happens to the bank. `Marked` is what
the person learns from it.

An answer is JSON too: the id of an option (one, true or false), a list of ids (several, order), a mapping from row to choice (match) or the text
that was typed (short answer, number). None means not answered. Ids are made from the texts, so they are the same in every order, tell nothing
of the key, and an answer kept from before an edit either still fits or counts as not answered.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Answer = str | list[str] | dict[str, str]

LONGEST_ANSWER = 200  # characters of a typed answer


class Kind(StrEnum):
    """The seven kinds of question. The values are the names of the blocks that editors choose."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    ORDERING = "ordering"
    MATCHING = "matching"
    SHORT_ANSWER = "short_answer"
    NUMBER = "number"


class Problem(StrEnum):
    """Why what somebody sent cannot be an answer yet."""

    NOT_A_NUMBER = "not_a_number"
    SAME_PLACE = "same_place"  # two items were both given one place in the order
    TOO_LONG = "too_long"
    EMPTY = "empty"  # only where an answer is asked for at once: in an attempt one may pass by


# --- What an editor wrote ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Description:
    """A question as it stands in the bank. `body` holds the fields of its kind, named as in the curriculum's files."""

    key: str
    kind: Kind
    prompt: str
    body: Mapping[str, Any]
    critical: bool = False
    outcome: int | None = None
    explanation: str = ""


@dataclass(frozen=True)
class Candidate:
    """What drawing needs to know of a question; `seen` is how often this person has had it before.

    Questions of one `family` ask the same in other words, and an attempt has one of them; empty is a family of its own.
    """

    id: int
    critical: bool = False
    outcome: int | None = None
    seen: int = 0
    family: str = ""


# --- What one person sees ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Something that can be ticked, put in order or matched. True and false carry no text: the screen has words for them."""

    id: str
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True)
class Row:
    """A line to be matched, and the id of the choice that belongs to it."""

    id: str
    text: str
    match: str


@dataclass(frozen=True)
class Shown:
    """A question as one person sees it, with its key and everything it can say afterwards. Which fields are filled depends on the kind."""

    key: str
    kind: Kind
    prompt: str
    critical: bool = False
    outcome: int | None = None
    explanation: str = ""
    choices: tuple[Choice, ...] = ()  # options, items or right-hand sides, in the order shown
    rows: tuple[Row, ...] = ()  # matching, in the order shown
    order: tuple[str, ...] = ()  # ordering: ids of `choices` as they should stand
    accepted: tuple[str, ...] = ()
    expected_wrong: tuple[str, ...] = ()
    value: str = ""  # number, as decimal text
    tolerance: str = "0"
    feedback_right: str = ""
    feedback_wrong: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, texts and numbers. `Shown.from_json` is the way back."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Shown":
        """The question as it was shown. Unknown names are passed over, so that old attempts outlive new versions of this class."""
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        known["kind"] = Kind(known["kind"])
        known["choices"] = tuple(Choice(**each) for each in known.get("choices", ()))
        known["rows"] = tuple(Row(**each) for each in known.get("rows", ()))
        for name in ("order", "accepted", "expected_wrong"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)

    def choice(self, identity: object) -> Choice | None:
        """The choice with this id, if there is one."""
        return next((choice for choice in self.choices if choice.id == identity), None)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


def present(question: Description, rng: Random) -> Shown:
    """One person's view of a question. Options, items and pairs are shuffled by `rng`; true and false stand still.

    Items to put in order never start out in the right order, where there is another: who touches nothing has not answered by luck.
    """
    body = question.body
    shown = Shown(
        key=question.key,
        kind=question.kind,
        prompt=question.prompt,
        critical=question.critical,
        outcome=question.outcome,
        explanation=question.explanation,
        feedback_right=str(body.get("feedback_right") or ""),
        feedback_wrong=str(body.get("feedback_wrong") or ""),
    )
    match question.kind:
        case Kind.SINGLE | Kind.MULTIPLE:
            texts = [str(option["text"]) for option in body["options"]]
            options = [
                Choice(identity, text, bool(option.get("correct")), str(option.get("feedback") or ""))
                for identity, text, option in zip(_identities(texts), texts, body["options"], strict=True)
            ]
            return replace(shown, choices=_shuffled(options, rng))
        case Kind.TRUE_FALSE:
            answer = str(body["answer"]).lower() == "true"
            true = Choice("true", "", answer, str(body.get("feedback_true") or ""))
            false = Choice("false", "", not answer, str(body.get("feedback_false") or ""))
            return replace(shown, choices=(true, false))
        case Kind.ORDERING:
            texts = [str(each) for each in body["items"]]
            order = tuple(_identities(texts))
            items = [Choice(identity, text) for identity, text in zip(order, texts, strict=True)]
            return replace(shown, order=order, choices=_disordered(items, rng))
        case Kind.MATCHING:
            lefts = [str(pair["left"]) for pair in body["pairs"]]
            # Several rows may belong to one and the same text: it is shown once.
            rights = {str(pair["right"]): _identity(str(pair["right"]), "right") for pair in body["pairs"]}
            rows = [
                Row(identity, left, rights[str(pair["right"])])
                for identity, left, pair in zip(_identities(lefts), lefts, body["pairs"], strict=True)
            ]
            choices = [Choice(identity, text) for text, identity in rights.items()]
            return replace(shown, choices=_shuffled(choices, rng), rows=_shuffled(rows, rng))
        case Kind.SHORT_ANSWER:
            foreseen = tuple(str(each) for each in body.get("expected_wrong") or ())
            return replace(shown, accepted=tuple(str(each) for each in body["accepted"]), expected_wrong=foreseen)
        case Kind.NUMBER:
            return replace(
                shown,
                value=_decimal_text(body["value"]),
                tolerance=_decimal_text(body.get("tolerance") or 0),
                expected_wrong=tuple(_decimal_text(each) for each in body.get("expected_wrong") or ()),
            )


def _shuffled(sequence: Sequence[T], rng: Random) -> tuple[T, ...]:
    return tuple(rng.sample(sequence, len(sequence)))


def _decimal_text(value: object) -> str:
    """A number as one would write it: no exponent, no zeros that say nothing."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _identity(text: str, salt: str = "") -> str:
    return hashlib.sha256(f"{salt}|{text}".encode(errors="surrogatepass")).hexdigest()[:8]


def _identities(texts: Sequence[str]) -> list[str]:
    """One id for each text, the same whatever the order; equal texts get ids of their own."""
    made: list[str] = []
    for text in texts:
        salt = 0
        while (identity := _identity(text, str(salt))) in made:
            salt += 1
        made.append(identity)
    return made


def _disordered(items: Sequence[Choice], rng: Random) -> tuple[Choice, ...]:
    right = [item.text for item in items]
    shuffled = list(_shuffled(items, rng))
    while len(set(right)) > 1 and [item.text for item in shuffled] == right:
        shuffled.append(shuffled.pop(0))
    return tuple(shuffled)


def size(total: int, critical: int, number: int) -> int:
    """How many questions an attempt has when the bank holds `total`, `critical` of them critical, and `number` are asked for (0 for all)."""
    return min(total, max(number, critical)) if number else total


def one_of_each_family(questions: Iterable[Candidate]) -> list[Candidate]:
    """Of each family the question met least often, the first of several; in the order given. One with a critical one in it is critical."""
    families: dict[str | int, list[Candidate]] = {}
    for each in questions:
        families.setdefault(each.family or each.id, []).append(each)
    return [
        replace(min(family, key=lambda each: each.seen), critical=any(each.critical for each in family)) for family in families.values()
    ]


def draw(questions: Iterable[Candidate], number: int, rng: Random) -> list[int]:
    """Ids of the questions of one attempt, in the order to show them.

    Of each family the one this person has met least often is in question, and no other. Critical questions are always among them, also when they
    are more than `number`; 0 means all. The rest is spread evenly over the learning outcomes, and within each those the person has met least often
    come first. The same questions and `rng` give the same draw.
    """
    pool = sorted(questions, key=lambda candidate: candidate.id)
    rng.shuffle(pool)
    pool = one_of_each_family(pool)
    drawn = [candidate for candidate in pool if candidate.critical]
    number = size(len(pool), len(drawn), number)
    groups: dict[int | None, list[Candidate]] = {}
    for candidate in pool:
        groups.setdefault(candidate.outcome, [])
        if not candidate.critical:
            groups[candidate.outcome].append(candidate)
    taken = {outcome: sum(candidate.outcome == outcome for candidate in drawn) for outcome in groups}
    for group in groups.values():
        group.sort(key=lambda candidate: candidate.seen, reverse=True)  # stable, so the shuffle decides among equals; taken from the end
    while len(drawn) < number:
        outcome = min((each for each, group in groups.items() if group), key=lambda each: taken[each])
        drawn.append(groups[outcome].pop())
        taken[outcome] += 1
    rng.shuffle(drawn)
    return [candidate.id for candidate in drawn]


# --- What a form gives -------------------------------------------------------------------------------------------------------------------------


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


# --- Marking -----------------------------------------------------------------------------------------------------------------------------------


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


# --- Passing -----------------------------------------------------------------------------------------------------------------------------------


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
