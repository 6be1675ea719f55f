"""The walk through a course as a unit's people will meet it."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.models import Page

from lms.courses.actions import begin_local_module, write_local_text
from lms.courses.models import Look, ModulePage
from lms.courses.selectors import outline, previewed
from lms.learning.models import Enrolment, StepProgress
from lms.people.models import Person
from lms.roles.actions import sync_wagtail_access
from tests import school
from tests.cast import login

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BERGEN = "/kurs/forhandsvisning/bergen/taushetsplikt/"


@pytest.fixture
def place() -> school.School:
    return school.build()


@pytest.fixture
def lea(place: school.School) -> Person:
    return school.responsible("Lea", place.bergen, "leader")


def draft(place: school.School, by: Person, says: str) -> ModulePage:
    module = begin_local_module(unit=place.bergen, slot=place.slot, by=by, at=NOW)
    module.title, module.body = "Vårt utkast", [{"type": "text", "value": f"<p>{says}</p>"}]
    module.save_revision()
    return module


def html(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_stands_in_its_place_marked_and_nothing_is_noted(place: school.School, lea: Person) -> None:
    draft(place, lea, "Kaffe først.")
    client = login(lea)
    assert client.get(BERGEN)["Location"] == f"{BERGEN}hvorfor/"
    shown = html(client, f"{BERGEN}slik/")
    assert ("Forhåndsvisning" in shown, "Kaffe først." in shown, "Utkast, ikke publisert" in shown) == (True, True, True)
    assert "Kaffe først." not in html(client, f"{BERGEN}slutt/")
    for model in (Enrolment, StepProgress):
        assert not model.objects.exists()
    assert Look.objects.count() == 1  # from beginning the module


def test_a_newer_draft_takes_the_place_of_what_is_published(place: school.School, lea: Person) -> None:
    module = school.local_module(place.bergen, fills=place.slot)
    assert "Utkast, ikke publisert" not in html(login(lea), f"{BERGEN}slik/")
    module.body = [{"type": "text", "value": "<p>Te også.</p>"}]
    module.save_revision()
    assert "Te også." in html(login(lea), f"{BERGEN}slik/")


def test_a_proposed_text_is_shown_where_it_will_stand(place: school.School, lea: Person) -> None:
    eva = school.responsible("Eva", place.bergen, "editor")
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I det blå skapet.", by=eva, at=NOW)
    assert "I det blå skapet." in html(login(lea), f"{BERGEN}hvorfor/")


def test_another_units_draft_is_not_in_the_walk(place: school.School, lea: Person) -> None:
    draft(place, lea, "Kaffe først.")
    assert previewed(place.course, place.oslo) == (outline(place.course, place.oslo), frozenset())
    omar = school.responsible("Omar", place.oslo, "leader")
    assert "Kaffe først." not in html(login(omar), "/kurs/forhandsvisning/oslo/taushetsplikt/slik/")
    assert login(omar).get(f"{BERGEN}slik/").status_code == 404


def test_the_test_is_told_of_but_not_taken(place: school.School, lea: Person) -> None:
    assert "Her kommer prøven" in html(login(lea), f"{BERGEN}prove/")


def test_the_walk_needs_a_fixed_number_of_queries(place: school.School, lea: Person, django_assert_num_queries) -> None:
    draft(place, lea, "Kaffe først.")
    place.bergen.page.refresh_from_db()
    with django_assert_num_queries(2):
        previewed(place.course, place.bergen)
    for number in range(3):
        begun = school.local_module(place.bergen, hangs_on=place.course, slug=f"mer-{number}")
        begun.title = "Mer"
        begun.save_revision()
    with django_assert_num_queries(2):
        assert len(previewed(place.course, place.bergen)[0].steps) == 7


def test_the_desk_draws_what_is_being_written_in_its_place(place: school.School, lea: Person) -> None:
    module = draft(place, lea, "Kaffe først.")
    written = module.get_latest_revision_as_object()
    assert [mode for mode, _name in written.preview_modes] == ["course", ""]
    for mode, listed in (("course", True), ("", False)):
        shown = written.make_preview_request(preview_mode=mode).content.decode()
        assert ("Kaffe først." in shown, "Hvorfor" in shown) == (True, listed), mode


def test_the_desk_draws_central_steps_too(place: school.School) -> None:
    for page in (place.first, place.slot):
        shown = Page.objects.get(pk=page.pk).specific.make_preview_request().content.decode()
        assert ("Forhåndsvisning" in shown, "Tillit gjør at folk" in shown) == (True, True)


def test_the_editor_shows_the_guidance_of_the_slot(place: school.School) -> None:
    adm = school.responsible("Adm", place.centre, "administrator")
    sync_wagtail_access(on=NOW.date())
    module = draft(place, adm, "Kaffe først.")
    assert "Skriv selv." in html(login(adm), f"/admin/pages/{module.pk}/edit/")
    assert "Skriv selv." not in html(login(adm), f"/admin/pages/{place.last.pk}/edit/")
