"""Pages of the public site and of units."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page

from lms.blocks.body import SHORT_FEATURES, BodyBlocks
from lms.blocks.page_forms import ReadablePageForm

from .page_forms import SiteTranslationForm


class CustomImage(AbstractImage):
    """A picture. Personal data: only if it shows somebody, which needs their consent. Retention: as the page that uses it."""

    default_alt_text = models.CharField(_("what it shows"), max_length=250, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "default_alt_text")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class CustomRendition(AbstractRendition):
    """A picture in one size. Holds no personal data beyond its picture."""

    image = models.ForeignKey(CustomImage, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class CustomDocument(AbstractDocument):
    """A file that editors share. Personal data: none belongs here. Retention: as the page that uses it."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class StepBlock(blocks.StructBlock):
    """One step on the way to becoming a tidgiver."""

    title = blocks.CharBlock(label=_("title"), max_length=60)
    text = blocks.TextBlock(label=_("text"), max_length=250)

    class Meta:
        icon = "arrow-right"
        label = _("Step")


class HomePage(Page):
    """The front page: what a tidgiver is, and an invitation. Holds no personal data."""

    headline = models.CharField(
        _("headline"), max_length=80, blank=True, help_text=_("The first thing a visitor reads. Empty shows the title.")
    )
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlocks(), verbose_name=_("content"), blank=True)
    steps_title = models.CharField(_("title over the steps"), max_length=80, blank=True)
    steps = StreamField([("step", StepBlock())], verbose_name=_("the way in, in a few steps"), blank=True)

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("lead")], heading=_("Invitation")),
        FieldPanel("body", heading=_("What a tidgiver is")),
        MultiFieldPanel([FieldPanel("steps_title"), FieldPanel("steps")], heading=_("The way in")),
    ]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1
    template = "content/home_page.html"

    class Meta:
        verbose_name = _("front page")


class StandardPage(Page):
    """An article. Holds no personal data."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlocks(), verbose_name=_("content"), blank=True)
    review_by = models.DateField(
        _("to be gone through by"), null=True, blank=True, help_text=_("The day by which somebody has read the article again.")
    )

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), FieldPanel("review_by")]
    parent_page_types: ClassVar = ["content.HomePage", "content.StandardPage", "content.UnitPage"]
    template = "content/standard_page.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")


class UnitIndexPage(Page):
    """Every unit that shows itself. Unit pages lie flat here, so that moving a unit in the tree moves no page. Holds no personal data."""

    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar = ["content.UnitPage", "content.SiteTranslation"]
    max_count = 1
    template = "content/unit_index_page.html"

    class Meta:
        verbose_name = _("list of units")


class UnitPage(Page):
    """A unit's own page; its local modules, courses, guidelines and articles lie below it. Holds no personal data."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlocks(), verbose_name=_("content"), blank=True)

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types: ClassVar = ["content.UnitIndexPage"]
    subpage_types: ClassVar = [
        "courses.ModulePage",
        "courses.CoursePage",
        "handbook.Guideline",
        "recruitment.OpeningPage",
        "content.StandardPage",
        "content.SiteTranslation",
    ]
    template = "content/unit_page.html"

    class Meta:
        verbose_name = _("unit page")
        verbose_name_plural = _("unit pages")


class SiteTranslation(Page):
    """What a page of the site says in another language: its child, so whoever may write and publish that may this. Holds no personal data.

    It is drawn in its page's place and does nothing else. `made_from` is when the page was published that it says the same as, if anybody has said
    so; once the page has been published again since then, or else since the translation came out, readers are told.
    """

    language = models.CharField(_("language"), max_length=10)
    headline = models.CharField(_("headline"), max_length=80, blank=True)
    lead = models.TextField(_("lead"), max_length=400, blank=True)
    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)
    body = StreamField(BodyBlocks(), verbose_name=_("content"), blank=True)
    steps_title = models.CharField(_("title over the steps"), max_length=80, blank=True)
    steps = StreamField([("step", StepBlock())], verbose_name=_("the way in, in a few steps"), blank=True)
    made_from = models.DateTimeField(_("made from what was published"), null=True, editable=False)

    base_form_class = SiteTranslationForm
    content_panels: ClassVar = [FieldPanel("language"), *map(FieldPanel, SiteTranslationForm.translates), FieldPanel("is_up_to_date")]
    parent_page_types: ClassVar = ["content.HomePage", "content.StandardPage", "content.UnitIndexPage", "content.UnitPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("translated page")
        verbose_name_plural = _("translated pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """It is read at its page's address."""
        return HttpResponseRedirect(self.get_parent().get_url(request) or "/")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Its page, with the words as they are being written."""
        page = self.get_parent().specific
        with translation.override(self.language):
            context = page.get_context(request) | {"being_written": self}
            return TemplateResponse(request, page.get_template(request), context).render()
