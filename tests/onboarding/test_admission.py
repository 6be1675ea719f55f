"""From a confirmed ruling to a planned assignment, and back while the letters can be stopped."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from lms.learning.models import Enrolment
from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.onboarding.actions import admit, invite, undo_admission
from lms.people.actions import register_person
from lms.people.models import Person, User
from lms.qualifications.models import Qualification
from lms.recruitment.actions import rulings
from lms.recruitment.actions.nominations import nominate
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, Code, Outcome, Ruling, Stage
from lms.requirements.actions import require
from lms.roles.actions import grant
from lms.roles.models import Assignment, AssignmentStatus, ResponsibilityKind, Role
from tests import school
from tests.cast import Cast
from tests.factories.recruitment import DAY, NOW, an_application, fulfil

START = date(2026, 12, 7)
HOUR = timedelta(hours=1)
SENTENCE = "Vi gleder oss til å få deg med på laget."


@pytest.fixture
def ready(cast: Cast) -> Application:
    set_process(now=NOW, by=cast.lea, unit=cast.harbour, rounds=2, seats=2, references=2, deciders=2)
    application = an_application(cast.harbour, cast.companion, email="Vera@soker.example")
    return fulfil(application, (cast.kim, cast.dag), (cast.lea, cast.dag))


def propose(application: Application, by: Person, **more) -> Ruling:
    return rulings.propose(application=application, outcome=Outcome.ADMITTED, code=Code.SUITED, sentence=SENTENCE, by=by, now=NOW, **more)


def test_an_admission_makes_everything_in_one_go(cast, ready):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    ready.refresh_from_db()
    person = ready.person
    assert person
    assert (person.name, person.email, person.language) == ("Vera Vik", "vera@soker.example", "nb")
    assert (ready.stage, ready.ended_at) == (Stage.ADMITTED, NOW)
    assert (welcome.is_new_person, welcome.is_new_assignment, welcome.is_new_login) == (True, True, True)
    assignment = Assignment.objects.get(person=person)
    assert (assignment.status, assignment.starts_on, assignment.unit) == (AssignmentStatus.PLANNED, START, cast.harbour)
    ruling = ready.rulings.get()
    assert (ruling.assignment, ruling.opened_login, ruling.starts_on, ruling.confirmed_by) == (assignment, True, START, cast.lea)


def test_the_answer_goes_first_and_the_welcome_right_after(cast, ready):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    answer, letter = ready.rulings.get().letter, welcome.letter
    assert answer
    assert letter
    assert "7. desember 2026" in answer.body
    assert (answer.to, answer.send_after, answer.is_secret) == ("Vera@soker.example", NOW + HOUR, False)
    assert (letter.to, letter.send_after - answer.send_after) == ("vera@soker.example", timedelta(minutes=1))
    assert send_waiting(now=NOW + HOUR - timedelta(seconds=1)) == 0
    assert send_waiting(now=NOW + 2 * HOUR) == 2


def test_courses_and_what_is_left_come_from_the_requirements(db):
    taught = school.build()
    require(qualification=Qualification.objects.get(key="taushetsplikt"), valid_from=date(2020, 1, 1), role=taught.role)
    leader = school.responsible("Lea", taught.bergen, ResponsibilityKind.LEADER)
    set_process(now=NOW, by=None, unit=taught.bergen, rounds=0, references=0, deciders=1)
    application = an_application(taught.bergen, taught.role, contacted_at=NOW)
    welcome = admit(ruling=propose(application, leader), starts_on=START, by=leader, now=NOW)
    assert [row.course for row in welcome.enrolments] == [taught.course]
    assert welcome.letter
    assert "Dette gjenstår før første dag: 1 ting, ca. 20 min." in welcome.letter.body


def test_admitting_twice_is_once(cast, ready):
    ruling = propose(ready, cast.kim)
    first = admit(ruling=ruling, starts_on=START, by=cast.lea, now=NOW)
    again = admit(ruling=ruling, starts_on=START + DAY, by=cast.dag, now=NOW + DAY)
    assert (again.person, again.assignment, again.letter, again.is_new_assignment) == (first.person, first.assignment, None, False)
    assert (Assignment.objects.filter(person=first.person).count(), Letter.objects.count()) == (1, 2)


def test_somebody_with_the_address_is_found_again_and_keeps_their_details(cast, ready):
    known = register_person(given_name="Veronika", family_name="Vik", email="vera@soker.example", language="nn")
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    assert (welcome.person, welcome.person.given_name, welcome.is_new_person) == (known, "Veronika", False)


def test_two_cases_of_one_address_are_one_person(cast, ready):
    second = fulfil(
        an_application(cast.harbour, Role.objects.create(key="cook", name="Cook"), email="vera@soker.example"),
        (cast.kim, cast.dag),
        (cast.lea, cast.dag),
    )
    people = {admit(ruling=propose(each, cast.kim), starts_on=START, by=cast.lea, now=NOW).person for each in (ready, second)}
    assert (len(people), Assignment.objects.filter(person=people.pop()).count()) == (1, 2)


def test_without_an_address_there_is_no_login_and_no_letter(cast, ready):
    ready.email = ""
    ready.save()
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    assert (welcome.person.user, welcome.letter, welcome.is_new_login, Letter.objects.count()) == (None, None, False, 0)
    undo_admission(ruling=ready.rulings.get(), by=cast.dag, now=NOW, reason="Feil dag.")
    again = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    assert (again.person, Person.objects.filter(given_name="Vera").count()) == (welcome.person, 1)


@pytest.mark.parametrize("by", ["kim", "omar", "eva", "adm"])
def test_nothing_is_made_for_somebody_who_may_not_confirm(cast, ready, by):
    ruling = propose(ready, cast.kim)
    with pytest.raises(ValidationError):
        admit(ruling=ruling, starts_on=START, by=cast.people[by], now=NOW)
    assert not Person.objects.filter(given_name="Vera").exists()
    assert Letter.objects.count() == 0


def test_what_has_come_to_be_missing_stops_the_admission(cast, ready):
    ruling = propose(ready, cast.kim)
    ready.referees.first().delete()
    with pytest.raises(ValidationError):
        admit(ruling=ruling, starts_on=START, by=cast.lea, now=NOW)
    assert not Person.objects.filter(given_name="Vera").exists()


def test_into_a_closed_unit_nobody_is_admitted(cast, ready):
    ruling = propose(ready, cast.kim)
    cast.harbour.closed_on = date(2026, 12, 1)
    cast.harbour.save()
    with pytest.raises(ValidationError):
        admit(ruling=ruling, starts_on=START, by=cast.lea, now=NOW)
    ready.refresh_from_db()
    assert (ready.stage, ready.person, Letter.objects.count()) == (Stage.RULING, None, 0)


def test_a_no_admits_nobody(cast, ready):
    ruling = rulings.propose(application=ready, outcome=Outcome.DECLINED, code=Code.ROLE, sentence=SENTENCE, by=cast.kim, now=NOW)
    with pytest.raises(TypeError):
        admit(ruling=ruling, starts_on=START, by=cast.lea, now=NOW)


# --- undoing ----------------------------------------------------------------------------------------------------------------------------------


def test_undone_in_time_nothing_is_left_but_the_person(cast, ready):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    ruling = ready.rulings.get()
    for _twice in range(2):
        undo_admission(ruling=ruling, by=cast.dag, now=NOW + HOUR / 2, reason="Feil person.")
    ready.refresh_from_db()
    assert (ready.stage, ready.ended_at, ready.person) == (Stage.RULING, None, welcome.person)
    assert Assignment.objects.get(person=welcome.person).status == AssignmentStatus.ENDED
    assert (Person.objects.get(pk=welcome.person.pk).user, User.objects.filter(email="vera@soker.example").count()) == (None, 0)
    assert send_waiting(now=NOW + DAY) == 0
    again = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW + DAY)
    assert (again.person, again.is_new_login, again.is_new_assignment) == (welcome.person, True, True)
    assert send_waiting(now=NOW + 2 * DAY) == 2


def test_undone_too_late_everything_stays(cast, ready):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    send_waiting(now=NOW + HOUR)  # the answer has gone, the welcome goes in a minute
    with pytest.raises(ValidationError):
        undo_admission(ruling=ready.rulings.get(), by=cast.lea, now=NOW + HOUR, reason="Feil.")
    assert Assignment.objects.get(person=welcome.person).status == AssignmentStatus.PLANNED
    assert send_waiting(now=NOW + 2 * HOUR) == 1


def test_a_welcome_that_has_gone_cannot_be_called_back(cast, ready):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    Letter.objects.filter(pk=welcome.letter.pk).update(send_after=NOW)
    send_waiting(now=NOW)
    with pytest.raises(ValidationError):
        undo_admission(ruling=ready.rulings.get(), by=cast.lea, now=NOW, reason="Feil.")
    ready.refresh_from_db()
    assert ready.stage == Stage.ADMITTED


@pytest.mark.parametrize("who", ["omar", "eva", "adm"])
def test_who_may_not_rule_undoes_nothing(cast, ready, who):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    with pytest.raises(ValidationError):
        undo_admission(ruling=ready.rulings.get(), by=cast.people[who], now=NOW, reason="Feil.")
    assert Assignment.objects.get(person=welcome.person).status == AssignmentStatus.PLANNED


def test_undoing_behind_onboardings_back_is_a_mistake_in_the_code(cast, ready):
    admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    with pytest.raises(TypeError):
        rulings.undo(ruling=ready.rulings.get(), by=cast.lea, now=NOW, reason="Feil.")


def test_an_assignment_that_was_there_before_stays(cast, ready):
    before = invite(
        unit=cast.harbour,
        role=cast.companion,
        given_name="Vera",
        family_name="Vik",
        email="vera@soker.example",
        phone="",
        starts_on=START,
        by=cast.lea,
        now=NOW,
    )
    admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    undo_admission(ruling=ready.rulings.get(), by=cast.lea, now=NOW, reason="Feil.")
    assert Assignment.objects.get(person=before.person).status == AssignmentStatus.PLANNED
    assert Person.objects.get(pk=before.person.pk).user


def test_a_login_that_something_else_has_come_to_need_stays(cast, ready):
    welcome = admit(ruling=propose(ready, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    grant(person=welcome.person, unit=cast.harbour, kind=ResponsibilityKind.EDITOR, starts_on=START, by=None)
    undo_admission(ruling=ready.rulings.get(), by=cast.lea, now=NOW, reason="Feil.")
    assert Person.objects.get(pk=welcome.person.pk).user


def test_courses_begun_stay(db):
    taught = school.build()
    require(qualification=Qualification.objects.get(key="taushetsplikt"), valid_from=date(2020, 1, 1), role=taught.role)
    leader = school.responsible("Lea", taught.bergen, ResponsibilityKind.LEADER)
    set_process(now=NOW, by=None, unit=taught.bergen, rounds=0, references=0, deciders=1)
    application = an_application(taught.bergen, taught.role, contacted_at=NOW)
    admit(ruling=propose(application, leader), starts_on=START, by=leader, now=NOW)
    undo_admission(ruling=application.rulings.get(), by=leader, now=NOW, reason="Feil.")
    assert Enrolment.objects.count() == 1


# --- a new role for somebody inside --------------------------------------------------------------------------------------------------------------


def test_somebody_inside_gets_a_role_besides_what_they_have(cast, ready):
    cook = Role.objects.create(key="cook", name="Cook")
    case = fulfil(nominate(person=cast.ben, unit=cast.harbour, role=cook, by=cast.kim, now=NOW), (cast.kim, cast.dag), (cast.lea, cast.dag))
    people = Person.objects.count()
    welcome = admit(ruling=propose(case, cast.kim), starts_on=START, by=cast.lea, now=NOW)
    assert (welcome.person, welcome.is_new_person, welcome.is_new_login, Person.objects.count()) == (cast.ben, False, False, people)
    held = {(each.role, each.status) for each in Assignment.objects.filter(person=cast.ben)}
    assert held == {(cast.companion, AssignmentStatus.ACTIVE), (cook, AssignmentStatus.PLANNED)}
    undo_admission(ruling=case.rulings.get(), by=cast.lea, now=NOW, reason="Feil.")
    assert Assignment.objects.get(person=cast.ben, role=cast.companion).status == AssignmentStatus.ACTIVE
    assert Person.objects.get(pk=cast.ben.pk).user
