"""Questions inside a lesson."""

import json

import pytest
from django.http import QueryDict

from lms.quizzes.knowledge_check import answer, check, knowledge_check, shown_to
from lms.quizzes.rules import Problem
from tests.factories import quizzes as make

pytestmark = pytest.mark.django_db


def test_a_person_meets_the_same_order_each_time():
    question, person = make.question("ordering"), make.person()
    assert shown_to(question, person) == shown_to(question, person)


def test_a_posted_answer_is_marked_and_kept_and_shown_again():
    question, person = make.question("true_false"), make.person()
    data = QueryDict(f"q{question.pk}=false")
    assert not check(question, data, person=person).correct
    state = json.loads(json.dumps(answer(question, data, person=person)))
    again = knowledge_check(question, person=person, state=state)
    assert (again.answer, again.marked and again.marked.correct) == ("false", False)


def test_what_cannot_be_read_stands_in_the_form_again():
    question = make.question("number")
    state = answer(question, {f"q{question.pk}": "tre døgn"})
    shown = knowledge_check(question, state=state)
    assert (shown.marked, shown.answer, shown.problem) == (None, "tre døgn", Problem.NOT_A_NUMBER)


def test_an_empty_form_asks_for_an_answer_but_forgets_none():
    question = make.question()
    assert answer(question, {})["problem"] == "empty"
    assert answer(question, {}, before={"answer": "kept"}) == {"answer": "kept"}


def test_an_answer_to_a_rewritten_question_is_passed_over():
    question = make.question()
    kept = answer(question, {f"q{question.pk}": shown_to(question, None).choices[0].id})
    question.body = [("single", {"options": [{"text": t, "correct": t == "a", "feedback": t} for t in "ab"]})]
    assert knowledge_check(question, state=kept).marked is None


def test_nonsense_from_an_older_version_is_passed_over():
    shown = knowledge_check(make.question(), state={"answer": {"x": 1}, "problem": "unheard of"})
    assert (shown.marked, shown.problem) == (None, None)
