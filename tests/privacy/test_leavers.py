"""Those who left three years ago are told, and then removed, without anybody having to think of it."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.people.models import Person, User
from lms.privacy.actions import forget_those_who_left, tell_those_soon_forgotten
from lms.qualifications.models import Evidence
from lms.recruitment.models import Stage
from tests.cast import login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory
from tests.factories.recruitment import an_application
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory, RoleFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
LAST = date(2023, 12, 20)
GONE = datetime(2026, 12, 20, 11, tzinfo=UTC)
MONTH = timedelta(days=30)
DAY = timedelta(days=1)


def left(last: date = LAST, **values: object) -> Person:
    """Somebody whose only assignment ended on a day."""
    person = PersonFactory.create(login=True, **values)
    AssignmentFactory.create(person=person, status="ended", starts_on=date(2010, 1, 1), ends_on=last)
    return person


def is_here(person: Person) -> bool:
    return Person.objects.filter(pk=person.pk).exists()


def test_somebody_is_told_a_month_before_and_removed_on_the_day():
    person = left(given_name="Vera")
    stays = left(LAST + DAY)
    EvidenceFactory.create(person=person)

    assert tell_those_soon_forgotten(now=GONE - MONTH - DAY) == 0
    assert [tell_those_soon_forgotten(now=GONE - MONTH), tell_those_soon_forgotten(now=GONE - MONTH)] == [1, 0]
    letter = Letter.objects.get()
    assert (letter.to, letter.is_patient) == (person.email, True)
    assert "20. desember 2026" in letter.body
    assert "Vera" in letter.body

    assert [forget_those_who_left(now=GONE - DAY), is_here(person)] == [0, True]
    assert [forget_those_who_left(now=GONE), forget_those_who_left(now=GONE)] == [1, 0]
    assert not is_here(person)
    assert not User.objects.filter(pk=person.user_id).exists()
    assert not Evidence.objects.filter(person_id=person.pk).exists()
    assert not Letter.objects.filter(to=person.email).exists()
    assert is_here(stays)


def test_nobody_is_removed_untold_however_late_it_is():
    person = left(date(2015, 1, 1))
    assert [forget_those_who_left(now=GONE), is_here(person)] == [0, True]
    tell_those_soon_forgotten(now=GONE)
    assert "19. januar 2027" in Letter.objects.get().body
    assert forget_those_who_left(now=GONE + MONTH - DAY) == 0
    assert forget_those_who_left(now=GONE + MONTH) == 1


def test_who_cannot_be_told_is_removed_all_the_same():
    person = PersonFactory.create(email="")
    AssignmentFactory.create(person=person, status="ended", starts_on=date(2020, 1, 1), ends_on=LAST)
    assert [tell_those_soon_forgotten(now=GONE), forget_those_who_left(now=GONE), is_here(person)] == [0, 1, False]


def test_who_comes_back_stays_and_is_told_anew_when_they_leave_again():
    person = left()
    tell_those_soon_forgotten(now=GONE - MONTH)
    again = AssignmentFactory.create(person=person, starts_on=date(2026, 12, 1))
    assert [forget_those_who_left(now=GONE), is_here(person)] == [0, True]
    again.status, again.ends_on = "ended", date(2026, 12, 2)
    again.save()
    later = datetime(2029, 12, 2, 11, tzinfo=UTC)
    assert forget_those_who_left(now=later) == 0
    assert tell_those_soon_forgotten(now=later - MONTH) == 1
    assert forget_those_who_left(now=later) == 1


def test_a_notice_that_is_no_longer_true_is_not_sent():
    person, other = left(), left()
    tell_those_soon_forgotten(now=GONE - MONTH)
    AssignmentFactory.create(person=person, starts_on=date(2026, 12, 1))
    assert send_waiting(now=GONE - MONTH) == 1
    assert Letter.objects.get(sent_at__isnull=False).to == other.email
    assert Letter.objects.get(stopped_at__isnull=False).to == person.email


@pytest.mark.parametrize("how", ["applies", "applies by address", "vouches", "runs the machine", "leads"])
def test_with_whom_somebody_is_busy_is_left_alone(how):
    person = left()
    unit, role = UnitFactory.create(), RoleFactory.create()
    if how == "applies":
        an_application(unit, role, person=person)
    if how == "applies by address":
        an_application(unit, role, email=person.email.upper())
    if how == "vouches":
        an_application(unit, role).referees.create(name="Vera", relation="Kollega", email=person.email, named_at=GONE)
    if how == "runs the machine":
        User.objects.filter(pk=person.user_id).update(is_superuser=True)
    if how == "leads":
        ResponsibilityFactory.create(person=person)
    assert tell_those_soon_forgotten(now=GONE - MONTH) == 0
    assert [forget_those_who_left(now=GONE), is_here(person)] == [0, True]


def test_a_case_that_has_ended_holds_nobody():
    person = left()
    an_application(UnitFactory.create(), RoleFactory.create(), person=person, stage=Stage.DECLINED, ended_at=GONE - MONTH)
    tell_those_soon_forgotten(now=GONE - MONTH)
    assert [forget_those_who_left(now=GONE), is_here(person)] == [1, False]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_those_who_are_told_already_cost_no_queries_of_their_own(number, django_assert_num_queries: DjangoAssertNumQueries):
    for _ in range(number):
        left()
    tell_those_soon_forgotten(now=GONE - MONTH)
    with django_assert_num_queries(2):
        tell_those_soon_forgotten(now=GONE - MONTH)
    with django_assert_num_queries(2):
        assert forget_those_who_left(now=GONE - DAY) == 0


def test_who_runs_the_machine_can_see_who_goes_soon():
    today = timezone.localdate()
    years_ago = [day.replace(year=day.year - 3) for day in (today + 10 * DAY, today + 20 * DAY)]
    told, untold = left(years_ago[0], given_name="Vera"), left(years_ago[1], given_name="Kim")
    left(today)
    tell_those_soon_forgotten(now=timezone.now() - 20 * DAY)
    out = StringIO()
    call_command("erase", soon=True, stdout=out)
    first, second = out.getvalue().splitlines()
    assert first == f"{told} (number {told.pk}): last here on {years_ago[0]}, removed on {today + 10 * DAY}"
    assert second == f"{untold} (number {untold.pk}): last here on {years_ago[1]}, removed a month after a letter that is written tonight"
    with pytest.raises(CommandError, match="Say who"):
        call_command("erase")


def test_my_account_says_when_everything_is_removed():
    today = timezone.localdate()
    person = left(today - DAY)
    page = login(person).get("/min-side/konto/")
    assert str(today.year + 3) in page.text
    AssignmentFactory.create(person=person)
    assert str(today.year + 3) not in login(person).get("/min-side/konto/").text
