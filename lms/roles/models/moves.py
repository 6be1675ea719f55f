"""What has happened with assignments: begun, on a break, back, ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly
from lms.people.models import Person


class MoveKind(models.TextChoices):
    """The moves of `roles.rules.MOVES`."""

    START = "start", _("start")
    PAUSE = "pause", _("break")
    RESUME = "resume", _("back from a break")
    END = "end", _("end")


class Move(AppendOnly):
    """One move of an assignment: what, from which day, to which a break lasts, and how the assignment stood before.

    For ten minutes it can be taken back, which removes it as if it had never been made; after that it stays.
    Personal data: when somebody began, had a break, came back and ended, and who wrote it down; never why. Retention: as the assignment.
    """

    assignment = models.ForeignKey("roles.Assignment", models.CASCADE, related_name="moves", verbose_name=_("assignment"))
    kind = models.CharField(_("move"), max_length=10, choices=MoveKind)
    day = models.DateField(_("day"))
    until = models.DateField(_("last day of the break"), null=True)
    status_before = models.CharField(_("status before"), max_length=10)
    starts_on_before = models.DateField(_("first day before"))
    ends_on_before = models.DateField(_("last day before"), null=True)
    paused_until_before = models.DateField(_("last day of the break before"), null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("written down by"))
    at = models.DateTimeField(_("written down"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("move of an assignment")
        verbose_name_plural = _("moves of assignments")
        constraints = [
            models.CheckConstraint(condition=models.Q(until__isnull=True) | models.Q(kind=MoveKind.PAUSE), name="move_until_of_a_break")
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.kind}"
