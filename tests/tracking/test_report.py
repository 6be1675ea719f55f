"""The yearly report: every number found again by plain loops, who may be told what, its goals, and that page and files say the same."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from lms.people.models import Person
from lms.qualifications.models import Evidence, Holding, Qualification
from lms.recruitment.models import Application, Move
from lms.recruitment.rules.numbers import WAY
from lms.requirements.rules import State
from lms.requirements.selectors import readiness_of, requirements_for
from lms.roles.models import Assignment
from lms.tracking.rules.report import Heads, Period, Service, heads, is_exact, period_of
from lms.tracking.selectors.report import report
from lms.tracking.words.report import sections
from lms.units.models import Goal, Unit
from tests.cast import LONG_AGO, Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))

# --- Arithmetic -----------------------------------------------------------------------------------------------------------------------------------

days = st.integers(-400, 700).map(lambda number: YEAR.first + number * DAY)
service = st.tuples(days, st.none() | st.integers(0, 500)).map(lambda both: (both[0], None if both[1] is None else both[0] + both[1] * DAY))


@given(st.dictionaries(st.integers(1, 9), st.lists(service, min_size=1, max_size=3), max_size=6))
def test_heads_are_what_one_finds_day_by_day(served):
    rows = [Service(person, first, last) for person, spans in served.items() for first, last in spans]
    found = {"active": 0, "new": 0, "all_period": 0, "at_end": 0, "ended": 0}
    year = [YEAR.first + number * DAY for number in range(365)]
    for spans in served.values():
        there = [any(first <= day and (last is None or day <= last) for first, last in spans) for day in year]
        begun = [(first, last or date.max) for first, last in spans if first <= YEAR.last]
        found["active"] += any(there)
        found["new"] += any(there) and not any(first < YEAR.first for first, _last in begun)
        found["all_period"] += all(there)
        found["at_end"] += there[-1]
        found["ended"] += any(there) and all(last <= YEAR.last for _first, last in begun)
    assert heads(rows, YEAR) == Heads(**found)


def test_a_year_goes_on_until_it_is_over():
    assert period_of(2025, date(2026, 3, 1)) == YEAR
    assert period_of(2026, date(2026, 3, 1)) == Period(date(2026, 1, 1), date(2026, 3, 1))
    assert [period_of(2025, date(2026, 3, 1)).over, period_of(2026, date(2026, 3, 1)).over] == [True, False]


@pytest.mark.parametrize(
    ("found", "exact"),
    [
        (Heads(100, 20, 70, 90, 10), True),
        (Heads(100, 3, 70, 90, 10), False),
        (Heads(100, 97, 0, 90, 10), False),  # three were there before
        (Heads(100, 20, 70, 97, 10), False),  # three were there and are gone
        (Heads(100, 20, 88, 90, 10), False),  # two came in the year and stayed
        (Heads(100, 20, 70, 90, 12), False),  # two ended on the last day
    ],
)
def test_numbers_of_the_whole_are_exact_unless_one_could_be_worked_out(found, exact):
    assert is_exact(found, is_open=False, is_whole=True) is exact
    assert is_exact(found, is_open=False, is_whole=False) is False
    assert is_exact(found, is_open=True, is_whole=False) is True


# --- Every number, by plain loops over the tables -------------------------------------------------------------------------------------------------


def served_in(unit: Unit) -> list[Assignment]:
    found = []
    for post in Assignment.objects.select_related("unit__kind", "role", "person"):
        never_came = post.status == "ended" and post.starts_on == post.ends_on
        if unit.pk in post.unit.path_ids and post.status != "planned" and not never_came:
            found.append(post)
    return found


def on_day(posts: list[Assignment], day: date) -> list[Assignment]:
    return [post for post in posts if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)]


def expected(unit: Unit, first: date, last: date) -> dict[str, Any]:
    posts = [post for post in served_in(unit) if post.starts_on <= last]
    own: dict[int, list[Assignment]] = {}
    for post in posts:
        own.setdefault(post.person_id, []).append(post)
    numbers = {"active": 0, "new": 0, "all_period": 0, "at_end": 0, "ended": 0}
    active = set()
    for person, theirs in own.items():
        in_year = [post for post in theirs if post.ends_on is None or post.ends_on >= first]
        if not in_year:
            continue
        active.add(person)
        numbers["active"] += 1
        numbers["new"] += all(post.starts_on >= first for post in theirs)
        numbers["at_end"] += bool(on_day(theirs, last))
        numbers["ended"] += all(post.ends_on is not None and post.ends_on <= last for post in theirs)
        day, everywhere = first, True
        while day <= last and everywhere:
            everywhere = bool(on_day(theirs, day))
            day += DAY
        numbers["all_period"] += everywhere
    ready = set()
    there = on_day(posts, last)
    for somebody in {post.person for post in there}:
        mine = [post.pk for post in there if post.person_id == somebody.pk]
        states = [each.verdict.state for pk in mine for each in _verdicts(somebody, pk, last)]
        if max(states) <= State.READY_WITHIN_GRACE:
            ready.add(somebody.pk)
    learnt: dict[str, tuple[int, int, int]] = {}
    asked: dict[str, set[int]] = {}
    for post in there:
        for demand in requirements_for(post.role, post.unit):
            if demand.in_force(last):
                for key in demand.qualifications:
                    asked.setdefault(key, set()).add(post.person_id)
    for key, people in asked.items():
        held = {
            row.person_id
            for row in Holding.objects.filter(qualification__key=key, level=0)
            if row.person_id in people and row.valid_from <= last <= row.valid_until
        }
        earned = {
            row.person_id
            for row in Evidence.objects.filter(qualification__key=key)
            if row.person_id in active and first <= row.earned_on <= last and not hasattr(row, "revocation")
        }
        learnt[key] = (len(held), len(people), len(earned))
    furthest = []
    for case in Application.objects.select_related("unit"):
        if unit.pk in case.unit.path_ids and first <= timezone.localdate(case.received_at) <= last:
            stages = [move.to_stage for move in Move.objects.filter(application=case).exclude(from_stage="")]
            furthest.append(max([WAY.index(stage) for stage in WAY if stage in stages], default=0))
    way = {stage: sum(at <= far for far in furthest) for at, stage in enumerate(WAY)}
    return {"numbers": numbers, "share": (len(ready), len({post.person_id for post in there})), "learnt": learnt, "way": way}


def _verdicts(person: Person, pk: int, day: date) -> Iterator[Any]:
    post = Assignment.objects.filter(pk=pk)
    status, paused_until = post.values_list("status", "paused_until").get()
    post.update(status="active", paused_until=None)  # on the day that is asked about it had neither ended nor a break
    yield from readiness_of(person, on=day, assignments=post)
    Assignment.objects.filter(pk=pk).update(status=status, paused_until=paused_until)


@pytest.mark.parametrize(("slug", "back"), [("bla-kors-norge", 1), ("bla-kors-norge", 0), ("steg-for-steg-bergen", 0)])
def test_every_number_is_what_plain_loops_find(demo, slug, back):
    unit, viewer = Unit.objects.get(slug=slug), Person.objects.get(email="astrid@tidgiver.example")
    found = report(viewer, unit, year=TODAY.year - back, outward=False, on=TODAY)
    first, last = date(found.year, 1, 1), min(date(found.year, 12, 31), TODAY)
    names = {each.name: each for each in found.learnt}
    for line in (found.whole, *(found.below if back == 0 else [])):
        wanted = expected(line.unit, first, last)
        assert dict(line.numbers) == wanted["numbers"]
        assert line.share
        assert (line.share.ready, line.share.total) == wanted["share"]
    wanted = expected(unit, first, last)
    keys = dict(Qualification.objects.filter(name__in=names).values_list("name", "key"))
    told = {keys[name]: (each.share.ready, each.share.total, each.earned) for name, each in names.items() if each.share}
    assert told == wanted["learnt"]
    assert dict(found.way) == {stage: wanted["way"][stage] for stage, _number in found.way}
    assert wanted["numbers"]["active"] > 10


# --- Who may be told what -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Nine in Harbour, two in its kitchen, seven in Hill; one serves in all three. All but one in Harbour hold what is asked."""
    Assignment.objects.all().delete()
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    RequirementFactory.create(qualification=secrecy, unit=cast.nation, valid_from=LONG_AGO)
    both = PersonFactory.create(given_name="Both")
    for unit, number in ((cast.harbour, 9), (cast.kitchen, 2), (cast.hill, 7)):
        for at in range(number):
            person = both if at == 0 else PersonFactory.create()
            AssignmentFactory.create(person=person, unit=unit, role=cast.companion, starts_on=LONG_AGO)
            if at != 1 or unit != cast.harbour:
                EvidenceFactory.create(person=person, qualification=secrecy, earned_on=LONG_AGO)
    return cast


def numbers(viewer, unit: Unit, **more: Any) -> list[int | None]:
    found = report(viewer, unit, **{"year": TODAY.year, "outward": False, "on": TODAY} | more)
    return [line.numbers["active"] for line in (found.whole, *found.below)]


def test_somebody_in_several_units_counts_once_in_what_covers_them(house):
    assert numbers(house.adm, house.nation) == [16, 10, 7]
    assert numbers(house.kim, house.harbour) == [10, 2]


def test_who_was_planned_or_never_came_does_not_count(house):
    AssignmentFactory.create(unit=house.hill, role=house.companion, status="planned", starts_on=TODAY - DAY)
    AssignmentFactory.create(unit=house.hill, role=house.companion, status="ended", starts_on=TODAY, ends_on=TODAY)
    assert numbers(house.adm, house.nation) == [16, 10, 7]


def test_small_numbers_are_for_those_who_may_see_who_it_is(house):
    assert numbers(house.siv, house.harbour) == [10, None]
    assert numbers(house.siv, house.hill) == [5]
    assert numbers(house.siv, house.nation) == [16, 10, 5]
    assert numbers(house.kim, house.harbour, outward=True) == [10, None]
    page = login(house.siv).get(reverse("tracking:report", args=["harbour"]), {"ar": TODAY.year}).content.decode()
    assert "ca. 10" in page
    assert "Vises ikke" in page


def test_no_small_number_can_be_worked_out_from_what_is_told(house):
    """Parts are told about only, so that no sum less the other parts is a small number for certain."""
    for unit in (house.nation, house.harbour, house.hill, house.kitchen):
        found = report(house.siv, unit, year=TODAY.year, outward=False, on=TODAY)
        for line in (found.whole, *found.below):
            assert line.exact is (line.unit == house.nation)
            assert all(line.exact or number is None or number % 5 == 0 for number in line.numbers.values())
    AssignmentFactory.create(unit=house.hill, role=house.companion, starts_on=date(TODAY.year, 1, 1))  # one who is new
    found = report(house.siv, house.nation, year=TODAY.year, outward=False, on=TODAY)
    assert (found.whole.exact, found.whole.numbers["active"], found.whole.numbers["new"]) == (False, 15, None)


# --- Page and files -------------------------------------------------------------------------------------------------------------------------------


def taken(viewer, kind: str, **query: Any) -> bytes:
    response = login(viewer).get(reverse("tracking:report_file", args=["harbour", kind]), {"ar": TODAY.year, **query})
    assert "attachment" in response.headers["Content-Disposition"]
    return response.content


def page_of(viewer, **query: Any) -> BeautifulSoup:
    response = login(viewer).get(reverse("tracking:report", args=["harbour"]), {"ar": TODAY.year, **query})
    return BeautifulSoup(response.content, "html.parser")


def cells(page: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select("table tr")]


def test_page_and_files_say_the_same(house):
    Goal.objects.create(unit=house.harbour, year=TODAY.year, indicator="active", target=12, text="=Two left.")
    shown = cells(page_of(house.kim))
    assert [house.harbour.name, "10", "0", "10", "10", "0", "90 % (9 av 10)"] in shown
    assert [house.kitchen.name, "2", "0", "2", "2", "0", "100 % (2 av 2)"] in shown
    assert ["Secrecy", "90 % (9 av 10)", "0"] in shown
    lines = list(csv.reader(StringIO(taken(house.kim, "csv").decode("utf-8-sig")), delimiter=";"))
    assert all([*row[:-1], "'=Two left."] in lines if row[-1] == "=Two left." else row in lines for row in shown)
    book = load_workbook(BytesIO(taken(house.kim, "xlsx")))
    rows = [[str(value) for value in row] for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert [house.harbour.name, "10", "0", "10", "10", "0", "90 % (9 av 10)"] in rows
    assert book.worksheets[-1].title == "Slik er det talt"
    paper = PdfReader(BytesIO(taken(house.kim, "pdf")))
    text = " ".join(" ".join(each.extract_text() for each in paper.pages).split())
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper.metadata
    assert paper.metadata.title == f"Årsrapport {TODAY.year} – {house.harbour.name}"
    for word in ("90 % (9 av 10)", "Avvik", "−2", "Var i tjeneste minst én dag i året."):
        assert word in text


def test_a_report_to_pass_on_leaves_small_numbers_out_everywhere(house):
    assert [house.kitchen.name, *["Vises ikke", "0", "Vises ikke", "Vises ikke", "0"], "Vises ikke"] in cells(page_of(house.kim, utad="on"))
    for kind in ("csv", "xlsx"):
        assert taken(house.kim, kind) != taken(house.kim, kind, utad="on")
    assert "9 av 10" not in taken(house.kim, "csv", utad="on").decode("utf-8-sig")
    assert page_of(house.siv).select_one("[name=utad]") is None


def test_a_year_can_be_chosen_and_the_latest_that_is_over_is_shown_first(house):
    page = login(house.kim).get(reverse("tracking:report", args=["harbour"])).context["found"]
    assert (page.year, page.years[0]) == (TODAY.year - 1, TODAY.year)
    for nonsense in ("1850", "²", "²²²²", "9" * 5000):
        assert page_of(house.kim, ar=nonsense).select_one("h1").get_text(strip=True) == f"Årsrapport {TODAY.year - 1}"
    new_goal = reverse("tracking:new_goal", args=["harbour"])
    assert login(house.lea).get(new_goal, {"ar": "²"}).status_code == 200
    assert login(house.kim).get(reverse("tracking:report_file", args=["harbour", "doc"])).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
def test_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for at in range(number):
        unit = UnitFactory.create(parent=house.harbour, kind=house.harbour.kind)
        AssignmentFactory.create(unit=unit, role=RoleFactory.create(key=f"role-{at}"), starts_on=LONG_AGO)
        Goal.objects.create(unit=house.harbour, year=TODAY.year, indicator="own", name=f"Goal {at}", target=1)
    client, address = login(house.kim), reverse("tracking:report", args=["harbour"]) + f"?ar={TODAY.year}"
    client.get(address)
    with django_assert_num_queries(30):
        client.get(address)


# --- Goals ----------------------------------------------------------------------------------------------------------------------------------------


def goal_rows(viewer, **query: Any) -> list[list[str]]:
    found = report(viewer, Unit.objects.get(slug="harbour"), **{"year": TODAY.year, "outward": False, "on": TODAY} | query)
    return [[str(cell) for cell in row] for section in sections(found) if section.key == "goals" for row in section.rows]


def test_a_leader_sets_goals_and_sees_how_they_went(house):
    client, new = login(house.lea), reverse("tracking:new_goal", args=["harbour"]) + f"?ar={TODAY.year}"
    for posted in (
        {"indicator": "active", "target": "8", "text": "More than we hoped."},
        {"indicator": "ready", "target": "95"},
        {"indicator": "own", "name": "temakvelder", "target": "4"},
    ):
        assert client.post(new, posted).status_code == 302
    assert goal_rows(house.kim) == [
        ["Tidgivere i løpet av året", "8", "10", "+2", "More than we hoped."],
        ["Andel klare ved årets slutt, i prosent", "95 %", "90 %", "−5 prosentpoeng", ""],
        ["Temakvelder", "4", "Ikke ennå", "–", ""],
    ]
    own = Goal.objects.get(indicator="own")
    there = reverse("tracking:goal", args=["harbour", own.pk])
    assert client.post(there, {"indicator": "own", "name": "temakvelder", "target": "4", "result": "4"}).status_code == 302
    assert goal_rows(house.kim)[2][2:4] == ["4", "0"]
    assert goal_rows(house.siv)[2][2:4] == ["Vises ikke", "Vises ikke"]
    client.post(there, {"remove": "1"})
    assert len(goal_rows(house.kim)) == 2


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"indicator": "own", "target": "4"}, "name"),
        ({"indicator": "new", "target": "4", "name": "more"}, "name"),
        ({"indicator": "new", "target": "4", "result": "3"}, "result"),
        ({"indicator": "ready", "target": "101"}, "target"),
        ({"indicator": "new"}, "target"),
        ({"indicator": "active", "target": "4"}, "indicator"),  # there is one already
    ],
)
def test_a_goal_that_makes_no_sense_stays_in_the_form_with_the_reason(house, posted, field):
    Goal.objects.create(unit=house.harbour, year=TODAY.year, indicator="active", target=3)
    response = login(house.lea).post(reverse("tracking:new_goal", args=["harbour"]) + f"?ar={TODAY.year}", posted)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Goal.objects.count() == 1


def test_goals_are_the_leaders_and_the_centres_to_set(house):
    goal = Goal.objects.create(unit=house.harbour, year=TODAY.year, indicator="active", target=3)
    address = reverse("tracking:goal", args=["harbour", goal.pk])
    assert [login(who).get(address).status_code for who in (house.lea, house.siv, house.adm, house.kim, house.omar)] == [
        200,
        200,
        200,
        404,
        404,
    ]
    assert login(house.siv).get(reverse("tracking:goal", args=["hill", goal.pk])).status_code == 404
    assert reverse("tracking:new_goal", args=["harbour"]) not in str(page_of(house.kim))


def test_the_database_refuses_a_counted_goal_with_a_written_result(house):
    with pytest.raises(IntegrityError):
        Goal.objects.create(unit=house.harbour, year=2026, indicator="new", target=1, result=1)
