"""The form behind a step in the Wagtail admin: the chooser offers only what one may use, and a forged form gets no further."""

import json

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content.models import UnitIndexPage
from lms.blocks.page_forms import reasons
from lms.courses.models import CourseIndexPage, CoursePage, ModulePage, SlotPage
from lms.quizzes.models import Question, QuizPage
from tests.cast import Cast, login
from tests.factories import quizzes as make

SAID = "Ett av spørsmålene kan ikke du bruke. Velg et annet."


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    page = Page.objects.get(pk=cast.harbour_page.pk).specific
    return page.add_child(instance=ModulePage(title="Our way", slug="our-way", body=[], live=False))


def send(client: Client, module: ModulePage, *questions: Question, needs: str = "") -> dict[str, list[str]]:
    """Save the module with a text and these questions, as the editor's form would; what is said to be wrong."""
    blocks = [("text", rich_text("<p>Here.</p>")), *(("question", str(question.pk)) for question in questions)]
    data = nested_form_data({"title": "Our way", "slug": "our-way", "minutes": "5", "body": streamfield(blocks)})
    data |= {"review_status": "not_approved", "statements-count": "0", "review_needs": needs, "sources": "", "fills": "", "hangs_on": ""}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": "", "change_note": ""}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data)
    return {} if answer.status_code == 302 else dict(answer.context["form"].errors)


def questions_in(module: ModulePage) -> list[int]:
    module.refresh_from_db()
    draft = module.get_latest_revision_as_object()
    return [block.value.pk for block in draft.body if block.block_type == "question"]


def test_a_module_takes_the_units_own_questions_and_the_centres(cast: Cast, module: ModulePage):
    own, central = make.question(key="OWN", unit=cast.harbour), make.question(key="CENTRAL")
    assert send(login(cast.lea), module, own, central) == {}
    assert questions_in(module) == [own.pk, central.pk]


def test_a_forged_form_cannot_take_another_units_question(cast: Cast, module: ModulePage):
    foreign = make.question(key="FOREIGN", unit=cast.hill)
    assert send(login(cast.lea), module, foreign) == {"body": [SAID]}
    assert module.revisions.count() == 0


@pytest.mark.parametrize("needs", ["lege", "med, 1"])
def test_whose_yes_is_needed_is_somebody_who_can_give_it(cast: Cast, module: ModulePage, needs: str):
    said = "Med komma mellom: jur, med, psyk, hms, org, erf."
    assert send(login(cast.lea), module, needs=needs) == {"review_needs": [said]}
    assert send(login(cast.lea), module, needs="med, erf") == {}


def test_a_question_that_stands_there_already_stays(cast: Cast, module: ModulePage):
    published, drafted = make.question(key="LIVE", unit=cast.hill), make.question(key="DRAFT", unit=cast.hill)
    module.body = [{"type": "question", "value": published.pk}]
    module.save_revision().publish()
    module.body = [{"type": "question", "value": drafted.pk}]
    module.save_revision()
    assert send(login(cast.lea), module, published, drafted) == {}
    assert questions_in(module) == [published.pk, drafted.pk]


def publish(client: Client, page: Page, blocks: list[tuple[str, object]], **more: str) -> list[str]:
    """Press «publish» with these blocks; what is said to be wrong with the body."""
    data = nested_form_data({"title": page.title, "slug": page.slug, "minutes": "5", "body": streamfield(blocks)})
    data |= {
        "review_status": "not_approved",
        "statements-count": "0",
        "review_needs": "",
        "sources": "",
        "fills": "",
        "hangs_on": "",
        "lead": "",
    }
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": "", "change_note": ""}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | more)
    return [] if answer.status_code == 302 else list(answer.context["form"].errors["body"])


def send_statements(client: Client, module: ModulePage, *said: dict[str, object]) -> dict[str, list[str]]:
    """Save the module with «Here.» and these statements."""
    rows = [("statement", {"status": "general", "sources": streamfield([]), "needs": "med", **each}) for each in said]
    data = nested_form_data(
        {"title": "Our way", "slug": "our-way", "minutes": "5", "body": streamfield([("text", rich_text("<p>Here.</p>"))])}
    )
    data |= nested_form_data({"statements": streamfield(rows)})
    data |= {"review_status": "not_approved", "review_needs": "", "sources": "", "fills": "", "hangs_on": ""}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "change_class": "", "change_note": ""}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data)
    return {} if answer.status_code == 302 else dict(answer.context["form"].errors)


def test_a_statement_stands_in_the_text_and_has_a_key_of_its_own(cast: Cast, module: ModulePage):
    client = login(cast.lea)
    assert send_statements(client, module, {"key": "OUR-P01", "text": "There."}) == {
        "statements": ["OUR-P01: Dette står ikke i teksten. Kopier ordene slik de står der."]
    }
    twice = {"key": "OUR-P01", "text": "Here."}
    assert send_statements(client, module, twice, twice) == {"statements": ["OUR-P01: To påstander har denne nøkkelen."] * 2}
    assert send_statements(client, module, twice) == {}


HARD_TO_READ = [
    ("text", rich_text("<h3>Ute</h3>")),
    ("callout", {"tone": "tip", "title": "Mer", "text": rich_text('<p>Se <a href="https://example.org/">her</a>. [Fyll inn: hvor]</p>')}),
]
SAID_OF_IT = [
    "Blokk 1, Tekst: overskriften «Ute» hopper over et nivå. Gjør den ett nivå større.",
    "Blokk 2, Utheving: lenken «her» sier ikke hvor den fører. Lag lenke av ord som gjør det.",
    "Blokk 2, Utheving: det er fortsatt et felt å fylle inn: [Fyll inn: hvor]",
]


def test_what_is_hard_to_read_is_not_published_but_kept_as_a_draft(cast: Cast, module: ModulePage):
    client = login(cast.lea)
    assert publish(client, module, HARD_TO_READ, **{"action-publish": "action-publish"}) == SAID_OF_IT
    assert publish(client, module, HARD_TO_READ) == []
    assert publish(client, module, [("text", rich_text("<h2>Ute</h2>"))], **{"action-publish": "action-publish"}) == []


def test_a_units_page_is_held_to_the_same(cast: Cast):
    page = Page.objects.get(pk=cast.harbour_page.pk)
    assert publish(login(cast.lea), page, HARD_TO_READ, **{"action-publish": "action-publish"}) == SAID_OF_IT


def test_the_shipped_content_can_be_published(demo):
    faulty = {
        page.title: found
        for page in Page.objects.all().specific()
        if (body := getattr(page, "body", None)) is not None and (found := [*reasons(body)])
    }
    assert faulty == {}


@pytest.mark.parametrize("model", [CourseIndexPage, CoursePage, SlotPage, QuizPage, UnitIndexPage])
def test_rich_text_offers_a_short_list(model: type[Page]):
    for field in model._meta.get_fields():
        if hasattr(field, "features"):
            assert json.dumps(field.features) == '["bold", "italic", "ol", "ul", "link"]', field.name


def test_every_rich_text_field_of_ours_names_what_it_offers():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, RichTextField)]
    assert len(fields) >= 5
    assert [str(field) for field in fields if not field.features] == []
