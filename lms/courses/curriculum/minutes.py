"""How long a module takes on a phone, as far as words tell. Pure.

Plain text is read at 180 words a minute, which most grown-ups manage without haste; whatever asks for an answer gets 45 seconds beyond its words.
Of a dilemma's consequences and a question's feedback one meets one of several, so their mean is counted.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .model import Question, Step, texts

WORDS_A_MINUTE = 180
MINUTES_TO_ANSWER = 0.75
_NOT_READ = frozenset({"picture", "media"})  # of a picture only the caption is; what plays has its own length
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_MARKS = re.compile(r"[*_#\\]|\]\([^)]*\)")
_FEEDBACK = ("feedback_right", "feedback_wrong", "feedback_true", "feedback_false")


def minutes(step: Step, bank: Mapping[str, Question]) -> float:
    """About how long somebody needs for everything in the step."""
    words, answers = 0.0, 0
    for block in step.body:
        if block.kind == "dilemma":
            words += _dilemma(block.value)
            answers += len(block.value["steps"])
        elif block.kind == "question":
            asked = bank.get(block.value["key"])
            words += _question(asked) if asked else 0
            answers += 1
        elif block.kind in _NOT_READ:
            words += _count(block.value.get("caption", ""))
        elif block.kind == "local":
            words += _count([block.value["title"], block.value["default"]])
        else:
            words += _count(block.value)
            answers += block.kind == "reflection"
    return words / WORDS_A_MINUTE + answers * MINUTES_TO_ANSWER


def _count(value: Any) -> int:
    return sum(len(_WORD.findall(_MARKS.sub("", text))) for text in texts(value))


def _mean(values: Iterable[Any]) -> float:
    counts = [_count(value) for value in values]
    return sum(counts) / len(counts) if counts else 0.0


def _dilemma(value: Mapping[str, Any]) -> float:
    around = _count([value["title"], value["situation"], value["reason"]])
    return around + sum(
        _count([step["prompt"], *(choice["text"] for choice in step["choices"])])
        + _mean(choice["consequence"] for choice in step["choices"])
        for step in value["steps"]
    )  # fmt: skip


def _question(question: Question) -> float:
    answers = question.answers
    options = answers.get("options", [])
    shown = [
        question.prompt,
        question.explanation,
        *(option["text"] for option in options),
        answers.get("items", []),
        answers.get("pairs", []),
    ]
    return (
        _count(shown) + _mean(option.get("feedback", "") for option in options) + _mean(answers[key] for key in _FEEDBACK if key in answers)
    )
