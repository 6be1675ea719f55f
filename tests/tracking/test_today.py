"""Today's work: who stands where, reminding several and taking it back."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.roles.actions.talks import wish_for_talk
from lms.roles.models import Assignment, Urgency
from lms.tracking.rules.reminders import NEW_FOR, Heap, heap_of
from lms.units.actions import open_unit
from tests.cast import login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory
from tests.factories.requirements import ExemptionFactory, RequirementFactory
from tests.factories.roles import AssignmentFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
ADDRESS = "/enhet/harbour/folk/i-dag/"
SEVERAL, UNDO = "/enhet/harbour/folk/flere/", "/enhet/harbour/folk/angre/"


def undoable(client: Client) -> list[str]:
    """What somebody can take back, the latest first."""
    return [each["key"] for each in client.get(ADDRESS).context["undoable"]]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-100, 100), st.booleans())
def test_whoever_is_new_is_new_and_else_what_is_missing_comes_first(on, days, is_missing):
    heap = heap_of(starts_on=on - days * DAY, is_missing=is_missing, on=on)
    assert (heap is Heap.NEW) == (days * DAY < NEW_FOR)
    assert heap is not Heap.OVERDUE or is_missing


def test_everybody_stands_under_one_heading_and_those_in_order_under_none(house):
    EvidenceFactory.create(person=AssignmentFactory.create(unit=house.harbour, role=house.companion).person, qualification__key="other")
    page = login(house.kim).get(ADDRESS)
    names = {group.key: [row["name"].split()[0] for row in group.rows] for group in page.context["groups"]}
    assert (names["overdue"][:1], names["new"], names["soon"]) == (["Ben"], ["Ana"], ["Noor"])
    assert "Ola Lie" not in page.content.decode()


def test_what_waits_and_what_came_back_are_there(house):
    told = {"starts_on": TODAY, "until": TODAY + 9 * DAY, "at": timezone.now(), "approved_by": None, "by": house.lea}
    ExemptionFactory.create(person=house.ben, qualification__name="First aid", unit=house.harbour, **told)
    at = {"created_at": timezone.now(), "send_after": timezone.now(), "returned_at": timezone.now()}
    Letter.objects.create(key="x", to=house.ben.email.upper(), subject="x", body="x", **at)
    page = login(house.kim).get(ADDRESS)
    assert [each.person for each in page.context["work"].waiting] == [house.ben]
    assert page.context["work"].returned == [house.ben]
    assert login(house.lea).get(ADDRESS).context["work"].waiting == [], "she asked herself"


def test_an_empty_desk_says_so(cast):
    Assignment.objects.update(starts_on=TODAY)
    page = login(cast.kim).get(ADDRESS)
    assert page.context["work"].is_empty
    assert "Ingenting å ta tak i i dag" in page.content.decode()


@pytest.mark.parametrize("page", ["i-dag", "bemanning"])
def test_where_nobody_serves_yet_one_is_led_to_the_first(cast, page):
    open_unit(name="Bay", slug="bay", kind=cast.harbour.kind, parent=cast.harbour, city="Bergen")
    said = login(cast.lea).get(f"/enhet/bay/folk/{page}/").content.decode()
    assert "Ingen her ennå" in said
    assert "/enhet/bay/folk/ny/" in said
    assert "Alle har det de trenger" not in said
    assert "Velg en annen dag" not in said


def test_of_many_the_first_ones_stand_there_and_the_rest_on_pages_and_all_of_them_can_be_reminded(house):
    start = TODAY - 99 * DAY
    for number in range(60):
        AssignmentFactory.create(
            person=PersonFactory.create(given_name=f"No{number}"),
            unit=house.harbour,
            role=house.companion,
            status="active",
            starts_on=start,
        )
    client = login(house.kim)
    page = client.get(ADDRESS)
    overdue = page.context["groups"][0]
    assert (len(overdue.rows), overdue.number) == (5, 61)
    assert 'href="?vis=overdue"' in page.content.decode()
    assert "Se alle 61" in page.content.decode()
    alone = [client.get(ADDRESS, {"vis": "overdue", "page": number}) for number in (1, 2)]
    assert [[len(part.rows) for part in each.context["groups"]] for each in alone] == [[50, 0, 0], [11, 0, 0]]
    assert len({row["pk"] for each in alone for row in each.context["groups"][0].rows}) == 61
    look = client.post(SEVERAL, {"gjor": "remind", "person": overdue.everybody})
    assert len(look.context["concerned"]) + len(look.context["others"]) == 61


def test_of_what_one_person_lacks_the_first_is_named_and_the_rest_counted(house):
    def things() -> list[str]:
        return next(row["things"] for row in login(house.kim).get(ADDRESS).context["groups"][0].rows if row["pk"] == house.ben.pk)

    for number in range(3):
        RequirementFactory.create(qualification__name=f"Q{number}", unit=house.harbour)
    assert len(things()) == 4
    assert "til" not in " ".join(things())
    RequirementFactory.create(qualification__name="Q9", unit=house.harbour)
    assert (len(things()), things()[-1]) == (4, "og 2 til")


def test_what_is_wrong_with_a_day_is_shown_however_many_would_like_a_talk(house):
    for number in range(9):
        who = AssignmentFactory.create(person=PersonFactory.create(), unit=house.harbour, role=house.companion).person
        at = timezone.now() + number * timedelta(minutes=1)
        wish = wish_for_talk(person=who, unit=house.harbour, urgency=Urgency.WHENEVER, whom=None, now=at)
    page = login(house.kim).post(f"{ADDRESS}prat/{wish.pk}/", {"do": "agree", "day": "x"})
    assert page.status_code == 422
    first, *others = page.context["headings"]["prat"].rows
    assert (first["action"], bool(first["form"].errors)) == (f"{ADDRESS}prat/{wish.pk}/", True)
    assert not any(row["form"].errors for row in others)


def test_several_are_reminded_after_a_look_and_taken_back(house):
    client = login(house.kim)
    look = client.post(SEVERAL, {"gjor": "remind", "person": [house.ben.pk, house.noor.pk]})
    assert [[row["name"] for row in look.context[which]] for which in ("concerned", "others")] == [["Ben Lie"], ["Noor Lie"]]
    assert not Letter.objects.exists()
    chosen = {"gjor": "remind", "person": [house.ben.pk, house.ola.pk, "x"], "confirmed": "1"}
    for _ in range(2):
        assert client.post(SEVERAL, chosen).url == ADDRESS
    letter = Letter.objects.get()
    assert letter.to == house.ben.email, "Ola is of another unit"
    assert send_waiting(now=timezone.now()) == 0, "there is time to think"
    deed = undoable(client)[0]
    for _ in range(2):
        assert client.post(UNDO, {"deed": deed}).status_code == 302
    assert not Letter.objects.exists()
    assert not undoable(client)
    client.post(SEVERAL, chosen)
    assert send_waiting(now=timezone.now().replace(hour=11) + 2 * DAY) == 1, "by day"
    client.post(UNDO, {"deed": undoable(client)[0]})
    assert len(mail.outbox) == Letter.objects.count() == 1, "what has gone has gone"


def test_each_heap_is_taken_back_by_itself_and_nothing_but_what_one_made(house):
    """A colleague has reminded Ben; Kim reminds Ben again and one more, then another heap, and takes the first back on the next day."""
    login(house.lea).post(SEVERAL, {"gjor": "remind", "person": [house.ben.pk], "confirmed": "1"})
    rita = AssignmentFactory.create(
        unit=house.harbour, role=house.companion, person=PersonFactory.create(email="rita@havna.example")
    ).person
    client = login(house.kim)
    late = datetime.combine(TODAY, time(23, 55), tzinfo=timezone.get_current_timezone())
    with time_machine.travel(late, tick=False):
        client.post(SEVERAL, {"gjor": "remind", "person": [house.ben.pk, rita.pk], "confirmed": "1"})
        client.post(SEVERAL, {"gjor": "remind", "person": [house.ana.pk], "confirmed": "1"})
        assert Letter.objects.count() == 3
    with time_machine.travel(late + timedelta(minutes=8), tick=False):
        second, first = undoable(client)
        client.post(UNDO, {"deed": first})
        assert set(Letter.objects.values_list("to", flat=True)) == {house.ben.email, house.ana.email}
        client.post(UNDO, {"deed": second})
        assert [each.to for each in Letter.objects.all()] == [house.ben.email]
        assert not undoable(client)


def test_what_was_done_is_taken_back_at_its_own_unit_for_ten_minutes(house):
    client, address = login(house.lea), f"/enhet/harbour/folk/{house.ben.pk}/minn-pa/"
    client.post(address)
    assert not login(house.kim).get(ADDRESS).context["undoable"], "what somebody else did is theirs to take back"
    deed = undoable(client)[0]
    assert client.post("/enhet/kitchen/folk/angre/", {"deed": deed}).status_code == 302
    assert Letter.objects.count() == 1
    back = f"/enhet/harbour/folk/{house.ben.pk}/"
    assert client.post(UNDO, {"deed": deed, "fra": back}).url == back
    assert client.post(UNDO, {"deed": deed, "fra": "https://elsewhere.example/"}).url == ADDRESS
    assert not Letter.objects.exists()
    client.post(address)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert not undoable(client)


def test_nobody_without_that_right_reminds_anybody(house):
    assert login(house.omar).post(SEVERAL, {"gjor": "remind", "person": [house.ben.pk]}).status_code == 404
    assert login(house.kim).post(SEVERAL, {"gjor": "nonsense", "person": [house.ben.pk]}).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(person=PersonFactory.create(), unit=house.harbour, role=house.companion)
    client = login(house.kim)
    client.get(ADDRESS)
    with django_assert_num_queries(32):
        client.get(ADDRESS)
