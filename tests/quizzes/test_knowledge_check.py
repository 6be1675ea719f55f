"""Questions inside a lesson."""

import json

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.template.loader import render_to_string

from lms.quizzes.knowledge_check import answer, check, knowledge_check, shown_to
from lms.quizzes.rules import Kind, Problem, right_answer
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


def drawn(question, **context) -> BeautifulSoup:
    """The block as a lesson shows it."""
    given = {"question": question, "action_url": "/blokk/1/", "block_id": "1", "state": {}} | context
    return BeautifulSoup(render_to_string("courses/blocks/question.html", given), "html.parser")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_lesson_asks_and_then_shows_how_it_went(kind):
    question, person = make.question(kind, explanation="Derfor."), make.person()
    asked = drawn(question, person=person)
    assert question.prompt in asked.legend.text if asked.legend else question.prompt in asked.text
    assert "Derfor." not in asked.text
    for field in asked.select("input:not([type=hidden]), select"):
        assert asked.select_one(f"label[for={field['id']}]")
    answered = drawn(question, person=person, state={"answer": right_answer(shown_to(question, person))})
    assert answered.section["data-state"] == "right"
    assert "Derfor." in answered.text
    assert answered.select("input:not([type=hidden]):not([disabled]):not([readonly]), select") == []
    assert answered.select_one("button[name=again]")


def test_a_lesson_says_why_an_answer_could_not_be_read():
    form = drawn(make.question("number"), state={"problem": "not_a_number", "typed": "tre døgn"})
    field = form.select_one("input[type=text]")
    assert (field["value"], field["aria-invalid"]) == ("tre døgn", "true")


def test_a_question_that_is_gone_leaves_no_hole():
    assert drawn(None).get_text(strip=True) == ""
