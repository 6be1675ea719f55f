"""A question as an editor wrote it, and as one person sees it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Answer = str | list[str] | dict[str, str]


class Kind(StrEnum):
    """The seven kinds of question. The values are the names of the blocks that editors choose."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    ORDERING = "ordering"
    MATCHING = "matching"
    SHORT_ANSWER = "short_answer"
    NUMBER = "number"


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
    language: str = ""  # of a translation; empty in the question's own words

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, texts and numbers. `Shown.from_json` is the way back."""
        told = {name: _plain(value) for name, value in asdict(self).items()}
        if not self.language:
            del told["language"]  # what was kept before there were translations stays the same, byte for byte
        return told

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
                for identity, text, option in zip(identities(texts), texts, body["options"], strict=True)
            ]
            return replace(shown, choices=_shuffled(options, rng))
        case Kind.TRUE_FALSE:
            answer = str(body["answer"]).lower() == "true"
            true = Choice("true", "", answer, str(body.get("feedback_true") or ""))
            false = Choice("false", "", not answer, str(body.get("feedback_false") or ""))
            return replace(shown, choices=(true, false))
        case Kind.ORDERING:
            texts = [str(each) for each in body["items"]]
            order = tuple(identities(texts))
            items = [Choice(identity, text) for identity, text in zip(order, texts, strict=True)]
            return replace(shown, order=order, choices=_disordered(items, rng))
        case Kind.MATCHING:
            lefts = [str(pair["left"]) for pair in body["pairs"]]
            # Several rows may belong to one and the same text: it is shown once.
            rights = {str(pair["right"]): identity_of(str(pair["right"]), "right") for pair in body["pairs"]}
            rows = [
                Row(identity, left, rights[str(pair["right"])])
                for identity, left, pair in zip(identities(lefts), lefts, body["pairs"], strict=True)
            ]
            choices = [Choice(identity, text) for text, identity in rights.items()]
            return replace(shown, choices=_shuffled(choices, rng), rows=_shuffled(rows, rng))
        case Kind.SHORT_ANSWER:
            foreseen = tuple(str(each) for each in body.get("expected_wrong") or ())
            return replace(shown, accepted=tuple(str(each) for each in body["accepted"]), expected_wrong=foreseen)
        case Kind.NUMBER:
            return replace(
                shown,
                value=decimal_text(body["value"]),
                tolerance=decimal_text(body.get("tolerance") or 0),
                expected_wrong=tuple(decimal_text(each) for each in body.get("expected_wrong") or ()),
            )


def _shuffled(sequence: Sequence[T], rng: Random) -> tuple[T, ...]:
    return tuple(rng.sample(sequence, len(sequence)))


def decimal_text(value: object) -> str:
    """A number as one would write it: no exponent, no zeros that say nothing."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def identity_of(text: str, salt: str = "") -> str:
    return hashlib.sha256(f"{salt}|{text}".encode(errors="surrogatepass")).hexdigest()[:8]


def identities(texts: Sequence[str]) -> list[str]:
    """One id for each text, the same whatever the order; equal texts get ids of their own."""
    made: list[str] = []
    for text in texts:
        salt = 0
        while (identity := identity_of(text, str(salt))) in made:
            salt += 1
        made.append(identity)
    return made


def _disordered(items: Sequence[Choice], rng: Random) -> tuple[Choice, ...]:
    right = [item.text for item in items]
    shuffled = list(_shuffled(items, rng))
    while len(set(right)) > 1 and [item.text for item in shuffled] == right:
        shuffled.append(shuffled.pop(0))
    return tuple(shuffled)
