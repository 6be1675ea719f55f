"""A question of the bank inside a lesson: answered there and then, as often as one likes, and never counted.

The lesson keeps what `answer` returns and gives it back as `state` when it is read again. No function here asks the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from django.http import QueryDict

from lms.people.models import Person

from . import rules
from .models import Question
from .rules import Answer, Marked, Problem, Shown
from .selectors import show

State = dict[str, Any]


@dataclass(frozen=True)
class KnowledgeCheck:
    """What the screen shows: a form while `marked` is None, else the answer with its feedback. `problem` says why an answer could not be read."""

    shown: Shown
    prefix: str
    answer: Answer | None = None
    marked: Marked | None = None
    problem: Problem | None = None


def prefix_of(question: Question) -> str:
    """What the names of a question's fields begin with: a lesson may hold several questions."""
    return f"q{question.pk}"


def shown_to(question: Question, person: Person | None) -> Shown:
    """A question as one person meets it in a lesson: in the same order each time they come back."""
    return show(question, Random(order_seed(person.pk if person else None, question.key)))  # noqa: S311 -- an order, no secret


def order_seed(person_id: int | None, key: str) -> str:
    """What decides the order in which one person meets a question."""
    return f"{person_id or ''}/{key}"


def check(question: Question, data: Mapping[str, Any], *, person: Person | None = None) -> Marked:
    """Mark the answer in a posted form. `answer` of what comes back is None when nothing usable was sent; then `problem` says why and `typed` holds
    what was written.
    """
    fields = dict(data.lists()) if isinstance(data, QueryDict) else {name: _texts(value) for name, value in data.items()}
    shown = shown_to(question, person)
    parsed = rules.parse(shown, fields, prefix_of(question))
    return rules.marked_from(shown, parsed)


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def answer(
    question: Question,
    data: Mapping[str, Any],
    *,
    person: Person | None = None,
    before: Mapping[str, Any] | None = None,
) -> State:
    """What to remember of a posted form, as JSON: the answer, or what could not be read and why. An empty form leaves an earlier answer standing."""
    marked = check(question, data, person=person)
    if marked.answered:
        return {"answer": marked.answer}
    if before and before.get("answer") is not None:
        return dict(before)
    return {"problem": str(marked.problem or Problem.EMPTY), "typed": marked.typed}


def knowledge_check(question: Question, *, person: Person | None = None, state: Mapping[str, Any] | None = None) -> KnowledgeCheck:
    """A question as a lesson shows it. An answer from an earlier visit is marked by today's key: a lesson teaches what is right today.

    An answer that no longer fits, because the question was rewritten, is passed over.
    """
    shown = shown_to(question, person)
    state = state or {}
    marked = rules.mark(shown, state.get("answer"))
    if marked.answered:
        return KnowledgeCheck(shown, prefix_of(question), marked.answer, marked)
    problem = state.get("problem")
    return KnowledgeCheck(shown, prefix_of(question), state.get("typed"), None, Problem(problem) if problem in set(Problem) else None)
