"""The other figures: reckoned anew by hand, small numbers, what they cost, and that page and file say the same."""

import csv
from collections import Counter
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from math import inf

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.qualifications.models import Holding, Qualification
from lms.recruitment.models import Ruling
from lms.requirements.models import Requirement
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of, requirements_for
from lms.roles.models import Assignment
from lms.tracking.rules.times import Quarter, last_quarters, months_ahead, quantile, quarter_of, told
from lms.tracking.selectors import plots
from lms.tracking.selectors.waits import kept_waits, waits_of
from lms.units.models import Unit
from tests.cast import LONG_AGO, Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.recruitment import an_application
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory, UnitKindFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 9))
def test_quarters_follow_each_other_up_to_that_of_the_day(day, number):
    found = last_quarters(day, number)
    assert (len(found), found[-1]) == (number, quarter_of(day))
    assert all(quarter_of(each.first_day) == each for each in found)
    assert [quarter_of(each.first_day - DAY) for each in found[1:]] == found[:-1]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_months_ahead_leave_no_day_out(day):
    found = months_ahead(day, 12)
    assert (len(found), found[0][0]) == (12, day)
    assert all(last + DAY == first for (_first, last), (first, _last) in pairwise(found))
    assert all((last + DAY).day == 1 for _first, last in found)


@given(st.lists(st.none() | st.integers(0, 99), min_size=1, max_size=12), st.sampled_from([0.25, 0.5, 0.75]))
def test_a_quantile_is_the_least_that_so_many_have_reached(values, share):
    found = quantile(values, share)
    reached = sorted(inf if value is None else value for value in values)
    least = next(value for value in reached if sum(each <= value for each in reached) >= share * len(reached))
    assert (inf if found is None else found) == least


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_numbers_are_told_about_to_those_who_may_not_see_who_it_is(number, shown):
    assert told(number, is_open=False) == shown
    assert told(number, is_open=True) == number


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Eight in Harbour, six in a unit of another kind below it; two things asked, one of cooks alone; some hold what lapses."""
    Assignment.objects.all().delete()
    Requirement.objects.all().delete()
    other = UnitFactory.create(parent=cast.harbour, kind=UnitKindFactory.create(name="One to one"), slug="one")
    cook = RoleFactory.create(key="cook")
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    knives = QualificationFactory.create(key="knives", name="Knives")
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour, valid_from=LONG_AGO)
    RequirementFactory.create(qualification=knives, unit=cast.harbour, role=cook, valid_from=LONG_AGO, phase="within_days", days=20)
    for number in range(14):
        unit, role = (other, cook) if number >= 8 else (cast.harbour, cast.companion)
        person = PersonFactory.create()
        began = TODAY - timedelta(days=25 * number + 3)
        AssignmentFactory.create(person=person, unit=unit, role=role, starts_on=began)
        if number == 3:
            AssignmentFactory.create(person=person, unit=other, role=cook, starts_on=began + 20 * DAY)
        if number % 5:
            earned = began + timedelta(days=7 * number - 30)
            EvidenceFactory.create(
                person=person, qualification=secrecy, earned_on=min(earned, TODAY), valid_until=TODAY + timedelta(days=20 * number)
            )
        if number % 3 == 0:
            EvidenceFactory.create(person=person, qualification=knives, earned_on=TODAY - 90 * DAY)
    return cast


def served(unit: Unit, day: date) -> list[Assignment]:
    rows = Assignment.objects.filter(unit__path__startswith=unit.path).select_related("unit__kind", "role", "person")
    return [each for each in rows if each.status != "planned" and each.starts_on <= day and (each.ends_on or day) >= day]


@pytest.mark.parametrize(
    ("shares", "called"), [(plots.kinds, lambda post: post.unit.kind.name), (plots.roles, lambda post: post.role.called)]
)
def test_shares_are_what_each_person_makes_of_them(house, shares, called):
    found = shares(house.kim, house.harbour, on=TODAY)
    for line in found.lines:
        for day in found.days:
            worst: dict[int, State] = {}
            for post in served(house.harbour, day):
                if called(post) == line.name:
                    (standing,) = readiness_of(post.person, on=day, assignments=Assignment.objects.filter(pk=post.pk))
                    worst[post.person_id] = max(worst.get(post.person_id, State.READY), standing.verdict.state)
            share = line.shares[day]
            assert share
            assert (share.ready, share.total) == (sum(state <= State.READY_WITHIN_GRACE for state in worst.values()), len(worst))
    assert len(found.lines) == 2


def test_qualifications_are_what_is_asked_and_held(house):
    found = plots.qualifications(house.kim, house.harbour, on=TODAY)
    for line in found.lines:
        for day in found.days:
            asked = {
                post.person_id
                for post in served(house.harbour, day)
                for demand in requirements_for(post.role, post.unit)
                if demand.in_force(day) and line.name in demand.name
            }
            held = Holding.objects.filter(qualification__name=line.name, valid_from__lte=day, valid_until__gte=day, person__in=asked)
            share = line.shares[day]
            assert share
            assert (share.ready, share.total) == (held.values("person").distinct().count(), len(asked))
    assert {line.name for line in found.lines} == {"Knives", "Secrecy"}


def test_lapses_are_the_last_days_of_what_is_asked(house):
    found = plots.lapses(house.kim, house.harbour, on=TODAY)
    last_days = [
        held.valid_until
        for person in {post.person for post in served(house.harbour, TODAY)}
        for held in Holding.objects.filter(person=person, qualification__key="secrecy", valid_from__lte=TODAY, valid_until__gte=TODAY)
    ]
    by_month = Counter((day.year, day.month) for day in last_days)
    expected = [by_month[first.year, first.month] for first, _last in found.months]
    assert sum(expected) > 5
    assert (found.lines, found.together) == ([("Secrecy", expected)], expected)


def test_waits_are_days_from_coming_to_being_ready(house):
    found = plots.waits(house.kim, house.harbour, on=TODAY)
    by_quarter: dict[Quarter, list[int | None]] = {}
    for person in {post.person for post in served(house.harbour, TODAY)}:
        post = Assignment.objects.filter(person=person).earliest("starts_on")
        days = [post.starts_on + timedelta(days=number) for number in range((TODAY - post.starts_on).days + 1)]
        only = Assignment.objects.filter(pk=post.pk)
        ready = (day for day in days if readiness_of(person, on=day, assignments=only)[0].verdict.state <= State.READY_WITHIN_GRACE)
        first = next(ready, None)
        if quarter_of(post.starts_on) in last_quarters(TODAY, 8):
            by_quarter.setdefault(quarter_of(post.starts_on), []).append((first - post.starts_on).days if first else None)
    assert {line.quarter: (line.came, line.ready) for line in found.lines} == {
        quarter: (len(every), sum(days is not None for days in every)) for quarter, every in by_quarter.items()
    }
    assert [line.days[1] for line in found.lines] == [quantile(by_quarter[line.quarter], 0.5) for line in found.lines]


def test_who_was_admitted_waits_from_the_ruling_on(house):
    post = Assignment.objects.filter(unit=house.harbour).latest("starts_on")
    case = an_application(house.harbour, house.companion)
    at = timezone.now() - timedelta(days=10)
    EvidenceFactory.create(person=post.person, qualification=Qualification.objects.get(key="secrecy"), earned_on=TODAY - 4 * DAY)
    kept_waits(house.harbour, on=TODAY)  # before anybody is admitted
    Ruling.objects.create(
        application=case,
        outcome="admitted",
        code="suited",
        sentence="x",
        from_stage=case.stage,
        proposed_at=at,
        confirmed_at=at,
        assignment=post,
    )
    (line,) = [each for each in plots.waits(house.kim, house.harbour, on=TODAY).lines if each.quarter == quarter_of(TODAY - 10 * DAY)]
    assert 6 in line.days
    kept, reckoned = (
        {quarter: sorted(map(str, days)) for quarter, days in read(house.harbour, on=TODAY).items()} for read in (kept_waits, waits_of)
    )
    assert kept == reckoned


def table(viewer, which: str) -> list[list[str]]:
    response = login(viewer).get(reverse("tracking:plot_file", args=["harbour", which]))
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_small_numbers_are_for_those_who_may_see_who_it_is(house):
    for which in ("roller", "typer"):
        kims, sivs = table(house.kim, which), table(house.siv, which)
        assert [row[-1] for row in kims[1:]] != [row[-1] for row in sivs[1:]]
        assert {tuple(row[-2:]) for row in sivs[1:]} <= {("", ""), ("Vises ikke", "Vises ikke")}
    for which in ("frist", "tid"):
        numbers = {cell for row in table(house.siv, which)[1:] for cell in row[1:3]}
        assert numbers <= {"0", "5", "10", "Vises ikke"}
    page = login(house.siv).get(reverse("tracking:plot", args=["harbour", "frist"])).content.decode()
    assert "Vises ikke" in page


@pytest.mark.parametrize("which", ["roller", "typer", "kurs", "frist", "tid"])
def test_the_page_says_what_the_file_says(house, which):
    page = BeautifulSoup(login(house.kim).get(reverse("tracking:plot", args=["harbour", which])).content, "html.parser")
    head, *rows = table(house.kim, which)
    assert page.select_one(".tabs [aria-current]")
    shown = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("table.table tbody tr")]
    if which in ("roller", "typer", "kurs"):
        assert len(rows) == 5 * len(shown)
        assert shown[0][-1].startswith(rows[4][2])
    else:
        assert [row[1:3] for row in shown] == [row[1:3] for row in rows]
    assert page.select(".chart__row")
    assert len(head) == len(rows[0])


def test_nobody_anywhere_is_told_kindly_and_other_figures_are_none(house):
    Assignment.objects.all().delete()
    for which in ("roller", "typer", "kurs", "frist", "tid", "veien"):
        page = login(house.kim).get(reverse("tracking:plot", args=["harbour", which]))
        assert "Det er ingen tall å vise her." in page.content.decode()
        assert page.context["plot"].empty
    assert login(house.kim).get(reverse("tracking:plot", args=["harbour", "nei"])).status_code == 404


@pytest.mark.parametrize(("which", "queries"), [("roller", 17), ("typer", 18), ("kurs", 15), ("frist", 11), ("tid", 16)])
@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number, which, queries):
    for _ in range(number):
        unit = UnitFactory.create(parent=house.harbour, kind=house.harbour.kind)
        AssignmentFactory.create(unit=unit, role=house.companion, starts_on=TODAY)
    client, address = login(house.kim), reverse("tracking:plot", args=["harbour", which])
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
