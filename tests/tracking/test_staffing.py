"""Who may serve on a day: as the verdict says for that day, and nobody from elsewhere."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.requirements.models import Effect
from lms.roles.models import Assignment, AssignmentStatus
from lms.tracking.rules import next_saturday
from lms.tracking.selectors import Filter, overview
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_next_saturday(day):
    found = next_saturday(day)
    assert (found.weekday(), 0 <= (found - day).days < 7) == (5, True)


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    aid = QualificationFactory.create(key="aid", name="First aid")
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour)
    RequirementFactory.create(qualification=aid, unit=cast.harbour, effect=Effect.NOT_ALONE)
    for each in (cast.ben, cast.noor):
        EvidenceFactory.create(person=each, qualification=secrecy, earned_on=TODAY - 9 * DAY, valid_until=None)
    EvidenceFactory.create(person=cast.ben, qualification=aid, earned_on=TODAY - 9 * DAY, valid_until=TODAY + 5 * DAY)
    Assignment.objects.filter(person=cast.ana).update(starts_on=TODAY + 20 * DAY)
    return cast


def names(house: Cast, **asked: object) -> list[list[str]]:
    page = login(house.kim).get(reverse("tracking:staff", args=["harbour"]), asked)
    assert page.status_code == 200
    return [[line["name"].split()[0] for line in part.rows] for part in page.context["groups"]]


def test_what_runs_out_before_the_day_and_who_has_not_begun_are_reckoned_in(house):
    assert names(house, dag=(TODAY + 5 * DAY).isoformat()) == [["Ben"], ["Noor"], [], []]
    assert names(house, dag=(TODAY + 6 * DAY).isoformat()) == [[], ["Ben", "Noor"], [], []]
    assert names(house, dag=(TODAY + 20 * DAY).isoformat()) == [[], ["Ben", "Noor"], ["Ana"], []]


def test_a_break_a_role_and_another_unit(house):
    Assignment.objects.filter(person=house.noor).update(status=AssignmentStatus.PAUSED)
    assert names(house, dag=TODAY.isoformat())[3] == ["Noor"]
    Assignment.objects.filter(person=house.noor).update(paused_until=TODAY)
    assert [found[3] for found in (names(house, dag=TODAY.isoformat()), names(house, dag=(TODAY + DAY).isoformat()))] == [["Noor"], []]
    kitchen = RoleFactory.create(key="kitchen", name="Kitchen")
    AssignmentFactory.create(person=PersonFactory.create(given_name="Åse"), unit=house.harbour, role=kitchen)
    assert names(house, dag=TODAY.isoformat(), rolle="kitchen") == [[], [], ["Åse"], []]
    assert "Ola" not in str(names(house, dag=TODAY.isoformat()))


def test_what_begins_after_the_day_plays_no_part_and_the_best_role_decides(house):
    """Ready in the kitchen, planned as companion for next month and lacking for that: she may serve on Saturday."""
    kitchen, host = RoleFactory.create(key="kitchen", name="Kitchen"), RoleFactory.create(key="host", name="Host")
    driving = QualificationFactory.create(key="driving", name="Driving")
    RequirementFactory.create(qualification=driving, unit=house.harbour, role=host)
    Assignment.objects.filter(person=house.ben).update(starts_on=TODAY + 30 * DAY)
    AssignmentFactory.create(person=house.ben, unit=house.harbour, role=kitchen)
    assert names(house, dag=TODAY.isoformat())[0] == ["Ben"]
    AssignmentFactory.create(person=house.ben, unit=house.harbour, role=host)
    page = login(house.kim).get(reverse("tracking:staff", args=["harbour"]), {"dag": TODAY.isoformat()})
    assert [line["meta"] for line in page.context["groups"][0].rows] == ["Kitchen"]
    page = login(house.kim).get(reverse("tracking:staff", args=["harbour"]), {"dag": TODAY.isoformat(), "rolle": "host"})
    assert [line["meta"] for line in page.context["groups"][2].rows] == ["Host · Mangler Driving"]


def test_a_persons_page_says_of_saturday_what_the_staffing_says(house):
    """On a Thursday: what Dagny holds lasts to Friday, Ana begins on Monday, Per has a break and Åse's last day is on Friday."""
    thursday = TODAY + timedelta(days=(3 - TODAY.weekday()) % 7)
    Assignment.objects.filter(person=house.ana).update(starts_on=thursday + 4 * DAY)
    begun = {"unit": house.harbour, "role": house.companion, "starts_on": thursday - 99 * DAY, "status": AssignmentStatus.ACTIVE}
    for given_name, more in (("Dagny", {}), ("Per", {"status": AssignmentStatus.PAUSED}), ("Åse", {"ends_on": thursday + DAY})):
        AssignmentFactory.create(person=PersonFactory.create(given_name=given_name), **begun | more)
    secrecy = Qualification.objects.get(key="secrecy")
    dagny = Person.objects.get(given_name="Dagny")
    EvidenceFactory.create(person=dagny, qualification=secrecy, earned_on=thursday - 99 * DAY, valid_until=thursday + DAY)
    with time_machine.travel(datetime.combine(thursday, time(12), tzinfo=timezone.get_current_timezone()), tick=False):
        groups = names(house)
        client = login(house.kim)
        said = {}
        for row in overview(house.kim, house.harbour, Filter(), on=thursday).rows:
            (card,) = client.get(reverse("tracking:person", args=["harbour", row.person_id])).context["cards"]
            day, _colon, said[row.given_name] = card.that_day.partition(": ")
    assert day == date_format(thursday + 2 * DAY, "l j. F").capitalize()
    assert said["Dagny"] == "kan ikke gjøre tjeneste ennå."
    assert {given_name: said[given_name] for given_name in ("Ana", "Per", "Åse")} == {
        "Ana": "har ikke begynt ennå.",
        "Per": "har pause.",
        "Åse": "har sluttet da.",
    }
    how = ["kan gjøre tjeneste.", "kan gjøre tjeneste sammen med en erfaren.", "kan ikke gjøre tjeneste ennå.", "har pause."]
    assert {name: text for name, text in said.items() if name not in ("Ana", "Åse")} == {
        name: text for text, some in zip(how, groups, strict=True) for name in some
    }


def test_where_nobody_serves_there_is_nobody_to_tick(house):
    client, address = login(house.kim), reverse("tracking:staff", args=["harbour"])
    assert 'id="several"' in client.get(address).content.decode()
    Assignment.objects.update(starts_on=TODAY + 99 * DAY)
    page = client.get(address)
    assert "Ingen gjør tjeneste her da" in page.content.decode()
    assert 'id="several"' not in page.content.decode()


def test_without_a_day_it_is_saturday_and_a_wrong_one_is_told(house):
    client, address = login(house.kim), reverse("tracking:staff", args=["harbour"])
    assert client.get(address).context["day"] == next_saturday(TODAY)
    for wrong in ("x", (TODAY - DAY).isoformat(), "2100-01-01"):
        page = client.get(address, {"dag": wrong, "rolle": house.companion.key})
        assert (page.status_code, set(page.context["form"].errors)) == (422, {"dag"})
        assert f'value="{house.companion.key}" selected' in page.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(person=PersonFactory.create(), unit=house.harbour, role=house.companion)
    client, address = login(house.kim), reverse("tracking:staff", args=["harbour"])
    client.get(address)
    with django_assert_num_queries(16):
        client.get(address)


def test_the_file_says_what_the_screen_says(house):
    client, day = login(house.kim), (TODAY + 20 * DAY).isoformat()
    Assignment.objects.filter(person=house.ben).update(status=AssignmentStatus.PAUSED)
    Person.objects.filter(pk=house.noor.pk).update(phone="+47 1")
    csv = client.get(reverse("tracking:staff_file", args=["harbour", "csv"]), {"dag": day})
    assert csv.content.decode("utf-8-sig").split("\r\n")[:-1] == [
        "Status;Navn;Roller;Mangler;Telefon",
        "Kan gjøre tjeneste sammen med en erfaren;Noor Lie;Støttespiller;First aid;'+47 1",
        "Kan ikke gjøre tjeneste ennå;Ana Lie;Støttespiller;Secrecy, First aid;",
        "Har pause;Ben Lie;Støttespiller;;",
    ]
    xlsx = client.get(reverse("tracking:staff_file", args=["harbour", "xlsx"]), {"dag": day})
    sheet = load_workbook(BytesIO(xlsx.content)).active
    assert [row[1] for row in sheet.iter_rows(values_only=True)] == ["Navn", "Noor Lie", "Ana Lie", "Ben Lie"]
    assert client.get(reverse("tracking:staff_file", args=["harbour", "exe"])).status_code == 404
    assert client.get(reverse("tracking:staff_file", args=["harbour", "csv"]), {"dag": "x"}).status_code == 404
