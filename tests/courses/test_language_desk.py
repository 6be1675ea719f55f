"""The editors' desk for other languages: seeing what is lacking, beginning, marking, and writing a question's words."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from wagtail.models import Page

from lms.courses.models import CoursePage, Translation
from lms.courses.selectors.languages import pieces_of
from lms.people.models import User
from lms.quizzes.models import Question, QuestionTranslation
from lms.quizzes.selectors import fingerprint
from lms.roles.actions import sync_wagtail_access
from lms.roles.models import ResponsibilityKind
from tests import school
from tests.cast import Cast, login
from tests.school import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> School:
    return school.build()


@pytest.fixture
def desk(client: Client, place: School) -> Client:
    """Somebody who may everything at the desk."""
    somebody = school.person("Kari", login=False)
    somebody.user = User.objects.create_superuser("kari@example.org", "x")
    somebody.save()
    client.force_login(somebody.user)
    return client


def overview(place: School) -> str:
    return reverse("courses_desk:languages", args=[place.course.pk])


def states(desk: Client, place: School) -> dict[str, str]:
    """What the overview says of each piece in nynorsk."""
    context = desk.get(overview(place)).context
    return {row["title"]: row["cells"][0].state for row in [*context["pages"], *context["questions"]]}


def sent(desk: Client, place: School) -> dict[str, str]:
    """What the form on the overview sends that says a translation is up to date."""
    form = BeautifulSoup(desk.get(overview(place)).content, "html.parser").select_one('form[action*="/ajour/"]')
    assert form is not None
    return {str(each["name"]): str(each["value"]) for each in form.select("input")}


def test_a_course_lists_its_steps_and_questions_in_each_language(desk: Client, place: School) -> None:
    answer = desk.get(overview(place))
    assertContains(answer, "Hvorfor")
    assertContains(answer, "TAU-01")
    assert [(code, tally) for code, _name, tally in answer.context["languages"]] == [("nn", (0, 6)), ("en", (0, 6))]


def test_beginning_opens_a_draft_in_the_source_s_words_and_twice_is_once(desk: Client, place: School) -> None:
    address = reverse("courses_desk:begin_translation", args=[place.first.pk, "nn"])
    for _twice in range(2):
        made = desk.post(address)
        page = Translation.objects.get()
        assertRedirects(made, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert (page.title, page.live) == ("Hvorfor", False)
    assert states(desk, place)[place.first.title] == "draft"
    for wrong in ("nb", "xx"):
        assert desk.post(reverse("courses_desk:begin_translation", args=[place.first.pk, wrong])).status_code == 404
    assert desk.get(address).status_code == 405


def test_the_editor_of_a_translation_asks_for_its_words_only(desk: Client, place: School) -> None:
    desk.post(reverse("courses_desk:begin_translation", args=[place.first.pk, "nn"]))
    desk.post(reverse("courses_desk:begin_translation", args=[place.course.pk, "nn"]))
    step = desk.get(reverse("wagtailadmin_pages:edit", args=[Translation.objects.get(basis__source=place.first).pk]))
    fields = step.context["form"].fields
    assert "body" in fields
    assert not {"summary", "audience", "outcomes", "introduction", "guidance"} & set(fields)
    course = desk.get(reverse("wagtailadmin_pages:edit", args=[Translation.objects.get(basis__source=place.course).pk]))
    assert {"summary", "audience", "outcomes", "introduction"} <= set(course.context["form"].fields)


def test_a_change_of_the_course_is_told_with_its_difference_until_somebody_has_seen_to_it(desk: Client, place: School) -> None:
    desk.post(reverse("courses_desk:begin_translation", args=[place.first.pk, "nn"]))
    made = Translation.objects.get()
    school.publish(made)
    place.first.title, place.first.change_class, place.first.change_note = "Hvorfor nå?", "important", "Nytt."
    school.publish(place.first)
    assert states(desk, place)["Hvorfor nå?"] == "overtaken"
    assertContains(desk.get(overview(place)), "<ins>Hvorfor nå?</ins>")
    read = sent(desk, place)
    place.first.title, place.first.change_class, place.first.change_note = "Hvorfor ikke?", "important", "Nytt igjen."
    school.publish(place.first)
    mark = reverse("courses_desk:up_to_date", args=[made.pk])
    assertContains(desk.post(mark, read, follow=True), "Ordene er endret siden du åpnet siden.")
    assert states(desk, place)["Hvorfor ikke?"] == "overtaken"
    assertRedirects(desk.post(mark, sent(desk, place)), overview(place))
    assert states(desk, place)["Hvorfor ikke?"] == "current"


def test_whoever_may_not_publish_is_told_who_says_that_it_is_up_to_date(client: Client, place: School) -> None:
    module = school.local_module(place.bergen)
    lea, eva = (
        school.responsible(*each)
        for each in (("Lea", place.bergen, ResponsibilityKind.LEADER), ("Eva", place.bergen, ResponsibilityKind.EDITOR))
    )
    sync_wagtail_access(on=date.today())
    client.force_login(lea.user)
    client.post(reverse("courses_desk:begin_translation", args=[module.pk, "nn"]))
    school.publish(Translation.objects.get())
    module.title, module.change_class, module.change_note = "Sånn gjør vi", "important", "Nytt."
    school.publish(module)
    address = reverse("courses_desk:languages", args=[module.pk])
    assertContains(client.get(address), "Den er à jour nå")
    client.force_login(eva.user)
    answer = client.get(address)
    assertContains(answer, "Den som publiserer kurset, sier fra")
    assertNotContains(answer, "Den er à jour nå")


def test_a_question_is_written_beside_its_own_words(desk: Client, place: School) -> None:
    question = Question.objects.get(key="TAU-01")
    address = reverse("courses_desk:question_words", args=[question.pk, "nn"])
    assertContains(desk.get(address), "Gjelder plikten hjemme?")
    seen = {"seen": fingerprint(question)}
    assertContains(desk.get(address), f'value="{seen["seen"]}"')
    short = desk.post(address, seen | {"prompt": "Gjeld plikta heime?", "feedback_true": "", "feedback_false": "Jau."})
    assert short.status_code == 422
    assertContains(short, "Gjeld plikta heime?", status_code=422)
    said = seen | {"prompt": "Gjeld plikta heime?", "feedback_true": "Ja.", "feedback_false": "Jau."}
    assertRedirects(desk.post(address, said), f"{overview(place)}#TAU-01")
    made = QuestionTranslation.objects.get()
    assert (made.prompt, made.made_from) == ("Gjeld plikta heime?", fingerprint(question))
    assert made.body[0].value["feedback_false"] == "Jau."
    assert desk.get(address).context["form"]["feedback_false"].value() == "Jau."
    question.prompt = "Gjelder plikten hjemme også?"
    question.save()
    assert states(desk, place)["TAU-01"] == "stale"
    late = desk.post(address, said)
    assertContains(late, "Ordene er endret siden du åpnet siden.", status_code=422)
    assertContains(late, "Gjelder plikten hjemme også?", status_code=422)
    assert states(desk, place)["TAU-01"] == "stale"


@pytest.mark.parametrize("steps", [1, 3, 30])
def test_the_overview_needs_the_same_queries_however_long_the_course_is(
    place: School, steps: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(steps):
        Question.objects.create(key=f"TAU-9{number}", subject="taushetsplikt", prompt="?", body=Question.objects.get(key="TAU-01").body)
    with django_assert_num_queries(8):
        pieces_of(place.course, ["nn", "en"])


def test_the_course_of_a_unit_lists_the_questions_of_its_own_bank(cast: Cast) -> None:
    home = Page.objects.get(pk=cast.harbour_page.pk).specific
    course = school.publish(home.add_child(instance=CoursePage(title="Huset", slug="huset", summary="Kort.", live=False)))
    body = [{"type": "true_false", "value": {"answer": "true", "feedback_true": "Ja.", "feedback_false": "Nei."}}]
    for key, unit in (("OWN-01", cast.harbour), ("HILL-01", cast.hill), ("ALL-01", None)):
        Question.objects.create(key=key, subject="huset", prompt="?", body=body, unit=unit)

    def listed(client: Client) -> list[str]:
        return [row["title"] for row in client.get(reverse("courses_desk:languages", args=[course.pk])).context["questions"]]

    assert listed(login(cast.lea)) == ["OWN-01"], "the centre's is not hers to write"
    assert listed(login(cast.adm)) == ["ALL-01", "OWN-01"]
