"""Courses, their steps, what units hang on them, and editions.

A course page's children, in tree order, are its steps: modules, slots and a quiz. A unit's own modules live below the unit's page and point at the
slot they fill or the course they hang on, so Wagtail's page permissions decide who edits them. Pages are thin: composition is `selectors.outline`.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks, hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page, Workflow

from lms.blocks.body import SHORT_FEATURES
from lms.blocks.page_forms import ReadablePageForm
from lms.courses.blocks import ModuleBlocks
from lms.courses.ownership import GuardedPage, joins_guarded_course
from lms.courses.page_forms import CoursePageForm, StepPageForm
from lms.courses.panels import GuidancePanel
from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.quizzes.models import QuizPage, ReviewedPage
from lms.quizzes.panels import truth_panel
from lms.roles.cms import topic_workflow
from lms.ui.widgets import WordsInput
from lms.units.models import Unit

from .editions import Edition as Edition
from .editions import Release as Release
from .editions import ReleasedDraft as ReleasedDraft
from .languages import TRANSLATED as TRANSLATED
from .languages import Translation as Translation
from .languages import TranslationBasis as TranslationBasis
from .lists import LoadedPiece as LoadedPiece
from .lists import Number as Number
from .lists import Source as Source
from .sharing import Adaptation as Adaptation
from .sharing import Following as Following
from .sharing import Offer as Offer
from .sharing import Suggestion as Suggestion
from .sharing import SuggestionState as SuggestionState

IN_COURSE = "course"  # the way of previewing a unit's own module among the other steps of the course


class Need(models.TextChoices):
    """How much a slot wants to be filled."""

    OPTIONAL = "optional", _("optional")
    EXPECTED = "expected", _("expected")
    REQUIRED = "required", _("required")


class CourseIndexPage(Page):
    """The catalogue: the parent of every central course. Holds no personal data."""

    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types: ClassVar = ["courses.CoursePage"]
    max_count = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("catalogue of courses")


class CoursePage(Page):
    """A course: a sequence of steps that earns a qualification. Holds no personal data."""

    code = models.CharField(_("code"), max_length=10, blank=True, help_text=_("Short, for example TAU."))
    summary = models.TextField(_("summary"), max_length=400)
    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)
    picture = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Stands over the course in the catalogue, beside its name. It needs no words of its own."),
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=250))],
        verbose_name=_("learning outcomes"),
        blank=True,
    )
    qualification = models.ForeignKey(
        Qualification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("qualification"),
        help_text=_("What finishing the course earns."),
    )
    subject_owner = models.CharField(_("whose approval the subject needs"), max_length=10, blank=True)
    review_by = models.DateField(
        _("to be gone through by"), null=True, blank=True, help_text=_("The day by which somebody has read the whole course again.")
    )
    guards_local = models.BooleanField(
        _("the subject owner approves what units add"),
        default=False,
        help_text=_(
            "A unit's own module in this course is published when a central subject owner, or the centre's editors, have approved it."
        ),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("picture"),
        FieldPanel("introduction"),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("audience"),
                FieldPanel("qualification"),
                FieldPanel("subject_owner"),
                FieldPanel("review_by"),
                FieldPanel("guards_local"),
            ],
            heading=_("About the course"),
        ),
    ]
    base_form_class = CoursePageForm
    exclude_fields_in_copy: ClassVar = ["qualification"]  # a copy gives nothing before somebody says what
    parent_page_types: ClassVar = ["courses.CourseIndexPage", "content.UnitPage"]
    subpage_types: ClassVar = ["courses.ModulePage", "courses.SlotPage", "quizzes.QuizPage", "courses.Translation"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")


class StepPage(ReviewedPage):
    """What modules and slots share: time and sources, besides review and what is asked when publishing."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("How long it takes, 3–10 is good."),
    )
    sources = models.JSONField(_("sources"), default=list, blank=True, help_text=_("Their keys, with commas between: K1, K3."))
    base_form_class = StepPageForm

    review_panels: ClassVar = [truth_panel(sources=FieldPanel("sources", widget=WordsInput))]

    class Meta:
        abstract = True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Drawn by the room that draws steps for learners."""
        draw: Callable[..., HttpResponse] = hooks.get_hooks("preview_step")[0]
        return draw(self, request, mode_name)


class SlotPage(StepPage):
    """A place in a central course that units fill. Its body is the default. Holds no personal data."""

    need = models.CharField(_("need"), max_length=10, choices=Need, default=Need.EXPECTED)
    required_by = models.DateField(
        _("required by"),
        null=True,
        blank=True,
        help_text=_("The last day to fill it. Only for what is required; empty means that there is no last day."),
    )
    guidance = RichTextField(_("guidance for the leader"), features=SHORT_FEATURES)
    body = StreamField(ModuleBlocks(), verbose_name=_("default, until a unit has written its own"))

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("need"),
        FieldPanel("required_by"),
        FieldPanel("guidance"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        *StepPage.review_panels,
        *StepPage.change_panels,
    ]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = ["courses.Translation"]

    class Meta:
        verbose_name = _("local slot")
        verbose_name_plural = _("local slots")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="slot_last_day_only_if_required",
                condition=models.Q(required_by__isnull=True) | models.Q(need=Need.REQUIRED),
                violation_error_message=_("Only what is required has a last day."),
            )
        ]


class ModulePage(GuardedPage, StepPage):
    """One sitting. Below a course it is a central step; below a unit's page it fills a slot or hangs on a course. Holds no personal data."""

    body = StreamField(ModuleBlocks(), verbose_name=_("content"))
    outcomes = models.JSONField(
        _("learning outcomes"),
        default=list,
        blank=True,
        help_text=_("Their numbers in the course, for example [1, 3]."),
    )
    fills = models.ForeignKey(
        SlotPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="fillings",
        verbose_name=_("fills the slot"),
        help_text=_("For a unit's own module."),
    )
    hangs_on = models.ForeignKey(
        CoursePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hanging",
        verbose_name=_("comes last in the course"),
        help_text=_("For a unit's own module that fills no slot."),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        GuidancePanel(heading=_("What to write here")),
        FieldPanel("minutes"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("fills"), FieldPanel("hangs_on")],
            heading=_("Local module: where it belongs"),
        ),
        *StepPage.review_panels,
        *StepPage.change_panels,
    ]
    parent_page_types: ClassVar = ["courses.CoursePage", "content.UnitPage"]
    subpage_types: ClassVar = ["courses.Translation"]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @property
    def needs_topic_approval(self) -> bool:
        """Whether the subject owner, and not the unit's leader, publishes it. 2 queries at most."""
        return joins_guarded_course(fills_id=self.fills_id, hangs_on_id=self.hangs_on_id)

    def get_workflow(self) -> Workflow | None:
        """Who approves it: those who answer for the subject in a guarded course, else those who publish in the unit."""
        found: Workflow | None = topic_workflow() if self.needs_topic_approval else super().get_workflow()
        return found

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """A unit's own module is looked at where its people meet it."""
        if self.fills_id or self.hangs_on_id:
            return [(IN_COURSE, _("As in the course, with us")), ("", _("By itself"))]
        return list(Page.DEFAULT_PREVIEW_MODES)


STEP_TYPES: tuple[type[Page], ...] = (ModulePage, SlotPage, QuizPage)


class LocalTextQuerySet(models.QuerySet["LocalText"]):
    """Reads over local texts."""

    def approved(self) -> "LocalTextQuerySet":
        """Those that somebody who may publish has said yes to."""
        return self.filter(approved_at__isnull=False)


class LocalText(AppendOnly):
    """What a unit has written in a local text inside a module. Append-only: the newest approved one counts, an empty one gives way to the default.

    A row that nobody has approved is a proposal. It waits as long as it is the newest; saying yes to it, or no, adds a row.

    Personal data: who wrote and who approved it. Retention: as an edition.
    """

    wagtail_reference_index_ignore = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("step"))
    key = models.CharField(_("key"), max_length=40)
    text = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written"))
    approved_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, help_text="Empty for a proposal.")

    objects = LocalTextQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("local text")
        verbose_name_plural = _("local texts")
        indexes = [models.Index(fields=["page", "unit", "key", "-at"], name="localtext_newest")]

    def __str__(self) -> str:
        return f"{self.key} · {self.unit}"


class Look(models.Model):
    """What of a central course a unit had seen when it last looked at one of the places it can fill.

    Personal data: who looked last, and when. Retention: until somebody of the unit looks again; at the latest with the unit or the step.
    """

    wagtail_reference_index_ignore = True

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("step"))
    key = models.CharField(_("key"), max_length=40, blank=True, help_text="Of a local text inside the step; empty for a slot.")
    editions = models.JSONField(_("editions seen"), default=dict, help_text="The number of the edition seen, by the step's.")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("seen by"))
    at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("look at a local place")
        verbose_name_plural = _("looks at local places")
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "page", "key"], name="look_once_a_place")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.page_id} {self.key}".strip()
