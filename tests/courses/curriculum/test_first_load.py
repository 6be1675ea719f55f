"""The first load, into a database without a course."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from lms.courses.models import LoadedPiece
from lms.quizzes.models import Question, QuizPage
from lms.quizzes.selectors import asked_in_lessons

from . import sample
from .sample import row_counts, stored_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sample.put(tmp_path)


def test_a_load_that_fails_half_way_leaves_no_row_and_no_file(folder: Path) -> None:
    # A local bank's key is in the way, which only the last course finds out.
    from tests.factories.quizzes import question, unit

    question(key="TAU-03", unit=unit())
    before, files = row_counts(), stored_files()
    with pytest.raises(CommandError, match=r"taus/nb/questions.yaml:1: the unit .* has a question «TAU-03» of its own"):
        call_command("load_curriculum", dir=folder, verbosity=0)
    assert row_counts() == before
    assert stored_files() == files


def test_checking_needs_no_database_change(folder: Path) -> None:
    before, out = row_counts(), io.StringIO()
    call_command("load_curriculum", dir=folder, check=True, stdout=out)
    assert out.getvalue() == "The files are right: 2 courses.\n"
    assert row_counts() == before


@pytest.mark.slow
def test_the_shipped_curriculum_comes_out_of_the_demo_as_it_went_in(demo: None, tmp_path: Path) -> None:
    before = row_counts()
    call_command("export_curriculum", dir=tmp_path, verbosity=0)
    shipped = {name: text for name, text in sample.contents(Path(settings.CURRICULUM_DIR)).items() if name != "LICENSE"}
    assert sample.contents(tmp_path) == shipped
    out = io.StringIO()
    call_command("load_curriculum", dir=tmp_path, stdout=out)
    assert f"0 new, 0 changed, 0 taken out, {LoadedPiece.objects.count()} unchanged." in out.getvalue()
    assert row_counts() == before


def test_each_shipped_test_knows_what_its_lessons_have_asked(demo: None) -> None:
    known = {quiz.subject: asked_in_lessons(quiz) for quiz in QuizPage.objects.all()}
    assert len(known) >= 13
    for subject, asked in known.items():
        assert asked
        assert set(Question.objects.filter(pk__in=asked).values_list("subject", flat=True)) == {subject}
