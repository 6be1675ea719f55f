"""What units share: what one offers, what others follow or adapt, and what they suggest to the centre."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.people.models import Person
from lms.units.models import Unit


class Offer(models.Model):
    """A unit's own module or test that other units may use. Taken back, it is found by nobody new; those who use it keep what they have.

    Personal data: who offered it. Retention: with the page.
    """

    wagtail_reference_index_ignore = True

    page = models.OneToOneField(Page, models.CASCADE, related_name="offer", verbose_name=_("step"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    words = models.CharField(_("what it is good for"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("offered by"))
    at = models.DateTimeField(_("offered"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("offer to other units")
        verbose_name_plural = _("offers to other units")

    def __str__(self) -> str:
        return f"{self.page_id} · {self.unit}"


class Following(models.Model):
    """A unit uses another unit's step as it is, at a place of its own choice; what its owner publishes reaches both.

    Not an alias of Wagtail's: see decision 19. The page is protected, so that nobody can take it from under those who follow it.

    Personal data: who decided it. Retention: as long as the unit follows.
    """

    wagtail_reference_index_ignore = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="followings", verbose_name=_("unit"))
    page = models.ForeignKey(Page, models.PROTECT, related_name="followings", verbose_name=_("step"))
    fills = models.ForeignKey(
        "courses.SlotPage", models.CASCADE, null=True, blank=True, related_name="followed_here", verbose_name=_("fills the slot")
    )
    hangs_on = models.ForeignKey(
        "courses.CoursePage",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_here",
        verbose_name=_("comes last in the course"),
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    at = models.DateTimeField(_("since"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step followed")
        verbose_name_plural = _("steps followed")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "page"], name="following_once"),
            models.UniqueConstraint(fields=["unit", "fills"], condition=models.Q(fills__isnull=False), name="following_one_a_slot"),
            models.CheckConstraint(
                condition=models.Q(fills__isnull=True, hangs_on__isnull=False) | models.Q(fills__isnull=False, hangs_on__isnull=True),
                name="following_has_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.page_id}"


class Adaptation(models.Model):
    """Where a unit's own module came from when it was begun as a copy of another unit's, and the edition of it that the unit has seen.

    Personal data: who looked last, and when. Retention: with the module.
    """

    wagtail_reference_index_ignore = True

    page = models.OneToOneField("courses.ModulePage", models.CASCADE, related_name="adaptation", verbose_name=_("module"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adaptations", verbose_name=_("unit"))
    origin = models.ForeignKey(Page, models.PROTECT, related_name="adaptations", verbose_name=_("made from"))
    seen = models.ForeignKey("courses.Edition", models.PROTECT, related_name="+", verbose_name=_("edition seen"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("seen by"))
    at = models.DateTimeField(_("seen"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")

    def __str__(self) -> str:
        return f"{self.page_id} ← {self.origin_id}"


class SuggestionState(models.TextChoices):
    """What has become of a suggestion."""

    OPEN = "open", _("not answered yet")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Suggestion(models.Model):
    """A change that a unit offers the centre: of a central step, or a new module in a central course. `body` is what it said when it was offered.

    Personal data: who suggested and who answered, and their words. Retention: with the central page.
    """

    wagtail_reference_index_ignore = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="suggestions", verbose_name=_("unit"))
    target = models.ForeignKey(Page, models.CASCADE, related_name="suggestions", verbose_name=_("central page"))
    source = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+", verbose_name=_("the unit's own module"))
    title = models.CharField(_("title"), max_length=255)
    body = models.JSONField(_("content"), help_text="A module's blocks as Wagtail serialises them.")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    is_whole = models.BooleanField(_("instead of what stands there"), help_text="Else it is added at the end.")
    why = models.TextField(_("why"), max_length=1000)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("suggested by"))
    at = models.DateTimeField(_("suggested"))
    state = models.CharField(_("state"), max_length=8, choices=SuggestionState, default=SuggestionState.OPEN)
    against = models.ForeignKey(
        "courses.Edition",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("edition it was held against"),
        help_text="Once answered.",
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("suggestion to the centre")
        verbose_name_plural = _("suggestions to the centre")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.OPEN, answered_at__isnull=True)
                | (~models.Q(state=SuggestionState.OPEN) & models.Q(answered_at__isnull=False)),
                name="suggestion_answered_or_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.title}"
