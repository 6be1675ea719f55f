"""Referees who are silent are reminded, twice at most; letters that come back are noticed."""

from datetime import date

import pytest

from lms.mail.models import Letter
from lms.recruitment.actions import answers, cases, references
from lms.recruitment.actions.links import open_link
from lms.recruitment.models import Application, SecretLink, Stage
from lms.recruitment.rules.references import State, Task
from lms.recruitment.selectors.references import referees_in, referees_of
from lms.recruitment.tasks import chase_references
from tests.factories.recruitment import DAY, NOW, an_application
from tests.factories.references import ANSWERS, a_referee, link_in

ON = date(2026, 11, 23)
REFERENCE = SecretLink.Purpose.REFERENCE


def chase_each_day(days: int) -> list[tuple[int, int]]:
    """Run the job once a day, twice each time; what the first and the second run reminded, as (day, number)."""
    sent = []
    for number in range(days):
        first, second = (references.chase(now=NOW + number * DAY) for _twice in range(2))
        assert second.reminded == 0
        if first.reminded:
            sent.append((number, first.reminded))
    return sent


def test_two_reminders_then_silence_is_a_task(cast, met):
    a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    assert chase_each_day(30) == [(4, 1), (10, 1)]  # a Friday, and a Thursday with a weekend between
    letters = list(Letter.objects.order_by("created_at"))
    assert len(letters) == 3
    assert "påminnelse" in letters[1].subject
    first, second, third = (link_in(letter) for letter in letters)
    assert len({first, second, third}) == 3
    assert open_link(first, REFERENCE, now=NOW + 20 * DAY)
    assert open_link(third, REFERENCE, now=NOW + 30 * DAY)
    assert [(each.state, each.task) for each in referees_of(met, on=date(2026, 12, 7))] == [(State.SILENT, Task.CHASE)]


@pytest.mark.parametrize("end", ["given", "declined", "replaced", "withdrawn", "enough", "waiting"])
def test_reminders_stop_by_themselves(cast, met, end):
    referee = a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    match end:
        case "given":
            answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW)
        case "declined":
            answers.decline(referee=referee, now=NOW)
        case "replaced":
            references.replace_referee(referee=referee, by=cast.kim, now=NOW)
        case "withdrawn":
            cases.withdraw(application=met, now=NOW)
        case "enough":
            for _number in range(2):
                answers.give(referee=a_referee(met), answers=ANSWERS, language="nb", now=NOW, by=cast.kim)
        case "waiting":
            Application.objects.filter(pk=met.pk).update(stage=Stage.WAITING_LIST)
    assert chase_each_day(20) == []


def test_a_letter_that_came_back_is_noted_and_not_reminded_of(cast, met):
    referee = a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    Letter.objects.update(returned_at=NOW)
    assert references.chase(now=NOW + DAY) == references.Chased(returned=1, reminded=0)
    assert references.chase(now=NOW + 4 * DAY) == references.Chased(returned=0, reminded=0)
    referee.refresh_from_db()
    assert referee.bounced_at == NOW + DAY
    assert [(each.state, each.task) for each in referees_of(met, on=ON)] == [(State.RETURNED, Task.CORRECT)]
    references.note_returned(referee=referee, now=NOW + 2 * DAY)
    referee.refresh_from_db()
    assert referee.bounced_at == NOW + DAY


def test_a_reminder_that_came_back_counts_as_well(cast, met):
    a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    references.chase(now=NOW + 4 * DAY)
    Letter.objects.filter(key__endswith=":1").update(returned_at=NOW + 4 * DAY)
    assert references.chase(now=NOW + 5 * DAY).returned == 1


def test_asked_anew_after_a_return_the_clock_begins_again(cast, met):
    referee = a_referee(met)
    references.ask_references(application=met, by=cast.kim, now=NOW)
    references.note_returned(referee=referee, now=NOW)
    referee.refresh_from_db()
    references.ask_again(referee=referee, by=cast.kim, now=NOW + 7 * DAY, seen=referee.asked_at.isoformat())
    assert chase_each_day(12) == [(11, 1)]


def test_the_job_runs_on_its_own(met):
    assert chase_references.func() == {"returned": 0, "reminded": 0}


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_quiet_round_takes_three_queries(cast, process, number, django_assert_num_queries):
    for _case in range(number):
        a_referee(an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1), asked_at=NOW)
    with django_assert_num_queries(3):
        references.chase(now=NOW + DAY)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_standings_of_many_cases_take_one_query_and_read_no_answer(cast, process, number, django_assert_num_queries):
    for _case in range(number):
        case = an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1)
        answers.give(referee=a_referee(case), answers=ANSWERS, language="nb", now=NOW, by=cast.kim)
        a_referee(case)
    found = list(Application.objects.select_related("process"))
    with django_assert_num_queries(1) as captured:
        standings = referees_in(found, on=ON)
    assert [[each.state for each in row] for row in standings.values()] == [[State.BY_TELEPHONE, State.NOT_ASKED]] * number
    assert '"answers"' not in captured.captured_queries[0]["sql"]
