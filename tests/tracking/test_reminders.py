"""Reminding: the right people, once a week at most, nothing twice and nothing lost."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.mail.actions import send_waiting
from lms.mail.models import Channel, Letter, LetterText
from lms.people.actions import erase_person
from lms.qualifications.models import Qualification
from lms.requirements.exemptions import approve_exemption, ask_exemption
from lms.roles.models import Assignment, AssignmentStatus
from lms.roles.models import ResponsibilityKind as Kind
from lms.tracking.actions import reminders
from lms.tracking.actions.reminders import Said, remind_everybody
from lms.tracking.rules.reminders import BETWEEN, SPEAKING, to_be_said
from lms.tracking.selectors.reminders import Left, left_everywhere, open_of, take_in, work
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory

MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


# --- The rule ---------------------------------------------------------------------------------------------------------------------------------


@given(last=DAYS, on=DAYS)
def test_who_was_just_written_to_is_left_alone(last, on):
    assert not any(to_be_said([(last, None)], on=on, written_on=on - timedelta(days=days)) for days in range(BETWEEN))


@given(last=DAYS, late=st.integers(0, 20))
def test_a_night_that_was_missed_is_made_up_for(last, late):
    on = last + timedelta(days=SPEAKING[0] + late)
    assert to_be_said([(last, None)], on=on, written_on=None)


@given(last=DAYS, starts=st.integers(-40, 200), missed=st.sets(st.integers(0, 300)))
def test_nobody_is_written_to_more_often_than_once_a_week_or_more_than_nine_times_about_one_thing(last, starts, missed):
    written: list[date] = []
    for turn in range(300):
        day = last + timedelta(days=starts + turn)
        if turn not in missed and to_be_said(
            [(last, written[-1] if written else None)], on=day, written_on=written[-1] if written else None
        ):
            written.append(day)
    assert all((after - before).days >= BETWEEN for before, after in pairwise(written))
    assert len(written) <= len(SPEAKING)


@given(last=DAYS)
def test_somebody_with_nothing_due_hears_nothing(last):
    assert not to_be_said([(last, None)], on=last - timedelta(days=31), written_on=None)
    assert not to_be_said([], on=last, written_on=None)


@given(last=DAYS, gap=st.integers(BETWEEN, 20))
def test_a_letter_about_something_else_puts_off_what_is_to_be_said_and_takes_nothing_away(last, gap):
    warned = last + timedelta(days=-7)
    other = warned + timedelta(days=1)  # the day after it should have been said
    assert to_be_said([(last, None)], on=other + timedelta(days=gap), written_on=other)
    assert not to_be_said([(last, other)], on=min(last, other + timedelta(days=BETWEEN)), written_on=other)


# --- The nightly job --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def school(db, cast: Cast):
    """In Harbour Ben has lacked «Secrecy» since yesterday; Ana begins in a week; Noor has neither login nor e-mail."""
    Assignment.objects.update(starts_on=MONDAY - timedelta(days=1))
    Assignment.objects.filter(person=cast.ana).update(starts_on=MONDAY + timedelta(days=7))
    RequirementFactory.create(
        qualification=QualificationFactory.create(key="secrecy", name="Secrecy"), unit=cast.harbour, valid_from=date(2020, 1, 1)
    )
    return cast


def keys(kind: str) -> set[str]:
    return set(Letter.objects.filter(key__startswith=f"{kind}:").values_list("key", flat=True))


def test_those_who_have_something_left_and_those_who_follow_them_are_written_to_once(school):
    said = remind_everybody(now=at(MONDAY))
    assert keys("remind") == {f"remind:{school.ana.pk}:2026-W10", f"remind:{school.ben.pk}:2026-W10"}
    assert keys("digest") == {f"digest:{school.kim.pk}:2026-W10"}
    assert said == Said(2, 1)
    for day in range(6):
        assert remind_everybody(now=at(MONDAY + timedelta(days=day), 12)) == Said(0, 0)
    letter = Letter.objects.get(key__startswith=f"remind:{school.ben.pk}:")
    assert "Secrecy" in letter.body
    assert reverse("home:desk") in letter.body
    digest = Letter.objects.get(key__startswith="digest:")
    assert "Harbour" in digest.body
    assert reverse("tracking:today", args=["harbour"]) in digest.body
    assert "Ben" not in digest.body, "names stay behind the login"


@pytest.mark.parametrize("falls_over_after", range(5))
def test_a_run_that_falls_over_anywhere_says_the_rest_the_next_time_and_nothing_twice(school, monkeypatch, falls_over_after):
    posted: list[str] = []
    real = reminders.post_text

    def post_text(**values):
        if len(posted) >= falls_over_after:
            raise SystemExit
        posted.append(values["key"])
        return real(**values)

    monkeypatch.setattr(reminders, "post_text", post_text)
    try:
        remind_everybody(now=at(MONDAY, 6))
    except SystemExit:
        assert falls_over_after < 3
    monkeypatch.undo()
    remind_everybody(now=at(MONDAY, 7))
    assert Letter.objects.count() == 3
    sent = send_waiting(now=at(MONDAY, 9)) + send_waiting(now=at(MONDAY, 9))
    assert sent == len(mail.outbox) == 3


def test_somebody_with_a_break_or_nothing_left_hears_nothing(school):
    Assignment.objects.filter(person=school.ben).update(status=AssignmentStatus.PAUSED)
    EvidenceFactory.create(person=school.ana, qualification__key="secrecy", earned_on=MONDAY, valid_until=None)
    assert remind_everybody(now=at(MONDAY)).reminders == 0


def test_one_letter_for_all_units_and_everything(school):
    AssignmentFactory.create(person=school.ben, unit=school.hill, role=school.companion, starts_on=MONDAY - timedelta(days=1))
    RequirementFactory.create(
        qualification=QualificationFactory.create(key="aid", name="First aid"), unit=school.hill, valid_from=date(2020, 1, 1)
    )
    remind_everybody(now=at(MONDAY))
    letter = Letter.objects.get(key__startswith=f"remind:{school.ben.pk}:")
    assert "Secrecy" in letter.body
    assert "First aid" in letter.body


def test_nobody_is_woken(school):
    remind_everybody(now=at(MONDAY, 5))
    assert {timezone.localtime(each.send_after).hour for each in Letter.objects.all()} == {8}
    assert send_waiting(now=at(MONDAY, 7)) == 0


def test_those_without_e_mail_get_a_text_message_where_there_is_a_gateway(school, settings, tmp_path):
    school.noor.phone = "900 00 009"
    school.noor.save()
    assert remind_everybody(now=at(MONDAY)).reminders == 2
    settings.SMS_GATEWAY, settings.SMS_FOLDER = "lms.mail.gateways.to_files", tmp_path
    assert remind_everybody(now=at(MONDAY)).reminders == 1
    letter = Letter.objects.get(channel=Channel.SMS)
    assert (letter.to, letter.subject, len(letter.body) < 300) == ("900 00 009", "", True)
    send_waiting(now=at(MONDAY))
    (message,) = tmp_path.iterdir()
    assert message.read_text(encoding="utf-8").startswith("900 00 009\n\nKjære Noor")


def test_the_words_of_the_cms_are_used(school):
    LetterText.objects.create(key="reminder", language="nb", subject="{antall} igjen", body="Hei {fornavn}!\n{liste}\n{lenke}")
    remind_everybody(now=at(MONDAY))
    letter = Letter.objects.get(key__startswith=f"remind:{school.ben.pk}:")
    assert letter.subject == "1 ting igjen"
    assert letter.body.startswith("Hei Ben!\n- Secrecy")


def test_letters_that_came_back_are_told(school):
    Letter.objects.create(
        key="x", to=school.ben.email.upper(), subject="x", body="x", created_at=at(MONDAY), send_after=at(MONDAY), returned_at=at(MONDAY)
    )
    remind_everybody(now=at(MONDAY))
    assert "1 " in Letter.objects.get(key__startswith="digest:").body


def test_where_there_is_no_coordinator_the_leader_is_told_and_else_the_nearest_above(school):
    school.kim.responsibilities.all().delete()
    remind_everybody(now=at(MONDAY))
    assert keys("digest") == {f"digest:{school.lea.pk}:2026-W10"}
    school.lea.responsibilities.all().delete()
    school.dag.responsibilities.all().delete()
    above = ResponsibilityFactory.create(unit=school.nation, kind=Kind.COORDINATOR, person=PersonFactory.create(login=True)).person
    remind_everybody(now=at(MONDAY + timedelta(days=7)))
    assert f"digest:{above.pk}:2026-W11" in keys("digest")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_what_a_run_costs_beside_its_letters_does_not_grow_with_the_people(school, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(unit=school.harbour, role=school.companion, person=PersonFactory.create(email=""), starts_on=MONDAY)
    remind_everybody(now=at(MONDAY))
    with django_assert_num_queries(29):
        remind_everybody(now=at(MONDAY))


# --- By hand ----------------------------------------------------------------------------------------------------------------------------------


def test_a_coordinator_reminds_somebody_at_once_and_not_twice(school):
    address = reverse("tracking:remind", args=["harbour", school.ben.pk])
    client = login(school.kim)
    assert address in client.get(reverse("tracking:person", args=["harbour", school.ben.pk])).content.decode()
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert Letter.objects.filter(key__startswith=f"remind:{school.ben.pk}:by-hand:").count() == 1


@pytest.mark.parametrize("who", ["noor", "ben"])
def test_nobody_is_reminded_who_cannot_be_written_to_or_has_nothing_left(school, who):
    somebody = getattr(school, who)
    if who == "ben":
        EvidenceFactory.create(person=somebody, qualification__key="secrecy", earned_on=MONDAY, valid_until=None)
    login(school.kim).post(reverse("tracking:remind", args=["harbour", somebody.pk]))
    assert not Letter.objects.exists()


def in_hill_too(school, person, starts_on):
    """Another unit asks somebody for «First aid» from a day on."""
    RequirementFactory.create(
        qualification=QualificationFactory.create(key="aid", name="First aid"), unit=school.hill, valid_from=date(2020, 1, 1)
    )
    return AssignmentFactory.create(person=person, unit=school.hill, role=school.companion, starts_on=starts_on)


def test_a_letter_by_hand_names_what_is_left_in_every_unit_since_it_counts_for_all(school):
    in_hill_too(school, school.ben, MONDAY)
    everything = left_everywhere([school.ben.pk], on=MONDAY)[school.ben.pk].open
    only_here = {key: each for key, each in everything.items() if each.name == "Secrecy"}
    reminders.remind_several(some=[Left(school.ben.pk, only_here)], now=at(MONDAY))
    letter = Letter.objects.get(key__startswith=f"remind:{school.ben.pk}:by-hand:")
    assert "First aid" in letter.body
    assert "Secrecy" in letter.body


def test_a_welcome_in_one_unit_takes_no_warning_of_another_away(school):
    welcomed = in_hill_too(school, school.ben, MONDAY + timedelta(days=60))
    Letter.objects.create(
        key=f"welcome:{welcomed.pk}", to="x", subject="x", body="x", created_at=at(MONDAY), send_after=at(MONDAY), sent_at=at(MONDAY)
    )
    remind_everybody(now=at(MONDAY + timedelta(days=1)))
    assert not Letter.objects.filter(key__startswith=f"remind:{school.ben.pk}:").exists()
    remind_everybody(now=at(MONDAY + timedelta(days=7)))
    assert "Secrecy" in Letter.objects.get(key__startswith=f"remind:{school.ben.pk}:").body


def test_what_is_left_everywhere_is_what_the_night_finds_unit_by_unit(school):
    in_hill_too(school, school.ben, MONDAY)
    found = left_everywhere([person.pk for person in school.people.values()], on=MONDAY)
    one_by_one: dict[int, Left] = {}
    for _unit, rows in work(on=MONDAY):
        for row in rows:
            take_in(one_by_one.setdefault(row.person_id, Left(row.person_id)), open_of(row))
    assert found == {pk: left for pk, left in one_by_one.items() if left.open}
    assert len(found[school.ben.pk].open) == 2


@pytest.mark.parametrize("number", [1, 3, 30])
def test_what_is_left_everywhere_costs_the_same_however_many_people(school, django_assert_num_queries, number):
    people = [AssignmentFactory.create(unit=school.harbour, role=school.companion, starts_on=MONDAY).person_id for _turn in range(number)]
    with django_assert_num_queries(5):
        assert len(left_everywhere(people, on=MONDAY)) == number


# --- What has changed while a letter waited -----------------------------------------------------------------------------------------------------


def _pauses(school):
    Assignment.objects.filter(person=school.ben).update(status=AssignmentStatus.PAUSED, paused_until=MONDAY + timedelta(days=30))


def _ends(school):
    Assignment.objects.filter(person=school.ben).update(status=AssignmentStatus.ENDED, ends_on=MONDAY - timedelta(days=1))


def _does_it(school):
    EvidenceFactory.create(person=school.ben, qualification__key="secrecy", earned_on=MONDAY, valid_until=None)


def _is_exempt(school):
    asked = ask_exemption(
        person=school.ben,
        qualification=Qualification.objects.get(key="secrecy"),
        unit=school.harbour,
        starts_on=MONDAY,
        until=MONDAY + timedelta(days=300),
        reason="Long stay abroad",
        by=school.kim,
        now=at(MONDAY, 6),
        on=MONDAY,
    )
    approve_exemption(exemption=asked, by=school.lea, now=at(MONDAY, 7), on=MONDAY)


def _is_gone(school):
    erase_person(person=school.ben)


@pytest.mark.parametrize("happens", [_pauses, _ends, _does_it, _is_exempt, _is_gone])
def test_a_reminder_that_waited_does_not_go_when_nothing_is_left_or_somebody_has_a_break(school, happens):
    remind_everybody(now=at(MONDAY, 5))
    address = school.ben.email
    happens(school)
    send_waiting(now=at(MONDAY, 9))
    assert address not in [message.to[0] for message in mail.outbox]
    assert school.ana.email in [message.to[0] for message in mail.outbox]
    letter = Letter.objects.filter(to=address).first()
    assert letter is None or letter.stopped_at == at(MONDAY, 9)


def test_a_reminder_that_waited_says_what_is_left_when_it_goes(school):
    RequirementFactory.create(
        qualification=QualificationFactory.create(key="aid", name="First aid"), unit=school.harbour, valid_from=date(2020, 1, 1)
    )
    remind_everybody(now=at(MONDAY, 5))
    _does_it(school)
    send_waiting(now=at(MONDAY, 9))
    (message,) = (message for message in mail.outbox if message.to == [school.ben.email])
    assert "First aid" in message.body
    assert "Secrecy" not in message.body
    assert message.subject.startswith("1 ting")


def test_whoever_comes_back_from_a_break_is_reminded_though_a_letter_was_stopped(school):
    remind_everybody(now=at(MONDAY, 5))
    _pauses(school)
    send_waiting(now=at(MONDAY, 9))
    Assignment.objects.filter(person=school.ben).update(status=AssignmentStatus.ACTIVE, paused_until=None)
    remind_everybody(now=at(MONDAY + timedelta(days=8)))
    assert f"remind:{school.ben.pk}:2026-W11" in keys("remind")
