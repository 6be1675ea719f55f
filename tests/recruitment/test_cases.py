"""A case begins, moves, changes hands and ends; and who sees it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lms.recruitment import policies
from lms.recruitment.actions import cases, links
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, Move, Process, SecretLink, Stage
from lms.recruitment.selectors.facts import facts_of, process_for
from lms.roles.models import Responsibility, ResponsibilityKind, Role
from tests.factories.recruitment import DAY, NOW, a_round, an_application

ON = date(2026, 11, 23)


def test_contact_moves_the_case_once_and_takes_it(cast, application):
    cases.note_contact(application=application, by=cast.kim, now=NOW + DAY)
    cases.note_contact(application=application, by=cast.lea, now=NOW + 2 * DAY)
    application.refresh_from_db()
    assert (application.stage, application.contacted_at, application.owner) == (Stage.CONTACTED, NOW + DAY, cast.kim)
    assert [(move.from_stage, move.to_stage, move.by) for move in application.moves.all()] == [("received", "contacted", cast.kim)]


def test_going_on_asks_for_what_the_stage_demands(cast, application):
    cases.note_contact(application=application, by=cast.kim, now=NOW)
    cases.go_on(application=application, by=cast.kim, now=NOW)
    with pytest.raises(ValidationError) as refused:
        cases.go_on(application=application, by=cast.kim, now=NOW)
    assert len(refused.value.messages) == 2  # too few interviewers, not held
    a_round(application, 1, cast.kim, cast.dag)
    cases.go_on(application=application, by=cast.kim, now=NOW)
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW_2


def test_two_recruiters_who_press_at_once_move_the_case_one_stage(cast, application):
    cases.note_contact(application=application, by=cast.kim, now=NOW)
    for who in (cast.kim, cast.lea):
        cases.go_on(application=application, by=who, now=NOW, seen=Stage.CONTACTED)
    application.refresh_from_db()
    assert application.stage == Stage.INTERVIEW_1
    assert application.moves.count() == 2


def test_an_unseen_flag_stops_the_case(cast, application):
    cases.note_contact(application=application, by=cast.kim, now=NOW)
    cases.go_on(application=application, by=cast.kim, now=NOW)
    a_round(application, 1, cast.kim, cast.dag, scores={"motivation": 4, "safety": 1})
    with pytest.raises(ValidationError, match="flag"):
        cases.go_on(application=application, by=cast.kim, now=NOW)


@pytest.mark.parametrize("to", [stage for stage in Stage if stage not in (Stage.CONTACTED, Stage.RULING, Stage.WITHDRAWN, Stage.RECEIVED)])
def test_nothing_can_be_jumped_over(application, to):
    with pytest.raises(ValidationError):
        cases._move(application, to, now=NOW)
    assert Move.objects.count() == 0


def test_whoever_withdraws_closes_the_referees_links_and_stays_withdrawn(cast, application):
    referee = application.referees.create(name="Per", relation="Sjef", email="per@x.example", named_at=NOW)
    theirs = links.make_link(purpose=SecretLink.Purpose.REFERENCE, application=application, referee=referee, now=NOW)
    own = links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=NOW)
    for _twice in range(2):
        cases.withdraw(application=application, now=NOW + DAY)
    application.refresh_from_db()
    assert (application.stage, application.ended_at, application.ruled_at) == (Stage.WITHDRAWN, NOW + DAY, NOW + DAY)
    assert application.moves.get().actor == Move.Actor.APPLICANT
    assert links.open_link(theirs, SecretLink.Purpose.REFERENCE, now=NOW + DAY) is None
    assert links.open_link(own, SecretLink.Purpose.APPLICANT, now=NOW + DAY)
    with pytest.raises(ValidationError):
        cases.go_on(application=application, by=cast.kim, now=NOW + DAY)


def test_a_link_opens_for_its_purpose_until_it_expires_and_is_kept_only_as_a_hash(application):
    token = links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=NOW)
    other = links.make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=NOW + DAY)
    purpose = SecretLink.Purpose.APPLICANT
    assert links.open_link(token, purpose, now=NOW + DAY).application == application
    assert links.open_link(other, purpose, now=NOW + DAY)
    assert links.open_link(token, SecretLink.Purpose.REFERENCE, now=NOW) is None
    assert links.open_link(token, purpose, now=NOW + 90 * DAY) is None
    assert links.open_link(token[:-1], purpose, now=NOW) is None
    assert not SecretLink.objects.filter(token_hash__contains=token).exists()


def test_a_tie_takes_the_case_and_the_seat_away(cast, application):
    a_round(application, 1, cast.kim, cast.dag, sealed=False)
    cases.hand_over(application=application, to=cast.kim, by=cast.lea, now=NOW)
    for _twice in range(2):
        cases.declare_tie(application=application, person=cast.kim, now=NOW)
    application.refresh_from_db()
    assert policies.case(cast.kim, application.pk, on=ON) is None
    assert policies.case(cast.lea, application.pk, on=ON) == application
    assert application.owner is None
    assert list(policies.own_seats(cast.kim, on=ON)) == []
    assert facts_of([application])[application.pk].tied == {cast.kim.pk}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("lea", True),
        ("dag", True),
        ("kim", True),
        ("eva", False),
        ("ben", False),
        ("omar", False),
        ("siv", False),
        ("adm", False),
        ("cleo", False),
    ],
)
def test_who_works_on_a_case(cast, application, who, sees):
    assert policies.cases(getattr(cast, who), on=ON).exists() is sees


def test_a_recruiter_works_on_cases_and_does_not_rule(cast, application):
    Responsibility.objects.create(person=cast.ben, unit=cast.harbour, kind=ResponsibilityKind.RECRUITER, starts_on=ON)
    assert policies.case(cast.ben, application.pk, on=ON) == application
    assert not policies.may_rule(cast.ben, application, on=ON)
    assert policies.may_rule(cast.kim, application, on=ON)


def test_nobody_finds_their_own_case(cast, process):
    by_address = an_application(cast.harbour, cast.companion, email=cast.kim.email.upper())
    by_person = an_application(cast.harbour, cast.companion, person=cast.kim)
    assert list(policies.cases(cast.kim, on=ON)) == []
    assert set(policies.cases(cast.lea, on=ON)) == {by_address, by_person}


def test_the_nearest_process_holds_and_one_for_the_role_goes_first(cast):
    standard = process_for(cast.kitchen, cast.companion)
    assert (standard.rounds, standard.references, standard.deciders) == (1, 0, 1)
    kind = set_process(now=NOW, by=None, kind=cast.kitchen.kind, rounds=1, references=1)
    assert process_for(cast.kitchen, cast.companion) == kind
    harbour = set_process(now=NOW, by=None, unit=cast.harbour, rounds=2)
    assert process_for(cast.kitchen, cast.companion) == harbour
    assert process_for(cast.hill, cast.companion) == kind
    cook = Role.objects.create(key="cook", name="Cook")
    for_cooks = set_process(now=NOW, by=None, unit=cast.harbour, role=cook, rounds=0)
    assert process_for(cast.kitchen, cook) == for_cooks
    assert process_for(cast.kitchen, cast.companion) == harbour


def test_a_new_process_supersedes_and_cases_keep_theirs(cast, application, process):
    same = set_process(now=NOW + DAY, by=cast.lea, unit=cast.harbour, rounds=2, seats=2, references=2, deciders=2)
    assert same == process
    newer = set_process(now=NOW + DAY, by=cast.lea, unit=cast.harbour, rounds=3)
    application.refresh_from_db()
    assert application.process.demand.rounds == 2
    assert process_for(cast.harbour, cast.companion) == newer
    assert Process.objects.current().filter(unit=cast.harbour).get() == newer


@pytest.mark.parametrize("steps", [{"rounds": 4}, {"seats": 0}, {"references": 9}, {"deciders": 3}, {"police_basis": "because"}])
def test_a_process_out_of_bounds_is_refused(cast, steps):
    with pytest.raises(ValidationError):
        set_process(now=NOW, by=None, unit=cast.harbour, **steps)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_facts_take_the_same_number_of_queries_whatever_the_number_of_cases(cast, process, number, django_assert_num_queries):
    for _ in range(number):
        a_round(an_application(cast.harbour, cast.companion), 1, cast.kim, cast.dag)
    found = list(Application.objects.all())
    with django_assert_num_queries(9):
        facts_of(found)
