"""The shipped banks hold enough for another test the next time, of questions that no lesson has asked."""

from collections import Counter, defaultdict
from random import Random

import pytest
from django.conf import settings

from content.guidelines.model import Shipped
from lms.courses.curriculum.model import Course, Curriculum, Question, Step
from lms.quizzes.rules import Candidate, draw

ENOUGH = 1.7  # times as many questions as a test draws


@pytest.fixture(scope="module")
def shipped(shipped_files: Shipped) -> Curriculum:
    return shipped_files.courses


@pytest.fixture(params=sorted(path.parent.name for path in settings.CURRICULUM_DIR.glob("*/course.yaml")))
def course(request: pytest.FixtureRequest, shipped: Curriculum) -> Course:
    return next(each for each in shipped.courses if each.slug == request.param)


def family(question: Question) -> str:
    return question.variant_of or question.key


def fresh(course: Course) -> list[Question]:
    """Those that no lesson asks."""
    asked = {block.value["key"] for step in course.steps if isinstance(step, Step) for block in step.body if block.kind == "question"}
    return [question for question in course.questions if question.key not in asked]


def test_a_bank_is_far_larger_than_what_a_test_draws_of_it(course):
    assert course.quiz.draw > 0
    assert len({family(question) for question in course.questions}) >= ENOUGH * course.quiz.draw


def test_a_whole_test_and_half_of_another_can_be_drawn_of_what_no_lesson_asks(course):
    assert len({family(question) for question in fresh(course)}) >= 1.5 * course.quiz.draw


def test_each_outcome_is_tested_by_two_questions_that_no_lesson_asks(course):
    tested = defaultdict(set)
    for question in fresh(course):
        tested[question.outcome].add(family(question))
    assert {number: len(tested[number]) >= 2 for number in range(1, len(course.outcomes) + 1)} == dict.fromkeys(
        range(1, len(course.outcomes) + 1), True
    )


def test_no_first_test_asks_what_a_lesson_has_asked(course):
    """As `quizzes.actions.start_attempt` draws it: what a lesson asks counts as met once."""
    known = {question.key for question in course.questions} - {question.key for question in fresh(course)}
    bank = [
        Candidate(number, question.critical, question.outcome, int(question.key in known), family(question))
        for number, question in enumerate(course.questions)
    ]
    asked = {course.questions[number].key for seed in range(100) for number in draw(bank, course.quiz.draw, Random(seed))}
    assert asked & known == set()


def test_what_must_be_right_can_be_asked_in_two_ways_that_no_lesson_asks(course):
    critical = {family(question) for question in course.questions if question.critical}
    ways = Counter(family(question) for question in fresh(course) if question.critical)
    assert {key: ways[key] for key in critical if ways[key] < 2} == {}


def test_variants_ask_for_the_same_outcome_and_are_critical_together(course):
    alike = defaultdict(set)
    for question in course.questions:
        alike[family(question)].add((question.outcome, question.critical))
    assert {key for key, kinds in alike.items() if len(kinds) > 1} == set()


def test_who_leaves_out_the_options_that_give_reasons_does_not_pass(course):
    """Only wrong options said «siden» and «for» once, and gave themselves away."""
    scores = []
    for question in fresh(course):
        if question.type != "single":
            continue
        options = question.answers["options"]
        plain = [option for option in options if not any(sign in option["text"] for sign in (", siden ", ", for ", ", så "))] or options
        scores.append(sum(option["correct"] for option in plain) / len(plain))
    assert sum(scores) / len(scores) < 0.55
