"""Outcome, module, question: what hangs together and what does not; in the files and at the desk."""

from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from lms.courses.curriculum.outcomes import gaps, table_of
from lms.courses.rules.outcomes import Item, Module, Stray, Teaching, table
from lms.courses.selectors.outcomes import outcome_tables
from lms.quizzes.models import Question
from tests import school
from tests.learning.test_views import ANSWERS

PROMISED = ["si nei", "si fra"]
ONE, TWO = Module("En", [1], ["A-1"]), Module("To", [2], ["A-3"])
BANK = [Item("A-1", 1), Item("A-2", 1), Item("A-3", 2), Item("A-4", 2)]


def test_a_table_that_holds():
    found = table(PROMISED, [ONE, TWO], BANK, draws=0)
    assert found.holds
    assert [(row.taught, row.tested) for row in found.rows] == [
        ((Teaching("En", ("A-1",)),), ("A-1", "A-2")),
        ((Teaching("To", ("A-3",)),), ("A-3", "A-4")),
    ]


def test_what_only_the_test_asks_for_is_told_and_holds():
    found = table(PROMISED, [replace(ONE, outcomes=[1, 2]), TWO], BANK, draws=0)
    assert found.holds
    assert found.rows[1].taught == (Teaching("En", ()), Teaching("To", ("A-3",)))


@pytest.mark.parametrize(
    ("modules", "bank", "draws", "gap"),
    [
        ([ONE], BANK, 0, "untaught"),
        ([ONE, TWO], BANK[:3], 0, "lacking"),
        ([ONE, TWO], [*BANK[:3], Item("A-3b", 2, "A-3")], 0, "lacking"),
        ([ONE, replace(TWO, asks=[])], BANK, None, "loose"),
        ([ONE, replace(TWO, asks=[])], BANK, 0, "silent"),
        ([ONE, replace(TWO, asks=["A-3", "A-1"])], BANK, 0, "strays"),
        ([ONE, TWO], BANK, 1, "undrawn"),
        ([ONE, TWO], [replace(item, critical=item.outcome == 1) for item in BANK], 2, "undrawn"),
    ],
)
def test_each_gap_is_found(modules, bank, draws, gap):
    found = table(PROMISED, modules, bank, draws=draws)
    assert not found.holds
    row = found.rows[1]
    assert {
        "untaught": row.untaught,
        "lacking": row.lacking == 1,
        "loose": row.loose == ("To",),
        "silent": found.silent == ("To",),
        "strays": found.strays == (Stray("To", "A-1", 1),),
        "undrawn": found.undrawn == 1,
    }[gap]


def test_a_test_that_draws_all_critical_ones_and_one_more_asks_for_everything():
    bank = [replace(item, critical=item.key == "A-1") for item in BANK]
    assert table(PROMISED, [ONE, TWO], bank, draws=2).holds


@pytest.fixture(scope="module")
def shipped(shipped_files):
    return shipped_files.courses


def test_every_shipped_course_teaches_and_tests_all_it_promises(shipped):
    for course in shipped.courses:
        found = table_of(course)
        assert found.holds, list(map(str, gaps(course)))
        for row in found.rows:
            assert row.taught
            assert any(teaching.asks for teaching in row.taught) or row.tested


def test_a_module_whose_question_moves_to_another_outcome_is_named(shipped):
    known = next(course for course in shipped.courses if course.slug == "taushetsplikt")
    moved = replace(known, questions=[replace(each, outcome=2) if each.key == "TAU-08" else each for each in known.questions])
    said = list(map(str, gaps(moved)))
    assert "taushetsplikt/nb/digital-hverdag.md:1: asks TAU-08, which tests outcome 2; the module does not serve it" in said
    assert "taushetsplikt/nb/digital-hverdag.md:1: asks no question about what it says it serves" in said


@pytest.mark.django_db
def test_editors_see_the_table_with_its_gaps(client, django_assert_num_queries):
    place = school.build()
    place.course.outcomes = [("outcome", "si nei"), ("outcome", "si fra")]
    school.publish(place.course)
    key = Question.objects.create(key="TAU-90", subject="taushetsplikt", prompt="?", outcome=1, body=ANSWERS)
    place.first.refresh_from_db()
    place.first.outcomes = [1]
    place.first.body = [*school.TEXT, {"type": "question", "value": key.pk}]
    school.publish(place.first)
    with django_assert_num_queries(6):
        ((course, found),) = outcome_tables()
    assert (course.pk, [row.tested for row in found.rows]) == (place.course.pk, [("TAU-90",), ()])
    assert found.rows[0].taught == (Teaching(place.first.title, ("TAU-90",)),)
    client.force_login(school.responsible("Cleo", place.centre, "central_editor").user)
    page = client.get(reverse("upkeep:outcomes"))
    assertContains(page, "TAU-90")
    assertContains(page, "Ingen modul lærer bort 2, «si fra».")
    assertContains(page, "For få spørsmål prøver 2, «si fra».")
