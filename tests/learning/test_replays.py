import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from lms.certificates.bundles import Finding, canonical, check
from lms.certificates.keys import known_keys
from lms.courses.actions import write_local_text
from lms.courses.selectors import course_titles
from lms.learning import actions
from lms.learning.models import AnswerRead, Showing, Snapshot, StepCompletion
from lms.learning.replays import replay_of_attempt, replay_of_completion, without_answers
from lms.people.models import Person
from lms.quizzes.models import Attempt, Question
from lms.roles.models import ResponsibilityKind as Kind
from lms.units.actions import Card, write_contacts
from tests import school
from tests.learning.test_views import ANSWERS, CHECKLIST, CONTACTS, DILEMMA, REFLECTION, logged_in

pytestmark = pytest.mark.django_db
CHECK = "33333333-3333-4333-8333-333333333333"
BERGEN = {"title": "Vakt", "who": "Vaktleder", "phone": "55 00 00 00", "email": "", "hours": "kveld"}


def full_school() -> tuple[school.School, Person, Person]:
    """A school whose first step has one of everything, its leader, and Ana, who has done it and passed the test at the second try."""
    place = school.build()
    lea = school.responsible("Lea", place.bergen, Kind.LEADER)
    options = [{"text": text, "correct": text == "To", "feedback": f"{text}!"} for text in ("En", "To", "Tre")]
    bank = Question.objects.create(key="X-1", subject="x", prompt="Hvor mange?", body=[{"type": "single", "value": {"options": options}}])
    question = {"type": "question", "id": CHECK, "value": bank.pk}
    place.first.body = [*school.TEXT, DILEMMA, CHECKLIST, REFLECTION, CONTACTS, school.LOCAL, question]
    place.first.change_class = "wording"
    school.publish(place.first)
    write_contacts(unit=place.bergen, cards=[Card(**BERGEN)])
    write_local_text(unit=place.bergen, page=place.first, key="skapet", text="I skapet på kontoret.", by=lea, at=datetime.now(UTC))
    ana = school.tidgiver("Ana", place.bergen, place.role)
    client = logged_in(ana)
    client.post("/kurs/taushetsplikt/start/")
    client.get("/kurs/taushetsplikt/hvorfor/")
    client.post("/kurs/taushetsplikt/hvorfor/blokk/d1/", {"choice": "A"})
    client.post("/kurs/taushetsplikt/hvorfor/blokk/c1/", {"item": "1"})
    client.post("/kurs/taushetsplikt/hvorfor/blokk/r1/", {"text": "Dette er mitt eget."})
    shown = client.get("/kurs/taushetsplikt/hvorfor/").content.decode()
    assert "Hvor mange?" in shown
    for step in ("hvorfor", "slik", "slutt"):
        client.post(f"/kurs/taushetsplikt/{step}/")
    for right in (False, True):
        client.post("/kurs/taushetsplikt/prove/start/")
        attempt = Attempt.objects.get(submitted_at=None)
        answer = next(each["id"] for each in attempt.responses.get().shown["choices"] if each["correct"] is right)
        client.post("/kurs/taushetsplikt/prove/sporsmal/1/", {"answer": answer, "attempt": attempt.number})
        client.post("/kurs/taushetsplikt/prove/lever/", {"attempt": attempt.number})
    return place, ana, lea


def everything(ana: Person) -> list[bytes]:
    """Every replay of hers, as bytes."""
    steps = [replay_of_completion(pk) for pk in StepCompletion.objects.filter(person=ana).order_by("pk").values_list("pk", flat=True)]
    tests = [replay_of_attempt(pk) for pk in Attempt.objects.filter(person=ana).order_by("pk").values_list("pk", flat=True)]
    return [canonical(replay.record) for replay in [*steps, *tests] if replay]


def edit(place: school.School, lea: Person, what: str, words: str) -> None:
    """Change one of the things a step shows."""
    now = datetime.now(UTC)
    match what:
        case "central":
            place.first.refresh_from_db()
            place.first.title, place.first.body = words, [{"type": "text", "value": f"<p>{words}</p>", "id": "x"}, school.LOCAL]
            place.first.change_class = "wording"
            school.publish(place.first)
        case "local":
            write_local_text(unit=place.bergen, page=place.first, key="skapet", text=words, by=lea, at=now)
        case "question":
            for question in Question.objects.all():
                question.prompt, question.explanation, question.body = words, words, ANSWERS
                question.save()
        case "contacts":
            write_contacts(unit=place.bergen, cards=[Card(**BERGEN | {"title": words})])
        case "test":
            place.quiz.refresh_from_db()
            place.quiz.title, place.quiz.introduction, place.quiz.pass_percent, place.quiz.change_class = (
                words,
                f"<p>{words}</p>",
                100,
                "wording",
            )
            school.publish(place.quiz)
        case "slot":
            place.slot.refresh_from_db()
            place.slot.title, place.slot.change_class = words, "wording"
            school.publish(place.slot)
        case "own module":
            school.local_module(place.bergen, fills=place.slot, slug=f"hos-oss-{Snapshot.objects.count()}-{now.timestamp():.0f}")
        case "unit":
            place.bergen.name = words
            place.bergen.save()
        case "course":
            place.course.refresh_from_db()
            place.course.title = words
            school.publish(place.course)
        case "progress":
            logged_in(Person.objects.get(given_name="Ana")).post("/kurs/taushetsplikt/hvorfor/blokk/c1/", {"item": "0"})


KINDS = ["central", "local", "question", "contacts", "test", "slot", "unit", "course", "progress"]


def test_a_replay_shows_what_was_there_and_nothing_that_was_written_to_oneself() -> None:
    _place, ana, _lea = full_school()
    said = everything(ana)[0].decode()
    for words in (
        "Moren i butikken",
        "I skapet på kontoret.",
        "Vaktleder",
        "Hvor mange?",
        "Hva tenker du?",
        '"path":["A"]',
        '"order":{"butikken":[',
        '"ticked":[1]',
    ):
        assert words in said
    assert "Dette er mitt eget." not in b"".join(everything(ana)).decode()
    assert all(json.loads(each)["not_recorded"] == [] for each in everything(ana))


def test_a_replay_shows_the_choices_of_a_dilemma_in_the_order_they_were_met() -> None:
    place, _ana, _lea = full_school()
    people = [school.tidgiver(f"Tid {number}", place.bergen, place.role) for number in range(8)]
    orders = set()
    for person in people:
        client = logged_in(person)
        client.post("/kurs/taushetsplikt/start/")
        page = BeautifulSoup(client.get("/kurs/taushetsplikt/hvorfor/").content, "html.parser")
        met = [button.span.get_text() for button in page.select(".dilemma-option") if button.span]
        client.post("/kurs/taushetsplikt/hvorfor/")  # without a choice: the order was met all the same
        completion = StepCompletion.objects.get(person=person)
        mine = BeautifulSoup(client.get(f"/kurs/gjort/steg/{completion.pk}/").content, "html.parser").get_text()
        assert sorted(met, key=mine.index) == met
        assert completion.showing.personal["d1"].keys() == {"order"}
        orders.add(tuple(met))
    assert len(orders) == 2


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_replay_gives_the_same_bytes_whatever_is_changed_since(data: st.DataObject) -> None:
    place, ana, lea = _school_once()
    before = everything(ana)
    words = st.text("abcæøå ", min_size=3, max_size=12).map(lambda text: f"Nytt {text}".strip())
    for what in data.draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=4)):
        edit(place, lea, what, data.draw(words))
        assert everything(ana) == before


def _school_once() -> tuple[school.School, Person, Person]:
    if Person.objects.filter(given_name="Ana").exists():
        return _KEPT[0]
    _KEPT[:] = [full_school()]
    return _KEPT[0]


_KEPT: list[tuple[school.School, Person, Person]] = []


@pytest.mark.parametrize("what", [*KINDS, "own module"])
def test_no_single_change_moves_a_byte(what: str) -> None:
    place, ana, lea = full_school()
    client = logged_in(ana)
    url = f"/kurs/gjort/steg/{StepCompletion.objects.order_by('pk')[0].pk}/"
    page, before, paper = client.get(url), everything(ana), client.get(f"{url}json/").content
    edit(place, lea, what, "Noe helt annet")
    assert (everything(ana), client.get(f"{url}json/").content) == (before, paper)
    shown = [
        response.content.decode().split('<dl class="replay__facts">')[1].split('class="no-print"')[0]
        for response in (page, client.get(url))
    ]
    assert shown[0] == shown[1]


def test_those_who_saw_the_same_share_one_snapshot() -> None:
    place, _ana, _lea = full_school()
    kept = Snapshot.objects.count()
    kim = school.tidgiver("Kim", place.bergen, place.role)
    client = logged_in(kim)
    client.post("/kurs/taushetsplikt/start/")
    client.post("/kurs/taushetsplikt/hvorfor/")
    assert (Snapshot.objects.count(), Showing.objects.filter(completion__person=kim).count()) == (kept, 1)


def test_an_older_completion_says_what_it_did_not_record() -> None:
    place, ana, lea = full_school()
    Showing.objects.all().delete()
    completion, attempt = StepCompletion.objects.order_by("pk")[0], Attempt.objects.filter(passed=False).get()
    first, test = replay_of_completion(completion.pk), replay_of_attempt(attempt.pk)
    assert first
    assert test
    assert first.record["not_recorded"] == ["checks", "contacts", "drawing", "local_texts", "outline", "personal"]
    assert test.record["not_recorded"] == ["edition", "language", "outline"]
    before = canonical(first.record)
    for what in ("central", "local", "question", "contacts"):
        edit(place, lea, what, "Noe helt annet")
    again = replay_of_completion(completion.pk)
    assert again
    assert canonical(again.record) == before
    page = logged_in(ana).get(f"/kurs/gjort/steg/{completion.pk}/")
    assertContains(page, "kontaktkort")
    assertNotContains(page, "I skapet")


def test_what_nobody_points_at_is_forgotten_after_a_day() -> None:
    _place, _ana, _lea = full_school()
    now = datetime.now(UTC)
    assert actions.forget_snapshots(now=now + timedelta(days=2)) == 0
    Showing.objects.all().delete()
    assert actions.forget_snapshots(now=now) == 0
    assert actions.forget_snapshots(now=now + timedelta(days=2)) > 0
    assert not Snapshot.objects.exists()


def test_who_sees_what() -> None:
    place, ana, lea = full_school()
    passed = StepCompletion.objects.get(attempt__isnull=False)
    failed = Attempt.objects.get(passed=False)
    step, test = f"/kurs/gjort/steg/{passed.pk}/", f"/kurs/gjort/prove/{failed.pk}/"
    adm = school.responsible("Adm", place.centre, Kind.ADMINISTRATOR)
    others = [
        school.responsible(name, place.bergen, kind)
        for name, kind in (("Eva", Kind.EDITOR), ("Siv", Kind.SUBJECT_OWNER), ("Rie", Kind.RECRUITER))
    ]
    others += [school.responsible("Omar", place.oslo, Kind.LEADER), school.responsible("Cleo", place.centre, Kind.CENTRAL_EDITOR)]
    others += [school.responsible("Sol", place.centre, Kind.CENTRAL_COORDINATOR), school.tidgiver("Bo", place.bergen, place.role)]
    for other in others:
        assert [logged_in(other).get(url).status_code for url in (step, f"{step}?svar=1", f"{step}json/", test)] == [404] * 4
    for leader in (lea, school.responsible("Kim", place.bergen, Kind.COORDINATOR)):
        client = logged_in(leader)
        assert [client.get(url).status_code for url in (step, test, f"{test}?svar=1")] == [200, 404, 404]
        said = json.loads(client.get(f"{step}json/?svar=1").content)["replay"]
        assert said["withheld"] == ["answers"]
        assert said["attempt"].keys() == {"passed", "handed_in_at", "questions"}
        assert '"correct"' not in json.dumps(said["attempt"])
        assert said["personal"] is None
    assert not AnswerRead.objects.exists()
    client = logged_in(adm)
    assert (client.get(step).context["withheld"], client.get(f"{step}?svar=1").context["withheld"]) == (True, False)
    assert json.loads(client.get(f"{test}json/?svar=1").content)["replay"]["attempt"]["percent"] == 0
    assert [(read.reader, read.person) for read in AnswerRead.objects.all()] == [(adm, ana)] * 2
    own = logged_in(ana)
    assertContains(own.get("/kurs/gjort/"), adm.name)
    assert own.get(test).context["attempt"]["percent"] == 0
    assert AnswerRead.objects.count() == 2


def test_without_answers_tells_no_ticks_and_no_ways() -> None:
    _place, _ana, _lea = full_school()
    replay = replay_of_completion(StepCompletion.objects.order_by("pk")[0].pk)
    assert replay
    said = canonical(without_answers(replay.record)).decode()
    assert ("Moren i butikken" in said, "ticked" in said, '"path"' in said) == (True, False, False)


def test_the_bundle_is_signed_and_lies_in_the_pdf() -> None:
    _place, ana, _lea = full_school()
    client = logged_in(ana)
    url = f"/kurs/gjort/steg/{StepCompletion.objects.get(attempt__isnull=False).pk}/"
    paper = client.get(f"{url}json/").content
    assert paper == client.get(f"{url}json/").content
    says = check(paper, known_keys()).says
    assert says
    assert (says["subject"]["name"], says["led_to"][0]["qualification"]) == ("Ana Prøve", "taushetsplikt")
    assert says["led_to"][0]["certificate"]
    assert check(paper.replace(b"Ana", b"Eva"), known_keys()).finding is Finding.CHANGED
    pdf = PdfReader(BytesIO(client.get(f"{url}pdf/").content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Ana Prøve" in text
    assert "Gjelder plikten hjemme?" in text
    fonts: Any = pdf.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert {"Text", "Heading-Semi-Bold"} <= {font["/BaseFont"].split("+")[1] for font in fonts.values()}
    assert pdf.attachments["replay.json"] == [paper]


def test_without_a_key_nothing_is_handed_out(settings: object) -> None:
    settings.EVIDENCE_KEY = ""  # type: ignore[attr-defined]
    _place, ana, _lea = full_school()
    client = logged_in(ana)
    url = f"/kurs/gjort/steg/{StepCompletion.objects.order_by('pk')[0].pk}/"
    assertNotContains(client.get(url), "json/")
    assert client.get(f"{url}json/").status_code == 404


def test_a_replay_takes_one_query_and_one_for_its_questions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _place, _ana, _lea = full_school()
    step, test = StepCompletion.objects.order_by("pk")[0].pk, StepCompletion.objects.get(attempt__isnull=False).pk
    with django_assert_num_queries(1):
        replay_of_completion(step)
    with django_assert_num_queries(2):
        replay_of_completion(test)


def test_what_is_done_stands_under_its_course_whoever_wrote_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place, ana, _lea = full_school()
    own = school.local_module(place.bergen, fills=place.slot)
    hung = school.local_module(place.bergen, hangs_on=place.course, slug="mer")
    pages = [place.first.pk, place.slot.pk, place.quiz.pk, own.pk, hung.pk]
    with django_assert_num_queries(3):
        assert course_titles([*pages, place.home.pk]) == dict.fromkeys(pages, "Taushetsplikt")
    page = BeautifulSoup(logged_in(ana).get("/kurs/gjort/").content, "html.parser")
    assert [each.get_text(strip=True) for each in page.select("main h2")] == [
        "Taushetsplikt",
        "Andre prøver som er levert",
        "Hvem som har åpnet svarene dine",
    ]
    assert len(page.select("main section")[0].select(".person__link")) == 4
