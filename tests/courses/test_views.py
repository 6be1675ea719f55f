"""The leader's page."""

from datetime import date

import pytest
from django.test import Client

from lms.courses.models import CoursePage, Edition, Look, ModulePage
from lms.courses.starters import starters
from tests import school
from tests.cast import login

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> school.School:
    made = school.build()
    made.slot.need, made.slot.required_by = "required", date(2026, 1, 31)
    school.publish(made.slot)
    return made


@pytest.fixture
def client(place: school.School) -> Client:
    return login(school.responsible("Lea", place.bergen, "leader"))


def test_the_page_says_by_when_and_that_it_is_overdue(client: Client) -> None:
    html = client.get("/enhet/bergen/tilpasninger/").content.decode()
    assert "Må fylles innen 31. januar 2026" in html
    assert "Over fristen" in html


def test_what_has_changed_is_told_until_somebody_presses_seen(place: school.School, client: Client) -> None:
    school.local_module(place.bergen, fills=place.slot)
    place.last.title, place.last.change_class, place.last.change_note = "Til sist", "important", "Nytt om barn."
    school.publish(place.last)
    html = client.get("/enhet/bergen/tilpasninger/").content.decode()
    assert "Teksten rundt er endret siden du så på den" in html
    assert "Nytt om barn." in html
    newest = Edition.objects.order_by("-pk")[0].pk
    client.post(f"/enhet/bergen/tilpasninger/sett/{place.slot.pk}/", {"key": "", "edition": newest})
    assert "Nytt om barn." not in client.get("/enhet/bergen/tilpasninger/").content.decode()
    assert Look.objects.get().by.given_name == "Lea"


def test_seen_is_said_of_central_steps_only(place: school.School, client: Client) -> None:
    own = school.local_module(place.oslo, fills=place.slot)
    for page_id in (own.pk, 999_999):
        assert client.post(f"/enhet/bergen/tilpasninger/sett/{page_id}/", {"key": "", "edition": 1}).status_code == 404
    assert not Look.objects.exists()


@pytest.mark.parametrize("key", ["velkommen", "romningsveier", "hvem-gjor-hva"])
def test_a_starter_is_a_draft_on_the_course_once_however_often_one_presses(place: school.School, client: Client, key: str) -> None:
    for _time in range(2):
        answer = client.post("/enhet/bergen/tilpasninger/ny-modul/", {"starter": key, "place": place.course.pk})
        module = ModulePage.objects.get(title=starters()[key].title)
        assert answer["Location"] == f"/admin/pages/{module.pk}/edit/"
    assert (module.live, module.hangs_on, module.fills, module.get_parent().pk) == (False, place.course, None, place.bergen.page_id)
    assert module.review_needs == (["hms"] if key == "romningsveier" else [])
    assert "[Fyll inn:" in "".join(str(block.render()) for block in module.body)
    module.body.stream_block.clean(module.body)


def test_a_starter_can_fill_a_slot(place: school.School, client: Client) -> None:
    for _time in range(2):
        client.post("/enhet/bergen/tilpasninger/ny-modul/", {"starter": "velkommen", "place": place.slot.pk})
    assert ModulePage.objects.get(fills=place.slot).title == "Velkommen til oss"


def test_a_second_module_like_one_that_is_published_has_its_own_address(place: school.School, client: Client) -> None:
    for _time in range(2):
        client.post("/enhet/bergen/tilpasninger/ny-modul/", {"starter": "velkommen", "place": place.course.pk})
        for module in ModulePage.objects.filter(hangs_on=place.course, live=False):
            school.publish(module)
    assert sorted(ModulePage.objects.filter(hangs_on=place.course).values_list("slug", flat=True)) == [
        "velkommen-til-oss",
        "velkommen-til-oss-2",
    ]


@pytest.mark.parametrize("sent", [{}, {"starter": "velkommen"}, {"starter": "velkommen", "place": "other"}])
def test_a_module_belongs_somewhere_that_the_unit_can_reach(place: school.School, client: Client, sent: dict[str, str]) -> None:
    """A course of another unit is no place for it."""
    page = place.oslo.page.specific
    page.refresh_from_db()
    foreign = page.add_child(instance=CoursePage(title="Oslos", slug="oslos", summary="Kort."))
    said = {key: str(foreign.pk) if value == "other" else value for key, value in sent.items()}
    answer = client.post("/enhet/bergen/tilpasninger/ny-modul/", said)
    assert (answer.status_code, "Velg hvor den hører hjemme." in answer.content.decode()) == (422, True)
    assert not ModulePage.objects.filter(live=False).exists()


def test_a_unit_without_a_page_is_told_so_and_offered_only_what_it_can_do(place: school.School, client: Client) -> None:
    def offered() -> tuple[bool, bool, bool]:
        html = client.get("/enhet/bergen/tilpasninger/").content.decode()
        return "Enheten har ingen egen side" in html, "Skriv deres egen modul" in html, "Skriv deres tekst" in html

    assert offered() == (False, True, True)
    type(place.bergen).objects.filter(pk=place.bergen.pk).update(page=None)
    assert offered() == (True, False, True)
