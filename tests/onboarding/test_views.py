from dataclasses import dataclass

import pytest
from django.utils import timezone

from lms.mail.models import Letter
from lms.people.models import Person
from lms.roles.models import Assignment, ResponsibilityKind, Role
from lms.units.models import Unit
from tests import school
from tests.factories.certificates import a_unit

pytestmark = pytest.mark.django_db
ADDRESS = "/enhet/bergen/folk/ny/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


@dataclass
class Place:
    """A centre with two units, and a role: no course, no page."""

    centre: Unit
    bergen: Unit
    oslo: Unit
    role: Role


@pytest.fixture
def place() -> Place:
    centre = a_unit("Blå Kors Norge")
    bergen, oslo = a_unit("Steg for Steg Bergen", centre, slug="bergen"), a_unit("Steg for Steg Oslo", centre)
    return Place(centre, bergen, oslo, Role.objects.create(key="stottespiller", name="Støttespiller"))


@pytest.fixture
def kim(place, client):
    kim = school.responsible("Kim", place.bergen, ResponsibilityKind.COORDINATOR)
    client.force_login(kim.user)
    return kim


def written(place, **changes):
    return {
        "given_name": "Ana",
        "family_name": "Åsen",
        "email": "ana@havna.example",
        "phone": "",
        "role": str(place.role.pk),
        "starts_on": timezone.localdate().isoformat(),
        "language": "nb",
    } | changes


def test_new_writes_somebody_in_and_shows_them(client, place, kim):
    response = client.post(ADDRESS, written(place))
    ana = Person.objects.get(given_name="Ana")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/enhet/bergen/")
    assert str(ana.pk) in response.headers["Location"]
    assert "ana@havna.example" in str(next(iter(response.wsgi_request._messages)))
    assert (Assignment.objects.get(person=ana).unit, Letter.objects.count()) == (place.bergen, 1)


def test_new_posted_twice_is_once(client, place, kim):
    for _time in range(2):
        assert client.post(ADDRESS, written(place)).status_code == 302
    assert (Person.objects.filter(given_name="Ana").count(), Assignment.objects.count(), Letter.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("given_name", ""),
        ("family_name", " "),
        ("email", "ana@"),
        ("phone", "ring"),
        ("role", "0"),
        ("role", ""),
        ("starts_on", "i morgen"),
        ("starts_on", "0026-12-01"),
        ("starts_on", "2126-12-01"),
        ("language", "xx"),
    ],
)
def test_new_says_what_is_wrong_beside_the_field_and_keeps_the_rest(client, place, kim, field, wrong):
    response = client.post(ADDRESS, written(place, **{field: wrong}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    kept = "family_name" if field == "given_name" else "given_name"
    assert f'value="{written(place)[kept]}"' in text(response)
    assert not Assignment.objects.exists()


def test_new_shows_what_the_action_refuses(client, place, kim):
    place.bergen.closed_on = timezone.localdate()
    place.bergen.save()
    response = client.post(ADDRESS, written(place))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_new_takes_a_norwegian_date(client, place, kim):
    assert client.post(ADDRESS, written(place, starts_on="01.03.2026")).status_code == 302
    assert Assignment.objects.get().starts_on.isoformat() == "2026-03-01"


@pytest.mark.parametrize("method", ["get", "post"])
def test_new_is_not_found_for_everybody_else(client, place, method):
    others = [
        school.responsible("Omar", place.oslo, ResponsibilityKind.LEADER),
        school.responsible("Eva", place.bergen, ResponsibilityKind.EDITOR),
        school.responsible("Siv", place.centre, ResponsibilityKind.CENTRAL_COORDINATOR),
        school.tidgiver("Ben", place.bergen, place.role),
    ]
    statuses = []
    for person in others:
        client.force_login(person.user)
        statuses += [getattr(client, method)(address, written(place)).status_code for address in (ADDRESS, "/enhet/finnes-ikke/folk/ny/")]
    assert statuses == [404] * 8
    client.logout()
    assert getattr(client, method)(ADDRESS, written(place)).status_code == 302
    assert not Letter.objects.exists()
