"""A register is imported on a phone: every step fits it and can be used by everybody, and what is under way tells how far it is."""

import pytest
from django.utils import timezone

from lms.onboarding.models import Import
from lms.onboarding.rules.stages import Stage
from lms.people.models import Person
from lms.units.models import Unit
from tests.browser.test_desks import fits, step_in
from tests.onboarding.registers import csv_of, uploaded

pytestmark = pytest.mark.browser
HEADINGS = "Fornavn;Etternavn;E-post;Rolle;Begynte;Taushetserklæring signert;Sko"
ADDRESS = "/enhet/steg-for-steg-bergen/folk/import/"


def send(site, page, content: bytes) -> None:
    page.goto(site + ADDRESS)
    page.set_input_files("input[type=file]", files=[{"name": "folk.csv", "mimeType": "text/csv", "buffer": content}])
    page.get_by_role("button", name="Last opp").click()


def look(page, accessible) -> None:
    assert page.locator("main h1").count() == 1
    assert fits(page)
    accessible(page)


def test_a_register_is_imported(site, page, accessible):
    step_in(site, page, "tarjei")
    send(site, page, b"\x89PNG\x00")
    page.get_by_text("Dette er ingen tabell.").first.wait_for()
    look(page, accessible)
    send(site, page, csv_of("Kåre;;kåre@;Vakt;i fjor;ja;43", headings=HEADINGS))
    look(page, accessible)
    page.get_by_role("button", name="Kontroller radene").click()
    page.get_by_text("5 ting er feil i fila").wait_for()
    look(page, accessible)
    lines = [
        "Kåre;Vik;kaare@havna.example;Støttespiller;01.03.2024;04.03.2024;43",
        "Nils;Vik;amina@tidgiver.example;Støttespiller;01.03.2024;;40",
    ]
    send(site, page, csv_of(*lines, headings=HEADINGS))
    page.get_by_role("button", name="Kontroller radene").click()
    page.get_by_role("link", name="Avgjør hvem som er hvem").click()
    look(page, accessible)
    page.get_by_label("Utelat denne personen").check()
    page.get_by_role("button", name="Lagre og gå videre").click()
    look(page, accessible)
    page.get_by_role("button", name="Importer", exact=True).click()
    page.get_by_role("heading", name="Registeret er importert").wait_for()
    look(page, accessible)
    page.get_by_role("link", name="Se folkene").click()
    page.get_by_role("link", name="Kåre Vik").first.wait_for()


def test_work_under_way_is_followed_without_reading_the_page_anew(site, page, accessible):
    tarjei = Person.objects.get(email="tarjei@tidgiver.example")
    line = "Kåre;Vik;kaare@havna.example;Støttespiller;01.03.2024;;43"
    found = uploaded(Unit.objects.get(slug="steg-for-steg-bergen"), tarjei, csv_of(line, headings=HEADINGS), now=timezone.now())
    step_in(site, page, "tarjei")
    page.goto(f"{site}{ADDRESS}{found.pk}/")
    look(page, accessible)
    Import.objects.filter(pk=found.pk).update(done=1234)
    page.get_by_text("1234 rader er sett på").wait_for(timeout=15_000)
    Import.objects.filter(pk=found.pk).update(stage=Stage.STOPPED, trouble={"why": "quotes", "row": 7})
    page.get_by_role("heading", name="Importen stoppet").wait_for(timeout=15_000)
    page.get_by_text("Rad 7: Et anførselstegn er ikke lukket").wait_for()
    look(page, accessible)
