"""Contact details put right by whoever follows somebody up, and what came back sent again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lms.mail.actions import send_waiting
from lms.mail.models import Letter
from lms.people.actions import open_login
from lms.people.models import Person, User
from lms.roles.models import Assignment
from lms.tracking.selectors.returned import came_back_from
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory

DAY = timedelta(days=1)


def address(who: Person, name: str = "tracking:contact") -> str:
    return reverse(name, args=["harbour", who.pk])


def back(who: Person, key: str, to: str, **more: object) -> Letter:
    now = timezone.now()
    values = {"subject": "Hei", "body": "Hei", "created_at": now - DAY, "send_after": now - DAY, "returned_at": now - DAY, "attempts": 1}
    return Letter.objects.create(key=key, to=to, **values | more)


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Ben uses his login; Noor has none; Ana has one that she has never used. «Secrecy» is asked of all."""
    User.objects.exclude(person=cast.ana).update(last_login=timezone.now())
    RequirementFactory.create(qualification=QualificationFactory.create(key="secrecy", name="Secrecy"), unit=cast.harbour)
    return cast


def test_somebody_without_a_login_gets_number_address_and_login(house):
    client = login(house.kim)
    page = client.get(reverse("tracking:person", args=["harbour", house.noor.pk])).content.decode()
    assert address(house.noor) in page
    form = {"phone": "900 00 009", "email": "noor@havna.example", "lets_in": "on"}
    assert client.post(address(house.noor), form).status_code == 302
    house.noor.refresh_from_db()
    assert (house.noor.phone, house.noor.email) == ("900 00 009", "noor@havna.example")
    assert house.noor.user
    history = client.get(reverse("tracking:person", args=["harbour", house.noor.pk])).context["history"]
    assert {"E-postadresse endret", "Telefon endret"} <= {event.title for event in history}
    assert {event.text for event in history if event.title == "Telefon endret"} == {"Kim Lie."}


def test_an_address_that_is_somebodys_way_in_is_theirs(house):
    client = login(house.kim)
    page = client.get(address(house.ben))
    assert list(page.context["form"].fields) == ["phone"]
    client.post(address(house.ben), {"phone": "900 00 002", "email": "mine@havna.example"})
    house.ben.refresh_from_db()
    assert (house.ben.phone, house.ben.email) == ("900 00 002", "ben@havna.example")


def test_an_administrator_writes_it_and_a_login_that_was_never_used_is_nobodys_yet(house):
    for who, email, by in ((house.ben, "ben.lie@havna.example", house.adm), (house.ana, "ana.lie@havna.example", house.kim)):
        login(by).post(address(who), {"phone": "", "email": email})
        who.refresh_from_db()
        assert (who.email, User.objects.get(person=who).email) == (email, email)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"phone": "call me"}, "phone"),
        ({"email": "no address"}, "email"),
        ({"email": "ben@havna.example"}, "email"),
        ({"email": "", "lets_in": "on"}, "email"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_stays(house, typed, field):
    response = login(house.kim).post(address(house.noor), {"phone": "", "email": ""} | typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    house.noor.refresh_from_db()
    assert (house.noor.phone, house.noor.email, house.noor.user) == ("", "", None)


def test_nobody_writes_their_own_or_somebodys_elsewhere(house):
    AssignmentFactory.create(person=house.kim, unit=house.harbour, role=house.companion)
    assert login(house.kim).get(address(house.kim)).status_code == 404
    assert login(house.kim).get(address(house.ola)).status_code == 404
    assert login(house.omar).get(address(house.noor)).status_code == 404


def test_what_came_back_is_sent_again_to_the_address_that_is_right(house):
    assignment = Assignment.objects.get(person=house.ana)
    for key, more in (
        (f"remind:{house.ana.pk}:2026-W01", {"created_at": timezone.now() - 9 * DAY}),
        (f"remind:{house.ana.pk}:2026-W02", {}),
        (f"welcome:{assignment.pk}", {"body": "Velkommen"}),
        ("recruitment:1:link", {"is_secret": True}),
    ):
        back(house.ana, key, "ana@havna.example", **more)
    client = login(house.kim)
    today = reverse("tracking:today", args=["harbour"])
    work = client.get(today).context["work"]
    assert (work.returned, work.mended) == ([house.ana], []), "first the address"
    client.post(address(house.ana), {"phone": "", "email": "anna@havna.example"})
    page = client.get(today)
    assert (page.context["work"].returned, [each.person for each in page.context["work"].mended]) == ([], [house.ana])
    assert address(house.ana, "tracking:send_again") in page.content.decode()
    for _ in range(2):
        assert client.post(address(house.ana, "tracking:send_again")).status_code == 302
    send_waiting(now=timezone.now().replace(hour=11) + 2 * DAY)
    sent = sorted(message.subject for message in mail.outbox if message.to == ["anna@havna.example"])
    assert sent == ["1 ting venter på deg", "E-postadressen din hos oss er endret", "Hei"]
    assert client.get(today).context["work"].mended == []


def test_a_reminder_sent_again_says_what_is_left_now(house):
    back(house.ana, f"remind:{house.ana.pk}:2026-W02", "old@havna.example", body="- First aid")
    login(house.kim).post(address(house.ana, "tracking:send_again"))
    send_waiting(now=timezone.now().replace(hour=11) + 2 * DAY)
    (message,) = mail.outbox
    assert "Secrecy" in message.body
    assert "First aid" not in message.body


def test_nothing_is_sent_again_while_the_present_address_does_not_work(house):
    back(house.ana, f"remind:{house.ana.pk}:2026-W01", "old@havna.example")
    back(house.ana, "address:1:1:new", house.ana.email.upper())
    (found,) = came_back_from({house.ana.pk: house.ana}, since=timezone.now() - 30 * DAY)
    assert (found.is_broken, found.can_be_sent) == (True, [])


def test_a_text_message_that_came_back_is_told_too(house):
    Person.objects.filter(pk=house.noor.pk).update(phone="900 00 009")
    back(house.noor, f"remind:{house.noor.pk}:2026-W01", "900 00 009", channel="sms", subject="")
    page = login(house.kim).get(reverse("tracking:today", args=["harbour"]))
    assert page.context["work"].returned == [house.noor]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_what_came_back_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    people = {}
    for _turn in range(number):
        assignment = AssignmentFactory.create(unit=house.harbour, role=house.companion, person=PersonFactory.create())
        people[assignment.person_id] = assignment.person
        back(assignment.person, f"welcome:{assignment.pk}", f"old-{assignment.pk}@havna.example")
    with django_assert_num_queries(2):
        assert len(came_back_from(people, since=timezone.now() - 30 * DAY)) == number


def test_a_reminder_after_which_another_went_is_not_missed(house):
    back(house.ana, f"remind:{house.ana.pk}:2026-W01", "old@havna.example")
    since = timezone.now() - 30 * DAY
    assert came_back_from({house.ana.pk: house.ana}, since=since)[0].can_be_sent
    back(house.ana, f"remind:{house.ana.pk}:2026-W02", house.ana.email, created_at=timezone.now(), returned_at=None, sent_at=timezone.now())
    assert came_back_from({house.ana.pk: house.ana}, since=since) == []


def test_a_login_opened_here_can_be_used(house):
    login(house.kim).post(address(house.noor), {"phone": "", "email": "noor@havna.example", "lets_in": "on"})
    house.noor.refresh_from_db()
    assert open_login(person=house.noor) == house.noor.user
