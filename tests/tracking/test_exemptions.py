"""Letting somebody off: two say yes, everything has an end, and nobody does it for themselves."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.qualifications.models import Qualification
from lms.requirements.models import Exemption, Leave
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of
from lms.roles.models import Assignment
from tests.cast import Cast, login
from tests.factories.qualifications import QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def secrecy(cast: Cast) -> Qualification:
    found = QualificationFactory.create(key="secrecy", name="Secrecy")
    RequirementFactory.create(qualification=found, unit=cast.harbour)
    return found


def state(person, on: date = TODAY) -> State:
    return readiness_of(person, on=on)[0].verdict.state


def answers(**values: object) -> dict[str, object]:
    return {"starts_on": TODAY.isoformat(), "until": (TODAY + 100 * DAY).isoformat(), "reason": "Has it from work."} | values


def test_an_exemption_takes_two_and_is_ended_early(cast, secrecy):
    ask = reverse("tracking:exempt", args=["harbour", cast.ben.pk])
    kim, lea = login(cast.kim), login(cast.lea)
    page = reverse("tracking:person", args=["harbour", cast.ben.pk])
    assert f"{ask}?hva={secrecy.pk}" in kim.get(page).content.decode()
    for _ in range(2):
        assert kim.post(ask, answers(qualification=secrecy.pk)).status_code == 302
    exemption = Exemption.objects.get()
    assert (state(cast.ben), exemption.unit) == (State.LACKING, cast.harbour)
    one = reverse("tracking:exemption", args=["harbour", cast.ben.pk, exemption.pk])
    people = reverse("tracking:people", args=["harbour"])
    assert one in lea.get(people).content.decode()
    assert one not in kim.get(people).content.decode(), "she has asked; it is not hers to answer"
    kim.post(one, {"yes": "1"})
    assert state(cast.ben) == State.LACKING
    for _ in range(2):
        lea.post(one, {"yes": "1"})
    assert state(cast.ben) == State.READY
    assert "Has it from work." in kim.get(page).content.decode()
    assert kim.post(one, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert kim.post(one, {"reason": "No longer true."}).status_code == 302
    assert state(cast.ben) == State.LACKING


def test_somebody_begins_in_spite_of_a_gap_until_it_is_ended(cast, secrecy):
    post = Assignment.objects.get(person=cast.ben)
    give = reverse("tracking:leave", args=["harbour", cast.ben.pk, post.pk])
    client = login(cast.lea)
    assert give in client.get(reverse("tracking:person", args=["harbour", cast.ben.pk])).content.decode()
    for _ in range(2):
        assert client.post(give, answers(until=(TODAY + 20 * DAY).isoformat())).status_code == 302
    leave = Leave.objects.get()
    assert [state(cast.ben, TODAY + days * DAY) for days in (0, 20, 21)] == [
        State.READY_WITHIN_GRACE,
        State.READY_WITHIN_GRACE,
        State.LACKING,
    ]
    end = reverse("tracking:end_leave", args=["harbour", cast.ben.pk, leave.pk])
    assert client.get(end).status_code == 200
    for _ in range(2):
        assert client.post(end, {"reason": "Had to stop."}).status_code == 302
    assert state(cast.ben) == State.LACKING


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"until": (TODAY - DAY).isoformat()}, "until"),
        ({"starts_on": (TODAY + 9 * DAY).isoformat(), "until": (TODAY + DAY).isoformat()}, "until"),
        ({"reason": ""}, "reason"),
        ({"starts_on": "x"}, "starts_on"),
    ],
)
def test_wrong_input_is_told_beside_the_field(cast, secrecy, values, field):
    client = login(cast.lea)
    post = Assignment.objects.get(person=cast.ben)
    for address in (
        reverse("tracking:exempt", args=["harbour", cast.ben.pk]),
        reverse("tracking:leave", args=["harbour", cast.ben.pk, post.pk]),
    ):
        response = client.post(address, answers(qualification=secrecy.pk, **values))
        assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
    assert not Exemption.objects.exists()
    assert not Leave.objects.exists()


def test_nobody_lets_off_themselves_or_somebody_of_another_unit(cast, secrecy):
    AssignmentFactory.create(person=cast.lea, unit=cast.harbour, role=cast.companion)
    for viewer, person in ((cast.lea, cast.lea), (cast.omar, cast.ben)):
        client = login(viewer)
        assert client.get(reverse("tracking:exempt", args=["harbour", person.pk])).status_code == 404
    post = Assignment.objects.get(person=cast.ola)
    assert login(cast.lea).post(reverse("tracking:leave", args=["harbour", cast.ben.pk, post.pk]), answers()).status_code == 404


def test_an_exemption_of_another_unit_is_not_told(cast, secrecy):
    AssignmentFactory.create(person=cast.ben, unit=cast.hill, role=cast.companion)
    told = {"starts_on": TODAY, "until": TODAY + 9 * DAY, "by": cast.omar, "at": timezone.now()}
    theirs = Exemption.objects.create(person=cast.ben, qualification=secrecy, unit=cast.hill, reason="Theirs alone.", **told)
    client = login(cast.lea)
    assert "Theirs alone." not in client.get(reverse("tracking:person", args=["harbour", cast.ben.pk])).content.decode()
    assert client.post(reverse("tracking:exemption", args=["harbour", cast.ben.pk, theirs.pk]), {"yes": "1"}).status_code == 404


def test_its_page_says_how_it_stands_who_did_what_and_what_one_can_do(cast, secrecy):
    told = {"person": cast.ben, "qualification": secrecy, "unit": cast.harbour, "at": timezone.now(), "by": cast.kim}
    over = Exemption.objects.create(
        **told, reason="Nurse.", starts_on=TODAY - 9 * DAY, until=TODAY - DAY, approved_by=cast.lea, approved_at=timezone.now()
    )
    refused = Exemption.objects.create(
        **told, reason="Away.", starts_on=TODAY, until=TODAY - DAY, closed_by=cast.lea, closed_at=timezone.now(), closed_reason="Is back."
    )
    waits = Exemption.objects.create(**told, reason="Ill.", starts_on=TODAY, until=TODAY + DAY)
    said = {
        (viewer.given_name, each.reason): login(viewer)
        .get(reverse("tracking:exemption", args=["harbour", cast.ben.pk, each.pk]))
        .content.decode()
        for viewer, each in ((cast.kim, over), (cast.kim, refused), (cast.kim, waits), (cast.lea, waits))
    }
    again = f"{reverse('tracking:exempt', args=['harbour', cast.ben.pk])}?hva={secrecy.pk}"
    assert all(words in said["Kim", "Nurse."] for words in ("«Nurse.»", cast.lea.name, "Over", again))
    assert all(words in said["Kim", "Away."] for words in ("Ikke gitt", "Aldri i kraft", "«Is back.»", again))
    assert ("Trekk det tilbake" in said["Kim", "Ill."], "Si nei" in said["Kim", "Ill."]) == (True, False)
    assert ("Trekk det tilbake" in said["Lea", "Ill."], "Si nei" in said["Lea", "Ill."]) == (False, True)
    assert again not in said["Kim", "Ill."]
