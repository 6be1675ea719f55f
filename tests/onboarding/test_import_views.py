"""A register on its way through the screens, as a coordinator walks it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from lms.mail.models import Letter
from lms.onboarding.actions import imports
from lms.onboarding.models import Import, ImportFile
from lms.onboarding.rules.columns import guess
from lms.onboarding.rules.stages import Stage
from lms.people.models import Person
from lms.qualifications.models import Evidence, Qualification
from lms.roles.models import Assignment
from tests.cast import Cast, login
from tests.onboarding.registers import HEADINGS, checked, csv_of, imported, uploaded
from tests.onboarding.test_import_files import workbook

pytestmark = pytest.mark.django_db
HERE = "/enhet/harbour/folk/import/"
KARI = "Kari;Berg;kari@havna.example;91234567;Støttespiller;;01.03.2020;;"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def upload(client, content: bytes, name="folk.csv", **more):
    return client.post(HERE, {"file": SimpleUploadedFile(name, content)}, **more)


@pytest.fixture
def client(cast: Cast):
    return login(cast.kim)


def test_from_a_file_to_people(cast: Cast, client):
    secrecy = Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt")
    content = workbook(
        ["Navn", "Mail", "Oppgave", "Begynte", "Taushetsplikt", "Skostørrelse"],
        ["Kari Berg", "kari@havna.example", "Støttespiller", timezone.datetime(2020, 3, 1), timezone.datetime(2024, 5, 1), 38],
        ["Ben Lie", "ben@havna.example", "Støttespiller", timezone.datetime(2024, 1, 1), None, 44],
    )
    response = upload(client, content, "folk.txt", follow=True)
    assert response.status_code == 200
    form = response.context["form"]
    assert [form[f"c{number}"].initial for number in range(6)] == ["name", "email", "role", "from", "earned:taushetsplikt", ""]
    assert "Kari Berg · Ben Lie" in text(response)

    found = Import.objects.get()
    wanted = {f"c{number}": meaning for number, meaning in enumerate(found.meanings)}
    response = client.post(f"{HERE}{found.pk}/kolonner/", wanted, follow=True)
    page = text(response)
    assert "Ingenting er feil" in page
    assert "Importen sender ingen brev." in page
    assert not Person.objects.filter(given_name="Kari").exists()

    response = client.post(f"{HERE}{found.pk}/bekreft/", {"run": "1"}, follow=True)
    assert "Registeret er importert" in text(response)
    kari = Person.objects.get(email="kari@havna.example")
    assert (Assignment.objects.get(person=kari).unit, Evidence.objects.get(person=kari).qualification) == (cast.harbour, secrecy)
    assert (Letter.objects.count(), ImportFile.objects.count()) == (0, 0)
    assert client.get(f"/enhet/harbour/folk/{kari.pk}/").status_code == 200


def test_pressed_twice_and_by_two_is_once(cast: Cast, client):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    for each in (client, client, login(cast.lea)):
        assert each.post(f"{HERE}{found.pk}/bekreft/", {"run": str(found.run)}).status_code == 302
    found.refresh_from_db()
    assert (found.stage, found.confirmed_by, found.counts["written"]["new"]) == (Stage.DONE, cast.kim, 1)
    assert Person.objects.filter(email="kari@havna.example").count() == 1


def test_what_was_not_on_the_screen_is_not_confirmed(cast: Cast, client):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    imports.choose_columns(found=found, meanings=found.meanings, now=timezone.now())
    for run in (str(found.run), "", "x", "²", "9" * 5000):
        client.post(f"{HERE}{found.pk}/bekreft/", {"run": run})
    found.refresh_from_db()
    assert found.stage == Stage.CHECKING


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Fila er tom."),
        (b"\x89PNG\r\n\x00\x00", "Dette er ingen tabell."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "med passord"),
        (b"Fornavn;Etternavn\n", "Det står ingenting under overskriftene."),
        (b'Fornavn;Etternavn\nKari;"Lie\n', "Rad 2: Et anførselstegn er ikke lukket"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_reason_and_changes_nothing(client, content, said):
    response = upload(client, content)
    assert response.status_code == 422
    assert said in text(response)
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr("lms.onboarding.forms.imports.MOST_BYTES", 10)
    response = upload(client, csv_of(KARI))
    assert response.status_code == 422
    assert "20 megabyte" in text(response)


def test_columns_that_make_no_register_are_told_beside_the_field(cast: Cast, client):
    upload(client, csv_of(KARI))
    found = Import.objects.get()
    response = client.post(f"{HERE}{found.pk}/kolonner/", {"c0": "given_name", "c1": "given_name", "c4": "role"})
    assert response.status_code == 422
    assert "c1" in response.context["form"].errors
    assert "Si hvilke kolonner som har for- og etternavn" in text(response)
    assert response.context["form"]["c4"].value() == "role"


def test_what_is_wrong_stands_with_row_column_and_what_would_be_right(cast: Cast, client):
    found = checked(cast.harbour, cast.kim, csv_of("Kari;Berg;=kari;;Stottespilar;;i går;;"))
    page = text(client.get(f"{HERE}{found.pk}/"))
    for said in ("3 ting er feil i fila", "Rad 2", "Kanskje «Støttespiller»?", "i går", "En dag som 31.12.2024.", "Fra"):
        assert said in page
    assert "bekreft" not in page
    lines = client.get(f"{HERE}{found.pk}/feil/").content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Rad;Kolonne;Hva som står der;Hva som er feil;Hva som ville vært riktig",
        "2;E-post;'=kari;Dette er ingen e-postadresse.;Én adresse, eller en tom celle.",
        "2;Fra;i går;Dette er ingen hel dato.;En dag som 31.12.2024.",
        "2;Rolle;Stottespilar;Denne rollen finnes ikke.;Kanskje «Støttespiller»? Navnet på en rolle, slik det står her.",
    ]


def test_those_we_may_know_are_decided_about(cast: Cast, client):
    lines = ["Noor;Lie;noor@havna.example;;Støttespiller;;01.01.2024;;", "Eva;Vik;ola@havna.example;;Støttespiller;;01.01.2024;;"]
    found = checked(cast.harbour, cast.kim, csv_of(*lines))
    assert "Kjenner vi 2 personer fra før?" in text(client.get(f"{HERE}{found.pk}/"))
    page = text(client.get(f"{HERE}{found.pk}/kjente/"))
    assert "Den samme som Noor Lie (Støttespiller · Harbour)" in page
    assert "Den samme som en som hører til i en annen enhet" in page
    assert "Ola" not in page  # of Hill: not even the name is told
    noor, eva = found.entries.all()
    client.post(f"{HERE}{found.pk}/kjente/", {f"d{noor.pk}": f"same:{cast.noor.pk}"})
    response = client.post(f"{HERE}{found.pk}/kjente/", {"rest": "skip"}, follow=True)
    assert "Alle er avgjort." in text(response)
    eva.refresh_from_db()
    assert eva.answer == "skip"
    client.post(f"{HERE}{found.pk}/bekreft/", {"run": str(found.run)})
    assert not Person.objects.filter(family_name="Vik").exists()
    assert Person.objects.filter(given_name="Noor").count() == 1


def test_two_who_decide_about_the_last_one_have_both_decided(cast: Cast, client, monkeypatch):
    found = checked(cast.harbour, cast.kim, csv_of("Noor;Lie;noor@havna.example;;Støttespiller;;01.01.2024;;"))

    def overtaken(**_said):
        """Somebody else answers just after."""
        found.entries.update(answer="skip")
        return 1

    monkeypatch.setattr(imports, "decide_rest", overtaken)
    assert "Alle er avgjort." in text(client.post(f"{HERE}{found.pk}/kjente/", {"rest": "skip"}, follow=True))


def test_an_answer_that_was_not_offered_is_refused(cast: Cast, client):
    found = checked(cast.harbour, cast.kim, csv_of("Noor;Lie;noor@havna.example;;Støttespiller;;01.01.2024;;"))
    entry = found.entries.get()
    assert client.post(f"{HERE}{found.pk}/kjente/", {f"d{entry.pk}": f"same:{cast.ola.pk}"}).status_code == 422
    entry.refresh_from_db()
    assert entry.answer == ""


def test_work_under_way_tells_how_far_it_is(cast: Cast, client):
    found = uploaded(cast.harbour, cast.kim, csv_of(KARI))
    Import.objects.filter(pk=found.pk).update(done=12, total=50)
    assert "12 rader er sett på" in text(client.get(f"{HERE}{found.pk}/"))
    Import.objects.filter(pk=found.pk).update(stage=Stage.WRITING)
    assert "12 av 50 personer" in text(client.get(f"{HERE}{found.pk}/"))


def test_a_stopped_import_tells_why_and_is_checked_anew(cast: Cast, client):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    Import.objects.filter(pk=found.pk).update(stage=Stage.STOPPED, trouble={"why": "email_taken", "row": 2})
    assert "Rad 2: Etter kontrollen er en annen registrert" in text(client.get(f"{HERE}{found.pk}/"))
    meanings = {f"c{number}": meaning for number, meaning in enumerate(found.meanings)}
    assert "Ingenting er feil" in text(client.post(f"{HERE}{found.pk}/kolonner/", meanings, follow=True))


def test_an_import_can_be_let_be(cast: Cast, client):
    found = checked(cast.harbour, cast.kim, csv_of(KARI))
    assert "Fila er fjernet." in text(client.post(f"{HERE}{found.pk}/fjern/", follow=True))
    assert "Fila er fjernet" in text(client.get(f"{HERE}{found.pk}/"))
    assert "fjernet, ikke importert" in text(client.get(HERE))


def test_what_is_done_can_neither_be_mapped_nor_confirmed_nor_removed(cast: Cast, client):
    found = imported(cast.harbour, cast.kim, csv_of(KARI))
    for address in ("kolonner/", "kjente/"):
        assert client.get(f"{HERE}{found.pk}/{address}").status_code == 302
    client.post(f"{HERE}{found.pk}/fjern/")
    found.refresh_from_db()
    assert found.stage == Stage.DONE


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_template_is_understood_when_it_comes_back(cast: Cast, language):
    Qualification.objects.create(key="taushetsplikt", name="Taushetsplikt")
    cast.kim.language = language
    client = login(cast.kim)
    with translation.override(language):
        client.cookies["sprak"] = language
        content = client.get(f"{HERE}mal/").content
    book = load_workbook(BytesIO(content))
    headings = [cell.value for cell in book.worksheets[0][1]]
    meanings = guess(headings, [("taushetsplikt", "Taushetsplikt")])
    assert meanings == [
        "given_name",
        "family_name",
        "email",
        "phone",
        "language",
        "role",
        "unit",
        "from",
        "to",
        "status",
        "earned:taushetsplikt",
        "assurance",
    ]
    explained = [row[0].value for row in book.worksheets[1].iter_rows(max_row=13)]
    assert set(headings) <= set(explained)
    named = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
    assert {"Støttespiller", "Harbour", "Kitchen"} <= named
    assert "Hill" not in named


def test_the_way_to_it_stands_where_one_looks(cast: Cast):
    address = reverse("onboarding:imports", args=["harbour"])
    for page in ("/enhet/harbour/folk/", "/enhet/harbour/folk/ny/"):
        assert address in text(login(cast.kim).get(page)), page
    assert reverse("onboarding:imports", args=["nation"]) in text(login(cast.adm).get("/enhet/"))
    assert "/import/" not in text(login(cast.siv).get("/enhet/"))


@pytest.mark.parametrize(("address", "queries"), [("", 10), ("kjente/", 13)])
def test_as_many_queries_for_thirty_as_for_one(cast: Cast, client, address, queries):
    asked = []
    for number in (1, 3, 30):
        lines = [f"Noor;Lie;noor{each}@havna.example;;Støttespiller;;01.01.2024;;" for each in range(number)]
        wrong = [f"Kari;Berg{each};kari;;;;;;" for each in range(number)] if not address else []
        found = checked(cast.harbour, cast.kim, csv_of(*lines, *wrong, headings=HEADINGS))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{HERE}{found.pk}/{address}").status_code == 200
        asked.append(len(caught))
    assert asked == [queries] * 3


def test_a_template_has_no_more_columns_than_are_read(cast: Cast):
    Qualification.objects.bulk_create(Qualification(key=f"k-{number}", name=f"Kurs {number}") for number in range(400))
    book = load_workbook(BytesIO(login(cast.kim).get(f"{HERE}mal/").content))
    headings = [cell.value for cell in book.worksheets[0][1]]
    filled = [*["Kari", "Lie"], *[""] * (len(headings) - 3), "registrert"]
    assert upload(login(cast.kim), workbook(headings, filled), "folk.xlsx").status_code == 302
