"""Units and what every unit has, whoever works there."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ui.naming import Named, NamesField


class UnitKind(Named):
    """What a unit does (gatenært tiltak, Steg for Steg, a programme, a city organisation). Holds no personal data."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = NamesField(line_length=80)
    has_tidgivere = models.BooleanField(_("has tidgivere"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("kind of unit")
        verbose_name_plural = _("kinds of unit")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads over the tree. `path` holds the ids from the root: "/1/4/9/"."""

    def open(self) -> "UnitQuerySet":
        """Units that are not closed."""
        return self.filter(closed_on__isnull=True)

    def below(self, *units: "Unit") -> "UnitQuerySet":
        """These units and everything under them."""
        return self.below_paths(unit.path for unit in units if unit.path)

    def below_paths(self, paths: Iterable[str]) -> "UnitQuerySet":
        """The units at these paths and everything under them."""
        within = models.Q()
        for path in paths:
            within |= models.Q(path__startswith=path)
        return self.filter(within) if within else self.none()

    def above(self, unit: "Unit") -> "UnitQuerySet":
        """This unit and everything over it, root first."""
        return self.filter(pk__in=unit.path_ids).order_by("path")


class Unit(models.Model):
    """A place in the tree of units. City and kind are axes of their own, not levels of the tree. Holds no personal data."""

    wagtail_reference_index_ignore = True

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), unique=True)
    # Null for the moment between insert and `actions.open_unit` knowing the id.
    path = models.CharField(
        _("path"),
        max_length=200,
        unique=True,
        null=True,
        editable=False,
        validators=[RegexValidator(r"^(/\d+)+/$")],
    )
    kind = models.ForeignKey(UnitKind, models.PROTECT, related_name="units", verbose_name=_("kind"))
    city = models.CharField(_("city"), max_length=80, blank=True, db_index=True)
    page = models.OneToOneField(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="unit",
        verbose_name=_("page"),
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="unit",
        verbose_name=_("collection"),
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into"), editable=False
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(closed_on__isnull=False) & ~models.Q(merged_into=models.F("pk")),
                name="unit_merged_is_closed",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path_ids(self) -> list[int]:
        """Ids from the root down to this unit, itself included."""
        return [int(part) for part in (self.path or "").strip("/").split("/") if part]

    @property
    def depth(self) -> int:
        """1 for the root."""
        return len(self.path_ids)


class Indicator(models.TextChoices):
    """What a goal is measured by. All but the last are counted by the platform; its yearly report says how."""

    ACTIVE = "active", _("tidgivere in the year")
    NEW = "new", _("new tidgivere")
    AT_END = "at_end", _("tidgivere at the end of the year")
    READY = "ready", _("share ready at the end of the year, in per cent")
    ADMITTED = "admitted", _("admitted of the year's applications")
    OWN = "own", _("something else, in own words")


class Goal(models.Model):
    """What a unit wants to reach in a year, and how it went. Holds no personal data: counts, and words that say not to write about people.

    The result is counted when somebody looks, but for a goal in own words, whose result is written here.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="goals", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    indicator = models.CharField(_("measured by"), max_length=12, choices=Indicator)
    name = models.CharField(
        _("in own words"), max_length=120, blank=True, help_text=_("Only for «something else», for example «evenings with a theme».")
    )
    target = models.PositiveIntegerField(_("target"), help_text=_("A number."))
    result = models.PositiveIntegerField(_("result"), null=True, blank=True, help_text=_("Only for «something else»; the rest is counted."))
    text = models.CharField(
        _("a short text"),
        max_length=400,
        blank=True,
        help_text=_("Why it went as it did, and what comes next. Nothing about single people."),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "indicator"],
                condition=~models.Q(indicator="own"),
                name="goal_once_a_year",
                violation_error_message=_("There is a goal for this already."),
            ),
            models.CheckConstraint(condition=~models.Q(indicator="own") | ~models.Q(name=""), name="goal_own_has_name"),
            models.CheckConstraint(
                condition=models.Q(indicator="own") | models.Q(name="", result__isnull=True), name="goal_counted_is_counted"
            ),
            models.CheckConstraint(
                condition=~models.Q(indicator="ready") | models.Q(target__lte=100),
                name="goal_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.year}"

    @property
    def words(self) -> str:
        """What it is measured by."""
        return self.name or str(Indicator(self.indicator).label)

    def clean(self) -> None:
        """Says beside each field what the constraints would say of the whole."""
        wrong = {}
        if self.indicator == Indicator.OWN:
            if not self.name:
                wrong["name"] = _("Write what you want to reach.")
        elif self.indicator:
            if self.name:
                wrong["name"] = _("Own words belong to «something else».")
            if self.result is not None:
                wrong["result"] = _("This is counted, and not written.")
        if self.indicator == Indicator.READY and (self.target or 0) > 100:
            wrong["target"] = _("A share is at most 100.")
        if wrong:
            raise ValidationError(wrong)


class ContactCard(models.Model):
    """Whom to ring in a unit, and when: «Hvem ringer jeg?».

    Personal data: the name or telephone of somebody on duty, if the unit writes one. Retention: as long as the card is shown; edited by the leader.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contacts", verbose_name=_("unit"))
    title = models.CharField(_("what it is about"), max_length=80, help_text=_("For example «On duty in the evening»."))
    who = models.CharField(
        _("who answers"),
        max_length=80,
        blank=True,
        help_text=_("A function is enough, for example «supervisor on duty»."),
    )
    phone = models.CharField(
        _("telephone"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$", _("Write digits and spaces only."))],
    )
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.CharField(_("when"), max_length=80, blank=True, help_text=_("For example «weekdays 4–10 pm»."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("contact card")
        verbose_name_plural = _("contact cards")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="") | ~models.Q(email=""),
                name="contactcard_can_be_reached",
                violation_error_message=_("Write a telephone number or an e-mail address."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def telephone_link(self) -> str:
        """The number as a `tel:` address wants it."""
        return self.phone.replace(" ", "")
