"""What courses and steps say in other languages than the one they are composed in."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks, hooks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Workflow

from lms.blocks.body import SHORT_FEATURES
from lms.courses.blocks import ModuleBlocks
from lms.courses.ownership import GuardedPage
from lms.courses.page_forms import TranslationForm

TRANSLATED = ("summary", "audience", "introduction", "outcomes", "guidance", "body")  # what a translation may say besides its title


class Translation(GuardedPage, Page):
    """What a course or a step says in another language: the child of the page it translates, so whoever may write and publish that may this.

    Only what is drawn: order, time, approval, and what it earns are the source's. Holds no personal data.
    """

    summary = models.TextField(_("summary"), max_length=400, blank=True)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    outcomes = StreamField([("outcome", blocks.CharBlock(max_length=250))], verbose_name=_("learning outcomes"), blank=True)
    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)
    guidance = RichTextField(_("guidance for the leader"), features=SHORT_FEATURES, blank=True)
    body = StreamField(ModuleBlocks(), verbose_name=_("content"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, *map(FieldPanel, TRANSLATED)]
    base_form_class = TranslationForm
    parent_page_types: ClassVar = ["courses.CoursePage", "courses.ModulePage", "courses.SlotPage", "quizzes.QuizPage"]
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False  # begun with the source's words, by `actions.begin_translation`

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")

    @property
    def source(self) -> Any:
        """The page it is drawn for, wherever it lies itself; None for a copy, which is drawn for none. 3 queries at most."""
        basis = TranslationBasis.objects.filter(page=self.pk).select_related("source").first()
        return basis.source.specific if basis else None

    @property
    def needs_topic_approval(self) -> bool:
        """Whether the subject owner publishes it, as what it translates. 5 queries at most."""
        return bool(getattr(self.source, "needs_topic_approval", False))

    def get_workflow(self) -> Workflow | None:
        """Who approves it: those who approve what it translates."""
        source = self.source
        found: Workflow | None = source.get_workflow() if source else super().get_workflow()
        return found

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Drawn by the room that draws steps for learners."""
        draw: Callable[..., HttpResponse] = hooks.get_hooks("preview_step")[0]
        return draw(self, request, mode_name)


class TranslationBasis(models.Model):
    """Which page a translation translates, into which language, and what that page said then.

    Apart from the translation, as a loaded piece is: going back to an older draft must not make it look older, nor newer. A copied page has none.
    Holds no personal data.
    """

    wagtail_reference_index_ignore = True

    page = models.OneToOneField(Translation, models.CASCADE, related_name="basis", verbose_name=_("translation"))
    source = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("source"))
    language = models.CharField(_("language"), max_length=10)
    edition_number = models.PositiveIntegerField(
        _("edition"), default=0, help_text="Of the source; 0 where it has none, or none known here."
    )
    words = models.JSONField(_("words"), default=list, help_text="The source's paragraphs, to show what has changed.")
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, help_text="Of the source as files say it.")

    class Meta:
        verbose_name = _("what a translation is made from")
        verbose_name_plural = _("what translations are made from")
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "language"], name="translation_once_a_language")]

    def __str__(self) -> str:
        return f"{self.source_id} · {self.language}"
