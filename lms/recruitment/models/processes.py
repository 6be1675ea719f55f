"""What a unit demands before somebody is admitted, as data."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.recruitment.rules.stages import MOST_REFERENCES, MOST_ROUNDS, Demand
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind


class PoliceBasis(models.TextChoices):
    """The legal basis (hjemmel) of asking for a police certificate. Without one nobody can ask."""

    CHILDREN = "34-1", _("politiregisterforskriften § 34-1: minors, or persons with intellectual disability")
    HEALTH_SERVICES = "5-4", _("helse- og omsorgstjenesteloven § 5-4: services under the act")
    SHELTERS = "7", _("krisesenterloven § 7: crisis shelters")


class ProcessQuerySet(models.QuerySet["Process"]):
    """Reads over processes."""

    def current(self) -> "ProcessQuerySet":
        """Those that new applications follow."""
        return self.filter(superseded_at__isnull=True)


class Process(models.Model):
    """The steps of recruitment for a unit or a kind of unit, and for a role or all roles. Holds no personal data beyond who wrote it.

    A process is never changed: a new version supersedes it, and cases that have begun keep the one they began with. The row with neither unit, kind
    nor role is the standard that holds where nothing nearer does. Personal data: who wrote it. Retention: as long as a case points at it.
    """

    wagtail_reference_index_ignore = True

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit and below"))
    kind = models.ForeignKey(UnitKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of unit"))
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role"))
    # Unit, kind and role in one word, since an open axis is null and nulls are never equal to one another.
    audience = models.CharField(_("audience"), max_length=80, editable=False)
    rounds = models.PositiveSmallIntegerField(_("rounds of interviews"), default=2, validators=[MaxValueValidator(MOST_ROUNDS)])
    seats = models.PositiveSmallIntegerField(
        _("interviewers in each round, at least"), default=2, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    references = models.PositiveSmallIntegerField(_("references"), default=2, validators=[MaxValueValidator(MOST_REFERENCES)])
    deciders = models.PositiveSmallIntegerField(
        _("who stands behind a ruling"), default=2, choices=[(1, _("one person")), (2, _("two different persons"))]
    )
    trial_shift = models.BooleanField(_("trial shift"), default=False)
    guideline = models.ForeignKey(
        "wagtailcore.Page",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("guideline to sign"),
        help_text=_("The applicant reads this page and says that they will follow it. Empty: none."),
    )
    police_basis = models.CharField(
        _("police certificate"),
        max_length=8,
        choices=PoliceBasis,
        blank=True,
        help_text=_("Can only be asked for where the law allows it. Choose the legal basis, or leave it empty."),
    )
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by"))
    valid_from = models.DateTimeField(_("from"))
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        constraints = [
            models.UniqueConstraint(fields=["audience"], condition=models.Q(superseded_at__isnull=True), name="process_one_current"),
            models.CheckConstraint(condition=models.Q(unit__isnull=True) | models.Q(kind__isnull=True), name="process_unit_or_kind"),
            models.CheckConstraint(
                condition=models.Q(rounds__lte=MOST_ROUNDS, references__lte=MOST_REFERENCES, seats__gte=1, deciders__in=[1, 2]),
                name="process_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        where = self.unit or self.kind or _("all units")
        return f"{where} · {self.role or _('all roles')}"

    @property
    def demand(self) -> Demand:
        """The same in the words of the rules."""
        return Demand(
            rounds=self.rounds,
            seats=self.seats,
            references=self.references,
            deciders=self.deciders,
            trial_shift=self.trial_shift,
            guideline=self.guideline_id is not None,
            police_certificate=bool(self.police_basis),
        )


class AwayQuerySet(models.QuerySet["Away"]):
    """Reads over absences."""

    def on(self, day: date) -> "AwayQuerySet":
        """Those that hold on a day."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class Away(models.Model):
    """Somebody who owns cases is away, both days included, and who sees to them meanwhile.

    Personal data: when somebody is away; never why. Retention: 30 days after the last day.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    deputy = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("deputy"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    objects = AwayQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="away_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("deputy")),
                name="away_deputy_is_another",
                violation_error_message=_("Choose somebody else as deputy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"
