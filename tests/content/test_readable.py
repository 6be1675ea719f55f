"""What everybody must be able to read: asked of every kind of page, by every way of publishing; and that no author chooses a colour."""

from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, get_page_models
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content.models import CustomImage, StandardPage
from lms.blocks.page_forms import ReadablePageForm, why_not
from lms.courses.curriculum.pictures import file_faults, has_words
from lms.courses.forms import LocalTextForm
from lms.courses.models import CoursePage, LocalText, ModulePage, SlotPage
from lms.quizzes.blocks import QuestionBlocks
from tests.cast import Cast, login
from tests.school import TEXT, publish

BARE = '<p>Se <a href="https://example.org/">her</a>.</p>'
SKIPS = "<h3>Ute</h3>"
SAID = "lenken «her» sier ikke hvor den fører"
FIT = "<h2>Ute</h2><p>Les <a href='https://example.org/'>om å være ute</a>.</p>"


def parts(block: blocks.Block) -> list[blocks.Block]:
    """A block and everything in it."""
    inside = [*block.child_blocks.values()] if isinstance(block, (blocks.StreamBlock, blocks.StructBlock)) else []
    inside += [block.child_block] if isinstance(block, blocks.ListBlock) else []
    return [block, *(each for child in inside for each in parts(child))]


def all_blocks() -> list[blocks.Block]:
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, StreamField)]
    return [each for field in fields for each in parts(field.stream_block)]


def ours() -> list[type[Page]]:
    return [model for model in get_page_models() if model is not Page]


def test_every_kind_of_page_is_asked():
    assert len(ours()) >= 9
    assert [model.__name__ for model in ours() if not issubclass(model.get_edit_handler().get_form_class(), ReadablePageForm)] == []


def test_nobody_chooses_a_colour():
    """Text has the colours of its component, which are looked at in light and dark; so no text an author writes can have too little contrast."""
    offered = {feature for each in all_blocks() if isinstance(each, blocks.RichTextBlock) for feature in each.features or ["all"]}
    fields = [field for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, RichTextField)]
    offered |= {feature for field in fields for feature in field.features or ["all"]}
    assert offered <= {"h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"}
    assert not [each for each in all_blocks() if isinstance(each, blocks.RawHTMLBlock)]
    chosen = {
        value for each in all_blocks() if isinstance(each, blocks.ChoiceBlock) for value, _label in each._constructor_kwargs["choices"]
    }
    assert chosen == {
        *("tip", "important", "warning", "example"),  # tones of a callout: its component's colours
        *("film", "sound"),
        *("not_approved", "approved"),
        *("verified", "stated", "general", "uncertain"),  # how sure a statement is
        *("optional", "expected", "required"),
        *("true", "false"),
        *("verified", "stated", "general", "uncertain"),  # how well a statement is founded
    }  # fmt: skip


@pytest.mark.parametrize("wish", ['<p style="color: #eee">Hei</p>', '<p class="light">Hei</p>', '<font color="#eee">Hei</font>'])
def test_a_colour_that_is_forged_into_the_text_is_not_kept(wish: str):
    block = blocks.RichTextBlock(features=["bold"])
    html = str(block.field.widget.converter.to_database_format(block.field.widget.converter.from_database_format(wish)))
    assert "Hei" in html
    assert not [each for each in ("style", "class", "color", "font") if each in html]


def test_questions_and_units_short_texts_hold_plain_text_only():
    rich = (blocks.RichTextBlock, blocks.RawHTMLBlock, ImageChooserBlock, blocks.URLBlock)
    assert [each for each in parts(QuestionBlocks()) if isinstance(each, rich)] == []
    assert not isinstance(LocalText._meta.get_field("text"), RichTextField)


def test_a_units_short_text_has_no_gaps():
    assert LocalTextForm({"text": "I [Fyll inn: hvor]."}).errors == {"text": ["Det er fortsatt et felt å fylle inn: [Fyll inn: hvor]"]}
    assert LocalTextForm({"text": "I skapet <3."}).is_valid()


def article(cast: Cast, html: str = BARE, *, parent: Page | None = None, slug: str = "om") -> StandardPage:
    """A draft of an article with one text."""
    above = Page.objects.get(pk=(parent or cast.home).pk)
    page = above.add_child(instance=StandardPage(title="Om", slug=slug, body=[("text", RichText(html))], live=False))
    page.save_revision()
    return page


def bulk(pages: list[Page], **more: str) -> tuple[str, dict[str, str]]:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?{ids}&next=/admin/", more


@pytest.mark.parametrize("html", [BARE, SKIPS, "<p>[Fyll inn: noe]</p>"])
def test_a_list_publishes_nothing_when_one_page_is_not_fit(cast: Cast, html: str):
    pages: list[Page] = [article(cast, FIT), article(cast, html, slug="to")]
    address, data = bulk(pages)
    told = login(cast.adm).post(address, data, follow=True).content.decode()
    assert "Ingenting er publisert. «Om»: Blokk 1, Tekst:" in told
    assert not StandardPage.objects.live().filter(slug__in=["om", "to"]).exists()
    login(cast.adm).post(*bulk(pages[:1]))
    assert StandardPage.objects.get(slug="om").live


def test_a_list_asks_of_what_lies_below_too(cast: Cast):
    above = article(cast, FIT)
    below = article(cast, BARE, parent=above, slug="under")
    address, data = bulk([above], include_descendants="on")
    assert SAID in login(cast.adm).post(address, data, follow=True).content.decode()
    assert not Page.objects.live().filter(pk__in=[above.pk, below.pk]).exists()


def test_a_picture_without_words_is_not_published_from_a_list(cast: Cast):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    image = CustomImage.objects.create(title="x", file=ImageFile(BytesIO(svg), name="x.svg"), width=9, height=9)
    page = article(cast, FIT)
    page.body = [("picture", {"image": image, "alt": " ", "caption": ""})]
    page.save_revision()
    assert "Blokk 1, Bilde: si hva bildet viser." in why_not(page)
    address, data = bulk([page])
    assert "si hva bildet viser" in login(cast.adm).post(address, data, follow=True).content.decode()


def said_of(client: Client, name: str, args: list[object], html: str, **more: str) -> str:
    """Send an article's form with one text; what is said of the text, nothing if it is taken."""
    data = nested_form_data({"title": "Om", "slug": "om", "lead": "", "body": streamfield([("text", rich_text(html))])})
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    answer = client.post(reverse(name, args=args), data | more)
    return "" if answer.status_code == 302 else " ".join(answer.context["form"].errors["body"])


def test_what_waits_for_approval_stays_fit_so_that_one_press_may_publish_it(cast: Cast):
    eva, lea = login(cast.eva), login(cast.lea)
    new = ["content", "standardpage", cast.kitchen_page.pk]
    assert SAID in said_of(eva, "wagtailadmin_pages:add", new, BARE, **{"action-submit": "1"})
    assert said_of(eva, "wagtailadmin_pages:add", new, BARE) == ""  # a draft may be anything
    page = StandardPage.objects.get(slug="om")
    edit = ("wagtailadmin_pages:edit", [page.pk])
    assert SAID in said_of(eva, *edit, BARE, **{"action-submit": "1"})
    assert said_of(eva, *edit, FIT, **{"action-submit": "1"}) == ""
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    assert SAID in said_of(lea, *edit, BARE, **approve)
    assert SAID in said_of(lea, *edit, BARE)
    page.refresh_from_db()
    assert not page.live
    assert said_of(lea, *edit, FIT, **approve) == ""
    page.refresh_from_db()
    assert page.live


def test_handing_back_and_calling_off_need_nothing(cast: Cast):
    eva, lea = login(cast.eva), login(cast.lea)
    said_of(eva, "wagtailadmin_pages:add", ["content", "standardpage", cast.kitchen_page.pk], FIT, **{"action-submit": "1"})
    edit = ("wagtailadmin_pages:edit", [StandardPage.objects.get(slug="om").pk])
    assert said_of(lea, *edit, BARE, **{"action-cancel-workflow": "1"}) == ""
    assert said_of(eva, *edit, FIT, **{"action-submit": "1"}) == ""
    assert said_of(lea, *edit, BARE, **{"action-workflow-action": "1", "workflow-action-name": "reject"}) == ""


def test_the_way_round_the_form_to_a_change_of_a_step_is_closed(cast: Cast):
    course = Page.objects.get(pk=cast.course.pk)
    step = publish(course.add_child(instance=ModulePage(title="Hvorfor", slug="hvorfor", minutes=4, body=TEXT, live=False)))
    step.body, step.change_class, step.change_note = [("text", RichText(BARE))], "important", "Nytt."
    revision = step.save_revision()
    address = reverse("learning_desk:publish", args=[step.pk, revision.pk])
    for method in ("get", "post"):
        assert SAID in getattr(login(cast.cleo), method)(address, follow=True).content.decode()
    assert "her</a>" not in str(ModulePage.objects.get(pk=step.pk).body)


@pytest.mark.parametrize("field", ["introduction", "guidance"])
def test_shorter_texts_beside_the_body_are_read_too(cast: Cast, field: str):
    model = {"introduction": CoursePage, "guidance": SlotPage}[field]
    assert any(SAID in why for why in why_not(model(title="x", slug="x", path="0001", depth=1, **{field: BARE})))


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%s</svg>'


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<text x='1' y='1'>Hei</text>", True),
        ("<g><svg:text xmlns:svg='http://www.w3.org/2000/svg'>Hei</svg:text></g>", True),
        ("<foreignObject><p>Hei</p></foreignObject>", True),
        ("<title>En dør</title><desc>Døra er åpen</desc><rect/>", False),
        ("<!-- <text> --><rect/>", False),
        ("<texture/>", False),
    ],
)
def test_a_drawing_with_words_is_known(inside: str, words: bool):
    assert has_words((SVG % inside).encode()) is words


def test_a_drawing_with_words_is_not_taken_at_the_desk_and_one_without_is(cast: Cast):
    client, add = login(cast.cleo), reverse("wagtailimages:add")

    def upload(inside: str) -> BeautifulSoup:
        file = SimpleUploadedFile("dor.svg", (SVG % inside).encode(), content_type="image/svg+xml")
        answer = client.post(add, {"title": "Dør", "file": file, "default_alt_text": "", "tags": ""}, follow=True)
        return BeautifulSoup(answer.content, "html.parser")

    assert "Det står ord i tegningen" in upload("<text>Hei</text>").get_text()
    assert not CustomImage.objects.exists()
    upload("<rect width='9' height='9'/>")
    assert CustomImage.objects.get().title == "Dør"


def test_no_shipped_drawing_has_words_in_it():
    """So there is no contrast inside pictures to be wrong: what is said is said in the text."""
    drawings = [*Path("content/curriculum").rglob("*.svg")]
    assert len(drawings) >= 12
    assert [str(each) for each in drawings if has_words(each.read_bytes())] == []
    assert [reason for _line, reason in file_faults("x.svg", (SVG % "<text>Hei</text>").encode())] == [
        "<text> draws words, which belong in the text beside the picture"
    ]
