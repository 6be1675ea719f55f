"""The handbook's pages, their editions, and who has read and understood them.

A guideline lies below the handbook's own page, or below a unit's: Wagtail's page permissions and workflow decide who writes and publishes it. Whom it
is for, and whether they must acknowledge it, stands on the page; whether they have, in the ledger, or in `Acknowledgement` where it earns nothing.
"""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from lms.blocks.body import SHORT_FEATURES, BodyBlocks
from lms.blocks.page_forms import ReadablePageForm
from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.quizzes.models import ChangeClass, PageEdition, ReviewedPage
from lms.quizzes.panels import truth_panel
from lms.units.models import Unit

from . import rules
from .blocks import SourceBlock
from .page_forms import GuidelineForm, TranslationForm


class Asks(models.TextChoices):
    """What a guideline asks of those it is for."""

    NOTHING = "nothing", _("nothing: it is there to be read")
    READ = "read", _("«I have read and understood»")
    SIGNED = "signed", _("a signature: full name and day")


class HandbookIndexPage(Page):
    """The handbook: the parent of the central guidelines. Holds no personal data."""

    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types: ClassVar = ["handbook.Guideline"]
    max_count = 1
    template = "handbook/preview_index.html"

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")


class Guideline(ReviewedPage):
    """A page that somebody should know, or must have read and understood. For one role, asking nothing, it is a role card. Holds no personal data.

    Roles are named by their keys, as files name them, so that a text can be there before the roles are.
    """

    summary = models.TextField(_("summary"), max_length=250, help_text=_("One sentence for the list."))
    body = StreamField(BodyBlocks(), verbose_name=_("content"))
    roles = models.JSONField(_("for which roles"), default=list, blank=True, help_text=_("None: for everybody."))
    asks = models.CharField(_("what it asks"), max_length=8, choices=Asks, default=Asks.NOTHING)
    promise = models.TextField(
        _("what one says yes to"),
        max_length=600,
        blank=True,
        help_text=_(
            "Stands above the button, for example «I hold to this as long as I am a tidgiver». Empty: that it is read and understood."
        ),
    )
    qualification = models.ForeignKey(
        Qualification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="guidelines",
        verbose_name=_("qualification"),
        help_text=_("What acknowledging it earns, so that it can be asked of people."),
    )
    sources = StreamField([("source", SourceBlock())], verbose_name=_("sources"), blank=True, default=list)

    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("roles")], heading=_("Whom it is for")),
        MultiFieldPanel([FieldPanel("asks"), FieldPanel("promise"), FieldPanel("qualification")], heading=_("Read and understood")),
        truth_panel(sources=FieldPanel("sources")),
        *ReviewedPage.change_panels,
    ]
    base_form_class = GuidelineForm
    exclude_fields_in_copy: ClassVar = ["qualification"]  # a copy earns nothing before somebody says what
    parent_page_types: ClassVar = ["handbook.HandbookIndexPage", "content.UnitPage"]
    subpage_types: ClassVar = ["handbook.GuidelineTranslation"]

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(qualification__isnull=True) | ~models.Q(asks=Asks.NOTHING),
                name="guideline_earns_if_it_asks",
                violation_error_message=_("Nothing is earned by what asks nothing."),
            )
        ]

    @property
    def is_role_card(self) -> bool:
        """Whether it tells what one role does."""
        return len(self.roles) == 1 and self.asks == Asks.NOTHING

    @property
    def said(self) -> list[Any]:
        """What it says to its readers, the promise too, block by block, as the database keeps it."""
        return rules.said(super().said, self.promise)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """As its readers meet it, without the button."""
        return "handbook/preview.html"


class GuidelineTranslation(Page):
    """What a guideline says in another language: its child, so whoever may write and publish that may this. Holds no personal data.

    `made_from` is the edition of the guideline that it says the same as. Once the guideline has changed by more than wording, it is read in its own
    words again.
    """

    language = models.CharField(_("language"), max_length=10)
    summary = models.TextField(_("summary"), max_length=250)
    promise = models.TextField(_("what one says yes to"), max_length=600, blank=True)
    body = StreamField(BodyBlocks(), verbose_name=_("content"))
    made_from = models.PositiveIntegerField(_("made from edition"), default=0, editable=False)

    content_panels: ClassVar = [
        FieldPanel("language"),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("promise"),
        FieldPanel("is_up_to_date"),
    ]
    base_form_class = TranslationForm
    parent_page_types: ClassVar = ["handbook.Guideline"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("translated guideline")
        verbose_name_plural = _("translated guidelines")

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """As its readers meet it, without the button."""
        return "handbook/preview.html"


class GuidelineEdition(PageEdition):
    """An immutable published version of a guideline or of a translation. Append-only; written by `actions.release` alone.

    Personal data: who published. Retention: as long as anybody's acknowledgement points at it.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, models.PROTECT, related_name="guideline_editions", verbose_name=_("page"))
    retake_from = models.DateField(
        _("to be read again from"), null=True, help_text="The first day on which having read older editions no longer counts."
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("published by"))

    class Meta:
        ordering = ["page", "-number"]
        verbose_name = _("edition of a guideline")
        verbose_name_plural = _("editions of guidelines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "number"], name="guideline_edition_number_once"),
            models.CheckConstraint(
                condition=models.Q(retake_from__isnull=True) ^ models.Q(change_class=ChangeClass.RETAKE),
                name="guideline_edition_day_of_rereading",
            ),
        ]

    @property
    def decision_key(self) -> str:
        """What the ledger knows the decision by that it is to be read again."""
        return f"guideline:{self.pk}"


class Acknowledgement(AppendOnly):
    """That a person has read and understood a guideline, or signed it, in exactly this edition and language. Append-only.

    Personal data: who has read what, when, in which language, and the name as it was signed. Retention: as the evidence that rests on it.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="acknowledgements", verbose_name=_("person"))
    page = models.ForeignKey(Guideline, models.PROTECT, related_name="acknowledgements", verbose_name=_("guideline"))
    edition = models.ForeignKey(GuidelineEdition, models.PROTECT, related_name="acknowledgements", verbose_name=_("edition"))
    language = models.CharField(_("language"), max_length=10, default="nb")
    translation = models.ForeignKey(
        GuidelineEdition,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("translation"),
        help_text="The edition of the translation that was read, if it was not the source.",
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    round = models.PositiveSmallIntegerField(_("round"), default=1, help_text="Renewing the same edition is a new round.")
    signature = models.CharField(
        _("signature"), max_length=170, blank=True, help_text="The name as it was written; empty where none is asked for."
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "edition", "round"], name="acknowledgement_once_a_round")]
        indexes: ClassVar = [models.Index(fields=["person", "page", "-at"], name="acknowledgement_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.edition_id}"

    @property
    def seen_id(self) -> int:
        """The edition whose words stood on the screen: the translation's, if one was read."""
        return self.translation_id or self.edition_id

    @property
    def evidence_key(self) -> str:
        """What the ledger knows the evidence by that this earns."""
        return f"guideline:{self.page_id}:{self.pk}"
