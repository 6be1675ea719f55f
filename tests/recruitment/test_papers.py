"""Guideline, police certificate, trial shift: only where the process asks, and nothing more than the day and the person."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from wagtail.models import Page

from content.models import StandardPage
from lms.recruitment.actions import cases, papers
from lms.recruitment.actions.links import make_link
from lms.recruitment.actions.processes import set_process
from lms.recruitment.models import Application, GuidelineSigned, PoliceCertificate, SecretLink, Tie, TrialShift
from lms.recruitment.selectors.papers import guideline_of, receivers
from tests.cast import login
from tests.factories.recruitment import DAY, NOW, an_application

ON = NOW.date()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def guideline(cast) -> Page:
    page = cast.harbour_page.specific.add_child(
        instance=StandardPage(title="Slik er vi", slug="slik", lead="Kort", body=[("text", "<p>Vi låner ikke bort penger.</p>")])
    )
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk)


@pytest.fixture
def asked(cast, guideline) -> Application:
    """A case whose process asks for all three."""
    set_process(now=NOW, by=cast.lea, unit=cast.harbour, rounds=0, references=0, trial_shift=True, guideline=guideline, police_basis="34-1")
    return an_application(cast.harbour, cast.companion)


def own_url(name: str, application: Application) -> str:
    token = make_link(purpose=SecretLink.Purpose.APPLICANT, application=application, now=NOW)
    return reverse(f"recruitment:{name}", args=[token])


def desk_url(name: str, application: Application) -> str:
    return reverse(f"recruitment:{name}", args=["harbour", application.pk])


# --- guideline --------------------------------------------------------------------------------------------------------------------------------


def test_the_applicant_reads_and_confirms_and_the_version_is_kept(client, asked):
    page = own_url("own_guideline", asked)
    assert "Vi låner ikke bort penger." in client.get(page).content.decode()
    revision = guideline_of(asked).revision
    assert client.post(page, {"read": revision}).status_code == 422
    assert not GuidelineSigned.objects.exists()
    for _twice in range(2):
        assert client.post(page, {"read": revision, "confirmed": "on"}).status_code == 302
    signed = GuidelineSigned.objects.get()
    assert (signed.title, signed.revision, signed.at, signed.registered_by) == ("Slik er vi", revision, NOW, None)
    assert revision is not None


def test_a_guideline_that_changed_meanwhile_is_read_once_more(client, asked, guideline):
    read = guideline_of(asked).revision
    page = guideline.specific
    page.lead = "Nytt"
    page.save_revision().publish()
    url = own_url("own_guideline", asked)
    response = client.post(url, {"read": read, "confirmed": "on"})
    newer = Page.objects.get(pk=guideline.pk).live_revision_id
    assert response.status_code == 422
    assert "har endret seg" in response.content.decode()
    assert f'name="read" value="{newer}"' in response.content.decode()
    assert client.post(url, {"read": newer, "confirmed": "on"}).status_code == 302


def test_staff_register_for_somebody_without_a_device(asked, cast):
    url = desk_url("register_guideline", asked)
    client = login(cast.kim)
    assert client.post(url, {"read": guideline_of(asked).revision}).status_code == 422
    assert client.post(url, {"read": guideline_of(asked).revision, "confirmed": "on"}).status_code == 302
    assert GuidelineSigned.objects.get().registered_by == cast.kim
    assert "Registrert av Kim Lie." in client.get(desk_url("case", asked)).content.decode()


# --- police certificate -----------------------------------------------------------------------------------------------------------------------


def test_there_is_no_place_for_what_stood_in_a_certificate():
    kinds = {field.name: type(field) for field in PoliceCertificate._meta.fields}
    assert kinds.keys() == {"id", "application", "basis", "shown_on", "shown_to"}
    assert not {models.TextField, models.FileField, models.JSONField} & set(kinds.values())


def test_a_certificate_is_registered_corrected_and_taken_back(asked, cast):
    client, url = login(cast.kim), desk_url("certificate", asked)
    assert "Vis den" not in client.get(url).content.decode()
    for who in (cast.kim, cast.lea):
        assert client.post(url, {"shown_on": "2026-11-23", "shown_to": who.pk}).status_code == 302
    shown = PoliceCertificate.objects.get()
    assert (shown.basis, shown.shown_on, shown.shown_to) == ("34-1", ON, cast.lea)
    for _twice in range(2):
        client.post(url, {"do": "take_back"})
    assert not PoliceCertificate.objects.exists()


@pytest.mark.parametrize(("day", "who"), [(date(2026, 11, 24), "kim"), (date(2026, 11, 22), "kim"), (ON, "omar"), (ON, "ben")])
def test_days_that_cannot_be_and_strangers_are_refused(asked, cast, day, who):
    with pytest.raises(ValidationError):
        papers.register_certificate(application=asked, shown_on=day, shown_to=cast.people[who], by=cast.kim, now=NOW)
    assert not PoliceCertificate.objects.exists()


def test_somebody_who_knows_the_applicant_is_shown_no_certificate(asked, cast):
    assert set(receivers(asked, on=ON)) == {cast.lea, cast.kim, cast.dag}
    Tie.objects.create(application=asked, person=cast.dag, declared_at=NOW)
    assert set(receivers(asked, on=ON)) == {cast.lea, cast.kim}


def test_without_a_legal_basis_there_is_no_page_and_no_way(client, application, cast):
    desk = login(cast.kim)
    for name in ("certificate", "purpose", "register_guideline", "trial_shift"):
        assert desk.get(desk_url(name, application)).status_code == 404
    for name in ("own_purpose", "own_guideline"):
        assert client.get(own_url(name, application)).status_code == 404
    with pytest.raises(ValidationError):
        papers.register_certificate(application=application, shown_on=ON, shown_to=cast.kim, by=cast.kim, now=NOW)
    with pytest.raises(ValidationError):
        papers.plan_trial_shift(application=application, on=ON, host=None, by=cast.kim, now=NOW)
    with pytest.raises(ValidationError):
        papers.sign_guideline(application=application, now=NOW, read=None)
    assert "Politiattest" not in client.get(own_url("own_case", application)).content.decode()


def test_the_confirmation_of_purpose_names_applicant_task_and_basis(client, asked, cast):
    for page in (client.get(own_url("own_purpose", asked)), login(cast.kim).get(desk_url("purpose", asked))):
        html = page.content.decode()
        assert [words for words in ("Vera Vik", "Støttespiller", "Harbour", "§ 34-1", "Ikke faglig godkjent") if words not in html] == []


# --- trial shift ------------------------------------------------------------------------------------------------------------------------------


def test_a_trial_shift_is_planned_and_has_been(client, asked, cast):
    desk, url = login(cast.kim), desk_url("trial_shift", asked)
    assert desk.post(url, {"on": "2026-11-25", "host": cast.ben.pk, "held": "on"}).status_code == 422
    assert desk.post(url, {"on": "2026-11-25", "host": cast.ola.pk}).status_code == 422
    assert desk.post(url, {"on": "2026-11-25", "host": cast.ben.pk}).status_code == 302
    assert "Du møter Ben" in client.get(own_url("own_case", asked)).content.decode()
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        assert desk.post(url, {"on": "2026-11-25", "host": cast.ben.pk, "held": "on"}).status_code == 302
    shift = TrialShift.objects.get()
    assert (shift.on, shift.host, shift.held) == (date(2026, 11, 25), cast.ben, True)


def test_nothing_is_registered_in_a_case_that_has_ended(asked, cast):
    cases.withdraw(application=asked, now=NOW)
    for action in (
        lambda: papers.sign_guideline(application=asked, now=NOW, read=guideline_of(asked).revision),
        lambda: papers.register_certificate(application=asked, shown_on=ON, shown_to=cast.kim, by=cast.kim, now=NOW),
        lambda: papers.take_back_certificate(application=asked, by=cast.kim, now=NOW),
        lambda: papers.plan_trial_shift(application=asked, on=ON, host=None, by=cast.kim, now=NOW),
    ):
        with pytest.raises(ValidationError):
            action()


def test_a_shift_cannot_come_before_the_application(asked, cast):
    with pytest.raises(ValidationError):
        papers.plan_trial_shift(application=asked, on=date(2026, 11, 22), host=None, by=cast.kim, now=NOW)
