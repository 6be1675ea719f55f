"""Two people at the same case in the same moment. Real transactions, so that locks are locks."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from lms.mail.models import Letter
from lms.recruitment.actions import answers, cases, references
from lms.recruitment.actions.applications import submit
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, Move, Stage
from tests.cast import make_cast
from tests.factories.recruitment import NOW, an_application
from tests.factories.references import ANSWERS, a_referee

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Runs each in a thread of its own, all from the same moment; what each ended with."""
    ready = Barrier(len(works))
    ends: list[BaseException | None] = [None] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        ready.wait()
        try:
            work()
        except ValidationError as error:
            ends[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_two_recruiters_take_a_case_one_stage_further_together():
    cast = make_cast()
    set_process(now=NOW, by=None, unit=cast.harbour, rounds=2)
    case = an_application(cast.harbour, cast.companion, stage=Stage.CONTACTED, contacted_at=NOW)

    ends = at_once(
        lambda: cases.go_on(application=case, by=cast.kim, now=NOW, seen=Stage.CONTACTED),
        lambda: cases.go_on(application=case, by=cast.lea, now=NOW, seen=Stage.CONTACTED),
    )

    case.refresh_from_db()
    assert (case.stage, Move.objects.count(), ends) == (Stage.INTERVIEW_1, 1, [None, None])


def test_a_withdrawal_and_a_move_in_the_same_moment_leave_one_truth():
    cast = make_cast()
    set_process(now=NOW, by=None, unit=cast.harbour, rounds=2)
    case = an_application(cast.harbour, cast.companion, stage=Stage.CONTACTED, contacted_at=NOW)

    moved, withdrawn = at_once(
        lambda: cases.go_on(application=case, by=cast.kim, now=NOW),
        lambda: cases.withdraw(application=case, now=NOW),
    )

    case.refresh_from_db()
    assert (case.stage, withdrawn) == (Stage.WITHDRAWN, None)
    stages = [move.to_stage for move in case.moves.order_by("pk")]
    assert stages == ([Stage.WITHDRAWN] if moved else [Stage.INTERVIEW_1, Stage.WITHDRAWN])


def test_the_same_form_sent_twice_in_one_moment_is_one_case():
    cast = make_cast()
    details = {"given_name": "Vera", "family_name": "Vik", "email": "vera@soker.example"}

    def send() -> None:
        submit(unit=cast.harbour, role=cast.companion, details=details, key="one", now=NOW)

    at_once(send, send)
    assert Application.objects.count() == 1


def test_two_recruiters_who_ask_at_once_send_each_referee_one_letter():
    cast = make_cast()
    case = an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1)
    for _number in range(2):
        a_referee(case)

    ends = at_once(
        lambda: references.ask_references(application=case, by=cast.kim, now=NOW),
        lambda: references.ask_references(application=case, by=cast.lea, now=NOW),
    )

    assert (Letter.objects.count(), case.links.count(), ends) == (2, 2, [None, None])


def test_a_referee_answers_while_somebody_replaces_them_and_one_of_the_two_holds():
    cast = make_cast()
    case = an_application(cast.harbour, cast.companion, stage=Stage.INTERVIEW_1)
    referee = a_referee(case, asked_at=NOW)

    ends = at_once(
        lambda: answers.give(referee=referee, answers=ANSWERS, language="nb", now=NOW),
        lambda: references.replace_referee(referee=referee, by=cast.kim, now=NOW),
    )

    referee.refresh_from_db()
    assert [end is None for end in ends].count(True) == 1
    assert hasattr(referee, "reference") is (referee.replaced_at is None)
