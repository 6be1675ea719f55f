"""Qualifications, roles and kinds of unit are called by the reader's name for them, on every screen, in every file and in every letter."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from lms.mail.models import Letter
from lms.qualifications.models import Qualification
from lms.requirements.models import Requirement
from lms.roles.models import Assignment, Role
from lms.tracking.actions.reminders import remind_everybody
from lms.units.models import UnitKind
from tests.cast import login
from tests.factories.qualifications import EvidenceFactory, QualificationFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.submissions import a_submission

TODAY = timezone.localdate()
DAY = timedelta(days=1)
NB = {"qualification": "Bokmålsbevis", "other": "Livredning", "role": "Bokmålsrolle", "kind": "Bokmålstiltak"}
NN = {"qualification": "Nynorskbevis", "other": "Livberging", "role": "Nynorskrolle", "kind": "Nynorsktiltak"}


@pytest.fixture
def named(cast):
    """In Harbour two qualifications are asked of everybody, one of them or the other; each has a nynorsk name, as have role and kind."""
    Role.objects.update(name=NB["role"], names={"nn": NN["role"]})
    UnitKind.objects.update(name=NB["kind"], names={"nn": NN["kind"]})
    wanted = QualificationFactory.create(
        key="bevis", name=NB["qualification"], names={"nn": NN["qualification"]}, order=0, takes_outside=True
    )
    asked = RequirementFactory.create(qualification=wanted, unit=cast.nation)
    other = QualificationFactory.create(key="livredning", name=NB["other"], names={"nn": NN["other"]}, order=1)
    asked.clauses.get().options.create(qualification=other)
    EvidenceFactory.create(person=cast.ben, qualification=other, unit=cast.harbour, earned_on=date(2021, 1, 1), valid_until=TODAY - DAY)
    a_submission(cast.ben, wanted)
    cast.ben.language = "nn"
    cast.ben.save()
    return cast


def reader(person, language="nn"):
    client = login(person)
    client.cookies["sprak"] = language
    return client


def screens(cast):
    ben, rule, qualification = cast.ben.pk, Requirement.objects.get().pk, Qualification.objects.get(key="bevis").pk
    desk = "/enhet/harbour/folk/"
    return {
        "people": (desk, ["qualification", "other", "role"]),
        "grouped": (f"{desk}?grupper=rolle", ["role"]),
        "today": (f"{desk}i-dag/", ["qualification", "role"]),
        "staffing": (f"{desk}bemanning/", ["role", "other"]),
        "person": (f"{desk}{ben}/", ["qualification", "other", "role"]),
        "register": (f"{desk}{ben}/registrer/", ["qualification"]),
        "exempt": (f"{desk}{ben}/fritak/", ["qualification"]),
        "decide": (f"{desk}vedtak/nytt/?slag=recognise&hva={qualification}", ["qualification", "role"]),
        "review": (f"{desk}registeret/", ["role"]),
        "figures by course": (f"{desk}tall/kurs/", ["qualification"]),
        "figures by kind": (f"{desk}tall/typer/", ["kind"]),
        "report": (f"{desk}arsrapport/", ["qualification"]),
        "choose": ("/enhet/", ["kind"]),
        "rules": ("/enhet/harbour/krav/", ["qualification", "other"]),
        "rule": (f"/enhet/harbour/krav/{rule}/", ["qualification", "other"]),
        "invite": (f"{desk}ny/", ["role"]),
        "unit": ("/enhet/harbour/grunnlag/", ["kind"]),
        "people as a file": (f"{desk}fil/csv/", ["qualification", "role"]),
        "figures as a file": (f"{desk}tall/kurs/fil/", ["qualification"]),
        "report as a file": (f"{desk}arsrapport/fil/csv/", ["qualification"]),
    }


def test_every_screen_of_the_desk_says_the_readers_name(named):
    wrong = {}
    for screen, (address, expected) in screens(named).items():
        response = reader(named.adm if screen == "unit" else named.lea).get(address)
        said = response.content.decode() if response.status_code == 200 else f"{response.status_code}"
        missing = [NN[each] for each in expected if NN[each] not in said]
        foreign = [each for each in NB.values() if each in said]
        if missing or foreign:
            wrong[screen] = (missing, foreign, said[:3] if len(said) < 4 else "")
    assert wrong == {}


def test_the_same_screens_say_bokmal_to_the_others(named):
    said = reader(named.lea, "nb").get("/enhet/harbour/folk/").content.decode()
    assert NB["qualification"] in said
    assert re.search("Nynorsk(bevis|rolle)", said) is None


def test_my_page_says_it_too(named):
    said = reader(named.ben).get("/min-side/").content.decode()
    assert f"{NN['qualification']} eller {NN['other']}" in said
    assert NN["role"].lower() in said
    assert NB["qualification"] not in said


def test_a_workbook_to_fill_in_has_the_readers_names(named):
    sheet = load_workbook(BytesIO(reader(named.lea).get("/enhet/harbour/folk/import/mal/").content)).worksheets[0]
    assert NN["qualification"] in [cell.value for cell in sheet[1]]


def test_a_reminder_says_the_recipients_name_whoever_else_is_written_to(named):
    Assignment.objects.filter(person__in=[named.ben, named.noor, named.ana]).update(starts_on=TODAY - DAY)
    remind_everybody(now=timezone.now())
    letters = {letter.to: letter.body for letter in Letter.objects.filter(key__startswith="remind:")}
    assert f"{NN['qualification']} eller {NN['other']}" in letters[named.ben.email]
    assert f"{NB['qualification']} eller {NB['other']}" in letters[named.ana.email]
