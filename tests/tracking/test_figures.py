"""The figures: which days, who is counted, who may be told, what it costs, and that page and file say the same."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.requirements.models import Requirement
from lms.roles.models import Assignment
from lms.tracking.rules.figures import Share, month_ends
from lms.tracking.selectors.figures import figures
from tests.cast import LONG_AGO, Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_each_day_is_the_last_of_its_month_and_none_is_left_out(on, number):
    *ends, last = month_ends(on, number)
    assert (len(ends), last) == (number, on)
    months = [each.year * 12 + each.month for each in (*ends, on)]
    assert months == list(range(months[0], months[0] + number + 1))
    assert all((each + DAY).day == 1 for each in ends)


@pytest.mark.parametrize(
    ("ready", "total", "few"), [(0, 0, False), (4, 4, True), (5, 5, False), (0, 4, True), (5, 9, True), (5, 10, False), (0, 5, False)]
)
def test_small_numbers_and_what_is_left_over_from_them_are_few(ready, total, few):
    assert Share(ready, total).few is few


def test_a_hundred_per_cent_is_everybody():
    assert [Share(199, 200).percent, Share(200, 200).percent] == [99, 100]


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_what_is_told_about_is_the_nearest_step(numbers):
    ready, total = numbers
    told = Share(ready, total, exact=False).percent
    assert (told % 5, 0 <= told <= 100) == (0, True)
    assert abs(told * total - 100 * ready) * 2 <= 5 * total


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Six serve in Harbour and one in its kitchen; all had secrecy from the third month end back, and one lost it yesterday."""
    Assignment.objects.all().delete()
    Requirement.objects.all().delete()
    secrecy = QualificationFactory.create(key="secrecy")
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour, valid_from=LONG_AGO)
    earned = month_ends(TODAY, 3)[0]
    for number, unit in enumerate([cast.harbour] * 6 + [cast.kitchen]):
        person = PersonFactory.create()
        AssignmentFactory.create(person=person, unit=unit, role=cast.companion, starts_on=LONG_AGO)
        EvidenceFactory.create(person=person, qualification=secrecy, earned_on=earned, valid_until=None if number else TODAY - DAY)
    return cast


def shares(viewer, unit, role="") -> list[tuple[int, int]]:
    return [(each.ready, each.total) for each in figures(viewer, unit, role=role, on=TODAY).whole.shares.values()]


def test_each_day_is_judged_as_it_was(house):
    found = shares(house.kim, house.harbour)
    assert found == [(0, 7)] * 9 + [(7, 7)] * 3 + [(6, 7)]
    somebody = Assignment.objects.filter(unit=house.kitchen)
    somebody.update(status="ended", ends_on=month_ends(TODAY, 1)[0])
    assert shares(house.kim, house.harbour)[-2:] == [(7, 7), (5, 6)]
    somebody.update(status="planned", ends_on=None)
    assert shares(house.kim, house.harbour)[-2:] == [(6, 6), (5, 6)]


def test_one_role_can_be_looked_at_by_those_who_may_see_who_it_is(house):
    cook = RoleFactory.create(key="cook", name="Cook")
    AssignmentFactory.create(unit=house.harbour, role=cook, starts_on=TODAY)
    assert shares(house.kim, house.harbour, "cook") == [(0, 0)] * 12 + [(0, 1)]
    assert shares(house.kim, house.harbour, "unknown") == shares(house.kim, house.harbour)
    assert shares(house.siv, house.harbour, "cook") == shares(house.siv, house.harbour)
    page = login(house.kim).get(reverse("tracking:figures", args=["harbour"]), {"rolle": "cook"})
    assert "rolle=cook" in page.content.decode()
    assert login(house.siv).get(reverse("tracking:figures", args=["harbour"])).context["form"] is None


def lines(viewer, slug: str) -> dict[tuple[str, str], list[str]]:
    response = login(viewer).get(reverse("tracking:figures_file", args=[slug]))
    assert "attachment" in response.headers["Content-Disposition"]
    _head, *rows = csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    return {(unit, day): numbers for unit, _role, day, *numbers in rows}


def test_small_numbers_are_for_those_who_may_see_who_it_is(house):
    today, before = TODAY.isoformat(), month_ends(TODAY, 1)[0].isoformat()
    kims, sivs = lines(house.kim, "harbour"), lines(house.siv, "harbour")
    harbour, kitchen = house.harbour.name, house.kitchen.name
    assert (kims[harbour, today], kims[harbour, before], kims[kitchen, today]) == (["85", "6", "1"], ["100", "7", "0"], ["100", "1", "0"])
    hidden = ["Vises ikke"] * 3
    assert (sivs[harbour, today], sivs[harbour, before], sivs[kitchen, today]) == (hidden, ["100", "", ""], hidden)
    page = BeautifulSoup(login(house.siv).get(reverse("tracking:figures", args=["harbour"])).content, "html.parser")
    assert len(page.select(".chart__row")) == 12
    assert page.select(".heat tbody td")[-1].get_text(strip=True) == "Vises ikke"
    assert "færre enn 5 ikke er det, vises ikke" in page.get_text()


def test_a_hidden_part_cannot_be_reckoned_from_the_whole_and_the_other_parts(house):
    for _ in range(11):
        AssignmentFactory.create(unit=house.hill, role=house.companion, starts_on=LONG_AGO)
    page = BeautifulSoup(login(house.siv).get(reverse("tracking:figures", args=["nation"])).content, "html.parser")
    assert [cell.get_text(strip=True) for cell in page.select("details tbody tr")[-2].select("td")][-3:] == ["100 %", "18", "0"]
    assert {cell.get_text(strip=True) for cell in page.select(".heat tbody td")} == {"100 %", "0 %", "Vises ikke"}
    page = BeautifulSoup(login(house.siv).get(reverse("tracking:figures", args=["hill"])).content, "html.parser")
    assert [cell.get_text(strip=True) for cell in page.select("details tbody tr")[-1].select("td")][-1:] == ["100 %"]
    assert len(page.select("details thead th")) == 2


def test_the_page_says_what_the_file_says_and_leads_to_the_units_below(house):
    page = BeautifulSoup(login(house.kim).get(reverse("tracking:figures", args=["harbour"])).content, "html.parser")
    told = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("details tbody tr")]
    assert told[-1][-3:] == ["85 %", "6", "1"]
    assert len(page.select(".chart__row")) == 13
    assert page.select_one(".heat tbody a")["href"] == reverse("tracking:figures", args=["kitchen"])
    assert page.select(".heat tbody td")[-1].get_text(" ", strip=True) == "100 % 1 av 1"


def test_nobody_anywhere_is_told_kindly(house):
    Assignment.objects.all().delete()
    page = login(house.kim).get(reverse("tracking:figures", args=["harbour"])).content.decode()
    assert "Det er ingen tall å vise her." in page
    assert "Når noen har begynt her, ser du hvor mange som er klare." in page
    assert "Det samme som tabell" not in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(unit=UnitFactory.create(parent=house.harbour, kind=house.harbour.kind), role=house.companion)
    client, address = login(house.kim), reverse("tracking:figures", args=["harbour"])
    client.get(address)
    with django_assert_num_queries(28):
        client.get(address)
