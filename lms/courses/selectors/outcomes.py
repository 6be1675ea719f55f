"""What the central courses promise, teach and test."""

from collections.abc import Iterable
from typing import Any

from lms.courses.models import CoursePage, ModulePage
from lms.courses.rules.outcomes import Item, Module, Table, table
from lms.courses.selectors import central_steps, courses_open_to
from lms.quizzes.models import Question, QuizPage


def outcome_tables() -> list[tuple[CoursePage, Table]]:
    """Each central course with its outcomes against its live modules and the questions in use, in the order of the catalogue. 6 queries."""
    courses = courses_open_to([])
    modules: dict[int, list[ModulePage]] = {}
    for course, module in sorted(central_steps(ModulePage, courses), key=lambda pair: pair[1].path):
        modules.setdefault(course.pk, []).append(module)
    tests = {course.pk: quiz for course, quiz in central_steps(QuizPage, courses)}
    subjects = {course.pk: tests[course.pk].subject if course.pk in tests else course.slug for course in courses}
    asked = {pk for each in modules.values() for module in each for pk in _asked(module)}
    bank = Question.objects.filter(unit=None, retired=False, subject__in=set(subjects.values())).order_by("key")
    by_subject: dict[str, list[Item]] = {}
    keys = dict(Question.objects.filter(pk__in=asked).values_list("pk", "key"))
    for question in bank:
        by_subject.setdefault(question.subject, []).append(Item(question.key, question.outcome, question.family, question.critical))
    return [
        (course, _table(course, modules.get(course.pk, ()), by_subject.get(subjects[course.pk], ()), tests.get(course.pk), keys))
        for course in courses
    ]


def _asked(module: ModulePage) -> list[int]:
    """The numbers of the questions that stand in a module. No query."""
    raw: list[dict[str, Any]] = list(module.body.raw_data)
    return [block["value"] for block in raw if block["type"] == "question" and block["value"]]


def _table(course: CoursePage, modules: Iterable[ModulePage], bank: Iterable[Item], quiz: QuizPage | None, keys: dict[int, str]) -> Table:
    taught = [Module(module.title, module.outcomes, [keys[pk] for pk in _asked(module) if pk in keys]) for module in modules]
    return table([str(block.value) for block in course.outcomes], taught, bank, draws=quiz.draw if quiz else None)
