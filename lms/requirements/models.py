"""Requirements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.qualifications.models import Qualification
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind


class Phase(models.TextChoices):
    """By when a requirement must be met."""

    BEFORE_START = "before_start", _("before start")
    WITHIN_DAYS = "within_days", _("within a number of days")


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Reads over requirements."""

    def asked_of(self, role: Role, unit: Unit) -> "RequirementQuerySet":
        """Those whose audience a role in a unit belongs to."""
        return self.asked_in(unit).filter(models.Q(role__isnull=True) | models.Q(role=role))

    def asked_in(self, unit: Unit) -> "RequirementQuerySet":
        """Those that concern somebody in a unit, whatever the role."""
        return self.filter(
            models.Q(unit__isnull=True) | models.Q(unit_id__in=unit.path_ids),
            models.Q(kind__isnull=True) | models.Q(kind_id=unit.kind_id),
            models.Q(city="") | models.Q(city=unit.city),
        )


class Requirement(models.Model):
    """An audience must hold a qualification. The audience is role × unit and below × kind × city; an axis left open covers all.

    Holds no personal data.
    """

    wagtail_reference_index_ignore = True

    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="requirements", verbose_name=_("qualification"))
    role = models.ForeignKey(
        Role,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("role"),
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("unit and below"),
    )
    kind = models.ForeignKey(
        UnitKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("kind of unit"),
    )
    city = models.CharField(_("city"), max_length=80, blank=True)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.BEFORE_START)
    days = models.PositiveSmallIntegerField(
        _("days"),
        null=True,
        blank=True,
        help_text=_("Counted from the first day in the role, or from when the requirement began if that is later."),
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("to and including"), null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["phase", "qualification__order", "pk"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phase="within_days", days__isnull=False) | models.Q(phase="before_start", days__isnull=True),
                name="requirement_days_with_phase",
                violation_error_message=_("Write the number of days for «within a number of days», and only then."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="requirement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.role or _('all roles')}"
