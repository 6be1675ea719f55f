"""Files of the people's list."""

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.people import PersonFactory
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.roles import AssignmentFactory, ResponsibilityFactory, RoleFactory
from tests.factories.units import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(client):
    """Harbour with Ana, who is ready, and somebody whose name could be a formula, who is not."""
    unit = UnitFactory.create(slug="harbour", name="Harbour: a [new] place?")
    role = RoleFactory.create(name="+Companion")
    secrecy = QualificationFactory.create(name="-Secrecy")
    RequirementFactory.create(qualification=secrecy)
    ana = AssignmentFactory.create(unit=unit, role=role, person=PersonFactory.create(given_name="Ana", family_name="Ås"))
    AssignmentFactory.create(unit=unit, role=role, person=PersonFactory.create(given_name='=HYPERLINK("x";"y")', family_name="@Lie"))
    EvidenceFactory.create(person=ana.person, qualification=secrecy)
    client.force_login(ResponsibilityFactory.create(unit=unit).person.user)
    return unit


def exported(client, kind, query=""):
    response = client.get(reverse("tracking:export", args=["harbour", kind]) + query)
    assert response.status_code == 200
    return response


def test_csv_opens_in_norwegian_excel_and_says_what_the_screen_says(harbour, client):
    response = exported(client, "csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Fornavn", '\'=HYPERLINK("x";"y")', "Ana"]
    assert (rows[0][-1], rows[1][-1], rows[2][-1]) == (
        "'-Secrecy",
        "Mangler. Skulle vært gjort innen 1. januar 2026.",
        "Gyldig. Utløper ikke.",
    )


def test_no_text_of_a_file_begins_as_a_formula(harbour, client):
    rows = csv.reader(StringIO(exported(client, "csv").content.decode("utf-8-sig")), delimiter=";")
    sheet = load_workbook(BytesIO(exported(client, "xlsx").content)).active
    assert [text for row in rows for text in row if text[:1] in set("=+-@\t\r\n")] == []
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_xlsx_has_a_head_that_stays_and_a_colour_beside_each_word(harbour, client):
    sheet = load_workbook(BytesIO(exported(client, "xlsx").content)).active
    assert sheet.freeze_panes == "C2"
    assert sheet["A1"].font.bold
    last = sheet.max_column
    lacking, valid = sheet.cell(2, last), sheet.cell(3, last)
    assert (lacking.value, valid.value) == ("Mangler. Skulle vært gjort innen 1. januar 2026.", "Gyldig. Utløper ikke.")
    assert lacking.fill.fgColor.rgb != valid.fill.fgColor.rgb


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_the_people_that_the_screen_has(harbour, client, kind):
    content = exported(client, kind, "?vis=ready").content
    if kind == "csv":
        names = [row[0] for row in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")]
    else:
        names = [str(row[0].value) for row in load_workbook(BytesIO(content)).active.iter_rows()]
    assert names == ["Fornavn", "Ana"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_empty_list_is_a_file_with_a_head(harbour, client, kind):
    assert exported(client, kind, "?q=nobody").content


def test_another_kind_of_file_is_not_found(harbour, client):
    assert client.get(reverse("tracking:export", args=["harbour", "pdf"])).status_code == 404
