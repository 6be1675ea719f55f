"""Roles, assignments and responsibilities."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.ui.naming import Named, NamesField
from lms.units.models import Unit

from .moves import Move, MoveKind
from .reviews import Answer, Confirmation
from .talks import FollowUp, TalkKind, TalkWish, Urgency, WishOutcome

__all__ = [
    "Answer",
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentStatus",
    "Confirmation",
    "FollowUp",
    "Move",
    "MoveKind",
    "Responsibility",
    "ResponsibilityKind",
    "ResponsibilityQuerySet",
    "Role",
    "TalkKind",
    "TalkWish",
    "Urgency",
    "WishOutcome",
]


class Role(Named):
    """What a tidgiver does: støttespiller, velkomstgruppe, kjøkken … Holds no personal data."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = NamesField(line_length=80)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")


class AssignmentStatus(models.TextChoices):
    """Where an assignment stands."""

    PLANNED = "planned", _("planned")
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads over assignments."""

    def current(self) -> "AssignmentQuerySet":
        """Planned, active or paused: whoever still belongs."""
        return self.exclude(status=AssignmentStatus.ENDED)

    def serving(self) -> "AssignmentQuerySet":
        """Planned or active: those whose readiness matters now."""
        return self.filter(status__in=[AssignmentStatus.PLANNED, AssignmentStatus.ACTIVE])


class Assignment(models.Model):
    """A person holds a role in a unit.

    Personal data: that somebody is a tidgiver, where and when. Retention: with the person.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="assignments", verbose_name=_("person"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments", verbose_name=_("role"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("unit"))
    status = models.CharField(_("status"), max_length=10, choices=AssignmentStatus, default=AssignmentStatus.PLANNED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day, included."))
    paused_until = models.DateField(
        _("has a break to"),
        null=True,
        blank=True,
        help_text=_("The last day of the break, included; empty if nobody has said when it ends."),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "role", "starts_on"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [models.Index(fields=["unit", "status", "person"], name="assignment_unit_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=~models.Q(status="ended"),
                name="assignment_once_at_a_time",
                violation_error_message=_("This person has this assignment already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended") | models.Q(ends_on__isnull=False),
                name="assignment_ended_has_end",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_until__isnull=True) | models.Q(status="paused"),
                name="assignment_break_is_a_break",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.unit}"

    def rests_on(self, day: date) -> bool:
        """Whether the break that goes on now goes on that day too; its last day is included."""
        return self.status == AssignmentStatus.PAUSED and (self.paused_until is None or self.paused_until >= day)


class ResponsibilityKind(models.TextChoices):
    """What a responsibility is for; what each may see and do stands in `policies.py`."""

    LEADER = "leader", _("leader")
    COORDINATOR = "coordinator", _("coordinator")
    RECRUITER = "recruiter", _("recruiter")
    EDITOR = "editor", _("editor")
    SUBJECT_OWNER = "subject_owner", _("subject owner")
    CENTRAL_EDITOR = "central_editor", _("central editor")
    CENTRAL_COORDINATOR = "central_coordinator", _("central coordinator")
    ADMINISTRATOR = "administrator", _("administrator")


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    """Reads over responsibilities."""

    def on(self, day: date) -> "ResponsibilityQuerySet":
        """Those that hold on a day."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day), starts_on__lte=day)


class Responsibility(models.Model):
    """What a person may see and do in a unit and below it. A deputy may do the same.

    Personal data: that somebody has a function in the organisation. Retention: with the person.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="responsibilities", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responsibilities", verbose_name=_("unit"))
    kind = models.CharField(_("responsibility"), max_length=20, choices=ResponsibilityKind)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day, included."))

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "kind", "is_deputy"]
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit", "kind"],
                condition=models.Q(ends_on__isnull=True),
                name="responsibility_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.unit}"


class SavedFilter(models.Model):
    """A choice among a unit's people that somebody wants to come back to, with a name; `shared` with those who follow the unit up, too.

    Personal data: who saved it. What it searches for by name is never among what it keeps. Retention: until somebody deletes it; with the person.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_filters", verbose_name=_("saved by"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("what it asks for"), max_length=200, help_text="As the page's address has it.")
    shared = models.BooleanField(_("shared"), default=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["person", "unit", "name"], name="saved_filter_named_once")]

    def __str__(self) -> str:
        return self.name
