"""The keys of every file and block: docs/curriculum-format.md as code. The order of keys here is the order they are written in."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from . import markup
from .nodes import Mapping, Node, Word
from .shapes import (
    Choice,
    Codes,
    Day,
    File,
    Flag,
    Key,
    Keys,
    Line,
    Many,
    Markdown,
    Number,
    Outcome,
    Shape,
    SourceKey,
    Statement,
    Text,
    Value,
    Whole,
)
from .surroundings import WRONG, Reading

FENCE = ":::"
LANGUAGE = "nb"  # the one courses are composed in; every other is a translation
LANGUAGES = r"[a-z]{2,3}(-[a-z0-9]+)?"
MADE_FROM = "made-from.yaml"
HANDBOOK = "handbook"  # the one folder that is no course; `content.guidelines` reads it
HANDBOOK_CODE = "MAPPE"  # what the keys of its statements begin with
UNKNOWN = "unknown"  # in it: from words of which only that they are not those of today is known
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif")
MEDIA = (".mp4", ".webm", ".mp3", ".m4a")

_slug = Line(80, SLUG, "slik-gjor-vi-det")
_name = Line(40, r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*", "min-forste-vakt")
_owner = Choice(("jur", "med", "psyk", "hms", "org", "erf"))
_need = Choice(("optional", "expected", "required"))
_status = Choice(("not_approved", "approved"))
SOURCES_KEY = Key("sources", Many(SourceKey(), short=True), [], shows=True)
_needs = Key("needs", Many(_owner, short=True), [], shows=True)

# --- sources.yaml and course.yaml -------------------------------------------------------------------------------------------------------------

SOURCE_KEY = Line(20, r"[A-Za-z0-9][A-Za-z0-9-]*", "K1")
SOURCE = Keys(
    (
        Key("title", Line(300)),
        Key("publisher", Line(200)),
        Key("checked", Day()),
        Key("note", Line(500), ""),
    )
)

NUMBER_KEY = Line(20, r"\d+(?: \d+)*", "116 117")
SPOKEN = ("nn", "en")  # languages in which a number says the same
NUMBER = Keys(
    (
        Key("name", Line(80)),
        Key("called", Many(Line(80), short=True), []),
        Key("when", Line(160)),
        Key("hours", Line(80), ""),
        *(
            Key(f"{name}_{language}", Line(length), "")
            for language in SPOKEN
            for name, length in (("name", 80), ("when", 160), ("hours", 80))
        ),
        Key("urgent", Flag(), False),
        SOURCES_KEY,
    )
)


def _only_required(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if value["required_by"] and value["need"] != "required":
        yield "required_by", "only what is required has a last day: need: required"


_last_day = Key("required_by", Day(), None)
_STEP = {
    "module": Keys((Key("module", _slug),)),
    "slot": Keys((Key("slot", _slug), Key("need", _need), _last_day), _only_required),
    "quiz": Keys(
        (
            Key("quiz", _slug),
            Key("pass_percent", Whole(0, 100)),
            Key("draw", Whole(0, 500), 0, shows=True),
            Key("minutes", Whole(1, 120), 10, shows=True),
        )
    ),
}


@dataclass(frozen=True)
class _StepEntry(Shape):
    """A step in course.yaml: the first key says its kind."""

    def read(self, node: Node, reading: Reading) -> Value:
        kinds = [kind for kind in _STEP if isinstance(node, Mapping) and kind in node.entries]
        if len(kinds) != 1:
            return reading.fault(node.line, f"a step is one of: {', '.join(_STEP)}")
        value = _STEP[kinds[0]].read(node, reading)
        return value if value is WRONG else value | {"line": node.line}

    def write(self, value: Value, indent: int, used: int) -> tuple[str, list[str]]:
        return next(keys for kind, keys in _STEP.items() if kind in value).write(value, indent, used)


COURSE = Keys(
    (
        Key("code", Line(10, r"[A-Z]+", "TAU")),
        Key(
            "qualification",
            Keys((Key("key", _slug), Key("valid_months", Whole(1, 600), None), Key("order", Whole(0, 1000), 0))),
            None,
        ),
        Key("subject_owner", _owner, ""),
        Key("review_by", Day(), None),
        Key("guards_local", Flag(), False),
        Key("picture", File("pictures", PICTURES), None),
        Key("steps", Many(_StepEntry(), least=1)),
    )
)

# --- the front matter of Markdown files -------------------------------------------------------------------------------------------------------

COURSE_TEXT = Keys(
    (
        Key("title", Line()),
        Key("qualification", Line(120), ""),
        Key("summary", Text(400)),
        Key("audience", Line(200), ""),
        Key("outcomes", Many(Line(250)), []),
        Key(
            "quiz",
            Keys((Key("title", Line()), Key("introduction", Markdown(frozenset({"bold", "italic", "ul", "link"})), ""))),
            None,
        ),
    )
)
INTRODUCTION = Markdown(markup.FULL)


def _named(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if value["status"] == "approved":
        for key in ("approved_by", "approved_on"):
            if not value[key]:
                yield key, f"«{key}» is empty: who has approved, and when?"


REVIEW_KEY = Key(
    "review",
    Keys(
        (
            Key("status", _status),
            _needs,
            Key("approved_by", Line(120), "", shows=True),
            Key("approved_on", Day(), None, shows=True),
            Key("note", Text(800), ""),
        ),
        _named,
    ),
)
_minutes = Key("minutes", Whole(1, 30))
_status_of_fact = Key("status", Choice(("verified", "stated", "general", "uncertain")))
STATEMENT = Keys(
    (
        Key("key", Line(20, r"[A-Z]+-P[0-9]+", "TAU-P01")),
        Key("text", Text(400)),
        _status_of_fact,
        SOURCES_KEY,
        Key("needs", Codes(_owner, short=True), [], shows=True),
    )
)
STATEMENTS_KEY = Key("statements", Many(STATEMENT), [])
_truth = (REVIEW_KEY, SOURCES_KEY, STATEMENTS_KEY)
STEP_TEXT = {
    "module": Keys((Key("title", Line()), _minutes, Key("outcomes", Many(Outcome(), short=True), [], shows=True), *_truth)),
    "slot": Keys((Key("title", Line()), _minutes, Key("guidance", Markdown()), *_truth)),
}

# --- blocks -----------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A block: its keys, those that stand on its first line, and the one that its body is the Markdown of."""

    keys: Keys
    head: tuple[str, ...] = ()
    markdown: str = ""


def _one_best(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    best = sum(choice["best"] for choice in value["choices"])
    if best != 1:
        yield "choices", f"{best or 'no'} choices have best: true; exactly one must"
    for key in _twice(choice["key"] for choice in value["choices"]):
        yield "choices", f"two choices have the key «{key}»"


def _onwards(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    keys = [step["key"] for step in value["steps"]]
    for key in _twice(keys):
        yield "steps", f"two steps have the key «{key}»"
    for number, step in enumerate(value["steps"]):
        for choice in step["choices"]:
            if choice["next"] and choice["next"] not in keys[number + 1 :]:
                yield "steps", f"the step «{step['key']}» goes on to «{choice['next']}», which is no later step"


def _twice(values: Any) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _captioned(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if value["kind"] == "film" and value["captions"] is None:
        yield "captions", "film needs captions (a .vtt file)"


_title = Key("title", Line(120))
_choice = Keys(
    (
        Key("key", Line(4)),
        Key("text", Text()),
        Key("consequence", Text()),
        Key("best", Flag(), False),
        Key("next", Line(40), ""),
    )
)
_crossroads = Keys((Key("key", _name), Key("prompt", Text()), Key("choices", Many(_choice, least=2))), _one_best)
TEXT = Markdown(markup.FULL)
BODY: dict[str, Kind] = {
    "callout": Kind(
        Keys((Key("tone", Choice(("tip", "important", "warning", "example"))), _title, Key("text", Markdown()))), ("tone", "title"), "text"
    ),
    "summary": Kind(Keys((Key("text", Markdown()),)), markdown="text"),
    "picture": Kind(
        Keys((Key("file", File("pictures", PICTURES), stored="image"), Key("alt", Line(250)), Key("caption", Line(250), ""))),
    ),
    "media": Kind(
        Keys(
            (
                Key("kind", Choice(("film", "sound"))),
                Key("file", File("media", MEDIA)),
                _title,
                Key("captions", File("media", (".vtt",)), None),
                Key("transcript", Markdown()),
            ),
            _captioned,
        )
    ),
    "accordion": Kind(Keys((Key("items", Many(Keys((_title, Key("text", Markdown()))), least=1)),))),
    "quote": Kind(Keys((Key("text", Text()), Key("by", Line(120), "")))),
    "checklist": Kind(Keys((_title, Key("items", Many(Line(250), least=1))))),
    "glossary": Kind(Keys((Key("term", Line(80)), Key("explanation", Text())))),
    "question": Kind(Keys((Key("key", Line(40)),)), ("key",)),
    "reflection": Kind(Keys((Key("key", _name), Key("prompt", Text()), Key("hint", Text(), "")))),
    "contacts": Kind(Keys((_title, Key("fallback", Markdown())))),
    "local": Kind(
        Keys(
            (
                Key("key", _name),
                _title,
                Key("guidance", Text()),
                Key("need", _need, "optional", shows=True),
                _last_day,
                Key("default", Markdown()),
            ),
            _only_required,
        )
    ),
    "dilemma": Kind(
        Keys(
            (
                Key("key", _name),
                _title,
                Key("situation", Markdown()),
                Key("steps", Many(_crossroads, least=1)),
                Key("reason", Markdown()),
                Key("review", Keys((Key("status", _status), Key("needs", Codes(_owner, short=True), [], shows=True)), short=True)),
                SOURCES_KEY,
            ),
            _onwards,
        )
    ),
}


def _without(keys: Keys, *names: str) -> Keys:
    return replace(keys, keys=tuple(key for key in keys.keys if key.name not in names))


# What a translation says: a step's words, and blocks without what is the same in every language.
WORDS = {"module": Keys((Key("title", Line()),)), "slot": Keys((Key("title", Line()), Key("guidance", Markdown())))}
BODY_WORDS = BODY | {
    "local": replace(BODY["local"], keys=replace(_without(BODY["local"].keys, "need", "required_by"), check=lambda value: ())),
    "dilemma": replace(BODY["dilemma"], keys=_without(BODY["dilemma"].keys, "review", "sources")),
}

# --- questions.yaml ---------------------------------------------------------------------------------------------------------------------------

_option = Keys((Key("text", Line(300)), Key("correct", Flag(), False), Key("feedback", Text())))
_right_wrong = (Key("feedback_right", Text()), Key("feedback_wrong", Text()))


def _one_right(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    right = sum(option["correct"] for option in value["options"])
    if right != 1:
        yield "options", f"{right or 'no'} options are correct; exactly one must be"


def _some_right(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if not any(option["correct"] for option in value["options"]):
        yield "options", "no options are correct; at least one must be"


def _unlike(key: str) -> Any:
    def check(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
        said = [item["left"] if isinstance(item, dict) else item for item in value[key]]
        for text in _twice(said):
            yield key, f"«{text}» stands twice"

    return check


_ANSWERS: dict[str, tuple[tuple[Key, ...], Any]] = {
    "single": ((Key("options", Many(_option, least=2)),), _one_right),
    "multiple": ((Key("options", Many(_option, least=2)),), _some_right),
    "true_false": ((Key("answer", Statement()), Key("feedback_true", Text()), Key("feedback_false", Text())), None),
    "ordering": ((Key("items", Many(Line(300), least=2)), *_right_wrong), _unlike("items")),
    "matching": ((Key("pairs", Many(Keys((Key("left", Line(200)), Key("right", Line(200)))), least=2)), *_right_wrong), _unlike("pairs")),
    "short_answer": (
        (
            Key("accepted", Many(Line(80), least=1, short=True)),
            Key("expected_wrong", Many(Line(80), short=True), []),
            *_right_wrong,
        ),
        None,
    ),
    "number": (
        (
            Key("value", Number()),
            Key("tolerance", Number(least=0), Decimal(0), shows=True),
            Key("expected_wrong", Many(Number(), short=True), []),
            *_right_wrong,
        ),
        None,
    ),
}
ANSWERS: dict[str, Keys] = {kind: Keys(keys) for kind, (keys, _check) in _ANSWERS.items()}


def _question_keys(kind: str) -> Keys:
    own, check = _ANSWERS[kind]
    keys = (
        Key("key", Line(40, r"[A-Z]+-[A-Za-z0-9-]+", "TAU-05")),
        Key("type", Choice(tuple(_ANSWERS))),
        Key("prompt", Text()),
        Key("outcome", Outcome(), None),
        Key("critical", Flag(), False),
        Key("variant_of", Line(40, r"[A-Z]+-[A-Za-z0-9-]+", "TAU-05"), ""),
        _status_of_fact,
        SOURCES_KEY,
        _needs,
        *own,
        Key("explanation", Text(), ""),
    )
    return Keys(keys, check) if check else Keys(keys)


QUESTION: dict[str, Keys] = {kind: _question_keys(kind) for kind in _ANSWERS}
QUESTION_WORDS: dict[str, Keys] = {
    kind: _without(keys, "outcome", "critical", "variant_of", "status", "sources", "needs") for kind, keys in QUESTION.items()
}


def read_question(node: Node, reading: Reading, shapes: dict[str, Keys] = QUESTION) -> Value:
    """A question: its `type` says which keys it has."""
    if not isinstance(node, Mapping):
        return reading.fault(node.line, "keys are wanted here: key, type, prompt …")
    kind = node.entries.get("type")
    if not isinstance(kind, Word) or kind.text not in QUESTION:
        line = node.key_lines.get("type", node.line)
        return reading.fault(line, f"«type» is one of: {', '.join(QUESTION)}")
    return shapes[kind.text].read(node, reading)
