"""Attempts: started once, kept as shown, handed in once."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from lms.quizzes.actions import save_answer, start_attempt, submit
from lms.quizzes.models import Attempt, Response
from lms.quizzes.rules import Shown, right_answer
from lms.quizzes.selectors import asked_in_lessons
from tests import school
from tests.factories import quizzes as make

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def start(person, quiz, **given):
    return start_attempt(person=person, quiz=quiz, unit=None, now=NOW, **given)


def answer_all(attempt, *, wrong=()):
    """Answer everything right but the positions in `wrong`."""
    for response in attempt.responses.all():
        answer = None if response.position in wrong else right_answer(Shown.from_json(response.shown))
        save_answer(attempt=attempt, position=response.position, answer=answer, now=NOW)


def test_starting_twice_goes_on_with_the_same_attempt():
    make.question()
    person, quiz = make.person(), make.quiz()
    assert start(person, quiz) == start(person, quiz)
    assert Attempt.objects.count() == Response.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_starting_in_two_tabs_at_once_gives_one_attempt():
    make.question()
    person, quiz = make.person(), make.quiz()
    together, found = Barrier(2), []

    def tab():
        together.wait()
        found.append(start(person, quiz).pk)
        connection.close()

    tabs = [Thread(target=tab), Thread(target=tab)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_a_quiz_without_questions_says_so():
    make.question(subject="annet")
    make.question(retired=True)
    with pytest.raises(ValidationError):
        start(make.person(), make.quiz())
    assert not Attempt.objects.exists()


def test_a_seed_gives_the_same_test_again():
    for _each in range(6):
        make.question()
    quiz = make.quiz(draw=4)
    first, second = (start(make.person(), quiz, seed=7) for _each in range(2))
    assert [r.shown for r in first.responses.all()] == [r.shown for r in second.responses.all()]


def test_a_new_attempt_prefers_other_questions_and_keeps_the_critical():
    critical = make.question(critical=True)
    for _each in range(4):
        make.question()
    person, quiz = make.person(), make.quiz(draw=3)
    first = start(person, quiz)
    submit(attempt=first, now=NOW)
    second = start(person, quiz)
    drawn = [_drawn(attempt) for attempt in (first, second)]
    assert second.number == 2
    assert drawn[0] & drawn[1] == {critical.pk}


def test_what_a_lesson_beside_the_test_has_asked_comes_last():
    """The lesson gives the answer there and then: what it has asked is met once, as in an attempt."""
    place = school.build()
    bank = [make.question(subject=place.quiz.subject) for _each in range(6)]
    place.first.body = [*school.TEXT, *({"type": "question", "value": each.pk} for each in bank[:3])]
    school.publish(place.first)
    place.quiz.draw = 3  # the critical question of the school and two more
    drawn = {pk for _each in range(20) for pk in _drawn(start(make.person(), place.quiz))}
    assert not drawn & {each.pk for each in bank[:3]}
    place.quiz.draw = 6
    assert len(drawn_of_all := _drawn(start(make.person(), place.quiz))) == 6
    assert {each.pk for each in bank[3:]} < drawn_of_all


def test_a_question_of_another_courses_lesson_is_new_here():
    place = school.build()
    new, known = (make.question(subject=place.quiz.subject) for _each in range(2))
    place.first.body = [*school.TEXT, {"type": "question", "value": known.pk}]
    school.publish(place.first)
    elsewhere = make.quiz(subject=place.quiz.subject, draw=2)
    assert asked_in_lessons(place.quiz) == {known.pk}
    assert asked_in_lessons(elsewhere) == set()
    assert {pk for _each in range(20) for pk in _drawn(start(make.person(), elsewhere))} >= {new.pk, known.pk}


def _drawn(attempt):
    return set(attempt.responses.values_list("question_id", flat=True))


def test_all_right_passes():
    for kind in make.BODIES:
        make.question(kind)
    attempt = start(make.person(), make.quiz())
    answer_all(attempt)
    done = submit(attempt=attempt, now=NOW)
    assert (done.percent, done.passed, done.submitted_at) == (100, True, NOW)
    assert all(done.responses.values_list("correct", flat=True))


def test_nothing_answered_is_not_passed_and_never_fails_to_mark():
    for kind in make.BODIES:
        make.question(kind)
    done = submit(attempt=start(make.person(), make.quiz()), now=NOW)
    assert (done.percent, done.passed) == (0, False)


def test_a_missed_critical_question_is_not_passed_whatever_the_per_cent():
    for _each in range(9):
        make.question()
    make.question(critical=True)
    attempt = start(make.person(), make.quiz(pass_percent=50))
    critical = next(r.position for r in attempt.responses.all() if r.shown["critical"])
    answer_all(attempt, wrong={critical})
    done = submit(attempt=attempt, now=NOW)
    assert (done.percent, done.passed) == (90, False)


def test_handing_in_twice_changes_nothing():
    make.question()
    attempt = start(make.person(), make.quiz())
    first = submit(attempt=attempt, now=NOW)
    again = submit(attempt=attempt, now=NOW + timedelta(hours=1))
    assert (again.submitted_at, again.percent, again.passed) == (first.submitted_at, 0, False)


def test_an_answer_after_handing_in_is_refused():
    make.question()
    attempt = start(make.person(), make.quiz())
    submit(attempt=attempt, now=NOW)
    with pytest.raises(ValidationError):
        answer_all(attempt)
    assert attempt.responses.get().answer is None


def test_an_answer_can_be_taken_back():
    make.question("number")
    attempt = start(make.person(), make.quiz())
    kept = save_answer(attempt=attempt, position=1, answer="72", now=NOW)
    assert (kept.answer, kept.answered_at) == ("72", NOW)
    kept = save_answer(attempt=attempt, position=1, answer=None, now=NOW)
    assert (kept.answer, kept.answered_at) == (None, None)


def test_later_edits_of_question_and_quiz_change_no_old_attempt():
    question = make.question("number")
    person, quiz = make.person(), make.quiz(pass_percent=100)
    attempt = start(person, quiz)
    answer_all(attempt)
    question.prompt, question.body = "Noe annet?", [("number", make.BODIES["number"] | {"value": "3"})]
    question.save()
    quiz.pass_percent = 10
    quiz.save()
    done = submit(attempt=attempt, now=NOW)
    response = done.responses.get()
    assert (done.passed, done.pass_percent, response.correct) == (True, 100, True)
    assert response.shown["prompt"].startswith("Hva gjør du")
