import re
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from lms.courses.actions import write_local_text
from lms.courses.models import CoursePage, ModulePage
from lms.learning import actions, selectors
from lms.learning.addresses import step_address
from lms.learning.models import Enrolment, ReflectionNote, StepCompletion, StepProgress
from lms.people.models import Person
from lms.qualifications.models import Evidence
from lms.quizzes.models import Attempt, Question
from lms.roles.models import Responsibility, ResponsibilityKind
from lms.units.actions import Card, open_unit, write_contacts
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
ANSWERS = [{"type": "true_false", "value": {"answer": "true", "feedback_true": "Ja.", "feedback_false": "Jo."}}]
CONTACTS = {"type": "contacts", "id": "k1", "value": {"title": "Hvem ringer jeg?", "fallback": "<p>Ring lederen din.</p>"}}


def logged_in(person: Person) -> Client:
    client = Client()
    assert person.user
    client.force_login(person.user)
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


def choices_met(client: Client) -> list[str]:
    """The keys of a dilemma's choices, in the order in which they stand on the page and are read aloud."""
    return re.findall(r'name="choice" value="(\w)"', client.get("/kurs/taushetsplikt/hvorfor/").content.decode())


def test_the_choices_of_a_dilemma_stand_in_an_order_of_ones_own() -> None:
    place = rich_school()
    clients = [logged_in(school.tidgiver(f"Tid {number}", place.bergen, place.role)) for number in range(12)]
    for client in clients:
        client.post("/kurs/taushetsplikt/start/")
    met = [choices_met(client) for client in clients]
    assert {"".join(order) for order in met} == {"AB", "BA"}
    assert [choices_met(client) for client in clients] == met


def test_a_wrong_turn_tells_the_best_way_there_and_nothing_of_what_comes_after() -> None:
    dilemma: Any = deepcopy(DILEMMA)
    steps = dilemma["value"]["steps"]
    steps.append(deepcopy(steps[0]))
    first, later = steps
    first["choices"][1]["next"] = later["key"] = "kvelden"
    later["choices"][1]["text"] = "Du ringer lederen."
    place = school.build()
    place.first.body = [dilemma]
    place.first.change_class, place.first.review_needs = "wording", ["jur"]
    school.publish(place.first)
    client, step = logged_in(school.tidgiver("Ana", place.bergen, place.role)), "/kurs/taushetsplikt/hvorfor/"
    client.post("/kurs/taushetsplikt/start/")
    client.post(f"{step}blokk/d1/", {"choice": "A"})
    page = client.get(step)
    assertContains(page, "<li>Det kan jeg ikke si.</li>", html=True)
    assertContains(page, "Derfra går historien videre.")
    assertNotContains(page, "Du ringer lederen.")


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


@pytest.fixture
def ana_in_bergen() -> tuple[school.School, Person, Client]:
    place = rich_school()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    client = logged_in(ana)
    client.post("/kurs/taushetsplikt/start/")
    client.get("/kurs/taushetsplikt/hvorfor/")  # whatever can be kept from now on, is
    return place, ana, client


def test_a_new_edition_is_read_at_once(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, _ana, client = ana_in_bergen
    place.first.title, place.first.body = "Derfor", [{"type": "text", "value": "<p>Nye ord.</p>"}]
    school.publish(place.first)
    page = client.get("/kurs/taushetsplikt/hvorfor/")
    assertContains(page, "Nye ord.")
    assertContains(page, "<h1>Derfor</h1>")
    assertContains(client.get("/kurs/taushetsplikt/slik/"), "Derfor")


def test_a_draft_is_not_read(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, _ana, client = ana_in_bergen
    place.first.title, place.first.body = "Derfor", [{"type": "text", "value": "<p>Nye ord.</p>"}]
    place.first.save_revision()
    assertNotContains(client.get("/kurs/taushetsplikt/hvorfor/"), "Nye ord.")


def test_what_a_unit_adds_and_takes_away_shows_at_once(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, _ana, client = ana_in_bergen
    own = school.local_module(place.bergen, fills=place.slot)
    assertContains(client.get("/kurs/taushetsplikt/hvorfor/"), own.title)
    assertContains(client.get("/kurs/taushetsplikt/slik/"), f"<h1>{own.title}</h1>")
    own.unpublish()
    assertNotContains(client.get("/kurs/taushetsplikt/hvorfor/"), own.title)
    assertContains(client.get("/kurs/taushetsplikt/slik/"), "<h1>Slik gjør vi det</h1>")
    last = school.local_module(place.bergen, hangs_on=place.course, slug="sist")
    assertContains(client.get("/kurs/taushetsplikt/sist/"), f"<h1>{last.title}</h1>")
    last.move(place.oslo.page, pos="last-child")
    assert client.get("/kurs/taushetsplikt/sist/").status_code == 404
    assertNotContains(client.get("/kurs/taushetsplikt/hvorfor/"), last.title)


def test_what_the_centre_moves_and_takes_away_shows_at_once(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, _ana, client = ana_in_bergen
    page = client.get("/kurs/taushetsplikt/hvorfor/")
    assertContains(page, "Steg 1 av 4")
    place.first.refresh_from_db()
    place.first.move(place.course, pos="last-child")
    assertContains(client.get("/kurs/taushetsplikt/hvorfor/"), "Steg 4 av 4")
    place.last.refresh_from_db()
    place.last.unpublish()
    assertContains(client.get("/kurs/taushetsplikt/hvorfor/"), "Steg 3 av 3")
    assert client.get("/kurs/taushetsplikt/slutt/").status_code == 404


def test_what_the_unit_says_shows_at_once(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, _ana, client = ana_in_bergen
    lea = school.responsible("Lea", place.bergen, ResponsibilityKind.LEADER)
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet.", by=lea, at=timezone.now())
    write_contacts(unit=place.bergen, cards=[Card(title="Vakt", phone="987 65 432")])
    page = client.get("/kurs/taushetsplikt/hvorfor/")
    assertContains(page, "I skapet.")
    assertContains(page, "987 65 432")
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="", by=lea, at=timezone.now())
    write_contacts(unit=place.bergen, cards=[])
    page = client.get("/kurs/taushetsplikt/hvorfor/")
    assertContains(page, "Spør lederen din.")
    assertNotContains(page, "987 65 432")


def test_whoever_leaves_is_out_at_once(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    _place, ana, client = ana_in_bergen
    assert client.get("/kurs/taushetsplikt/hvorfor/").status_code == 200
    ana.assignments.update(status="ended", ends_on=date(2026, 11, 1))
    assertRedirects(client.get("/kurs/taushetsplikt/hvorfor/"), "/kurs/taushetsplikt/")
    assert client.post("/kurs/taushetsplikt/hvorfor/blokk/c1/", {"item": "0"}).status_code == 404


def test_a_login_that_is_closed_is_out_at_once(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    _place, ana, client = ana_in_bergen
    assert ana.user
    ana.user.is_active = False
    ana.user.save()
    assert client.get("/kurs/taushetsplikt/hvorfor/")["Location"].startswith("/konto/login/")


def test_two_people_in_turn_each_see_what_is_theirs(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, _ana, client = ana_in_bergen
    lea = school.tidgiver("Lea", place.bergen, place.role)
    Responsibility.objects.create(person=lea, unit=place.bergen, kind=ResponsibilityKind.LEADER, starts_on=date(2026, 1, 1))
    leader = logged_in(lea)
    leader.post("/kurs/taushetsplikt/start/")
    client.post("/kurs/taushetsplikt/hvorfor/blokk/r1/", {"text": "Bare for meg."})
    client.post("/kurs/taushetsplikt/hvorfor/blokk/c1/", {"item": "0"})
    client.post("/kurs/taushetsplikt/hvorfor/")
    for _time in range(2):
        hers, theirs = client.get("/kurs/taushetsplikt/hvorfor/"), leader.get("/kurs/taushetsplikt/hvorfor/")
        for word, own in (
            ("Bare for meg.", hers),
            ("Du har gjort dette steget.", hers),
            (">Ana<", hers),
            ("Våre folk", theirs),
            (">Lea<", theirs),
        ):
            assertContains(own, word)
            assertNotContains(theirs if own is hers else hers, word)
        assert (hers.text.count(" checked"), theirs.text.count(" checked")) == (1, 0)
        tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)) for page in (hers, theirs)]
        assert not tokens[0] & tokens[1]


def test_looking_again_is_the_same_visit(ana_in_bergen: tuple[school.School, Person, Client]) -> None:
    place, ana, client = ana_in_bergen
    now = timezone.now()
    other = place.course.get_parent().add_child(instance=CoursePage(title="Vold", slug="vold", summary="Kort."))
    school.publish(other.add_child(instance=ModulePage(title="Trygg", slug="trygg", minutes=3, body=school.TEXT, live=False)))

    def look(minutes: int, step: str) -> None:
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert client.get(f"/kurs/{step}/").status_code == 200

    def seen(step: str) -> int:
        row = StepProgress.objects.get(page__slug=step)
        return round((row.seen_at - now).total_seconds() / 60)

    client.post("/kurs/vold/start/")
    look(1, "taushetsplikt/hvorfor")
    assert seen("hvorfor") == 0
    look(11, "taushetsplikt/hvorfor")
    assert seen("hvorfor") == 11
    look(12, "vold/trygg")
    assert [each.course for each in selectors.desk(ana, on=now.date())] == [other, place.course]
    look(13, "taushetsplikt/hvorfor")  # one has been elsewhere in between
    assert seen("hvorfor") == 13
    assert [each.course for each in selectors.desk(ana, on=now.date())] == [place.course, other]


@pytest.mark.parametrize(("module", "queries"), [("hvorfor", 10), ("slutt", 6)])
def test_a_step_needs_the_same_queries_however_much_there_is(
    module: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, login, enrolment, outline, what was done, menu; and with all kinds of personal blocks: questions, contacts, local texts."""
    place = rich_school()
    ana = school.tidgiver("Ana", place.bergen, place.role)
    lea = school.responsible("Lea", place.bergen, ResponsibilityKind.LEADER)
    client = logged_in(ana)
    client.post("/kurs/taushetsplikt/start/")
    local = {"title": "Hvor?", "guidance": "Skriv hvor.", "need": "expected", "default": RichText("<p>Spør.</p>")}
    made = 0
    for number in (1, 3, 30):
        for each in range(made, number):
            question = Question.objects.create(key=f"N-{each}", subject="annet", prompt="Gjelder plikten hjemme?", body=ANSWERS)
            place.first.body.append(("question", question))
            place.first.body.append(("reflection", {"key": f"tanke-{each}", "prompt": "Hva tenker du?", "hint": ""}))
            place.first.body.append(("local", local | {"key": f"sted-{each}"}))
            school.local_module(place.bergen, hangs_on=place.course, slug=f"mer-{each}")
            unit = open_unit(name=f"Enhet {each}", slug=f"enhet-{each}", kind=place.bergen.kind, parent=place.centre)
            actions.enrol(person=ana, course=place.course, unit=unit, now=timezone.now())
        school.publish(place.first)
        write_contacts(unit=place.bergen, cards=[Card(title=f"Vakt {each}", phone="123") for each in range(number)])
        for key in range(number):
            write_local_text(unit=place.bergen, page=place.first, key=f"sted-{key}", text=f"I skap {number}.", by=lea, at=timezone.now())
        made = number
        address = f"/kurs/taushetsplikt/{module}/"
        client.get(address)
        with django_assert_num_queries(queries):
            page = client.get(address)
        assert page.text.count('class="steps__item"') == number + 4


def test_a_steps_address_is_what_the_addresses_say() -> None:
    course = reverse("learning:course", args=["taushetsplikt"])
    assert step_address(course, "hvorfor") == reverse("learning:step", args=["taushetsplikt", "hvorfor"])


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_catalogue_shows_each_course_s_picture_in_the_same_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = school.build()
    index = place.course.get_parent().specific
    images = [get_image_model().objects.create(title=f"{each}", file=get_test_image_file(f"{each}.png")) for each in range(number)]
    for each, image in enumerate(images):
        course = CoursePage(title=f"Kurs {each}", slug=f"kurs-{each}", summary="Kort.", picture=image)
        index.add_child(instance=course)
        index.refresh_from_db()
    client = Client()
    client.get("/kurs/")  # makes the renditions
    with django_assert_num_queries(5):
        page = BeautifulSoup(client.get("/kurs/").content, "html.parser")
    shown = page.select("article img")
    assert len(shown) == number
    assert {each["alt"] for each in shown} == {""}
    images[0].delete()
    assert client.get("/kurs/kurs-0/").status_code == 200
