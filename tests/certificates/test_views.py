from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from lms.certificates import exports, views
from lms.qualifications.actions import revoke
from lms.roles.models import Responsibility, ResponsibilityKind
from tests.factories.certificates import NOW, a_certificate, a_person, a_unit

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


def responsible(unit, kind=ResponsibilityKind.COORDINATOR):
    person = a_person("Lea", "Koordinator")
    Responsibility.objects.create(person=person, unit=unit, kind=kind, starts_on=date(2020, 1, 1))
    return person


def test_verify_shows_strangers_standing_and_initials_only(client):
    certificate = a_certificate(a_person("Kari", "Nordmann"), unit=a_unit("Havna"))
    response = client.get(f"/bevis/{certificate.code}/")
    page = text(response)
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "K. N." in page
    assert certificate.code in page
    assert "Kari" not in page
    assert "Nordmann" not in page


@pytest.mark.parametrize(("days", "tone"), [(0, "good"), (-1, "bad")])
def test_verify_counts_the_last_valid_day(client, days, tone):
    today = timezone.localdate()
    certificate = a_certificate(earned_on=today - timedelta(365), valid_until=today + timedelta(days))
    assert f'class="verdict" data-tone="{tone}"' in text(client.get(f"/bevis/{certificate.code}/"))


def test_verify_of_what_was_taken_back_does_not_say_why(client):
    certificate = a_certificate()
    revoke(evidence=certificate.evidence, by=None, at=NOW, reason="Feil person")
    page = text(client.get(f"/bevis/{certificate.code}/"))
    assert 'data-tone="bad"' in page
    assert "Feil person" not in page


def test_what_was_taken_back_tells_the_day_of_that_and_no_last_day_ahead(client):
    certificate = a_certificate(valid_until=timezone.localdate() + timedelta(99))
    assert "Gyldig til og med" in text(client.get(f"/bevis/{certificate.code}/"))
    revoke(evidence=certificate.evidence, by=None, at=NOW, reason="Feil person")
    client.force_login(certificate.person.user)
    for page in (text(client.get(f"/bevis/{certificate.code}/")), text(client.get(f"/bevis/{certificate.code}/kursbevis/"))):
        assert "Gyldig til og med" not in page
        assert f"<dt>Trukket tilbake</dt><dd>{date_format(timezone.localdate(NOW))}</dd>" in page
    assert "Snakk med den som følger deg opp" in page


@pytest.mark.parametrize("code", ["CDFH-2345-JKMN", "tull", "%3Cscript%3E"])
def test_verify_of_an_unknown_code_is_not_found_with_a_form(client, code):
    response = client.get(f"/bevis/{code}/")
    assert response.status_code == 404
    assert 'name="kode"' in text(response)
    assert "<script>" not in text(response).split("<main")[1]


def test_ask_leads_to_the_page_of_the_code(client):
    assert client.get("/bevis/", {"kode": "cdfh 2345 jkmn"}).headers["Location"] == "/bevis/CDFH-2345-JKMN/"


@pytest.mark.parametrize("typed", ["", "CDFH-23"])
def test_ask_keeps_what_was_typed_and_says_what_is_wrong(client, typed):
    response = client.get("/bevis/", {"kode": typed})
    assert response.status_code == 422
    assert response.context["form"].errors["kode"]
    assert 'role="alert"' in text(response).split("<main")[1]
    assert 'aria-invalid="true"' in text(response)


@pytest.mark.parametrize("kind", ["kursbevis", "pdf"])
def test_certificate_opens_for_the_holder_and_for_who_sees_the_units_people(client, kind):
    top = a_unit("Bergen")
    unit = a_unit("Havna", top)
    certificate = a_certificate(unit=unit)
    others = a_unit("Oslo")
    allowed = [certificate.person, responsible(unit), responsible(top, ResponsibilityKind.LEADER)]
    denied = [a_person(), responsible(others), responsible(unit, ResponsibilityKind.EDITOR), responsible(top, ResponsibilityKind.RECRUITER)]
    if kind == "pdf":
        allowed = allowed[1:2]  # each one set costs a second; the page above has shown that the others may
    statuses = []
    for person in allowed + denied:
        client.force_login(person.user)
        statuses.append(client.get(f"/bevis/{certificate.code}/{kind}/").status_code)
    assert statuses == [200] * len(allowed) + [404] * len(denied)
    client.logout()
    assert client.get(f"/bevis/{certificate.code}/{kind}/").status_code == 302
    assert client.get(f"/bevis/CDFH-2345-JKMN/{kind}/").status_code == 302


def test_paper_is_a_pdf_to_keep(client):
    certificate = a_certificate(title="Møte på kafé")
    client.force_login(certificate.person.user)
    response = client.get(f"/bevis/{certificate.code}/pdf/")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert "mte-pa-kafe.pdf" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    page: Any = PdfReader(BytesIO(response.content)).pages[0]
    assert {note.get_object()["/A"]["/URI"] for note in page["/Annots"]} == {f"http://testserver/bevis/{certificate.code}/"}


def test_paper_of_what_was_taken_back_leads_to_the_page_that_says_why(client):
    certificate = a_certificate(unit=a_unit())
    revoke(evidence=certificate.evidence, by=None, at=NOW, reason="Feil person")
    client.force_login(certificate.person.user)
    response = client.get(f"/bevis/{certificate.code}/pdf/", follow=True)
    assert response.redirect_chain == [(f"/bevis/{certificate.code}/kursbevis/", 302)]
    assert "Feil person" in text(response)


def test_paper_that_cannot_be_made_is_a_page_that_can_be_printed(client, monkeypatch):
    def missing(*args, **kwargs):
        raise exports.PdfUnavailableError("libpango")

    monkeypatch.setattr(views, "pdf", missing)
    certificate = a_certificate()
    client.force_login(certificate.person.user)
    response = client.get(f"/bevis/{certificate.code}/pdf/")
    assert response.status_code == 503
    assert 'data-module="print"' in text(response)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_verify_costs_the_same_however_many_there_are(client, django_assert_num_queries, number):
    for _ in range(number):
        certificate = a_certificate()
    with django_assert_num_queries(1):
        client.get(f"/bevis/{certificate.code}/")
