"""`{% load quizzes %}`: a question's fields, its feedback and an answer in words, for attempts and for knowledge checks alike."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.quizzes import knowledge_check as checks
from lms.quizzes.models import Question
from lms.quizzes.rules import Answer, Choice, Kind, Marked, Problem, Shown, mark, order_of, right_answer

register = template.Library()


def words_for(problem: Problem | None) -> str:
    """What to say beside the field; nothing without a problem."""
    match problem:
        case Problem.NOT_A_NUMBER:
            return _("Write a number, for example 2,5.")
        case Problem.SAME_PLACE:
            return _("Two of them have the same number. Give each its own.")
        case Problem.TOO_LONG:
            return _("Write it shorter: a word or two is enough.")
        case Problem.EMPTY:
            return _("Give an answer first.")
        case None:
            return ""


def text_of(choice: Choice | None) -> str:
    """A choice in words."""
    if choice is None:
        return ""
    return choice.text or (_("True") if choice.id == "true" else _("False"))


def _number(text: str) -> str:
    """A key's number with the reader's decimal sign."""
    return number_format(text, use_l10n=True)


@register.inclusion_tag("quizzes/question_fields.html")
def question_fields(
    shown: Shown, prefix: str, answer: Answer | None = None, marked: Marked | None = None, problem: Problem | None = None
) -> dict[str, Any]:
    """The form fields of a question of any kind. With `marked` they are locked and show what was right."""
    placed = answer if isinstance(answer, dict) else {}
    return {
        "kind": str(shown.kind),
        "shown": shown,
        "prefix": prefix,
        "identity": f"id_{prefix}",
        "error": words_for(problem),
        "reveal": marked is not None,
        "options": [_option(shown, choice, answer, marked) for choice in shown.choices],
        "items": [_item(shown, identity, placed, marked) for identity in order_of(shown, answer)],
        "rows": [_row(shown, row.id, row.text, row.match, prefix, placed, marked) for row in shown.rows],
        "choices": [(choice.id, choice.text) for choice in shown.choices],
        "value": answer if isinstance(answer, str) else "",
    }


def _option(shown: Shown, choice: Choice, answer: Answer | None, marked: Marked | None) -> dict[str, Any]:
    part = marked.part(choice.id) if marked else None
    return {
        "value": choice.id,
        "label": text_of(choice),
        "checked": choice.id in answer if isinstance(answer, list) else choice.id == answer,
        "right": part.right if part else None,
        "feedback": part.feedback if part else "",
    }


def _item(shown: Shown, identity: str, placed: Mapping[str, str], marked: Marked | None) -> dict[str, Any]:
    part = marked.part(identity) if marked else None
    made: dict[str, Any] = {"value": identity, "label": text_of(shown.choice(identity)), "right": part.right if part else None}
    place = placed.get(identity, "")
    return made | ({"position": int(place)} if place.isdecimal() else {})  # what was typed, when it could not be read


def _row(
    shown: Shown, identity: str, text: str, match: str, prefix: str, placed: Mapping[str, str], marked: Marked | None
) -> dict[str, Any]:
    part = marked.part(identity) if marked else None
    wrong = part is not None and not part.right
    return {
        "name": f"{prefix}-{identity}",
        "label": text,
        "selected": placed.get(identity, ""),
        "right": part.right if part else None,
        "feedback": _("Right answer: %(answer)s") % {"answer": text_of(shown.choice(match))} if wrong else "",
    }


@register.inclusion_tag("quizzes/question_feedback.html")
def question_feedback(shown: Shown, marked: Marked) -> dict[str, Any]:
    """Right or not in words, what there is to learn, and the right answer where the fields do not show it already."""
    wrong = not marked.correct
    order = [text_of(shown.choice(identity)) for identity in shown.order] if wrong else []
    typed = ""
    if wrong and shown.kind is Kind.SHORT_ANSWER and shown.accepted:
        typed = shown.accepted[0]
    if wrong and shown.kind is Kind.NUMBER:
        typed = _number(shown.value)
    several = wrong and marked.answered and shown.kind is Kind.MULTIPLE
    return {"shown": shown, "marked": marked, "order": order, "typed": typed, "several": several}


@register.filter
def says_more(shown: Shown, marked: Marked) -> bool:
    """Whether there is more to say than what stands under each option already."""
    return shown.kind not in (Kind.SINGLE, Kind.TRUE_FALSE) or bool(shown.explanation) or not marked.answered


@register.inclusion_tag("quizzes/answer_text.html")
def answer_text(shown: Shown, answer: Answer | None) -> dict[str, Any]:
    """An answer in words, as the one who gave it would say it; nothing for none."""
    match shown.kind, answer:
        case Kind.ORDERING, list():
            return {"steps": [text_of(shown.choice(identity)) for identity in answer]}
        case Kind.MATCHING, dict():
            return {"pairs": [(row.text, text_of(shown.choice(answer.get(row.id)))) for row in shown.rows]}
        case Kind.MULTIPLE, list():
            return {"several": [text_of(choice) for choice in shown.choices if choice.id in answer]}
        case ((Kind.SINGLE | Kind.TRUE_FALSE), str()):
            return {"text": text_of(shown.choice(answer))}
        case ((Kind.SHORT_ANSWER | Kind.NUMBER), str()):
            return {"text": answer}
    return {}


@register.filter
def choice_text(choice: Choice) -> str:
    """A choice in words."""
    return text_of(choice)


@register.simple_tag
def knowledge_check(
    question: Question | None, person: Person | None = None, state: Mapping[str, Any] | None = None
) -> checks.KnowledgeCheck | None:
    """`{% knowledge_check question person state as check %}`: a question in a lesson, as one person meets it; None for a question that is gone."""
    return checks.knowledge_check(question, person=person, state=state) if question else None


@register.simple_tag(name="right_answer")
def marked_right(shown: Shown) -> Marked:
    """`{% right_answer shown as marked %}`: a right answer, marked, for those who write the question."""
    return mark(shown, right_answer(shown))
