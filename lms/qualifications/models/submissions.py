"""Certificates from elsewhere: sent in, looked at by somebody responsible, and then a piece of evidence or sent back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person

from .ledger import Evidence, Qualification


class SubmissionState(models.TextChoices):
    """Where a certificate that was sent in stands."""

    WAITING = "waiting", _("waits for a look")
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("sent back")


class WhyBack(models.TextChoices):
    """Why a certificate is sent back."""

    UNREADABLE = "unreadable", _("The file cannot be read")
    NOT_YOURS = "not_yours", _("The name on it is another one")
    NO_DAY = "no_day", _("It does not say which day, or who held the course")
    OTHER_COURSE = "other_course", _("The course does not cover what we ask for")
    RUN_OUT = "run_out", _("It is too old to count")
    OTHER = "other", _("Something else")


class Submission(models.Model):
    """A certificate from elsewhere that somebody has sent in, and what was said of it. Whoever follows up the person decides; nobody their own.

    Personal data: which course somebody took elsewhere, when and where; who looked at it, why it was sent back. Retention: approved, as the evidence;
    else 180 days (`submissions.forget`).
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="submissions", verbose_name=_("person"))
    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="+", verbose_name=_("qualification"))
    earned_on = models.DateField(_("day of the course"))
    valid_until = models.DateField(_("last valid day on the certificate"), null=True, blank=True)
    provider = models.CharField(_("who held the course"), max_length=120)
    sent_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"))
    state = models.CharField(_("state"), max_length=10, choices=SubmissionState, default=SubmissionState.WAITING)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("looked at by"))
    decided_at = models.DateTimeField(_("looked at"), null=True)
    why_back = models.CharField(_("why it was sent back"), max_length=20, choices=WhyBack, blank=True)
    note = models.CharField(_("in a sentence"), max_length=300, blank=True)
    evidence = models.OneToOneField(Evidence, models.CASCADE, null=True, related_name="submission", verbose_name=_("evidence"))

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("certificate sent in")
        verbose_name_plural = _("certificates sent in")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "qualification"], condition=models.Q(state="waiting"), name="submission_waits_once_for_each"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("earned_on")),
                name="submission_valid_after_earned",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True, evidence__isnull=True, why_back="")
                | models.Q(state="approved", decided_at__isnull=False, evidence__isnull=False, why_back="")
                | (models.Q(state="returned", decided_at__isnull=False, evidence__isnull=True) & ~models.Q(why_back="")),
                name="submission_state_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("person")),
                name="submission_not_decided_by_oneself",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="submission_person_state")]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.earned_on}"


class Paper(models.Model):
    """The file of a certificate that was sent in. It lies in the database, so that it goes in the same breath as the decision is taken.

    Personal data: whatever stands on the certificate. Retention: until it was looked at, and `CERTIFICATE_KEPT_DAYS` days more; else 180 days.
    """

    wagtail_reference_index_ignore = True

    submission = models.OneToOneField(
        Submission, models.CASCADE, primary_key=True, related_name="paper", verbose_name=_("certificate sent in")
    )
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="Of the file as it was sent, so that sending it twice is once.")

    class Meta:
        verbose_name = _("file of a certificate")
        verbose_name_plural = _("files of certificates")

    def __str__(self) -> str:
        return f"{self.submission_id} · {self.media_type}"
