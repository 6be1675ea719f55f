"""What is said of each assignment when a unit goes through its register."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly
from lms.people.models import Person


class Answer(models.TextChoices):
    """What a unit says of one of its tidgivere. Why is never asked."""

    STAYS = "stays", _("goes on")
    BACK = "back", _("is back from a break")
    PAUSED = "paused", _("has a break")
    ENDED = "ended", _("has ended")


class Confirmation(AppendOnly):
    """What a unit said of an assignment in one review of its register, and how it stood before; once an assignment and review.

    For ten minutes it can be taken back, which removes it as if it had never been said; after that it stays.
    Personal data: that somebody goes on, has a break or has ended, and who said so. Retention: as the assignment.
    """

    assignment = models.ForeignKey("roles.Assignment", models.CASCADE, related_name="confirmations", verbose_name=_("assignment"))
    review = models.DateField(_("review"), help_text="The day on which the review opened.")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    day = models.DateField(_("last day"), null=True, help_text="The last day of the break or of the assignment, included.")
    status_before = models.CharField(_("status before"), max_length=10)
    ends_on_before = models.DateField(_("last day before"), null=True)
    paused_until_before = models.DateField(_("last day of the break before"), null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("said by"))
    at = models.DateTimeField(_("said"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("confirmation in the register")
        verbose_name_plural = _("confirmations in the register")
        indexes = [models.Index(fields=["review", "assignment"], name="confirmation_review")]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "review"], name="confirmation_once_a_review"),
            models.CheckConstraint(
                condition=models.Q(answer__in=[Answer.STAYS, Answer.BACK], day__isnull=True)
                | models.Q(answer__in=[Answer.PAUSED, Answer.ENDED], day__isnull=False),
                name="confirmation_says_the_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.answer}"
