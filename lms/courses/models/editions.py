"""What was published, as it was: editions of steps, and those that were published together."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.quizzes.models import ChangeClass, PageEdition


class Release(AppendOnly):
    """Several steps of a course published as one change: one kind, one sentence, one day. Append-only; written by `learning.publishing` alone.

    Personal data: who published. Retention: as its editions.
    """

    wagtail_reference_index_ignore = True

    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="+", verbose_name=_("course"))
    change_class = models.CharField(_("kind of change"), max_length=10, choices=ChangeClass)
    note = models.CharField(_("note"), max_length=250, blank=True)
    retake_from = models.DateField(_("retake from"), null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("published by"))
    at = models.DateTimeField(_("published"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change of several steps")
        verbose_name_plural = _("changes of several steps")

    def __str__(self) -> str:
        return f"{self.course} · {self.at:%Y-%m-%d}"


class ReleasedDraft(AppendOnly):
    """That a draft belongs to a release: what its edition is told by when Wagtail publishes it. Append-only. Holds no personal data."""

    wagtail_reference_index_ignore = True

    release = models.ForeignKey(Release, models.CASCADE, related_name="drafts", verbose_name=_("change"))
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+", verbose_name=_("draft"))

    class Meta:
        verbose_name = _("draft in a change")
        verbose_name_plural = _("drafts in changes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "revision"], name="released_draft_once")]

    def __str__(self) -> str:
        return f"{self.release} · {self.revision_id}"


class Edition(PageEdition):
    """An immutable published version of a step. Append-only; written by `actions.release` alone.

    Personal data: who published. Retention: as long as anybody's evidence points at it.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, models.PROTECT, related_name="editions", verbose_name=_("step"))
    retake_from = models.DateField(
        _("retake from"), null=True, help_text="The first day on which what was earned on older editions no longer counts."
    )
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="editions", verbose_name=_("published together in"))
    by = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        ordering = ["page", "-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=models.Q(retake_from__isnull=True) | models.Q(change_class=ChangeClass.RETAKE), name="edition_day_of_retake"
            ),
        ]

    @property
    def decision_key(self) -> str:
        """What the ledger knows the decision by that a retake makes: one for all steps that were published as one change."""
        return f"release:{self.release_id}" if self.release_id else f"retake:{self.pk}"
