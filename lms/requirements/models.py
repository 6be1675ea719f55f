"""Rules in versions, exemptions from them, and leaves to begin in spite of them."""

from datetime import date

from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from lms.people.models import Person
from lms.qualifications.models import Assurance, Qualification
from lms.roles.models import Assignment, Role
from lms.units.models import Unit, UnitKind

from .rules import subject_of
from .words import any_of_words


class Phase(models.TextChoices):
    """By when a requirement must be met."""

    BEFORE_START = "before_start", _("before start")
    WITHIN_DAYS = "within_days", _("within a number of days")
    BY_DAY = "by_day", _("by a fixed day")


class Effect(models.TextChoices):
    """What it does not to meet a requirement that is due."""

    BLOCKS = "blocks", _("cannot serve")
    NOT_ALONE = "not_alone", _("can serve, but not alone")


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

    def not_over(self, day: date) -> "RequirementQuerySet":
        """Those in force on a day or later."""
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day))

    def with_clauses(self) -> "RequirementQuerySet":
        """Each with everything that is said of it, in 3 queries more than the rows."""
        return self.select_related("role", "unit", "kind").prefetch_related("clauses__options__qualification")


class Requirement(models.Model):
    """One version of a rule: an audience must meet some clauses, all of them, while the version is in force.

    The audience is role × unit and below × kind × city; an axis left open covers all. The version before ends the day before this one begins.
    Personal data: who decided, and who ended it. Retention: the rule stays, since it explains verdicts of its time; the names go with the people. The
    kept dry runs hold numbers only.
    """

    wagtail_reference_index_ignore = True

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
    due_on = models.DateField(_("by"), null=True, blank=True, help_text=_("The last day, included. Who begins later has it before start."))
    effect = models.CharField(_("effect"), max_length=12, choices=Effect, default=Effect.BLOCKS)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("to and including"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("instead of")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    dry_run = models.JSONField(_("what was tried before"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_dry_run = models.JSONField(_("what was tried before it ended"), null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["phase", "pk"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phase="within_days", days__isnull=False)
                | (~models.Q(phase="within_days") & models.Q(days__isnull=True)),
                name="requirement_days_with_phase",
                violation_error_message=_("Write the number of days for «within a number of days», and only then."),
            ),
            models.CheckConstraint(
                condition=models.Q(phase="by_day", due_on__isnull=False) | (~models.Q(phase="by_day") & models.Q(due_on__isnull=True)),
                name="requirement_day_with_phase",
                violation_error_message=_("Write the day for «by a fixed day», and only then."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="requirement_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role or _('all roles')} · {self.valid_from}"

    @property
    def subjects(self) -> list[str]:
        """What it asks for, clause by clause, as `rules.subject_of`. Reads its clauses."""
        return [subject_of([each.qualification.key for each in clause.options.all()], clause.assurance) for clause in self.clauses.all()]

    @property
    def words(self) -> str:
        """What it asks for, named. Reads its clauses."""
        return get_text_list([clause.words for clause in self.clauses.all()], pgettext("between the last two of a list", "and"))


class Clause(models.Model):
    """One thing a rule asks for: any one of some qualifications, held at a level of assurance or above. Holds no personal data."""

    wagtail_reference_index_ignore = True

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="clauses", verbose_name=_("requirement"))
    name = models.CharField(
        _("name"),
        max_length=120,
        blank=True,
        help_text=_("For example «First aid, one of these». Empty: what the qualifications are called."),
    )
    assurance = models.PositiveSmallIntegerField(_("at least"), choices=[(0, _("any")), *Assurance.choices], default=0)
    since = models.DateField(
        _("asked since"), help_text="When it was first asked, in this version or one before: what days are counted from."
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")

    def __str__(self) -> str:
        return self.name or f"{self.requirement_id} · {self.order}"

    @property
    def words(self) -> str:
        """What it asks for. Reads its options."""
        return self.name or any_of_words([each.qualification.called for each in self.options.all()])


class Option(models.Model):
    """A qualification that meets a clause. Holds no personal data."""

    wagtail_reference_index_ignore = True

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="options", verbose_name=_("clause"))
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="options", verbose_name=_("qualification"))

    class Meta:
        ordering = ["qualification__order", "qualification__name", "pk"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["clause", "qualification"], name="option_once_in_a_clause")]

    def __str__(self) -> str:
        return str(self.qualification)


class Exemption(models.Model):
    """That one person need not hold a qualification for a time: asked by one, and counting once a second one has said yes.

    `until` is the last day, included; ending it early moves it, before the first if it never began. Never deleted: a refused or
    ended one stays with who and when.
    Personal data: that somebody is let off something, why (never about health), who asked and who approved.
    Retention: with the person; erased with them.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="exemptions", verbose_name=_("person"))
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="exemptions", verbose_name=_("qualification"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"), help_text="Where it was asked for.")
    reason = models.CharField(_("reason"), max_length=300)
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("to and including"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("asked"))
    approved_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by"))
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    closed_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        indexes = [models.Index(fields=["person", "qualification", "until"], name="exemption_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("starts_on")) | models.Q(closed_at__isnull=False),
                name="exemption_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | models.Q(by__isnull=True) | ~models.Q(approved_by=models.F("by")),
                name="exemption_approved_by_another",
                violation_error_message=_("Somebody else than the one who asked must say yes."),
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | models.Q(approved_at__isnull=False), name="exemption_approved_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} {self.starts_on}–{self.until}"


class Leave(models.Model):
    """That somebody may begin in an assignment in spite of a gap, for a time: every gap counts as in order, to be closed by the last day.

    `until` is the last day, included; ending it early moves it, before the first if it never began. Never deleted.
    Personal data: that somebody was let begin, why (never about health), and by whom. Retention: with the assignment.
    """

    wagtail_reference_index_ignore = True

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="leaves", verbose_name=_("assignment"))
    reason = models.CharField(_("reason"), max_length=300)
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("to and including"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("given by"))
    at = models.DateTimeField(_("given"))
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ended by"))
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    closed_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("leave to begin")
        verbose_name_plural = _("leaves to begin")
        indexes = [models.Index(fields=["assignment", "until"], name="leave_assignment")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("starts_on")) | models.Q(closed_at__isnull=False),
                name="leave_ends_after_start",
                violation_error_message=_("The last day cannot come before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.starts_on}–{self.until}"


class Touch(models.Model):
    """That something was written on which sums rest: about a person, or about a unit with all below it, or (with neither) about everybody.

    Written by the database's own triggers (`touches`), so that nothing can be written past it, and taken away by whoever has reckoned with it.
    Personal data: whose standing may have changed, as a bare number. Retention: until a page asks for the sums, at the longest to the next night.
    """

    wagtail_reference_index_ignore = True

    # Bare numbers: what is told of may be gone already.
    person_id = models.BigIntegerField(_("person"), null=True)
    unit_id = models.BigIntegerField(_("unit"), null=True, help_text="With a person: one that they serve in or did.")
    since = models.DateField(_("since"), help_text="The first day, of those that are past, of which sums may have changed.")

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")

    def __str__(self) -> str:
        return f"{self.person_id or '–'} · {self.unit_id or '–'} · {self.since}"


class Keeping(models.Model):
    """The one row that those who keep sums take in turn, and how often something kept has been thrown away. Holds no personal data."""

    ONE = 1

    generation = models.PositiveBigIntegerField(_("generation"), default=0)

    class Meta:
        verbose_name = _("keeping of sums")
        verbose_name_plural = _("keeping of sums")

    def __str__(self) -> str:
        return str(self.generation)


class KeptSums(models.Model):
    """Sums of a day over those whose first unit (the one with the lowest id among all they serve or served in) is this. Holds no personal data.

    A projection: what is touched is thrown away and reckoned anew when somebody asks, all of it every night.
    """

    figure = models.CharField(_("figure"), max_length=12)
    day = models.DateField(_("day"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    sums = models.JSONField(
        _("sums"), help_text="By unit and by what is counted; those of a unit and all below it, added up, count each person once."
    )

    class Meta:
        verbose_name = _("kept sums")
        verbose_name_plural = _("kept sums")
        constraints = [models.UniqueConstraint(fields=["figure", "day", "unit"], name="keptsums_once")]

    def __str__(self) -> str:
        return f"{self.figure} · {self.day} · {self.unit_id}"
