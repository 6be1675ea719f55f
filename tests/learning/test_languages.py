"""A course in several languages: what is drawn changes, what is done never."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from lms.certificates.bundles import canonical
from lms.courses.actions.languages import begin_translation, mark_up_to_date
from lms.courses.models import Translation
from lms.courses.rules import direction
from lms.courses.selectors.languages import pieces_of
from lms.learning import actions, rules, selectors
from lms.learning.addresses import address_of
from lms.learning.drawing import drawn
from lms.learning.models import Enrolment, Showing, StepCompletion
from lms.learning.replays import replay_of_completion, without_answers
from lms.people.models import Person
from lms.quizzes.actions import translate_question
from lms.quizzes.models import Attempt, Question, QuestionTranslation
from tests import school
from tests.school import School

CHECK = "33333333-3333-4333-8333-333333333333"
NYNORSK = [{"type": "text", "value": "<p>Tillit gjer at folk torer å kome.</p>", "id": "11111111-1111-4111-8111-111111111111"}]


@pytest.fixture
def place(db: None) -> School:
    return school.build()


@pytest.fixture
def ana(place: School) -> Person:
    return school.tidgiver("Ana", place.bergen, place.role)


def in_nynorsk(page: object, title: str, **said: object) -> Translation:
    """A published translation, as an editor makes it."""
    made = begin_translation(source=page, language="nn", by=None)  # type: ignore[arg-type]
    made.title = made.draft_title = title
    for name, value in said.items():
        setattr(made, name, value)
    school.publish(made)
    return made


def body(page: Translation, text: str) -> object:
    field = page._meta.get_field("body")
    return field.to_python([{"type": "text", "value": text, "id": NYNORSK[0]["id"]}])


def enrolled(place: School, ana: Person, client: Client) -> str:
    actions.enrol(person=ana, course=place.course, unit=place.bergen, now=timezone.now())
    client.force_login(ana.user)  # type: ignore[arg-type]
    return reverse("learning:step", args=[place.course.slug, place.first.slug])


def choose(client: Client, place: School, language: str) -> None:
    address = reverse("learning:language", args=[place.course.slug])
    client.post(address, {"language": language, "step": place.first.slug})


def test_a_translation_is_drawn_for_who_chose_it_and_remembered(place: School, ana: Person, client: Client) -> None:
    url = enrolled(place, ana, client)
    made = in_nynorsk(place.first, "Kvifor teie?")
    made.body = body(made, "<p>Tillit gjer at folk torer å kome.</p>")
    school.publish(made)
    assertContains(client.get(url), "Tillit gjør at folk tør å komme.")
    address = reverse("learning:language", args=[place.course.slug])
    assertRedirects(client.post(address, {"language": "nn", "step": place.first.slug}), url)
    answer = client.get(url)
    assertContains(answer, "Tillit gjer at folk torer å kome.")
    assertContains(answer, 'id="leksjonen" lang="nn" dir="ltr">')
    assertContains(answer, '<h1 lang="nn" dir="auto">Kvifor teie?</h1>')
    assertNotContains(answer, "Tillit gjør at")
    assert Enrolment.objects.get().language == "nn"


def test_a_language_nobody_writes_in_is_refused(place: School, ana: Person, client: Client) -> None:
    enrolled(place, ana, client)
    choose(client, place, "xx")
    assert Enrolment.objects.get().language == ""
    with pytest.raises(ValidationError):
        begin_translation(source=place.first, language="xx", by=None)
    with pytest.raises(ValidationError):
        begin_translation(source=place.first, language="nb", by=None)


def test_a_step_that_is_not_translated_is_read_in_bokmal_with_a_word_about_it(place: School, ana: Person, client: Client) -> None:
    enrolled(place, ana, client)
    in_nynorsk(place.first, "Kvifor teie?")
    choose(client, place, "nn")
    answer = client.get(reverse("learning:step", args=[place.course.slug, place.last.slug]))
    assert answer.context["lack"] == "missing"
    assert answer.context["language"] == "nb"


def test_nothing_is_said_where_nothing_of_the_course_is_translated(place: School, ana: Person, client: Client) -> None:
    url = enrolled(place, ana, client)
    client.cookies["sprak"] = "en"
    answer = client.get(url)
    assert (answer.context["lack"], answer.context["languages"]) == ("", [])


def test_a_draft_is_not_read(place: School, ana: Person, client: Client) -> None:
    url = enrolled(place, ana, client)
    begin_translation(source=place.first, language="nn", by=None)
    assert client.get(url).context["languages"] == []


@pytest.mark.parametrize(
    ("change", "language", "lack"), [("wording", "nn", ""), ("important", "nb", "overtaken"), ("retake", "nb", "overtaken")]
)
def test_a_stale_translation_gives_way_to_a_source_that_says_something_else(
    place: School, ana: Person, client: Client, change: str, language: str, lack: str
) -> None:
    url = enrolled(place, ana, client)
    made = in_nynorsk(place.first, "Kvifor teie?")
    choose(client, place, "nn")
    place.first.title, place.first.change_class, place.first.change_note = "Hvorfor tie helt stille?", change, "Nytt."
    school.publish(place.first)
    answer = client.get(url)
    assert (answer.context["language"], answer.context["lack"]) == (language, lack)
    piece = pieces_of(place.first, ["nn"])[0]
    assert piece.state == ("stale" if change == "wording" else "overtaken")
    assert piece.difference.added == ("Hvorfor tie helt stille?",)
    mark_up_to_date(page=made, by=ana, seen=pieces_of(place.first, ["nn"])[0].seen)
    answer = client.get(url)
    assert (answer.context["language"], answer.context["lack"]) == ("nn", "")
    assert pieces_of(place.first, ["nn"])[0].state == "current"


def test_publishing_an_old_draft_makes_a_translation_neither_newer_nor_older(place: School, ana: Person) -> None:
    made = in_nynorsk(place.first, "Kvifor teie?")
    old = made.latest_revision
    place.first.title, place.first.change_class = "Hvorfor tie nå?", "wording"
    school.publish(place.first)
    mark_up_to_date(page=made, by=ana, seen=pieces_of(place.first, ["nn"])[0].seen)
    assert old is not None
    old.publish()
    assert pieces_of(place.first, ["nn"])[0].state == "current"


def test_beginning_twice_is_once(place: School) -> None:
    assert begin_translation(source=place.first, language="nn", by=None) == begin_translation(source=place.first, language="nn", by=None)
    assert Translation.objects.count() == 1


def test_the_language_is_recorded_and_what_is_done_counts_in_every_language(place: School, ana: Person, client: Client) -> None:
    url = enrolled(place, ana, client)
    made = in_nynorsk(place.first, "Kvifor teie?")
    choose(client, place, "nn")
    client.post(url)
    completion = StepCompletion.objects.get()
    assert (completion.language, completion.page_id, completion.edition.page_id) == ("nn", place.first.pk, place.first.pk)
    assert completion.translation is not None
    assert completion.translation.page_id == made.pk
    choose(client, place, "nb")
    assert client.get(url).context["is_done"] is True
    client.post(url)
    assert StepCompletion.objects.count() == 1


def test_what_was_read_in_a_translation_is_shown_again_in_its_words(place: School, ana: Person, client: Client) -> None:
    options = [{"text": text, "correct": text == "To", "feedback": ""} for text in ("En", "To", "Tre")]
    bank = Question.objects.create(key="X-1", subject="x", prompt="Hvor mange?", body=[{"type": "single", "value": {"options": options}}])
    place.first.body = [*school.TEXT, {"type": "question", "id": CHECK, "value": bank.pk}, school.LOCAL]
    school.publish(place.first)
    url = enrolled(place, ana, client)
    made = in_nynorsk(place.first, "Kvifor teie?")
    words = [{"type": "single", "value": {"options": [{**each, "text": f"{each['text']} nn"} for each in options]}}]
    translate_question(
        question=bank, language="nn", prompt="Kor mange?", body=bank._meta.get_field("body").to_python(words), explanation=""
    )
    choose(client, place, "nn")
    assertContains(client.get(url), "Kor mange?")
    client.post(url)
    completion = StepCompletion.objects.get()
    before = replay_of_completion(completion.pk)
    assert before is not None
    content = before.record["content"]
    assert (content["title"], content["translation"]["language"], content["translation"]["page"]) == ("Kvifor teie?", "nn", made.pk)
    made.title = "Noko anna"
    school.publish(made)
    QuestionTranslation.objects.all().delete()
    after = replay_of_completion(completion.pk)
    assert after is not None
    assert canonical(after.record) == canonical(before.record)
    shown = client.get(reverse("learning:replay_step", args=[completion.pk]))
    assertContains(shown, "Kor mange?")
    assertContains(shown, "Tre nn")
    assertNotContains(shown, "Hvor mange?")
    told = drawn(without_answers(after.record))["pieces"]
    assert [each.own.shown.prompt for each in told if each.kind == "question"] == ["Kor mange?"]


def test_an_attempt_tells_its_language(place: School, ana: Person, client: Client) -> None:
    enrolled(place, ana, client)
    in_nynorsk(place.quiz, "Prøve på nynorsk", introduction="<p>No får du vise kva du kan.</p>")
    choose(client, place, "nn")
    url = reverse("learning:step", args=[place.course.slug, place.quiz.slug])
    assertContains(client.get(url), "No får du vise kva du kan.")
    client.post(f"{url}start/")
    assert Attempt.objects.get().language == "nn"


def test_what_a_test_said_is_kept_in_the_language_it_was_begun_in(place: School, ana: Person, client: Client) -> None:
    enrolled(place, ana, client)
    made = in_nynorsk(place.quiz, "Prøve på nynorsk")
    choose(client, place, "nn")
    url = reverse("learning:step", args=[place.course.slug, place.quiz.slug])
    client.post(f"{url}start/")
    choose(client, place, "nb")
    client.post(f"{url}lever/", {"attempt": 1})
    content = Showing.objects.get(attempt=Attempt.objects.get()).step.content
    assert (content["title"], content["translation"]["page"]) == ("Prøve på nynorsk", made.pk)


def test_the_course_page_speaks_the_language_of_the_interface(place: School, client: Client) -> None:
    in_nynorsk(place.course, "Teieplikt", summary="Det du høyrer, er ditt å teie om.")
    address = reverse("learning:course", args=[place.course.slug])
    assertNotContains(client.get(address), "Teieplikt")
    client.cookies["sprak"] = "nn"
    assertContains(client.get(address), "Det du høyrer, er ditt å teie om.")


def test_a_translation_is_no_page_of_its_own(place: School, client: Client) -> None:
    made = in_nynorsk(place.first, "Kvifor teie?")
    assert address_of(made) == address_of(place.first)
    assert client.get(made.url).status_code == 302


@pytest.mark.parametrize("languages", [0, 1])
def test_other_languages_cost_a_lesson_in_bokmal_no_query(
    place: School, ana: Person, client: Client, languages: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    composed = selectors.outlines([(place.course, place.bergen)])[0]
    if languages:
        in_nynorsk(place.first, "Kvifor teie?")
    with django_assert_num_queries(1):
        trace = selectors.at_step(ana, composed, composed.steps[0], on=date(2026, 11, 27))[1]
    assert len(trace.spoken) == languages


@given(st.sampled_from(["nb", "nn", "en", "ar"]), st.sampled_from([None, "spoken", "overtaken"]), st.booleans())
def test_what_is_read_is_the_source_or_what_was_wanted(wanted: str, state: str | None, course_speaks: bool) -> None:
    found = rules.reading(wanted, "nb", state, course_speaks=course_speaks)
    assert found.language in {wanted, "nb"}
    assert (found.language == wanted) or state != "spoken"
    assert not found.lack or found.language == "nb" != wanted


def test_which_way_a_language_is_written() -> None:
    assert [direction(code) for code in ("nb", "nn", "en", "ar", "fa", "ur", "he", "ar-sy")] == ["ltr"] * 3 + ["rtl"] * 5
