"""An important change is told to those who did the step, until they have opened it; nothing is asked of them."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lms.courses.models import ModulePage
from lms.courses.rules import Mark
from lms.courses.selectors import outline, whats_new
from lms.home.selectors import desk
from lms.learning import actions, selectors
from lms.people.models import Person
from lms.quizzes import actions as quizzes
from lms.quizzes.models import Attempt
from tests import school
from tests.cast import login
from tests.school import School

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
OLD = school.TEXT[0]["value"]


def change(page: ModulePage, *texts: str, kind: str = "important", note: str = "Nytt nummer.") -> None:
    page.body = [{"type": "text", "value": text} for text in texts]
    page.change_class, page.change_note = kind, note
    school.publish(page)


def finish(place: School, person: Person, slug: str) -> None:
    step = outline(place.course, place.bergen).step(slug)
    assert step
    actions.finish_step(person=person, course=place.course, unit=place.bergen, step=step, now=NOW - timedelta(days=1))


@pytest.fixture
def place() -> School:
    return school.build()


@pytest.fixture
def ana(place: School) -> Person:
    """Has done the last module and not the first."""
    ana = school.tidgiver("Ana", place.bergen, place.role)
    finish(place, ana, "slutt")
    return ana


def told(person: Person) -> list[tuple[str, str]]:
    return [(new.title, new.url) for new in desk(person, on=TODAY).news]


def test_min_side_tells_of_an_important_change_until_the_step_is_opened(place: School, ana: Person) -> None:
    change(place.last, OLD, "<p>Ring 116 117.</p>")
    change(place.first, "<p>Noe Ana ikke har gjort.</p>")
    assert told(ana) == [("Til slutt", "/kurs/taushetsplikt/slutt/")]
    client = login(ana)
    html = client.get("/min-side/").content.decode()
    assert ("Dette er nytt" in html, "Nytt nummer." in html) == (True, True)
    client.get("/kurs/taushetsplikt/slutt/")
    assert told(ana) == []


@pytest.mark.parametrize("kind", ["wording", "retake"])
def test_other_changes_are_no_news(place: School, ana: Person, kind: str) -> None:
    change(place.last, "<p>Nytt.</p>", kind=kind)
    assert told(ana) == []


def test_of_several_changes_the_newest_is_told_once_and_done_anew_there_is_none(place: School, ana: Person) -> None:
    change(place.last, "<p>Nytt.</p>")
    change(place.last, "<p>Nyere.</p>", note="Enda et nummer.")
    change(place.last, "<p>Nyest.</p>", kind="retake")
    standings = selectors.desk(ana, on=TODAY)
    assert [(new.edition.number, new.edition.note) for new in selectors.news(ana, standings)] == [(3, "Enda et nummer.")]
    finish(place, ana, "slutt")
    assert selectors.news(ana, selectors.desk(ana, on=TODAY)) == []


def test_the_step_itself_says_what_is_new_and_how_much_is_gone(place: School, ana: Person) -> None:
    change(place.last, "<p>Ring 116 117 &amp; vent.</p>", OLD)
    change(place.last, "<p>Ring 116 117 &amp; vent.</p><p>Si fra.</p>")
    html = login(ana).get("/kurs/taushetsplikt/slutt/").content.decode()
    assert html.count("Nytt nummer.") == 2
    assert "<ins>Ring 116 117 &amp; vent.</ins>" in html
    assert "1 avsnitt er borte eller skrevet om." in html
    assert "<ins>" not in login(ana).get("/kurs/taushetsplikt/hvorfor/").content.decode()


def test_a_change_of_wording_alone_is_not_spoken_of_in_the_step(place: School, ana: Person) -> None:
    change(place.last, "<p>Nytt.</p>", kind="wording")
    assert "<ins>" not in login(ana).get("/kurs/taushetsplikt/slutt/").content.decode()


@pytest.mark.parametrize("kind", ["important", "retake"])
def test_a_test_says_on_its_first_screen_what_is_new_to_those_who_passed_an_older_edition(place: School, ana: Person, kind: str) -> None:
    step = outline(place.course, place.bergen).step("prove")
    assert step
    for person in (ana, bo := school.tidgiver("Bo", place.bergen, place.role)):
        actions.enrol(person=person, course=place.course, unit=place.bergen, now=NOW)
    attempt = quizzes.submit(attempt=quizzes.start_attempt(person=ana, quiz=place.quiz, unit=place.bergen, now=NOW), now=NOW)
    Attempt.objects.filter(pk=attempt.pk).update(passed=True)
    attempt.refresh_from_db()
    actions.finish_quiz(person=ana, course=place.course, unit=place.bergen, step=step, attempt=attempt, now=NOW - timedelta(days=1))
    place.quiz.introduction, place.quiz.change_class, place.quiz.change_note = "<p>Prøven har nye tall.</p>", kind, "Nye tall."
    school.publish(place.quiz)
    address = "/kurs/taushetsplikt/prove/"
    assert "<ins>Prøven har nye tall.</ins>" in login(ana).get(address).content.decode()
    assert "Nye tall." not in login(bo).get(address).content.decode()


NEW, CHANGED = "Nytt siden sist", "Endret siden sist"


@pytest.mark.parametrize("kind", ["important", "retake"])
def test_new_and_changed_parts_are_marked_for_those_who_did_an_older_edition_only(place: School, ana: Person, kind: str) -> None:
    finish(place, ana, "hvorfor")
    bo = school.tidgiver("Bo", place.bergen, place.role)
    actions.enrol(person=bo, course=place.course, unit=place.bergen, now=NOW)
    changed = copy.deepcopy(school.LOCAL)
    changed["value"]["title"] = "Hvor henger erklæringen?"  # type: ignore[index]
    place.first.body = [{"type": "text", "value": "<p>Ring 116 117.</p>"}, school.TEXT[0], changed]
    place.first.change_class, place.first.change_note = kind, "Nytt nummer."
    school.publish(place.first)
    html = login(ana).get("/kurs/taushetsplikt/hvorfor/").content.decode().partition('<div class="prose flow"')[2]
    order = [html.index(text) for text in (NEW, "Ring 116 117.", "Tillit gjør", CHANGED, "Hvor henger")]
    assert (order, html.count(NEW), html.count(CHANGED)) == (sorted(order), 1, 1)
    html = login(bo).get("/kurs/taushetsplikt/hvorfor/").content.decode()
    assert ("Ring 116 117." in html, NEW in html, CHANGED in html) == (True, False, False)


def test_done_anew_nothing_is_marked(place: School, ana: Person) -> None:
    change(place.last, OLD, "<p>Nytt.</p>", kind="retake")
    client = login(ana)
    assert NEW in client.get("/kurs/taushetsplikt/slutt/").content.decode()
    finish(place, ana, "slutt")
    assert NEW not in client.get("/kurs/taushetsplikt/slutt/").content.decode()


def test_a_change_of_wording_marks_nothing(place: School, ana: Person) -> None:
    change(place.last, "<p>Nytt.</p>", kind="wording")
    assert NEW not in login(ana).get("/kurs/taushetsplikt/slutt/").content.decode()


@pytest.mark.parametrize("blocks", [1, 3, 30])
def test_marks_take_one_query_however_many_parts_are_new(
    place: School, ana: Person, blocks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    change(place.last, OLD, *[f"<p>Nytt {number}.</p>" for number in range(blocks)])
    with django_assert_num_queries(1):
        news = whats_new(place.last.pk, since=1)
    assert news
    assert list(news.marks.values()) == [Mark.NEW] * blocks


def test_a_step_one_has_left_the_unit_of_is_no_news(place: School, ana: Person) -> None:
    change(place.last, "<p>Nytt.</p>")
    ana.assignments.update(status="ended", ends_on=TODAY)
    assert told(ana) == []


@pytest.mark.parametrize("changes", [1, 3, 30])
def test_news_takes_one_query_and_none_where_nothing_has_changed(
    place: School, ana: Person, changes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert selectors.news(ana, selectors.progress_in(ana, [], on=TODAY)) == []
    for number in range(changes):
        change(place.last, f"<p>{number}</p>")
    standings = selectors.desk(ana, on=TODAY)
    with django_assert_num_queries(1):
        assert len(selectors.news(ana, standings)) == 1
