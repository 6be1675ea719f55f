"""What reads give, and at what price."""

from datetime import UTC, datetime

import pytest

from lms.quizzes.actions import save_answer, start_attempt, submit
from lms.quizzes.rules import Kind, mark, right_answer
from lms.quizzes.selectors import attempt_overview, attempts_of, describe, open_attempt, questions_for
from tests.factories import quizzes as make

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", list(Kind))
def test_a_stored_question_of_each_kind_can_be_marked(kind):
    from random import Random

    from lms.quizzes.rules import present

    shown = present(describe(make.question(kind)), Random(1))
    assert (shown.kind, mark(shown, right_answer(shown)).correct) == (kind, True)


def test_a_central_quiz_draws_on_the_central_bank_alone():
    own, _retired, _other = make.question(), make.question(retired=True), make.question(subject="annet")
    make.question(unit=make.unit())
    assert questions_for(make.quiz()) == [own]


def test_a_units_quiz_draws_on_its_own_bank_and_those_above_too():
    north = make.unit("nord", with_page=True)
    city, sister = (make.unit(slug, parent=north, with_page=True) for slug in ("by", "annen-by"))
    banks = [make.question(unit=unit) for unit in (None, north, city, sister)]
    assert questions_for(make.quiz(below=city.page)) == banks[:3]
    assert questions_for(make.quiz(below=north.page)) == banks[:2]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_do_not_grow_with_the_number_of_questions(number, django_assert_num_queries):
    for _each in range(number):
        make.question()
    person, quiz = make.person(), make.quiz()
    with django_assert_num_queries(2):
        assert len(questions_for(quiz)) == number
    # open attempt, questions (2), last number, questions met before in attempts and in lessons (2), attempt, responses; the transaction's own two
    with django_assert_num_queries(11):
        attempt = start_attempt(person=person, quiz=quiz, unit=None, now=NOW)
    with django_assert_num_queries(1):
        assert attempt_overview(attempt).total == number
    with django_assert_num_queries(1):
        assert open_attempt(person, quiz) == attempt
    with django_assert_num_queries(6):
        submit(attempt=attempt, now=NOW)
    with django_assert_num_queries(1):
        assert len(attempts_of(person, quiz)) == 1


def test_an_overview_knows_where_to_go_on_and_what_was_missed():
    critical = make.question(critical=True, outcome=4)
    make.question(outcome=2)
    person, quiz = make.person(), make.quiz()
    attempt = start_attempt(person=person, quiz=quiz, unit=None, now=NOW)
    entry = next(each for each in attempt_overview(attempt).entries if each.shown.key != critical.key)
    save_answer(attempt=attempt, position=entry.position, answer=right_answer(entry.shown), now=NOW)
    before = attempt_overview(attempt)
    assert (before.answered, before.here) == (1, 3 - entry.position)
    after = attempt_overview(submit(attempt=attempt, now=NOW))
    assert [each.shown.key for each in after.missed_critical] == [critical.key]
    assert (after.verdict().passed, after.verdict().revisit) == (False, (4,))


def test_a_wrong_key_put_right_leaves_old_results_alone():
    make.question("number")
    attempt = start_attempt(person=make.person(), quiz=make.quiz(), unit=None, now=NOW)
    save_answer(attempt=attempt, position=1, answer="72", now=NOW)
    done = submit(attempt=attempt, now=NOW)
    response = done.responses.get()
    response.correct = False  # as if the marking of that day had decided otherwise
    response.save()
    entry = attempt_overview(done).entries[0]
    assert (entry.correct, entry.marked.correct, entry.marked.message) == (False, False, entry.shown.feedback_wrong)
