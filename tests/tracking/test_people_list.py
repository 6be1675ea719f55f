"""The people's list: its orders and groups, on the screen and in files alike."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.qualifications.rules import FOREVER
from lms.requirements.rules import HELD, Mark
from lms.roles.models import Assignment, Responsibility
from lms.tracking.forms import filter_of, query_of
from lms.tracking.rules import LISTED, runs_out
from lms.tracking.selectors import Filter
from lms.units.models import Unit
from tests.cast import Cast, login
from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, RoleFactory
from tests.factories.units import UnitKindFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
ADDRESS = "/enhet/harbour/folk/"
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
CELLS = st.lists(st.tuples(st.sampled_from(Mark), DAYS, st.none() | DAYS))


@given(CELLS, CELLS)
def test_what_runs_out_first_is_the_first_of_all_and_the_order_does_not_matter(some, more):
    assert runs_out(some + more) == runs_out(more + some) == min(runs_out(some), runs_out(more))
    assert runs_out([]) == FOREVER


@given(st.sampled_from(Mark), DAYS, DAYS)
def test_what_is_held_counts_by_its_last_day_and_what_is_not_by_when_it_falls_due(mark, due, last):
    ends = mark in HELD or mark in (Mark.LAPSED, Mark.ALLOWED)
    assert runs_out([(mark, due, last)]) == (last if ends else due)
    assert runs_out([(mark, due, None)]) == due


@given(
    st.builds(
        Filter,
        state=st.sampled_from(["all", "lacking", "ready", "paused"]),
        role=st.sampled_from(["", "kitchen"]),
        text=st.sampled_from(["", "ana lie"]),
        sort=st.sampled_from(["state", "runs_out", "role", "name", "family_name", "krav-aid+rescue.40"]),
        below=st.booleans(),
        group=st.sampled_from(["", "role"]),
        lacks=st.sampled_from(["", "aid+rescue.40"]),
        kind=st.sampled_from(["", "cafe"]),
        city=st.sampled_from(["", "Bergen"]),
        day=st.none() | DAYS,
    )
)
def test_an_address_and_a_filter_say_the_same(wanted):
    assert filter_of(query_of(wanted)) == wanted


@pytest.fixture
def house(db, cast: Cast) -> Cast:
    """Ana lacks what is asked, Ben's never lapses, Noor's does in ten days, and Per, who also cooks, has a month left."""
    secrecy = QualificationFactory.create(key="secrecy", name="Secrecy")
    RequirementFactory.create(qualification=secrecy, unit=cast.harbour)
    per = PersonFactory.create(given_name="Per", family_name="Lie")
    for role in (cast.companion, RoleFactory.create(key="kitchen", name="Kitchen", order=9)):
        AssignmentFactory.create(unit=cast.harbour, person=per, role=role)
    EvidenceFactory.create(person=cast.ben, qualification=secrecy)
    for person, days in ((cast.noor, 10), (per, 30)):
        EvidenceFactory.create(person=person, qualification=secrecy, earned_on=TODAY - 99 * DAY, valid_until=TODAY + days * DAY)
    Assignment.objects.filter(person=cast.ana).update(status="active", starts_on=date(2026, 1, 1))
    return cast


def shown(page) -> list[tuple[str, str]]:
    return [(group, row.given_name) for group, row in page.context["page"].object_list]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ana", "Noor", "Per", "Ben"]),
        ("?sorter=runs_out", ["Ana", "Noor", "Per", "Ben"]),
        ("?sorter=name", ["Ana", "Ben", "Noor", "Per"]),
        ("?sorter=role&rolle=kitchen", ["Per"]),
        ("?sorter=no-such-order", ["Ana", "Noor", "Per", "Ben"]),
    ],
)
def test_orders(house, query, names):
    assert [name for _group, name in shown(login(house.kim).get(ADDRESS + query))] == names


def test_sorted_by_role_the_first_of_ones_roles_decides(house):
    Assignment.objects.filter(person=house.ben).update(role=RoleFactory.create(key="door", name="Door", order=20))
    assert [name for _group, name in shown(login(house.kim).get(f"{ADDRESS}?sorter=role"))] == ["Ana", "Noor", "Per", "Ben"]


def test_under_each_role_everybody_who_has_it_and_counted_once(house):
    page = login(house.kim).get(f"{ADDRESS}?grupper=rolle")
    companion = house.companion.name
    assert shown(page) == [(companion, "Ana"), (companion, "Noor"), (companion, "Per"), (companion, "Ben"), ("Kitchen", "Per")]
    html = page.content.decode()
    assert "4 personer vises." in html
    assert html.count('scope="rowgroup"') == html.count('class="people__group"') == 2


@pytest.mark.parametrize("query", ["", "?grupper=rolle", "?sorter=runs_out&vis=soon", "?grupper=rolle&sorter=name&q=e", "?rolle=kitchen"])
def test_files_hold_the_same_people_in_the_same_order_and_columns_as_the_screen(house, query):
    kim = login(house.kim)
    page = kim.get(ADDRESS + query)
    rows = list(csv.reader(StringIO(kim.get(f"{ADDRESS}fil/csv/{query}").content.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(BytesIO(kim.get(f"{ADDRESS}fil/xlsx/{query}").content)).active
    grouped = "grupper" in query
    assert [(row[0] if grouped else "", row[int(grouped)]) for row in rows[1:]] == shown(page)
    assert rows[0][4 + grouped :] == [column.label for column in page.context["columns"]]
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == rows
    assert sheet.page_setup.orientation == "landscape"


def test_the_page_says_which_parts_follow_from_what_one_types_and_how_many_are_shown(house):
    for number in range(6):
        AssignmentFactory.create(unit=house.harbour, role=house.companion, person=PersonFactory.create(given_name=f"Xu{number}"))
    html = login(house.kim).get(f"{ADDRESS}?q=xu").content.decode()
    assert 'data-refresh="people-tabs people-saved people-more people-found"' in html
    assert [html.count(f'id="{part}"') for part in ("people-tabs", "people-saved", "people-more", "people-found")] == [1] * 4
    assert 'role="status" data-refresh-said>6 personer vises.' in html


@pytest.mark.parametrize("number", [1, 3, 30])
def test_grouped_and_sorted_it_costs_the_same_for_any_number(house, django_assert_num_queries, number):
    for _ in range(number):
        AssignmentFactory.create(person=PersonFactory.create(), unit=house.harbour, role=house.companion)
    client = login(house.kim)
    client.get(ADDRESS)
    with django_assert_num_queries(17):
        client.get(f"{ADDRESS}?grupper=rolle&sorter=runs_out")


def row_names(house: Cast, query: str) -> list[str]:
    return [name for _group, name in shown(login(house.kim).get(f"{ADDRESS}?{query}"))]


def test_whoever_lacks_one_thing_is_found_and_a_break_hides_it(house):
    aid = QualificationFactory.create(key="aid", name="Aid")
    RequirementFactory.create(qualification=aid, unit=house.harbour)
    EvidenceFactory.create(person=house.ben, qualification=aid)
    assert row_names(house, "mangler=secrecy") == ["Ana"]
    assert row_names(house, "mangler=aid&sorter=name") == ["Ana", "Noor", "Per"]
    Assignment.objects.filter(person=house.ana).update(status="paused")
    assert row_names(house, "mangler=secrecy") == []
    assert row_names(house, "mangler=nothing") == []
    form = login(house.kim).get(f"{ADDRESS}?mangler=nothing").context["form"]
    assert form["mangler"].value() in dict(form.fields["mangler"].choices), "the choice says why the list is empty"


def test_a_head_sorts_by_what_stands_in_its_column_and_says_so(house):
    aid = QualificationFactory.create(key="aid", name="Aid")
    RequirementFactory.create(qualification=aid, unit=house.harbour, role=house.companion)
    EvidenceFactory.create(person=house.ana, qualification=aid, earned_on=TODAY - 99 * DAY, valid_until=TODAY + 90 * DAY)
    EvidenceFactory.create(person=house.noor, qualification=aid)
    assert row_names(house, "sorter=krav-secrecy") == ["Ana", "Noor", "Per", "Ben"]
    assert row_names(house, "sorter=krav-aid") == ["Ben", "Per", "Ana", "Noor"]
    assert row_names(house, "sorter=krav-nothing") == ["Ana", "Ben", "Noor", "Per"]
    page = login(house.kim).get(f"{ADDRESS}?sorter=krav-aid&vis=all").content.decode()
    assert page.count("aria-sort=") == 1
    assert '<th scope="col" aria-sort="descending"><span class="matrix__head"><a href="?sorter=krav-aid&amp;vis=all">Aid</a>' in page
    assert '<a href="?sorter=name&amp;vis=all">Navn</a>' in page


def test_units_of_several_kinds_and_cities_can_be_told_apart(house):
    form = login(house.kim).get(ADDRESS).context["form"]
    assert not {"kategori", "sted"} & form.fields.keys(), "one kind and one city"
    Unit.objects.filter(pk=house.harbour.pk).update(city="Bergen")
    Unit.objects.filter(pk=house.kitchen.pk).update(city="Askøy", kind=UnitKindFactory.create(key="cafe", name="Café"))
    AssignmentFactory.create(unit=house.kitchen, role=house.companion, person=PersonFactory.create(given_name="Kari", family_name="Lie"))
    form = login(house.kim).get(ADDRESS).context["form"]
    assert [label for _value, label in form.fields["sted"].choices] == ["Alle byer", "Askøy", "Bergen"]
    assert ("cafe", "Café") in form.fields["kategori"].choices
    assert row_names(house, "kategori=cafe") == row_names(house, "sted=Askøy") == ["Kari"]
    assert "Kari" not in row_names(house, "sted=Bergen")
    assert "Kari" in row_names(house, "sted=Oslo"), "what is not there narrows nothing"


def test_another_day_shows_who_served_then_and_how_they_stood(house):
    """On a day that is past: whoever had begun and was not over, also who has ended since; whoever is planned was not there. Judged for that day."""
    Assignment.objects.filter(person=house.ana).update(starts_on=TODAY - 20 * DAY)
    Assignment.objects.filter(person=house.noor).update(status="ended", ends_on=TODAY - 5 * DAY)
    Assignment.objects.filter(person=house.ben).update(status="paused")
    client = login(house.kim)

    def on(day: date) -> dict[str, str]:
        page = client.get(f"{ADDRESS}?dag={day.isoformat()}&sorter=name")
        return {row.given_name: LISTED[row.state] for _group, row in page.context["page"].object_list}

    assert on(TODAY) == {"Ana": "lacking", "Ben": "paused", "Per": "soon"}
    assert on(TODAY - 5 * DAY) == {"Ana": "lacking", "Ben": "ready", "Noor": "soon", "Per": "soon"}
    assert on(TODAY + 31 * DAY) == {"Ana": "lacking", "Ben": "paused", "Per": "lacking"}
    page = client.get(f"{ADDRESS}?dag={(TODAY - 5 * DAY).isoformat()}")
    body = page.content.decode()
    assert f"Slik var det {date_format(TODAY - 5 * DAY, 'j. F Y')}" in body
    assert 'form="several"' not in body
    link = f"{ADDRESS}{house.noor.pk}/?dag={(TODAY - 5 * DAY).isoformat()}"
    assert f'href="{link}"' in body
    them = client.get(link)
    assert [card.state for card in them.context["cards"]] == ["expiring"]
    assert [card.move_form for card in them.context["cards"]] == [None]
    today = client.get(f"{ADDRESS}{house.noor.pk}/")
    assert (today.context["cards"], len(today.context["ended"])) == ([], 1)
    csv = client.get(f"{ADDRESS}fil/csv/?dag={(TODAY - 5 * DAY).isoformat()}")
    assert "Noor" in csv.content.decode()
    assert (TODAY - 5 * DAY).isoformat() in csv["Content-Disposition"]


def test_the_page_says_what_narrows_it_and_nothing_that_does_not(house):
    for number in range(6):
        AssignmentFactory.create(unit=house.harbour, role=house.companion, person=PersonFactory.create(given_name=f"Xu{number}"))
    asked = f"rolle=kitchen&mangler=secrecy&sorter=name&kategori=nothing&sted=Oslo&under=nei&dag={TODAY.isoformat()}"
    page = login(house.kim).get(f"{ADDRESS}?{asked}")
    said = [("Rolle", "Kitchen"), ("Mangler", "Secrecy"), ("Rekkefølge", "Etter fornavn"), ("Enheter", "Bare denne enheten")]
    assert page.context["form"].chosen == [*said, ("Slik det var eller blir", date_format(TODAY, "j. F Y"))]
    assert "Rolle: Kitchen." in page.content.decode()
    for nothing in ("", "rolle=nothing&sorter=nothing&dag=x&under=ja"):
        assert login(house.kim).get(f"{ADDRESS}?{nothing}").context["form"].chosen == []


@pytest.mark.parametrize("asked", ["x", "2026-13-01", "1026-01-01", "", "2999-01-01"])
def test_a_day_that_cannot_be_meant_is_today(house, asked):
    assert login(house.kim).get(f"{ADDRESS}?dag={asked}").context["overview"].day == TODAY
    assert login(house.kim).get(f"{ADDRESS}{house.ben.pk}/?dag={asked}").context["other_day"] == ""


def test_another_day_opens_nothing_that_is_closed_today(house):
    """Whom one may see is asked of today: who followed the unit then and does no longer sees nothing, nor who will."""
    Responsibility.objects.filter(person=house.kim).update(starts_on=TODAY - 99 * DAY, ends_on=TODAY - DAY)
    then = (TODAY - 5 * DAY).isoformat()
    for address in (ADDRESS, f"{ADDRESS}{house.ben.pk}/", f"{ADDRESS}fil/csv/", f"{ADDRESS}bemanning/"):
        assert login(house.kim).get(f"{address}?dag={then}").status_code == 404
