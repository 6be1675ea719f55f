"""The leader's page."""

from datetime import date

import pytest
from django.test import Client

from lms.courses.models import Edition, Look
from tests import school
from tests.cast import login

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> school.School:
    made = school.build()
    made.slot.need, made.slot.required_by = "required", date(2026, 1, 31)
    school.publish(made.slot)
    return made


@pytest.fixture
def client(place: school.School) -> Client:
    return login(school.responsible("Lea", place.bergen, "leader"))


def test_the_page_says_by_when_and_that_it_is_overdue(client: Client) -> None:
    html = client.get("/enhet/bergen/tilpasninger/").content.decode()
    assert "Må fylles innen 31. januar 2026" in html
    assert "Over fristen" in html


def test_what_has_changed_is_told_until_somebody_presses_seen(place: school.School, client: Client) -> None:
    school.local_module(place.bergen, fills=place.slot)
    place.last.title, place.last.change_class, place.last.change_note = "Til sist", "important", "Nytt om barn."
    school.publish(place.last)
    html = client.get("/enhet/bergen/tilpasninger/").content.decode()
    assert "Teksten rundt er endret siden du så på den" in html
    assert "Nytt om barn." in html
    newest = Edition.objects.order_by("-pk")[0].pk
    client.post(f"/enhet/bergen/tilpasninger/sett/{place.slot.pk}/", {"key": "", "edition": newest})
    assert "Nytt om barn." not in client.get("/enhet/bergen/tilpasninger/").content.decode()
    assert Look.objects.get().by.given_name == "Lea"


def test_seen_is_said_of_central_steps_only(place: school.School, client: Client) -> None:
    own = school.local_module(place.oslo, fills=place.slot)
    for page_id in (own.pk, 999_999):
        assert client.post(f"/enhet/bergen/tilpasninger/sett/{page_id}/", {"key": "", "edition": 1}).status_code == 404
    assert not Look.objects.exists()
