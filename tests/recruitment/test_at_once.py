"""Two people at the same case in the same moment. Real transactions, so that locks are locks."""

from functools import partial

import pytest

from lms.mail.models import Letter
from lms.onboarding.actions import admit
from lms.people.models import Person, User
from lms.recruitment.actions import answers, cases, interviews, references, rulings
from lms.recruitment.actions.applications import submit
from lms.recruitment.actions.interviews import Terms
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, Code, Move, Outcome, Stage
from lms.roles.models import Role
from tests.at_once import at_once
from tests.cast import make_cast
from tests.factories.recruitment import DAY, NOW, a_guide, an_application
from tests.factories.references import ANSWERS, a_referee

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


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


@pytest.mark.parametrize("keys", [("one", "one"), ("one", "another")])
def test_the_same_form_sent_twice_in_one_moment_is_one_case(keys):
    cast = make_cast()
    details = {"given_name": "Vera", "family_name": "Vik", "email": "vera@soker.example"}

    def send(key: str) -> None:
        submit(unit=cast.harbour, role=cast.companion, details=details, key=key, now=NOW)

    at_once(*(partial(send, key) for key in keys))
    assert Application.objects.count() == 1


def test_a_time_is_taken_while_the_interview_is_moved_and_only_one_holds():
    cast = make_cast()
    set_process(now=NOW, by=None, unit=cast.harbour, rounds=1, seats=1)
    case = an_application(cast.harbour, cast.companion, stage=Stage.CONTACTED, contacted_at=NOW)
    a_guide()
    offered = Terms(offered=(NOW + DAY, NOW + 2 * DAY), place="Strandgaten 1")
    interview = interviews.arrange(application=case, number=1, people=[cast.kim], terms=offered, by=cast.kim, now=NOW)
    moved = Terms(offered=(NOW + 3 * DAY,), place="Torget 2")

    took, changed = at_once(
        lambda: interviews.pick_time(interview=interview, starts_at=NOW + DAY, now=NOW),
        lambda: interviews.rearrange(interview=interview, people=[cast.kim], terms=moved, by=cast.kim, now=NOW, seen=0),
    )

    interview.refresh_from_db()
    assert (took is None) != (changed is None)
    assert (interview.state, interview.place) == (("booked", "Strandgaten 1") if took is None else ("offered", "Torget 2"))


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


def test_two_who_confirm_in_the_same_moment_are_one_ruling_and_one_letter():
    cast = make_cast()
    set_process(now=NOW, by=None, unit=cast.harbour, deciders=2)
    case = an_application(cast.harbour, cast.companion)
    ruling = rulings.propose(
        application=case, outcome=Outcome.DECLINED, code=Code.ROLE, sentence="Vi har ikke plass.", by=cast.kim, now=NOW
    )

    ends = at_once(
        lambda: rulings.confirm(ruling=ruling, by=cast.lea, now=NOW),
        lambda: rulings.confirm(ruling=ruling, by=cast.dag, now=NOW),
    )

    case.refresh_from_db()
    assert (case.stage, ends, Letter.objects.count()) == (Stage.DECLINED, [None, None], 1)
    assert case.moves.filter(to_stage=Stage.DECLINED).count() == 1


def test_confirming_and_sending_back_in_the_same_moment_leave_one_truth():
    cast = make_cast()
    set_process(now=NOW, by=None, unit=cast.harbour, deciders=2)
    case = an_application(cast.harbour, cast.companion)
    ruling = rulings.propose(
        application=case, outcome=Outcome.DECLINED, code=Code.ROLE, sentence="Vi har ikke plass.", by=cast.kim, now=NOW
    )

    confirmed, refused = at_once(
        lambda: rulings.confirm(ruling=ruling, by=cast.lea, now=NOW),
        lambda: rulings.send_back(ruling=ruling, by=cast.dag, now=NOW, reason="Vent."),
    )

    case.refresh_from_db()
    assert (confirmed is None) is not (refused is None)
    assert (case.stage, Letter.objects.count()) == ((Stage.DECLINED, 1) if refused else (Stage.RECEIVED, 0))


def test_two_admissions_of_one_address_in_the_same_moment_are_one_person():
    cast = make_cast()
    set_process(now=NOW, by=None, unit=cast.harbour, rounds=0, references=0, deciders=1)
    roles = (cast.companion, Role.objects.create(key="cook", name="Cook"))
    proposals = [
        rulings.propose(
            application=an_application(cast.harbour, role, email="vera@soker.example", contacted_at=NOW),
            outcome=Outcome.ADMITTED,
            code=Code.SUITED,
            sentence="Vi gleder oss.",
            by=cast.kim,
            now=NOW,
        )
        for role in roles
    ]

    ends = at_once(*(partial(admit, ruling=each, starts_on=NOW.date(), by=cast.kim, now=NOW) for each in proposals))

    vera = Person.objects.get(email="vera@soker.example")
    assert (ends, vera.assignments.count(), User.objects.filter(email=vera.email).count()) == ([None, None], 2, 1)
