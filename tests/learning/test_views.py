import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from lms.learning.models import Enrolment, ReflectionNote, StepCompletion, StepProgress
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.quizzes.models import Attempt
from tests import school

pytestmark = pytest.mark.django_db
DILEMMA = {
    "type": "dilemma",
    "id": "d1",
    "value": {
        "key": "TAU-D1",
        "title": "Moren i butikken",
        "situation": "<p>Moren til Jonas stopper deg.</p>",
        "steps": [
            {
                "key": "butikken",
                "prompt": "Hva svarer du?",
                "choices": [
                    {"key": "A", "text": "Det går bra.", "consequence": "Jonas får vite det.", "best": False, "next": ""},
                    {"key": "B", "text": "Det kan jeg ikke si.", "consequence": "Hun blir møtt.", "best": True, "next": ""},
                ],
            }
        ],
        "reason": "<p>Bekymring bryter ikke tausheten.</p>",
        "review": {"status": "not_approved", "needs": "jur"},
        "sources": [],
    },
}
CHECKLIST = {"type": "checklist", "id": "c1", "value": {"title": "Før vakta", "items": ["Lås skjermen", "Legg bort notatene"]}}
REFLECTION = {"type": "reflection", "id": "r1", "value": {"key": "tanke", "prompt": "Hva tenker du?", "hint": ""}}
CONTACTS = {"type": "contacts", "id": "k1", "value": {"title": "Hvem ringer jeg?", "fallback": "<p>Ring lederen din.</p>"}}


def logged_in(person: Person) -> Client:
    client = Client()
    assert person.user
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rich_school() -> school.School:
    place = school.build()
    place.first.body = [*school.TEXT, DILEMMA, CHECKLIST, REFLECTION, CONTACTS, school.LOCAL]
    place.first.change_class, place.first.review_needs = "wording", ["jur"]
    school.publish(place.first)
    return place


def test_a_course_is_taken_from_first_step_to_certificate_without_a_script() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    client = logged_in(ana)
    response = client.post("/kurs/taushetsplikt/start/")
    assertRedirects(response, "/kurs/taushetsplikt/hvorfor/")
    assertRedirects(client.post("/kurs/taushetsplikt/hvorfor/"), "/kurs/taushetsplikt/slik/")
    # The tab is closed; another day, another device: one goes on where one left off.
    other = logged_in(ana)
    assertRedirects(other.post("/kurs/taushetsplikt/start/"), "/kurs/taushetsplikt/slik/")
    assertRedirects(other.post("/kurs/taushetsplikt/slik/"), "/kurs/taushetsplikt/slutt/")
    assertRedirects(other.post("/kurs/taushetsplikt/slutt/"), "/kurs/taushetsplikt/prove/")
    other.post("/kurs/taushetsplikt/prove/start/")
    attempt = Attempt.objects.get()
    shown = attempt.responses.get().shown
    right = next(choice["id"] for choice in shown["choices"] if choice["correct"])
    other.post("/kurs/taushetsplikt/prove/sporsmal/1/", {"answer": right, "attempt": attempt.number})
    other.post("/kurs/taushetsplikt/prove/lever/", {"attempt": attempt.number})
    assert Evidence.objects.get().qualification.key == "taushetsplikt"
    assertContains(other.get("/kurs/taushetsplikt/"), "/pdf/")


def test_a_double_click_finishes_once() -> None:
    place = school.build()
    client = logged_in(school.tidgiver("Ana", place.bergen, place.role))
    for _time in range(2):
        client.post("/kurs/taushetsplikt/start/")
        client.post("/kurs/taushetsplikt/hvorfor/")
    assert (Enrolment.objects.count(), StepCompletion.objects.count()) == (1, 1)


def test_a_step_without_enrolment_leads_to_the_course() -> None:
    place = school.build()
    client = logged_in(school.tidgiver("Ana", place.bergen, place.role))
    assertRedirects(client.get("/kurs/taushetsplikt/hvorfor/"), "/kurs/taushetsplikt/")


def test_the_public_sees_what_a_course_is_but_no_unit_and_no_step() -> None:
    place = school.build()
    school.local_module(place.bergen, fills=place.slot)
    page = Client().get("/kurs/taushetsplikt/")
    assertContains(page, "Slik gjør vi det")
    assertNotContains(page, "Slik gjør vi det i Bergen")
    assert Client().get("/kurs/taushetsplikt/hvorfor/").status_code == 302


def test_a_units_module_is_read_by_its_people_only() -> None:
    place = school.build()
    own = school.local_module(place.bergen, fills=place.slot, slug="slik-i-bergen")
    bergen, oslo = logged_in(school.tidgiver("Ana", place.bergen, place.role)), logged_in(school.tidgiver("Kim", place.oslo, place.role))
    for client in (bergen, oslo):
        client.post("/kurs/taushetsplikt/start/")
    assertContains(bergen.get("/kurs/taushetsplikt/slik/"), "Slik gjør vi det i Bergen")
    assertNotContains(oslo.get("/kurs/taushetsplikt/slik/"), "Slik gjør vi det i Bergen")
    assert oslo.get("/kurs/taushetsplikt/slik-i-bergen/").status_code == 404
    # Its place in the page tree gives nothing away either.
    assertRedirects(oslo.get(own.url), "/kurs/taushetsplikt/slik/", fetch_redirect_response=False)


def test_whoever_has_left_a_unit_no_longer_reads_there() -> None:
    place = school.build()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    client = logged_in(ana)
    client.post("/kurs/taushetsplikt/start/")
    ana.assignments.update(status="ended", ends_on="2026-11-01")
    assertRedirects(client.get("/kurs/taushetsplikt/hvorfor/"), "/kurs/taushetsplikt/")


def test_what_one_does_in_a_step_is_kept() -> None:
    place = rich_school()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    client = logged_in(ana)
    client.post("/kurs/taushetsplikt/start/")
    step = "/kurs/taushetsplikt/hvorfor/"
    assertContains(client.get(step), "Ring lederen din.")
    assertRedirects(client.post(f"{step}blokk/d1/", {"choice": "A"}), f"{step}#blokk-d1", fetch_redirect_response=False)
    assertContains(client.get(step), "Jonas får vite det.")
    client.post(f"{step}blokk/d1/", {"again": "1"})
    assertNotContains(client.get(step), "Jonas får vite det.")
    client.post(f"{step}blokk/c1/", {"item": ["1", "99", "x"]})
    assert StepProgress.objects.get().state == {"c1": {"ticked": [1]}}
    assert client.post(f"{step}blokk/c1/", {"item": "0"}, headers={"X-Autosave": "1"}).status_code == 204


def test_a_reflection_is_kept_for_oneself_and_can_be_deleted() -> None:
    place = rich_school()
    ana, lea = school.tidgiver("Ana", place.bergen, place.role), school.responsible("Lea", place.bergen, "leader")
    client, leader = logged_in(ana), logged_in(lea)
    client.post("/kurs/taushetsplikt/start/")
    client.post("/kurs/taushetsplikt/hvorfor/blokk/r1/", {"text": "Bare for meg."})
    assertContains(client.get("/kurs/mine-notater/"), "Bare for meg.")
    assertNotContains(leader.get("/kurs/mine-notater/"), "Bare for meg.")
    note = ReflectionNote.objects.get()
    leader.post(f"/kurs/mine-notater/{note.pk}/slett/")
    assert ReflectionNote.objects.exists()
    client.post(f"/kurs/mine-notater/{note.pk}/slett/")
    assert not ReflectionNote.objects.exists()


def test_an_unapproved_text_says_so() -> None:
    place = rich_school()
    client = logged_in(school.tidgiver("Ana", place.bergen, place.role))
    client.post("/kurs/taushetsplikt/start/")
    assertContains(client.get("/kurs/taushetsplikt/hvorfor/"), "mark--wait")
    assertNotContains(client.get("/kurs/taushetsplikt/slutt/"), "mark--wait")


@pytest.mark.parametrize("address", ["/kurs/finnes-ikke/", "/kurs/taushetsplikt/finnes-ikke/", "/kurs/taushetsplikt/hvorfor/ekstra/"])
def test_what_is_not_there_is_not_found(address: str) -> None:
    place = school.build()
    client = logged_in(school.tidgiver("Ana", place.bergen, place.role))
    client.post("/kurs/taushetsplikt/start/")
    assert client.get(address).status_code == 404


def test_a_unit_without_any_course_shows_an_empty_catalogue() -> None:
    place = school.build()
    place.course.unpublish()
    client = logged_in(school.tidgiver("Ana", place.bergen, place.role))
    assert client.get("/kurs/").status_code == 200


def test_a_step_needs_a_fixed_number_of_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    place = rich_school()
    client = logged_in(school.tidgiver("Ana", place.bergen, place.role))
    client.post("/kurs/taushetsplikt/start/")
    client.get("/kurs/taushetsplikt/hvorfor/")
    with django_assert_max_num_queries(16):
        client.get("/kurs/taushetsplikt/hvorfor/")
    for number in range(3):
        school.local_module(place.bergen, hangs_on=place.course, slug=f"mer-{number}")
    with django_assert_max_num_queries(16):
        client.get("/kurs/taushetsplikt/hvorfor/")
