"""Talks on the screen: «I dag», the person's page, and the weekly letter."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.mail.models import Letter
from lms.roles.actions.talks import close_wish, plan_talk, wish_for_talk
from lms.roles.models import Assignment, FollowUp, TalkKind, TalkWish, Urgency, WishOutcome
from lms.tracking.actions.reminders import remind_everybody
from tests.cast import Cast, login
from tests.factories.roles import AssignmentFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
ADDRESS = "/enhet/harbour/folk/i-dag/"


@pytest.fixture
def wish(cast: Cast) -> TalkWish:
    return wish_for_talk(person=cast.ben, unit=cast.harbour, urgency=Urgency.SOON, whom=None, now=timezone.now())


def answer(client, wish: TalkWish, **sent):
    return client.post(reverse("tracking:wish", args=["harbour", wish.pk]), sent)


def test_today_names_who_would_like_a_talk_and_answers_it_there(cast, wish):
    client = login(cast.kim)
    assert [(row["name"], row["state"]) for row in client.get(ADDRESS).context["headings"]["prat"].rows] == [("Ben Lie", "waiting")]
    for _ in range(2):
        assert answer(client, wish, do="promise").status_code == 302
    assert client.get(ADDRESS).context["headings"]["prat"].rows[0]["state"] == "in_progress"
    for _ in range(2):
        answer(client, wish, do="agree", day=(TODAY + DAY).isoformat())
    assert client.get(ADDRESS).context["headings"]["prat"].rows[0]["state"] == "planned"
    answer(client, wish, do="talked")
    wish.refresh_from_db()
    assert (wish.seen_by, wish.agreed_on, wish.outcome) == (cast.kim, TODAY + DAY, "talked")
    assert client.get(ADDRESS).context["headings"]["prat"].rows == []


@pytest.mark.parametrize("day", ["", "x", "2020-01-01", "2090-01-01"])
def test_a_day_that_makes_no_sense_is_said_beside_its_field(cast, wish, day):
    page = answer(login(cast.kim), wish, do="agree", day=day)
    assert page.status_code == 422
    (row,) = page.context["headings"]["prat"].rows
    assert (list(row["form"].errors), row["form"]["day"].value()) == (["day"], day)
    wish.refresh_from_db()
    assert wish.agreed_on is None


def test_a_wish_that_is_not_ones_to_see_is_not_there(cast, wish):
    assert answer(login(cast.kim), wish, do="nonsense").status_code == 404
    assert answer(login(cast.omar), wish, do="talked").status_code == 404
    TalkWish.objects.update(whom=cast.lea)
    assert answer(login(cast.kim), wish, do="talked").status_code == 404
    assert [row["name"] for row in login(cast.lea).get(ADDRESS).context["headings"]["prat"].rows] == ["Ben Lie"]
    assert "Ben Lie" not in [row["name"] for row in login(cast.kim).get(ADDRESS).context["headings"]["prat"].rows]
    close_wish(wish=wish, outcome=WishOutcome.WITHDRAWN, by=cast.ben, now=timezone.now())
    assert answer(login(cast.lea), wish, do="promise").status_code == 404


def test_a_talk_is_planned_comes_up_that_week_and_was_had(cast):
    client = login(cast.kim)
    here, address = (reverse(f"tracking:{name}", args=["harbour", cast.ben.pk]) for name in ("person", "plan_talk"))
    assert "assignment" not in client.get(here).context["talk_form"].fields
    for _ in range(2):
        assert client.post(address, {"kind": "yearly", "due_on": TODAY.isoformat()}).status_code == 302
    planned = FollowUp.objects.get()
    assert [(row["name"], row["state"]) for row in client.get(ADDRESS).context["headings"]["samtaler"].rows] == [("Ben Lie", "planned")]
    assert [row["is_done"] for row in client.get(here).context["talks"]] == [False]
    done = reverse("tracking:talk", args=["harbour", cast.ben.pk, planned.pk])
    assert client.post(done, {"from": "today"})["Location"] == ADDRESS
    assert client.post(done)["Location"] == here
    planned.refresh_from_db()
    assert (planned.done_on, planned.done_by) == (TODAY, cast.kim)
    assert client.get(ADDRESS).context["headings"]["samtaler"].rows == []
    assert [row["is_done"] for row in client.get(here).context["talks"]] == [True]
    client.post(address, {"kind": "yearly", "due_on": TODAY.isoformat()})
    client.post(reverse("tracking:talk", args=["harbour", cast.ben.pk, FollowUp.objects.get(done_on=None).pk]), {"do": "drop"})
    assert not FollowUp.objects.filter(done_on=None).exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, ["kind", "due_on"]),
        ({"kind": "chat", "due_on": TODAY.isoformat()}, ["kind"]),
        ({"kind": "yearly", "due_on": "2020-01-01"}, ["due_on"]),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, sent, wrong):
    page = login(cast.kim).post(reverse("tracking:plan_talk", args=["harbour", cast.ben.pk]), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, wrong)
    assert not FollowUp.objects.exists()


def test_somebody_with_two_assignments_is_asked_about_one_of_them(cast):
    other = AssignmentFactory.create(person=cast.ben, unit=cast.kitchen, role=cast.companion)
    address = reverse("tracking:plan_talk", args=["harbour", cast.ben.pk])
    client = login(cast.kim)
    assert client.post(address, {"kind": "first", "due_on": TODAY.isoformat()}).status_code == 422
    client.post(address, {"kind": "first", "due_on": TODAY.isoformat(), "assignment": other.pk})
    olas = Assignment.objects.get(person=cast.ola).pk
    assert client.post(address, {"kind": "first", "due_on": TODAY.isoformat(), "assignment": olas}).status_code == 422
    assert FollowUp.objects.get().assignment == other


def test_nobody_plans_ones_own_talk(cast):
    AssignmentFactory.create(person=cast.kim, unit=cast.harbour, role=cast.companion)
    client = login(cast.kim)
    assert client.get(reverse("tracking:plan_talk", args=["harbour", cast.kim.pk])).status_code == 404
    assert client.get(reverse("tracking:person", args=["harbour", cast.kim.pk])).context["talk_form"] is None


@pytest.mark.parametrize("number", [1, 3, 30])
def test_today_costs_the_same_for_any_number_of_talks(cast, django_assert_num_queries, number):
    for turn in range(number):
        assignment = AssignmentFactory.create(unit=cast.harbour, role=cast.companion)
        whom = None if turn % 2 else cast.kim
        wish_for_talk(person=assignment.person, unit=cast.harbour, urgency=Urgency.SOON, whom=whom, now=timezone.now())
        plan_talk(assignment=assignment, kind=TalkKind.YEARLY, due_on=TODAY, by=None)
    client = login(cast.kim)
    client.get(ADDRESS)
    with django_assert_num_queries(32):
        page = client.get(ADDRESS)
    assert (len(page.context["headings"]["prat"].heading.things), len(page.context["headings"]["samtaler"].heading.things)) == (
        number,
        number,
    )


# --- The weekly letter ------------------------------------------------------------------------------------------------------------------------

MONDAY = date(2026, 3, 2)


def digests() -> dict[str, str]:
    return {letter.to.split("@")[0]: letter.body for letter in Letter.objects.filter(key__startswith="digest:")}


def tell() -> None:
    Assignment.objects.update(starts_on=MONDAY)
    remind_everybody(now=timezone.make_aware(datetime.combine(MONDAY, time(10))))


def test_the_weekly_letter_tells_whoever_follows_up_and_names_nobody(cast, wish):
    plan_talk(assignment=Assignment.objects.get(person=cast.noor), kind=TalkKind.FIRST, due_on=MONDAY, by=None)
    tell()
    (body,) = digests().values()
    assert "Harbour\n- 1 vil gjerne ha en prat\n" in body
    assert "- 1 samtale denne uken\n" in body
    assert [name for name in ("Ben", "Noor") if name in body] == []
    assert list(digests()) == ["kim"]


def test_a_wish_for_one_is_told_to_that_one_alone(cast, wish):
    TalkWish.objects.update(whom=cast.dag)
    tell()
    assert list(digests()) == ["dag"]


def test_nobody_is_told_of_their_own_wish(cast, wish):
    AssignmentFactory.create(person=cast.kim, unit=cast.harbour, role=cast.companion)
    close_wish(wish=wish, outcome=WishOutcome.WITHDRAWN, by=cast.ben, now=timezone.now())
    wish_for_talk(person=cast.kim, unit=cast.harbour, urgency=Urgency.SOON, whom=None, now=timezone.now())
    tell()
    assert digests() == {}


def test_a_wish_where_everybody_has_a_break_is_told_too(cast, wish):
    Assignment.objects.filter(unit=cast.harbour).update(status="paused")
    tell()
    assert list(digests()) == ["kim"]
