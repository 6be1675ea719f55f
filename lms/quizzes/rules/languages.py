"""A question in the words of a translation: the key, the order and the ids are its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .questions import Choice, Description, Kind, Shown, decimal_text, identities, identity_of


def fits(source: Description, words: Description) -> bool:
    """Whether a translation has the question's own shape and key: as many options in the same order, the same ones right, the same ones alike."""
    return source.kind is words.kind and _shape(source) == _shape(words)


def _shape(question: Description) -> tuple[Any, ...]:
    body = question.body
    match question.kind:
        case Kind.SINGLE | Kind.MULTIPLE:
            return tuple(bool(option.get("correct")) for option in body["options"])
        case Kind.TRUE_FALSE:
            return (str(body["answer"]).lower(),)
        case Kind.ORDERING:
            return _alike([str(each) for each in body["items"]])
        case Kind.MATCHING:
            return _alike([str(pair["left"]) for pair in body["pairs"]]), _alike([str(pair["right"]) for pair in body["pairs"]])
        case Kind.SHORT_ANSWER:
            return ()
        case Kind.NUMBER:
            return decimal_text(body["value"]), decimal_text(body.get("tolerance") or 0)


def _alike(texts: Sequence[str]) -> tuple[int, ...]:
    """For each text, where it stands first."""
    return tuple(texts.index(text) for text in texts)


def translated(shown: Shown, source: Description, words: Description, language: str = "") -> Shown:
    """A question as shown, in the words of a translation. Order, ids and key are those of the source, so an answer is marked alike in both languages.

    A short answer in the source's language stays right. A translation that does not fit changes nothing.
    """
    if not fits(source, words):
        return shown
    said = replace(
        shown,
        prompt=words.prompt,
        explanation=words.explanation,
        feedback_right=str(words.body.get("feedback_right") or ""),
        feedback_wrong=str(words.body.get("feedback_wrong") or ""),
        language=language,
    )
    match source.kind:
        case Kind.SINGLE | Kind.MULTIPLE:
            texts = identities([str(option["text"]) for option in source.body["options"]])
            options = dict(zip(texts, words.body["options"], strict=True))
            return replace(
                said, choices=tuple(_said(each, options[each.id]["text"], options[each.id]["feedback"]) for each in shown.choices)
            )
        case Kind.TRUE_FALSE:
            return replace(said, choices=tuple(_said(each, "", words.body[f"feedback_{each.id}"]) for each in shown.choices))
        case Kind.ORDERING:
            items = dict(zip(identities([str(each) for each in source.body["items"]]), words.body["items"], strict=True))
            return replace(said, choices=tuple(_said(each, items[each.id], "") for each in shown.choices))
        case Kind.MATCHING:
            lefts = identities([str(pair["left"]) for pair in source.body["pairs"]])
            rows = {identity: str(pair["left"]) for identity, pair in zip(lefts, words.body["pairs"], strict=True)}
            pairs = zip(source.body["pairs"], words.body["pairs"], strict=True)
            rights = {identity_of(str(own["right"]), "right"): pair["right"] for own, pair in pairs}
            return replace(
                said,
                rows=tuple(replace(row, text=rows[row.id]) for row in shown.rows),
                choices=tuple(_said(each, rights[each.id], "") for each in shown.choices),
            )
        case Kind.SHORT_ANSWER:
            # The reader's own language first: that is what is told to those who missed it.
            accepted = dict.fromkeys((*map(str, words.body["accepted"]), *shown.accepted))
            foreseen = dict.fromkeys((*map(str, words.body.get("expected_wrong") or ()), *shown.expected_wrong))
            return replace(said, accepted=tuple(accepted), expected_wrong=tuple(foreseen))
        case Kind.NUMBER:
            return said


def _said(choice: Choice, text: object, feedback: object) -> Choice:
    return replace(choice, text=str(text), feedback=str(feedback or ""))


_NOT_SAID = frozenset({"correct", "answer", "value", "tolerance"})
_LISTS_OF_WORDS = frozenset({"accepted", "expected_wrong"})  # as many in each language as it has; one a line


def texts_of(question: Description) -> dict[str, str]:
    """Everything a question says, by where it says it: `prompt`, `options.0.text`, `feedback_right` … in the order one would read it.

    Answers that are typed stand together, one a line. Nothing that is empty.
    """
    said = {"prompt": question.prompt, **dict(_texts(question.body, "", question.kind)), "explanation": question.explanation}
    return {place: text for place, text in said.items() if text}


def _texts(value: Any, place: str, kind: Kind) -> Iterator[tuple[str, str]]:
    for name, each in value.items() if isinstance(value, Mapping) else enumerate(value):
        here = f"{place}.{name}" if place else str(name)
        if name in _NOT_SAID:
            continue
        if name in _LISTS_OF_WORDS:
            if kind is Kind.SHORT_ANSWER:
                yield here, "\n".join(map(str, each or ()))
        elif isinstance(each, str):
            yield here, each
        elif isinstance(each, Mapping | list | tuple):
            yield from _texts(each, here, kind)


def in_words(question: Description, said: Mapping[str, str]) -> Description:
    """A question as `said`, by the places that `texts_of` names; what is not said there stays in its own words."""
    return replace(
        question,
        prompt=said.get("prompt", question.prompt),
        explanation=said.get("explanation", question.explanation),
        body=_put(question.body, "", question.kind, said),
    )


def _put(value: Any, place: str, kind: Kind, said: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        put = {}
        for name, each in value.items():
            here = f"{place}.{name}" if place else name
            if name in _LISTS_OF_WORDS and kind is Kind.SHORT_ANSWER and here in said:
                put[name] = [line.strip() for line in said[here].splitlines() if line.strip()]
            else:
                put[name] = each if name in _NOT_SAID | _LISTS_OF_WORDS else _put(each, here, kind, said)
        return put
    if isinstance(value, list | tuple):
        return [_put(each, f"{place}.{number}", kind, said) for number, each in enumerate(value)]
    return said.get(place, value) if isinstance(value, str) else value
