"""The pages of the site in other languages: what readers get, and how editors translate."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content import actions, selectors
from content.first_pages import ARTICLES
from content.first_translations import IN_LANGUAGES
from content.models import HomePage, SiteTranslation, StandardPage, UnitIndexPage, UnitPage
from lms.units.actions import open_unit
from lms.units.models import Unit
from tests.cast import Cast, login
from tests.site import opened

PATHS = ["/", "/enheter/", "/om-tidgivere/", "/personvern/", "/tilgjengelighet/"]


@pytest.fixture
def bergen(db: None) -> Unit:
    unit = opened().bergen
    page = UnitPage.objects.get()
    page.body = [("text", "<p>Kom som du er.</p>")]
    page.save()
    return unit


def read(path: str, language: str) -> BeautifulSoup:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def translate(page: Page, language: str = "nn", **words: object) -> SiteTranslation:
    made = SiteTranslation(slug=f"sprak-{language}", language=language, made_from=page.last_published_at, **{"title": page.title} | words)
    parent = Page.objects.get(pk=page.pk)
    actions.put_page(parent, made)
    return made


@pytest.mark.parametrize("language", ["nn", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_the_first_pages_are_read_in_ones_own_language(bergen: Unit, path: str, language: str) -> None:
    page = read(path, language)
    words = IN_LANGUAGES[language][path.strip("/")]
    assert page.h1.get_text() == (words.headline or words.title)
    assert page.title.get_text().startswith(words.headline or words.title)
    assert page.select("main [lang]:not(.towns [lang])") == []  # what a unit says of itself is its own to translate
    own = read(path, "nb")
    assert own.h1.get_text() != page.h1.get_text() or path == "/personvern/"
    assert own.select("main [lang]") == []


def test_every_first_page_says_the_same_in_each_language() -> None:
    slugs = {"", "enheter", *(article.slug for article in ARTICLES)}
    assert {language: set(pages) for language, pages in IN_LANGUAGES.items()} == {"nn": slugs, "en": slugs}
    for article in ARTICLES:
        for pages in IN_LANGUAGES.values():
            words = pages[article.slug]
            assert [kind for kind, _value in words.body] == [kind for kind, _value in article.body]
            for (_kind, own), (_kind_too, told) in zip(article.body, words.body, strict=True):
                assert str(own).count("<h2>") == str(told).count("<h2>")
                assert str(own).count("<li>") == str(told).count("<li>")
                assert str(own).count("'title'") == str(told).count("'title'")


def test_opening_the_site_again_translates_nothing_twice_and_leaves_what_is_edited(bergen: Unit) -> None:
    number = SiteTranslation.objects.count()
    about = StandardPage.objects.get(slug="om-tidgivere")
    SiteTranslation.objects.child_of(about).filter(language="nn").first().delete()
    about = StandardPage.objects.get(slug="om-tidgivere")
    about.lead = "Noe annet."
    about.save_revision().publish()
    actions.open_site()
    assert SiteTranslation.objects.count() == number - 1


def test_what_is_not_translated_is_marked_as_bokmal(bergen: Unit) -> None:
    page = read("/enheter/bergen/", "nn")
    assert [each["lang"] for each in page.select("main [lang]")] == ["nb", "nb", "nb"]
    assert "Kom som du er." in page.select_one("main .prose [lang=nb]").get_text()


def test_a_unit_s_page_and_list_line_are_read_in_ones_own_language(bergen: Unit) -> None:
    translate(UnitPage.objects.get(), lead="Vi går ved sida av.", body=[("text", "<p>Kom som du er, du òg.</p>")])
    page = read("/enheter/bergen/", "nn")
    assert "Kom som du er, du òg." in page.main.get_text()
    assert page.select("main [lang]") == []
    listed = read("/enheter/", "nn").select_one(".towns")
    assert "Vi går ved sida av." in listed.get_text()
    assert listed.select("[lang]") == []
    assert "Vi går ved siden av." in read("/enheter/", "nb").main.get_text()


def test_an_article_of_a_unit_is_named_in_ones_own_language(bergen: Unit) -> None:
    page = UnitPage.objects.get()
    actions.put_page(page, StandardPage(title="Vaktlista vår", slug="vakter", lead="Slik deler vi vaktene."))
    article = StandardPage.objects.get(slug="vakter")
    translate(article, "en", title="Our shifts", lead="How we share the shifts.")
    links = read("/enheter/bergen/", "en").select_one("nav[aria-labelledby=lokalt]").get_text()
    assert "Our shifts" in links
    assert "Vaktlista" not in links
    crumbs = read("/enheter/bergen/vakter/", "en").select_one("nav ol").get_text()
    assert "Find a unit" in crumbs
    assert "Our shifts" in crumbs


@pytest.mark.parametrize(("path", "kind"), [("/", HomePage), ("/enheter/", UnitIndexPage), ("/om-tidgivere/", StandardPage)])
def test_readers_are_told_when_the_page_has_been_changed_since(bergen: Unit, path: str, kind: type[Page]) -> None:
    told = "The page has been changed since it was translated."
    before = read(path, "en")
    assert told not in before.main.get_text()
    own = kind.objects.get(slug=path.strip("/")) if path != "/" else kind.objects.get()
    own.search_description = "Noe nytt."
    own.save_revision().publish()
    page = read(path, "en")
    assert told in page.main.get_text()
    assert page.h1.get_text() == before.h1.get_text()
    assert told not in read(path, "nb").main.get_text()


def test_a_translation_that_nobody_has_vouched_for_is_measured_by_the_day_it_came_out(bergen: Unit) -> None:
    SiteTranslation.objects.update(made_from=None)
    assert "has been changed since" not in read("/personvern/", "en").main.get_text()
    own = StandardPage.objects.get(slug="personvern")
    own.lead = "Noe nytt."
    own.save_revision().publish()
    assert "The page has been changed since it was translated." in read("/personvern/", "en").main.get_text()


def test_the_list_of_units_marks_what_stands_there_in_bokmal(bergen: Unit) -> None:
    assert [each.get_text() for each in read("/enheter/", "en").select(".towns [lang=nb]")] == ["Vi går ved siden av."]
    assert read("/enheter/", "nb").select(".towns [lang]") == []


def test_a_translation_that_is_not_out_is_not_read_and_has_no_address_of_its_own(bergen: Unit) -> None:
    SiteTranslation.objects.filter(language="nn").update(live=False)
    assert read("/om-tidgivere/", "nn").select_one("main .prose")["lang"] == "nb"
    answer = Client().get("/om-tidgivere/sprak-en/")
    assert (answer.status_code, answer["Location"]) == (302, "/om-tidgivere/")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_pages_cost_the_same_however_many_there_are(bergen: Unit, number: int, django_assert_num_queries) -> None:
    page, index = UnitPage.objects.get(), UnitIndexPage.objects.get()
    articles = [page.add_child(instance=StandardPage(title=f"A{each}", slug=f"a-{each}")) for each in range(number)]
    for each in articles:
        translate(each)
    for each in range(number):
        unit = open_unit(name=f"Unit {each}", slug=f"unit-{each}", kind=bergen.kind, parent=bergen, city="Bergen")
        unit.page = Page.objects.get(pk=index.pk).add_child(instance=UnitPage(title=unit.name, slug=unit.slug))
        unit.save()
    assert index.url  # Wagtail looks up the site's root paths once
    with django_assert_num_queries(1):
        assert selectors.said(page, "nn").foreign == "nb"
    with django_assert_num_queries(0):
        assert selectors.said(page, "nb").foreign == ""
    with django_assert_num_queries(1):
        assert len(selectors.spoken(articles, "nn")) == number
    with django_assert_num_queries(3):
        assert len(selectors.unit_list(index, language="nn").cards) == number + 1
    with django_assert_num_queries(4):
        assert len(selectors.unit_desk(page, None, on=timezone.localdate(), language="nn").articles) == number


def form(page: Page, language: str, *, is_up_to_date: bool = True, **told: object) -> dict[str, object]:
    """What the editor's form sends to translate an article."""
    data = nested_form_data(
        {"title": page.title, "slug": f"sprak-{language}", "lead": "Om oss.", "body": streamfield([("text", rich_text("<p>Her.</p>"))])}
        | {"comments": inline_formset([])}
    )
    return data | {"language": language, "action-publish": "1"} | ({"is_up_to_date": "on"} if is_up_to_date else {}) | told


def test_a_leader_translates_their_unit_s_page_once_into_each_language(cast: Cast) -> None:
    page, client = cast.harbour_page, login(cast.lea)
    add = reverse("wagtailadmin_pages:add", args=["content", "sitetranslation", page.pk])
    shown = BeautifulSoup(client.get(add).content, "html.parser")
    assert shown.select_one("[name=title]")["value"] == page.title
    assert [each["value"] for each in shown.select("[name=language] option")] == ["nn", "en"]
    assert shown.select("[name=headline], [name=steps_title], [name=introduction]") == []
    assert client.post(add, form(page, "nn")).status_code == 302
    made = SiteTranslation.objects.get()
    assert (made.live, made.made_from) == (True, page.last_published_at)
    again = client.post(add, form(page, "nn", slug="sprak-nn-2"))
    assert "language" in again.context["form"].errors
    assert client.post(add, form(page, "en", is_up_to_date=False)).status_code == 302
    assert SiteTranslation.objects.get(language="en").made_from is None


def test_nobody_translates_another_unit_s_page(cast: Cast) -> None:
    add = reverse("wagtailadmin_pages:add", args=["content", "sitetranslation", cast.harbour_page.pk])
    login(cast.omar).post(add, form(cast.harbour_page, "nn"))
    assert not SiteTranslation.objects.exists()


def test_a_preview_shows_the_page_with_the_words_as_they_are_being_written(bergen: Unit) -> None:
    for page in SiteTranslation.objects.filter(language="en"):
        page.title = page.headline = "Not out yet"
        html = page.make_preview_request(preview_mode=page.default_preview_mode).content.decode()
        assert "Not out yet" in html
        assert "Om tidgivere" not in html


def test_the_front_page_has_its_own_words_in_its_form(bergen: Unit) -> None:
    home = HomePage.objects.get()
    names = set(SiteTranslation.get_edit_handler().get_form_class()(instance=SiteTranslation(), parent_page=home).fields)
    assert names >= {"title", "language", "headline", "lead", "body", "steps_title", "steps", "is_up_to_date"}
    assert "introduction" not in names
