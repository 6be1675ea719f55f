"""The weekly letter to those who follow people up, and the short one when somebody would like to talk soon."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.people.models import Person
from lms.requirements.exemptions import ask_exemption
from lms.roles.actions.talks import promise_talk, wish_for_talk
from lms.roles.models import Assignment, Responsibility, Urgency
from lms.roles.models import ResponsibilityKind as Kind
from lms.tracking.actions.reminders import remind_everybody
from lms.tracking.actions.wishes import tell_of_wishes
from tests.cast import Cast, login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory
from tests.factories.submissions import a_submission

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """In Harbour Ben lacks «Secrecy»; Ana is new; nobody in Hill lacks anything."""
    Assignment.objects.update(starts_on=MONDAY - 100 * DAY)
    Assignment.objects.filter(person=cast.ana).update(starts_on=MONDAY + 7 * DAY)
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy", takes_outside=True)
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour, valid_from=date(2020, 1, 1))
    EvidenceFactory.create(person=cast.noor, qualification=secrecy, earned_on=MONDAY, valid_until=None)
    cast.secrecy = secrecy  # type: ignore[attr-defined]
    return cast


def all_done(house) -> None:
    for person in (house.ana, house.ben):
        EvidenceFactory.create(person=person, qualification=house.secrecy, earned_on=MONDAY, valid_until=None)


def digest(to: Person) -> str:
    return Letter.objects.get(key__startswith=f"digest:{to.pk}:").body


def an_exemption(house, by: Person):
    return ask_exemption(
        person=house.ben,
        qualification=house.secrecy,
        unit=house.harbour,
        starts_on=MONDAY,
        until=MONDAY + 30 * DAY,
        reason="Is abroad",
        by=by,
        now=at(MONDAY, 5),
        on=MONDAY,
    )


# --- Once a week ------------------------------------------------------------------------------------------------------------------------------


def test_each_thing_has_the_link_that_does_it_and_every_link_opens(house):
    remind_everybody(now=at(MONDAY))
    body = digest(house.kim)
    today = reverse("tracking:today", args=["harbour"])
    assert f"1 mangler noe\n  http://127.0.0.1:8000{today}#overdue" in body
    assert f"1 er ny og ikke klar ennå\n  http://127.0.0.1:8000{today}#new" in body
    assert reverse("tracking:staff", args=["harbour"]) in body
    assert "Ben" not in body, "names stay behind the log-in"
    client = login(house.kim)
    links = re.findall(r"http://127.0.0.1:8000(\S+)", body)
    assert len(links) >= 4
    for link in links:
        page, _hash, _anchor = link.partition("#")
        response = client.get(page, follow=True)
        assert response.status_code == 200, link


def test_the_anchors_stand_on_the_page_of_the_day(house):
    page = login(house.kim).get(reverse("tracking:today", args=["harbour"])).content.decode()
    assert 'id="overdue"' in page


def test_an_exemption_is_told_to_those_who_may_say_yes_and_not_to_who_asked(house):
    all_done(house)
    exemption = an_exemption(house, by=house.kim)
    remind_everybody(now=at(MONDAY))
    link = reverse("tracking:exemption", args=["harbour", house.ben.pk, exemption.pk])
    assert link in digest(house.lea), "Kim alone coordinates, so the leader is asked"
    assert link not in digest(house.kim)
    assert not Letter.objects.filter(key__startswith=f"digest:{house.dag.pk}:").exists(), "a deputy only where there is nobody else"


def test_an_exemption_that_a_leader_asks_for_is_told_to_the_coordinator(house):
    exemption = an_exemption(house, by=house.lea)
    remind_everybody(now=at(MONDAY))
    assert reverse("tracking:exemption", args=["harbour", house.ben.pk, exemption.pk]) in digest(house.kim)
    assert "Secrecy" in digest(house.kim)


def test_where_who_asked_is_alone_the_next_above_is_told(house):
    all_done(house)
    Responsibility.objects.filter(person__in=[house.lea, house.dag]).delete()
    an_exemption(house, by=house.kim)
    remind_everybody(now=at(MONDAY))
    assert "Secrecy" in digest(house.adm)


def test_certificates_that_wait_are_told_also_where_nothing_else_is_left(house):
    all_done(house)
    sent = a_submission(house.ben, house.secrecy)
    remind_everybody(now=at(MONDAY))
    assert reverse("tracking:submission", args=["harbour", house.ben.pk, sent.pk]) in digest(house.kim)


def test_nobody_is_asked_for_a_yes_to_their_own_certificate(house):
    all_done(house)
    AssignmentFactory.create(person=house.kim, unit=house.harbour, role=house.companion, starts_on=MONDAY - 100 * DAY)
    EvidenceFactory.create(person=house.kim, qualification=house.secrecy, earned_on=MONDAY, valid_until=None)
    a_submission(house.kim, house.secrecy)
    remind_everybody(now=at(MONDAY))
    assert "Secrecy" not in digest(house.kim)
    assert "Secrecy" in digest(house.lea)


def test_a_letter_on_sunday_is_this_weeks_also_on_monday(house):
    sunday = MONDAY - DAY
    for turn in range(9):
        remind_everybody(now=at(sunday + turn * DAY))
    days = [timezone.localdate(each.created_at) for each in Letter.objects.filter(key__startswith=f"digest:{house.kim.pk}:")]
    assert sorted(days) == [sunday, sunday + 7 * DAY]


# --- Soon -------------------------------------------------------------------------------------------------------------------------------------


def a_wish(house, who: Person, when: datetime, urgency=Urgency.SOON, whom=None):
    return wish_for_talk(person=who, unit=house.harbour, urgency=urgency, whom=whom, now=when)


def told() -> list[tuple[str, datetime]]:
    return list(Letter.objects.filter(key__startswith="wish:").order_by("created_at").values_list("to", "send_after"))


def test_whoever_is_to_answer_hears_the_same_day_and_once(house):
    a_wish(house, house.ben, at(MONDAY, 9, 55))
    for minute in (0, 10, 20):
        tell_of_wishes(now=at(MONDAY, 10, minute))
    assert told() == [(house.kim.email, at(MONDAY, 10))]
    letter = Letter.objects.get()
    assert f"{reverse('tracking:today', args=['harbour'])}#prat" in letter.body
    assert "Ben" not in letter.body


def test_one_letter_a_day_at_most_and_the_rest_the_day_after(house):
    a_wish(house, house.ben, at(MONDAY, 9))
    tell_of_wishes(now=at(MONDAY, 9, 10))
    send_waiting(now=at(MONDAY, 9, 15))
    a_wish(house, house.ana, at(MONDAY, 11))
    tell_of_wishes(now=at(MONDAY, 11, 10))
    assert len(told()) == 1
    tell_of_wishes(now=at(MONDAY + DAY, 8, 10))
    tell_of_wishes(now=at(MONDAY + DAY, 8, 20))
    assert [to for to, _when in told()] == [house.kim.email] * 2


def test_the_night_is_quiet_and_the_morning_has_one_letter(house):
    a_wish(house, house.ben, at(MONDAY, 21))
    tell_of_wishes(now=at(MONDAY, 21, 10))
    a_wish(house, house.ana, at(MONDAY, 23))
    tell_of_wishes(now=at(MONDAY, 23, 10))
    assert told() == [(house.kim.email, at(MONDAY + DAY, 8))]
    send_waiting(now=at(MONDAY + DAY, 8))
    tell_of_wishes(now=at(MONDAY + DAY, 9))
    assert len(told()) == 1, "it told of both"


def test_one_that_is_answered_before_the_letter_goes_needs_none(house):
    wish = a_wish(house, house.ben, at(MONDAY, 21))
    tell_of_wishes(now=at(MONDAY, 21, 10))
    promise_talk(wish=wish, by=house.lea, now=at(MONDAY, 22))
    send_waiting(now=at(MONDAY + DAY, 9))
    assert mail.outbox == []
    tell_of_wishes(now=at(MONDAY + DAY, 9, 10))
    assert len(told()) == 1


def test_a_wish_to_talk_with_one_of_them_is_told_to_that_one_alone(house):
    a_wish(house, house.ben, at(MONDAY, 9), whom=house.lea)
    tell_of_wishes(now=at(MONDAY, 10))
    assert [to for to, _when in told()] == [house.lea.email]


def test_no_hurry_waits_for_the_weekly_letter(house):
    a_wish(house, house.ben, at(MONDAY, 9), urgency=Urgency.WHENEVER)
    assert tell_of_wishes(now=at(MONDAY, 10)) == 0


def test_who_follows_up_alone_is_not_told_of_their_own_wish(house):
    AssignmentFactory.create(person=house.kim, unit=house.harbour, role=house.companion, starts_on=MONDAY - 100 * DAY)
    a_wish(house, house.kim, at(MONDAY, 9))
    tell_of_wishes(now=at(MONDAY, 10))
    assert [to for to, _when in told()] == [house.lea.email]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_telling_costs_the_same_for_any_number_of_wishes_that_are_told(house, django_assert_num_queries, number):
    for _turn in range(number):
        person = AssignmentFactory.create(unit=house.harbour, role=house.companion, starts_on=MONDAY).person
        a_wish(house, person, at(MONDAY, 9))
    ResponsibilityFactory.create(unit=house.nation, kind=Kind.COORDINATOR)
    tell_of_wishes(now=at(MONDAY, 10))
    with django_assert_num_queries(3):
        assert tell_of_wishes(now=at(MONDAY, 10)) == 0
