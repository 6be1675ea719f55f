"""Rulings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.mail.models import Letter
from lms.people.models import Person
from lms.roles.models import Assignment

from .cases import Application


class Outcome(models.TextChoices):
    """What a ruling can say."""

    ADMITTED = "admitted", _("admitted")
    WAITING_LIST = "waiting_list", _("waiting list")
    DECLINED = "declined", _("declined")


class Code(models.TextChoices):
    """Why, for the statistics. The applicant reads the sentence, not the code."""

    SUITED = "suited", _("suited for the role")
    NO_PLACE = "no_place", _("no place now")
    LATER = "later", _("better at a later time")
    TIME = "time", _("time and frames do not fit")
    ROLE = "role", _("another role or unit fits better")
    BOUNDARIES = "boundaries", _("boundaries or confidentiality")
    SAFETY = "safety", _("safety of those we are there for")
    NO_ANSWER = "no_answer", _("no answer from the applicant")


CODES_OF = {
    Outcome.ADMITTED: (Code.SUITED,),
    Outcome.WAITING_LIST: (Code.NO_PLACE, Code.LATER),
    Outcome.DECLINED: (Code.TIME, Code.ROLE, Code.BOUNDARIES, Code.SAFETY, Code.NO_PLACE, Code.NO_ANSWER),
}


class RulingQuerySet(models.QuerySet["Ruling"]):
    """Reads over rulings."""

    def open(self) -> "RulingQuerySet":
        """Proposals that nobody has answered."""
        return self.filter(confirmed_at__isnull=True, refused_at__isnull=True, undone_at__isnull=True)

    def in_force(self) -> "RulingQuerySet":
        """Confirmed, and not undone; the newest is what holds."""
        return self.filter(confirmed_at__isnull=False, undone_at__isnull=True)


class Ruling(models.Model):
    """What was proposed, who stood behind it, and what became of it. Several may follow each other; at most one is open or in force.

    Personal data: a decision on an applicant, and whose. Retention: outcome, code and dates stay as counts; the text goes with the answers.
    """

    wagtail_reference_index_ignore = True

    application = models.ForeignKey(Application, models.CASCADE, related_name="rulings", verbose_name=_("application"))
    outcome = models.CharField(_("ruling"), max_length=12, choices=Outcome)
    code = models.CharField(_("code"), max_length=12, choices=Code)
    sentence = models.CharField(
        _("one sentence to the applicant"),
        max_length=400,
        help_text=_("Written so that they can read it. Nothing about health, rus or faith."),
    )
    from_stage = models.CharField(_("stage it was proposed in"), max_length=12)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    refused_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sent back by"))
    refused_at = models.DateTimeField(_("sent back"), null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    reason = models.CharField(_("why it was sent back or undone"), max_length=300, blank=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("letter"))
    starts_on = models.DateField(_("first day"), null=True, blank=True, help_text=_("Of an admission: the planned first shift."))
    # What an admission made, so that undoing it takes that back and nothing else.
    assignment = models.ForeignKey(
        Assignment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("assignment it made")
    )
    opened_login = models.BooleanField(_("it opened the login"), default=False)

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(confirmed_at__isnull=True, refused_at__isnull=True, undone_at__isnull=True),
                name="ruling_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(refused_at__isnull=True) | models.Q(confirmed_at__isnull=True), name="ruling_confirmed_or_refused"
            ),
            models.CheckConstraint(
                condition=models.Q(*(models.Q(outcome=outcome, code__in=codes) for outcome, codes in CODES_OF.items()), _connector="OR"),
                name="ruling_code_fits_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} · {self.get_code_display()}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered the proposal."""
        return self.confirmed_at is None and self.refused_at is None and self.undone_at is None

    @property
    def in_force(self) -> bool:
        """Whether it has been confirmed and stands."""
        return self.confirmed_at is not None and self.undone_at is None
