"""Today's work: who stands where, reminding several and taking it back."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.roles.models import Assignment
from lms.tracking.rules.reminders import NEW_FOR, Heap, heap_of
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import ExemptionFactory, RequirementFactory
from tests.factories.roles import AssignmentFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
ADDRESS = "/enhet/harbour/folk/i-dag/"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-100, 100), st.booleans())
def test_whoever_is_new_is_new_and_else_what_is_missing_comes_first(on, days, is_missing):
    heap = heap_of(starts_on=on - days * DAY, is_missing=is_missing, on=on)
    assert (heap is Heap.NEW) == (days * DAY < NEW_FOR)
    assert heap is not Heap.OVERDUE or is_missing


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Ben lacks «Secrecy»; Ana begins tomorrow; Noor's runs out in ten days."""
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour)
    EvidenceFactory.create(person=cast.noor, qualification=secrecy, earned_on=TODAY - 99 * DAY, valid_until=TODAY + 10 * DAY)
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY + DAY)
    return cast


def test_everybody_stands_under_one_heading_and_those_in_order_under_none(house):
    EvidenceFactory.create(person=AssignmentFactory.create(unit=house.harbour, role=house.companion).person, qualification__key="other")
    page = login(house.kim).get(ADDRESS)
    names = {group["key"]: [row["name"].split()[0] for row in group["rows"]] for group in page.context["groups"]}
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
    assert login(cast.kim).get(ADDRESS).context["work"].is_empty


def test_several_are_reminded_after_a_look_and_taken_back(house):
    client = login(house.kim)
    look = client.post(ADDRESS, {"heap": "overdue"})
    assert [row["name"] for row in look.context["reachable"]] == ["Ben Lie"]
    assert not Letter.objects.exists()
    assert [row["name"] for row in client.post(ADDRESS, {"heap": "soon"}).context["unreachable"]] == ["Noor Lie"]
    chosen = {"heap": "overdue", "person": [house.ben.pk, house.ola.pk], "confirmed": "1"}
    for _ in range(2):
        assert client.post(ADDRESS, chosen).status_code == 302
    letter = Letter.objects.get()
    assert letter.to == house.ben.email, "Ola is of another unit"
    assert send_waiting(now=timezone.now()) == 0, "there is time to think"
    assert client.get(ADDRESS).context["may_undo"]
    for _ in range(2):
        assert client.post(f"{ADDRESS}angre/").status_code == 302
    assert not Letter.objects.exists()
    assert not client.get(ADDRESS).context["may_undo"]
    client.post(ADDRESS, chosen)
    assert send_waiting(now=timezone.now().replace(hour=11) + 2 * DAY) == 1, "by day"
    client.post(f"{ADDRESS}angre/")
    assert len(mail.outbox) == Letter.objects.count() == 1, "what has gone has gone"


def test_nobody_without_that_right_reminds_anybody(house):
    assert login(house.omar).post(ADDRESS, {"heap": "overdue"}).status_code == 404
    assert login(house.kim).post(ADDRESS, {"heap": "nonsense"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(person=PersonFactory.create(), unit=house.harbour, role=house.companion)
    client = login(house.kim)
    client.get(ADDRESS)
    with django_assert_num_queries(29):
        client.get(ADDRESS)
