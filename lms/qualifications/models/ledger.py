"""Qualifications, the ledger of evidence, and its projection."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.qualifications import rules
from lms.ui.naming import Named, NamesField
from lms.units.models import Unit

VALID_UNITS = [
    (rules.ValidUnit.NEVER.value, _("does not lapse")),
    (rules.ValidUnit.DAYS.value, _("days")),
    (rules.ValidUnit.MONTHS.value, _("months")),
    (rules.ValidUnit.YEARS.value, _("years")),
    (rules.ValidUnit.YEAR_END.value, _("years on, to the end of that calendar year")),
    (rules.ValidUnit.FIXED_DAY.value, _("times that a fixed day of the year comes round")),
    (rules.ValidUnit.ROUND.value, _("months, in rounds that are the same for everybody")),
]
RENEWED_FROM = [
    (rules.RenewedFrom.COMPLETION.value, _("the day they renew")),
    (rules.RenewedFrom.EXPIRY.value, _("the old last day, if they renew in the window before it")),
]


_SPELLS = (rules.ValidUnit.DAYS, rules.ValidUnit.MONTHS, rules.ValidUnit.YEARS)


class Qualification(Named):
    """What one can hold: «Taushetsplikt», «Førstehjelp – praktisk». With a unit it is that unit's own, else the centre's. Holds no personal data."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    names = NamesField(line_length=120)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
        help_text=_("Empty for the centre's. A unit's own is earned by that unit's own courses alone."),
    )
    description = models.TextField(_("description"), blank=True)
    valid_for = models.PositiveSmallIntegerField(
        _("how long it is valid"),
        null=True,
        blank=True,
        help_text=_("How many of the unit beside it. Empty if it does not lapse. The last valid day is included."),
    )
    valid_unit = models.CharField(_("counted in"), max_length=12, choices=VALID_UNITS, default=rules.ValidUnit.NEVER.value)
    fixed_month = models.PositiveSmallIntegerField(
        _("month of the fixed day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    fixed_day = models.PositiveSmallIntegerField(
        _("fixed day of that month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    round_ends = models.DateField(
        _("last day of one of the rounds"),
        null=True,
        blank=True,
        help_text=_(
            "From that day the others are reckoned, both ways. Who takes it in a round, early or late, has it to the end of that round."
        ),
    )
    least_days = models.PositiveSmallIntegerField(
        _("counts at least so many days"),
        default=0,
        help_text=_(
            "Where it counts to a day in the calendar. If that day is nearer when somebody takes it, it counts to the next one after it."
        ),
    )
    renewal_opens_days = models.PositiveSmallIntegerField(
        _("days before the last day that renewing opens"),
        default=60,
        help_text=_("Who renews earlier than that has it counted from the day they renew, and loses nothing by it."),
    )
    renewed_from = models.CharField(
        _("a renewal counts from"),
        max_length=12,
        choices=RENEWED_FROM,
        default=rules.RenewedFrom.COMPLETION.value,
        help_text=_(
            "From the old last day, renewing in good time costs no days. Who renews too late always has it counted from the day they renew."
        ),
    )
    takes_outside = models.BooleanField(
        _("a certificate from elsewhere can show it"),
        default=False,
        help_text=_(
            "Then people can send one in themselves, and whoever follows them up looks at it. Those who follow up can always register one."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_unit=rules.ValidUnit.NEVER.value, valid_for__isnull=True)
                | models.Q(valid_unit=rules.ValidUnit.YEAR_END.value, valid_for__isnull=False)
                | models.Q(
                    valid_unit=rules.ValidUnit.FIXED_DAY.value, valid_for__gte=1, fixed_month__range=(1, 12), fixed_day__range=(1, 31)
                )
                | models.Q(valid_unit=rules.ValidUnit.ROUND.value, valid_for__gte=1, round_ends__isnull=False)
                | models.Q(valid_unit__in=[each.value for each in _SPELLS], valid_for__gte=1),
                name="qualification_validity_is_whole",
                violation_error_message=_(
                    "Say how long it is valid and in what, or that it does not lapse. A fixed day of the year needs month and day."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(least_days=0) | models.Q(valid_unit__in=sorted(each.value for each in rules.IN_THE_CALENDAR)),
                name="qualification_least_days_in_the_calendar",
                violation_error_message=_("Only what counts to a day in the calendar can count at least so many days."),
            ),
        ]

    def clean(self) -> None:
        """A window at least as long as the validity would let one renew what one has just renewed, again and again."""
        if self.least_days and self.valid_for is not None and self.least_days > (self._least_days() or 365):
            raise ValidationError({"least_days": _("It cannot be longer than from one such day to the next.")})
        if self.renewed_from == rules.RenewedFrom.EXPIRY and self.valid_for and self.renewal_opens_days >= self._least_days():
            raise ValidationError({"renewal_opens_days": _("Renewing must open later than what is renewed began to count.")})

    @property
    def validity(self) -> rules.Validity:
        """How long it counts."""
        return rules.Validity(
            self.valid_for or 0,
            rules.ValidUnit(self.valid_unit),
            self.fixed_month or 12,
            self.fixed_day or 31,
            self.round_ends or rules.ANY_ROUND,
            self.least_days,
        )

    @property
    def renewal(self) -> str:
        """How renewing it counts from the expiry, in the words of `rules.Renewal`; empty if it does not."""
        lapses = self.valid_unit != rules.ValidUnit.NEVER
        return (
            str(rules.Renewal(self.validity, self.renewal_opens_days)) if lapses and self.renewed_from == rules.RenewedFrom.EXPIRY else ""
        )

    @property
    def valid_months(self) -> int | None:
        """Its validity in months, where it is counted in months or years."""
        return (self.valid_for or 0) * {rules.ValidUnit.MONTHS: 1, rules.ValidUnit.YEARS: 12}.get(
            rules.ValidUnit(self.valid_unit), 0
        ) or None

    def _least_days(self) -> int:
        days = {rules.ValidUnit.DAYS: 1, rules.ValidUnit.MONTHS: 28, rules.ValidUnit.ROUND: 28}.get(rules.ValidUnit(self.valid_unit), 365)
        return days * (self.valid_for or 0)


class Equivalent(models.Model):
    """That evidence for one qualification also counts as another: one way, and no further than that one. Holds no personal data.

    Written by `actions.add_equivalent` and `actions.remove_equivalent`, which reckon anew what is held.
    """

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="equivalents", verbose_name=_("qualification"))
    counts_as = models.ForeignKey(Qualification, models.CASCADE, related_name="counted_from", verbose_name=_("counts as"))

    class Meta:
        verbose_name = _("equivalent")
        verbose_name_plural = _("equivalents")
        constraints = [
            models.UniqueConstraint(fields=["qualification", "counts_as"], name="equivalent_once"),
            models.CheckConstraint(condition=~models.Q(qualification=models.F("counts_as")), name="equivalent_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} → {self.counts_as}"


class EvidenceKind(models.TextChoices):
    """Where evidence comes from. The ledger knows the kind, never the source itself."""

    COURSE = "course", _("course")
    QUIZ = "quiz", _("test")
    GATHERING = "gathering", _("gathering")
    GUIDELINE = "guideline", _("guideline read and understood")
    OBSERVED = "observed", _("observed in practice")
    OUTSIDE = "outside", _("certificate from elsewhere")
    RECOGNISED = "recognised", _("earlier training recognised")
    REGISTERED = "registered", _("registered by a leader")


class Assurance(models.IntegerChoices):
    """How sure one can be that it was this person, weakest first."""

    OWN_WORD = 10, _("own word")
    REGISTERED = 20, _("registered by a responsible person")
    LOGGED_IN = 30, _("done while logged in")
    OBSERVED = 40, _("observed by a qualified person")


class TrackedLevel(models.Model):
    """That the projection also says what is held at a level of assurance or above. Holds no personal data.

    Written by `actions.track_level` and `actions.untrack_level`, which reckon anew what is held.
    """

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="tracked_levels", verbose_name=_("qualification"))
    level = models.PositiveSmallIntegerField(_("at least"), choices=Assurance)

    class Meta:
        verbose_name = _("tracked level")
        verbose_name_plural = _("tracked levels")
        constraints = [models.UniqueConstraint(fields=["qualification", "level"], name="tracked_level_once")]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.level}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads over the ledger."""

    def with_lapses(self) -> "EvidenceQuerySet":
        """Each with what decisions that stand say, or None.

        `lapses_on` is the first day on which it no longer counts, `extended_to` the last day to which it does.
        """
        return self.annotate(lapses_on=first_lapse(""), extended_to=last_extension(""))

    def counting(self, day: date) -> "EvidenceQuerySet":
        """What has begun to count by a day, and neither lapsed by then nor was taken back."""
        standing = Effect.objects.filter(evidence=models.OuterRef("pk"), decision__reversal__isnull=True)
        lapsed = standing.filter(decision__kind=DecisionKind.LAPSE, decision__from_day__lte=day)
        extended = standing.filter(decision__kind=DecisionKind.EXTEND, decision__until__gte=day)
        still = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day) | models.Exists(extended)
        return self.filter(still, ~models.Exists(lapsed), earned_on__lte=day, revocation__isnull=True)


def first_lapse(evidence: str) -> models.Min:
    """The first day from which a decision that stands lets evidence lapse; `evidence` is the way to it, ending in «__» (empty: from itself)."""
    return models.Min(f"{evidence}effects__decision__from_day", filter=_standing(evidence, "lapse"))


def last_extension(evidence: str) -> models.Max:
    """The last day to which a decision that stands lets evidence count; `evidence` as for `first_lapse`."""
    return models.Max(f"{evidence}effects__decision__until", filter=_standing(evidence, "extend"))


def _standing(evidence: str, kind: str) -> models.Q:
    decision = f"{evidence}effects__decision__"
    return models.Q(**{f"{decision}reversal__isnull": True, f"{decision}kind": kind})


class Evidence(AppendOnly):
    """That a person earned a qualification on a day. Append-only; written by `actions.record` alone.

    Personal data: what somebody has learnt, when and where. Retention: with the person; erased with them.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="evidence", verbose_name=_("person"))
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="evidence", verbose_name=_("qualification"))
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind)
    assurance = models.PositiveSmallIntegerField(_("assurance"), choices=Assurance)
    earned_on = models.DateField(_("earned on"))
    valid_until = models.DateField(
        _("valid to and including"),
        null=True,
        blank=True,
        help_text=_("Empty if it does not lapse."),
    )
    renewal = models.CharField(
        _("renewal"),
        max_length=40,
        blank=True,
        help_text="How it renews from the expiry (`rules.Renewal`), as the qualification said when it was recorded; empty if it does not.",
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("In words, for example «Taushetsplikt, edition 3»."),
    )
    source_key = models.CharField(
        _("source key"),
        max_length=120,
        help_text="What makes recording twice the same as recording once.",
    )
    registered_by = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registered by"),
    )
    registered_at = models.DateTimeField(_("registered"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-earned_on", "-pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["person", "qualification", "source_key"], name="evidence_recorded_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("earned_on")),
                name="evidence_valid_after_earned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.earned_on}"


class Revocation(AppendOnly):
    """That a piece of evidence no longer counts from the day it was earned, and why. Append-only.

    Personal data: who revoked, why. Retention: as the evidence.
    """

    wagtail_reference_index_ignore = True

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="revocation", verbose_name=_("evidence"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")

    def __str__(self) -> str:
        return f"{self.evidence} · {self.reason}"


class DecisionKind(models.TextChoices):
    """What a decision does with the evidence it names."""

    LAPSE = "lapse", _("lapses from a day")
    EXTEND = "extend", _("counts to a later day")
    RECOGNISE = "recognise", _("earlier training recognised")


class Decision(AppendOnly):
    """One decision about many pieces of evidence, and why. Append-only.

    *Lapse*: from `from_day` on they no longer count; what they said before that day stands. *Extend*: they count to and including `until`, if they
    did not count longer already. *Recognise*: it made them, as earned on `from_day`, and counting to and including `until` if it says so.
    `unit` is where it was taken, if it was taken at a unit's desk; publishing takes decisions too, and they have none.

    Personal data: who decided. Retention: as the evidence it names; without any it names nobody.
    """

    wagtail_reference_index_ignore = True

    key = models.CharField(_("key"), max_length=120, unique=True, help_text="What makes deciding twice the same as deciding once.")
    kind = models.CharField(_("kind"), max_length=12, choices=DecisionKind, default=DecisionKind.LAPSE)
    from_day = models.DateField(_("from"), help_text=_("The first day on which it no longer counts."))
    until = models.DateField(_("to and including"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind="extend") | models.Q(until__isnull=False), name="decision_extends_to_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.from_day} · {self.reason}"


class Effect(AppendOnly):
    """That a decision concerns a piece of evidence. Append-only; written by the actions that decide.

    Personal data: as the evidence. Retention: with it.
    """

    wagtail_reference_index_ignore = True

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="effects", verbose_name=_("decision"))
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="effects", verbose_name=_("evidence"))

    class Meta:
        verbose_name = _("effect of a decision")
        verbose_name_plural = _("effects of decisions")
        constraints = [models.UniqueConstraint(fields=["decision", "evidence"], name="effect_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} · {self.decision_id}"


class Reversal(AppendOnly):
    """That a decision no longer holds, from the first day it held, and why. Append-only.

    Personal data: who reversed, why. Retention: as the decision.
    """

    wagtail_reference_index_ignore = True

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="reversal", verbose_name=_("decision"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")

    def __str__(self) -> str:
        return f"{self.decision} · {self.reason}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    """Reads over the projection."""

    def at_any_level(self) -> "HoldingQuerySet":
        """What is held, however sure one can be."""
        return self.filter(level=0)

    def on(self, day: date) -> "HoldingQuerySet":
        """What is held on a day, however sure one can be."""
        return self.at_any_level().filter(valid_from__lte=day, valid_until__gte=day)


class Holding(models.Model):
    """The ledger's projection: the spans in which a person holds a qualification (both days included).

    A row of level 0 says that it is held, however sure one can be: this is what nearly every reader asks for. Rows of a higher level say what is held
    by evidence of at least that assurance; only levels that are tracked (`TrackedLevel`) have any.
    Rebuildable from evidence at any time (`manage.py rebuild_holdings` must find nothing to change). «Does not lapse» is `rules.FOREVER`.
    Personal data: as the evidence it is computed from. Retention: with it.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="holdings", verbose_name=_("person"))
    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="holdings", verbose_name=_("qualification"))
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("to and including"))

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        indexes = [
            models.Index(
                fields=["person", "level", "qualification", "valid_until", "valid_from"],
                name="holding_person_level",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "qualification", "level", "valid_from"], name="holding_starts_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="holding_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} {self.valid_from}–{self.valid_until}"
