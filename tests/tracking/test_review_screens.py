"""Going through the register on the screen: ticking, answering, taking back; «I dag», the weekly letter and the centre's page."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.mail.models import Letter
from lms.people.models import User
from lms.roles.actions.reviews import confirm_all
from lms.roles.models import Assignment, Confirmation
from lms.roles.models import ResponsibilityKind as Kind
from lms.roles.rules.reviews import LATELY
from lms.roles.selectors.reviews import open_review
from lms.tracking.actions.reminders import remind_everybody
from lms.tracking.selectors.reviews import last_active
from lms.units.actions import open_unit
from tests import school
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
ADDRESS = "/enhet/harbour/folk/registeret/"


@pytest.fixture
def house(cast: Cast) -> Cast:
    """Ana is new; Ben and Noor have served for years. Ben has been active lately, Noor has not."""
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY)
    EvidenceFactory.create(person=cast.ben, earned_on=TODAY - LATELY)
    EvidenceFactory.create(person=cast.noor, earned_on=TODAY - LATELY - DAY)
    return cast


def stands(person) -> tuple[str, date | None, date | None]:
    row = Assignment.objects.get(person=person)
    return row.status, row.ends_on, row.paused_until


def assignment_of(person) -> int:
    return Assignment.objects.get(person=person).pk


def messages_of(response) -> str:
    return " ".join(str(each) for each in response.context["messages"])


def test_those_active_lately_are_ticked_and_one_button_confirms_them(house):
    client = login(house.kim)
    page = client.get(ADDRESS)
    assert [(row["name"], row["ticked"]) for row in page.context["rows"]] == [("Ben Lie", True), ("Noor Lie", False)]
    assert "Ola Lie" not in page.content.decode()
    ticked = {"assignment": [row["pk"] for row in page.context["rows"] if row["ticked"]] + [assignment_of(house.ola), "x"]}
    for _ in range(2):
        page = client.post(ADDRESS, ticked, follow=True)
    assert page.context["how_far"] == "1 av 2 er bekreftet"
    assert [(row.assignment.person, row.by) for row in Confirmation.objects.all()] == [(house.ben, house.kim)]
    assert "Kim Lie" in page.content.decode()


def test_what_was_said_is_taken_back(house):
    client = login(house.kim)
    client.post(ADDRESS, {"stays": assignment_of(house.ben)})
    said = Confirmation.objects.get()
    assert client.get(ADDRESS).context["found"].last == [said]
    assert login(house.lea).get(ADDRESS).context["found"].last == [], "hers it is not"
    assert login(house.lea).post(f"{ADDRESS}angre/", {"confirmation": said.pk}).status_code == 302
    assert Confirmation.objects.exists()
    for _ in range(2):
        client.post(f"{ADDRESS}angre/", {"confirmation": said.pk})
    assert not Confirmation.objects.exists()
    for nonsense in ("x", "²", "9" * 30):
        assert client.post(f"{ADDRESS}angre/", {"confirmation": nonsense}).status_code == 302
        assert client.post(ADDRESS, {"stays": nonsense}).status_code == 404


def test_a_break_to_a_day_an_end_and_back(house):
    client = login(house.kim)
    until = TODAY + 30 * DAY
    page = client.post(ADDRESS, {"assignment": assignment_of(house.ben), "answer": "paused", "day": until.isoformat()}, follow=True)
    assert stands(house.ben) == ("paused", None, until)
    assert "pause" in messages_of(page)
    page = client.post(ADDRESS, {"assignment": assignment_of(house.noor), "answer": "ended", "day": TODAY.isoformat()}, follow=True)
    assert stands(house.noor) == ("ended", TODAY, None)
    assert "takk" in messages_of(page)
    assert page.context["rows"] == []
    Confirmation.objects.all().delete()
    page = client.get(ADDRESS)
    assert [(row["name"], row["may_stay"]) for row in page.context["rows"]] == [("Ben Lie", False)]
    client.post(ADDRESS, {"assignment": assignment_of(house.ben), "answer": "back"})
    assert stands(house.ben) == ("active", None, None)


@pytest.mark.parametrize(
    ("answer", "day"),
    [("paused", ""), ("paused", "x"), ("paused", "2020-01-01"), ("paused", "2090-01-01"), ("ended", "2090-01-01"), ("ended", "2020-01-01")],
)
def test_a_day_that_makes_no_sense_is_said_beside_its_field(house, answer, day):
    sent = {"assignment": assignment_of(house.ben), "answer": answer, "day": day}
    page = login(house.kim).post(ADDRESS, sent)
    assert page.status_code == 422
    (row,) = [row for row in page.context["rows"] if row["open"]]
    (form,) = [form for form in row["forms"] if form.errors]
    assert (row["name"], form.ANSWER, form["day"].value()) == ("Ben Lie", answer, day)
    assert stands(house.ben) == ("active", None, None)


def test_the_second_of_two_is_told_what_the_first_said(house):
    one, other = login(house.kim), login(house.lea)
    one.post(ADDRESS, {"stays": assignment_of(house.ben)})
    page = other.post(ADDRESS, {"assignment": assignment_of(house.ben), "answer": "ended", "day": TODAY.isoformat()}, follow=True)
    assert "Kim Lie" in messages_of(page)
    assert stands(house.ben)[0] == "active"


@pytest.mark.parametrize(
    "sent", [{"stays": "0"}, {"stays": "x"}, {"answer": "ended"}, {"assignment": "0", "answer": "ended"}, {"answer": "nonsense"}]
)
def test_what_is_not_there_is_not_found(house, sent):
    assert login(house.kim).post(ADDRESS, sent).status_code == 404
    assert login(house.kim).post(ADDRESS, {"assignment": assignment_of(house.ola), "answer": "back"}).status_code == 404


def test_nobody_else_gets_in(house):
    for who in (house.omar, house.siv, house.eva, house.ben):
        assert login(who).get(ADDRESS).status_code == 404
        assert login(who).post(ADDRESS, {"stays": assignment_of(house.ben)}).status_code == 404
    assert not Confirmation.objects.exists()


def test_a_unit_with_nobody_is_not_thanked(house):
    open_unit(name="Bay", slug="bay", kind=house.harbour.kind, parent=house.harbour, city="Bergen")
    said = login(house.lea).get("/enhet/bay/folk/registeret/").content.decode()
    assert "Ingen å bekrefte nå" in said
    assert "Takk" not in said


def test_today_leads_there_until_it_is_done(house):
    client, address = login(house.kim), reverse("tracking:today", args=["harbour"])
    assert [(each["slug"], each["said"]) for each in client.get(address).context["headings"]["registeret"].rows] == [
        ("harbour", "0 av 2 er bekreftet")
    ]
    confirm_all(assignments=Assignment.objects.all(), review=open_review(on=TODAY), by=house.kim, now=timezone.now())
    assert client.get(address).context["headings"]["registeret"].rows == []


def test_today_tells_whose_break_ends_soon(house):
    for days, expected in ((8, []), (7, [house.ben]), (0, [house.ben])):
        Assignment.objects.filter(person=house.ben).update(status="paused", paused_until=TODAY + days * DAY)
        assert [each.person for each in login(house.kim).get("/enhet/harbour/folk/i-dag/").context["work"].back_soon] == expected


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        person = PersonFactory.create(login=True)
        AssignmentFactory.create(person=person, unit=house.harbour, role=house.companion, starts_on=date(2024, 1, 1))
        other = AssignmentFactory.create(unit=house.harbour, role=house.companion, starts_on=date(2024, 1, 1))
        confirm_all(assignments=[other], review=open_review(on=TODAY), by=house.lea, now=timezone.now())
    client = login(house.kim)
    client.get(ADDRESS)
    with django_assert_num_queries(11):
        client.get(ADDRESS)


def test_the_last_activity_is_the_latest_of_login_step_and_evidence(django_assert_num_queries, db):
    place = school.build()
    people = [school.tidgiver(name, place.bergen, place.role) for name in ("Ana", "Ben", "Noor")]
    now = timezone.now()
    User.objects.filter(pk=people[0].user_id).update(last_login=now - 3 * DAY)
    EvidenceFactory.create(person=people[0], earned_on=TODAY - 9 * DAY)
    EvidenceFactory.create(person=people[1], earned_on=TODAY - 2 * DAY)
    with django_assert_num_queries(3):
        found = last_active([each.pk for each in people])
    assert found == {people[0].pk: TODAY - 3 * DAY, people[1].pk: TODAY - 2 * DAY}


# --- The weekly letter ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "told"), [(date(2026, 9, 2), True), (date(2026, 10, 13), True), (date(2026, 10, 14), False)])
def test_the_weekly_letter_names_it_in_the_weeks_it_is_meant_to_take(cast, day, told):
    Assignment.objects.filter(person=cast.ana).update(starts_on=day)
    remind_everybody(now=timezone.make_aware(datetime.combine(day, time(10))))
    letters = Letter.objects.filter(key__startswith=f"digest:{cast.kim.pk}:")
    assert [("2 å bekrefte i registeret" in letter.body) for letter in letters] == ([True] if told else [])


# --- The centre -------------------------------------------------------------------------------------------------------------------------------


def test_the_centre_sees_which_units_have_done_it_in_numbers(house):
    AssignmentFactory.create_batch(4, unit=house.hill, role=house.companion, starts_on=date(2024, 1, 1))
    hills = Assignment.objects.filter(unit=house.hill)
    confirm_all(assignments=hills[:2], review=open_review(on=TODAY), by=house.omar, now=timezone.now())
    page = login(house.siv).get("/enhet/registeret/")
    assert [(row["cells"], row["href"]) for row in page.context["rows"]] == [
        (["Harbour", "Ikke ferdig", "–"], ""),
        (["Hill", "Ikke ferdig", "2 av 5"], ""),
    ]
    assert [name for name in ("Ben", "Ola", "Omar") if name in page.content.decode()] == []
    rows = login(house.lea).get("/enhet/registeret/").context["rows"]
    assert [(row["cells"], row["href"]) for row in rows] == [(["Harbour", "Ikke ferdig", "0 av 2"], ADDRESS)]
    confirm_all(assignments=Assignment.objects.all(), review=open_review(on=TODAY), by=house.omar, now=timezone.now())
    page = login(house.siv).get("/enhet/registeret/")
    assert (page.context["finished"], [row["cells"][1] for row in page.context["rows"]]) == (2, ["Ferdig", "Ferdig"])


@pytest.mark.parametrize("number", [1, 3, 30])
def test_what_the_centre_sees_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        unit = AssignmentFactory.create(role=house.companion, starts_on=date(2024, 1, 1)).unit
        ResponsibilityFactory.create(person=house.siv, unit=unit, kind=Kind.CENTRAL_COORDINATOR)
    client = login(house.siv)
    client.get("/enhet/registeret/")
    with django_assert_num_queries(9):
        client.get("/enhet/registeret/")
