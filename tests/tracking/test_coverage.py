"""The coverage: who sees which numbers, what the maps say, what they cost, and their files."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from lms.courses.models import SlotPage
from lms.qualifications.models import Qualification
from lms.roles.models import ResponsibilityKind as Kind
from lms.units.actions import open_unit
from lms.units.models import UnitKind
from tests import school
from tests.factories.qualifications import EvidenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return school.build()


def fill(place, unit, people: int, trained: int) -> None:
    """Gives a unit this many people, of whom so many have taken the course."""
    for number in range(people):
        person = school.tidgiver(f"P{unit.pk}-{number}", unit, place.role)
        if number < trained:
            EvidenceFactory.create(person=person, qualification=place.course.qualification)


def opened(client, viewer, query=""):
    client.force_login(viewer.user)
    response = client.get(reverse("tracking:coverage") + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(page) -> dict[str, list[str]]:
    """The map: what each unit's cells say."""
    return {
        row.th.get_text(" ", strip=True).split(" Steg for Steg ·")[0]: [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.select(".heat tbody tr")
    }


def test_the_centre_sees_every_unit_and_a_leader_their_own(place, client):
    school.local_module(place.bergen, fills=place.slot)
    siv, lea = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR), school.responsible("Lea", place.bergen, Kind.LEADER)
    waiting = ["Bør skrives", "Bør skrives"]
    page = opened(client, siv)
    assert rows(page) == {
        "Blå Kors Norge Steg for Steg": waiting,
        "Steg for Steg Bergen": ["Bør skrives", "Eget"],
        "Steg for Steg Oslo": waiting,
    }
    assert not page.select(".heat tbody a")
    page = opened(client, lea)
    assert list(rows(page)) == ["Steg for Steg Bergen"]
    assert page.select_one(".heat tbody a")["href"] == reverse("courses:slots", args=["bergen"])


@pytest.mark.parametrize(
    ("people", "trained", "to_the_centre", "to_the_leader"),
    [
        (0, 0, "Ingen her", "Ingen her"),
        (4, 4, "Vises ikke", "100 % 4 av 4"),
        (5, 5, "100 % 5 av 5", "100 % 5 av 5"),
        (5, 0, "0 % 0 av 5", "0 % 0 av 5"),
        (5, 4, "Færre enn 5 har det", "80 % 4 av 5"),
        (6, 5, "Færre enn 5 mangler det", "83 % 5 av 6"),
        (10, 5, "50 % 5 av 10", "50 % 5 av 10"),
    ],
)
def test_small_numbers_are_for_those_who_may_see_the_people(place, client, people, trained, to_the_centre, to_the_leader):
    fill(place, place.bergen, people, trained)
    siv, lea = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR), school.responsible("Lea", place.bergen, Kind.LEADER)
    assert rows(opened(client, siv, "?vis=kurs"))["Steg for Steg Bergen"] == [to_the_centre]
    page = opened(client, lea, "?vis=kurs")
    assert rows(page) == {"Steg for Steg Bergen": [to_the_leader]}
    assert page.select_one(".heat tbody a")["href"] == reverse("tracking:people", args=["bergen"])


def test_a_phone_gets_the_same_as_a_table(place, client):
    fill(place, place.bergen, 5, 5)
    siv = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR)
    said = [cell.get_text(strip=True) for cell in opened(client, siv, "?vis=kurs").select(".only-phone td")]
    assert said == ["100 % (5 av 5)", "100 % (5 av 5)", "Ingen her"]
    said = [cell.get_text(strip=True) for cell in opened(client, siv).select(".only-phone td")]
    assert said == ["2"] * 3


def test_units_can_be_narrowed_down(place, client):
    cafe = UnitKind.objects.create(key="kafe", name="Kafé")
    open_unit(name="Varmestua", slug="varmestua", kind=cafe, parent=place.centre, city="Oslo")
    siv = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR)
    assert list(rows(opened(client, siv, "?type=kafe"))) == ["Varmestua Kafé · Oslo"]
    assert list(rows(opened(client, siv, "?by=Oslo"))) == ["Steg for Steg Oslo", "Varmestua Kafé · Oslo"]
    page = opened(client, siv, "?type=kafe&by=Bergen")
    assert rows(page) == {}
    assert "Ingen enhet passer" in page.get_text()


def test_a_closed_unit_is_no_longer_asked(place, client):
    place.oslo.closed_on = place.oslo.opened_on = "2026-01-01"
    place.oslo.save()
    siv = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR)
    assert "Steg for Steg Oslo" not in rows(opened(client, siv))


@pytest.mark.parametrize(("query", "queries"), [("", 14), ("?vis=kurs", 11)])
def test_fifty_units_cost_what_three_do(place, client, query, queries, django_assert_num_queries):
    client.force_login(school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR).user)
    address = reverse("tracking:coverage") + query
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    for number in range(47):
        open_unit(name=f"U {number}", slug=f"u-{number}", kind=place.bergen.kind, parent=place.bergen)
    with django_assert_num_queries(queries):
        client.get(address)


def lines(client, viewer, query) -> list[list[str]]:
    client.force_login(viewer.user)
    response = client.get(reverse("tracking:coverage_file") + query)
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_files_say_what_the_screens_say(place, client):
    fill(place, place.bergen, 4, 4)
    fill(place, place.oslo, 6, 5)
    place.oslo.name = "=1+1"
    place.oslo.save()
    siv = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR)
    assert lines(client, siv, "") == [
        ["Enhet", "Type", "By", "TAU: Hvor ligger erklæringen?", "TAU: Slik gjør vi det"],
        ["Blå Kors Norge", "Steg for Steg", "", "Bør skrives", "Bør skrives"],
        ["'=1+1", "Steg for Steg", "Oslo", "Bør skrives", "Bør skrives"],
        ["Steg for Steg Bergen", "Steg for Steg", "Bergen", "Bør skrives", "Bør skrives"],
    ]
    assert lines(client, siv, "?vis=kurs") == [
        ["Enhet", "Type", "By", "Folk", "Taushetsplikt"],
        ["Blå Kors Norge", "Steg for Steg", "", "10", "Færre enn 5 mangler det"],
        ["'=1+1", "Steg for Steg", "Oslo", "6", "Færre enn 5 mangler det"],
        ["Steg for Steg Bergen", "Steg for Steg", "Bergen", "", ""],
    ]


def test_a_last_day_stands_in_the_map_the_table_and_the_file(place, client):
    today = timezone.localdate()
    siv = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR)
    school.local_module(place.oslo, fills=place.slot)
    for last, words in ((today, "Må skrives innen"), (today - timedelta(days=1), "Over fristen")):
        SlotPage.objects.filter(pk=place.slot.pk).update(need="required", required_by=last)
        said = f"{words} {date_format(last, 'DATE_FORMAT')}"
        page = opened(client, siv)
        assert rows(page)["Steg for Steg Bergen"] == ["Bør skrives", said]
        assert rows(page)["Steg for Steg Oslo"] == ["Bør skrives", "Eget"]
        assert [cell.get_text(strip=True) for cell in page.select(".only-phone tr")[2].select("td")] == ["0", "1", "1"]
        assert lines(client, siv, "")[2][-1] == said


def test_without_courses_there_is_a_kind_word(place, client):
    Qualification.objects.update(order=1)
    place.course.unpublish()
    siv = school.responsible("Siv", place.centre, Kind.CENTRAL_COORDINATOR)
    for query in ("", "?vis=kurs"):
        assert "Ingenting å vise ennå" in opened(client, siv, query).get_text()
