"""What is promised to be gone after a while is gone, and takes nothing along that counts."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.learning.actions import forget_attempts, forget_progress
from lms.learning.models import ReflectionNote, Showing, StepCompletion, StepProgress
from lms.learning.rules import ATTEMPT_KEPT, PROGRESS_KEPT
from lms.qualifications.models import Evidence
from lms.quizzes.models import Attempt, Response
from tests.learning.test_replays import full_school
from tests.learning.test_views import logged_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_where_somebody_was_in_a_step_is_gone_after_a_year_and_what_they_finished_is_not():
    _place, ana, _lea = full_school()
    now = datetime.now(UTC)
    finished, notes = StepCompletion.objects.count(), ReflectionNote.objects.count()
    steps = StepProgress.objects.count()
    assert [forget_progress(now=now + PROGRESS_KEPT - DAY), forget_progress(now=now + PROGRESS_KEPT + DAY)] == [0, steps]
    assert [steps > 0, StepCompletion.objects.count(), ReflectionNote.objects.count()] == [True, finished, notes]
    page = logged_in(ana).get("/kurs/taushetsplikt/hvorfor/")
    assert "Dette er mitt eget." in page.text


def test_attempts_are_gone_after_three_years_but_not_the_one_that_was_passed():
    _place, ana, _lea = full_school()
    now = datetime.now(UTC)
    passed = Attempt.objects.get(passed=True)
    begun = Attempt.objects.create(person=ana, quiz=passed.quiz, number=9, seed=1, pass_percent=80, started_at=now)
    assert forget_attempts(now=now + ATTEMPT_KEPT - DAY) == 0
    assert [forget_attempts(now=now + ATTEMPT_KEPT + DAY) for _ in range(2)] == [2, 0]
    assert [*Attempt.objects.all()] == [passed]
    assert not Attempt.objects.filter(pk=begun.pk).exists()
    assert {response.attempt_id for response in Response.objects.all()} == {passed.pk}
    assert Showing.objects.filter(attempt=passed).count() + Showing.objects.filter(completion__attempt=passed).count() > 0
    assert Evidence.objects.filter(person=ana).exists()
    assert logged_in(ana).get("/kurs/taushetsplikt/prove/").status_code == 200
