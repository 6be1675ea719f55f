"""Referees, and what they answer."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person

from .cases import Application


class Referee(models.Model):
    """Somebody the applicant has named. Told of it before anything is asked (GDPR art. 14).

    Personal data: name, contact, how they know the applicant. Retention: `Part.REFERENCES`.
    """

    wagtail_reference_index_ignore = True

    application = models.ForeignKey(Application, models.CASCADE, related_name="referees", verbose_name=_("application"))
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("how you know each other"), max_length=120, help_text=_("For example «boss at the café 2021–2024»."))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$")])
    language = models.CharField(_("language"), max_length=5, default="nb")
    named_at = models.DateTimeField(_("named"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened the form"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    bounced_at = models.DateTimeField(_("the letter came back"), null=True, blank=True)
    declined_at = models.DateTimeField(_("said no"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    thanked_at = models.DateTimeField(_("thanked"), null=True, blank=True)

    class Meta:
        ordering = ["named_at", "pk"]
        verbose_name = _("referee")
        verbose_name_plural = _("referees")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="") | ~models.Q(phone=""),
                name="referee_can_be_reached",
                violation_error_message=_("Write a telephone number or an e-mail address."),
            ),
            models.UniqueConstraint(
                "application",
                Lower("email"),
                condition=models.Q(replaced_at__isnull=True) & ~models.Q(email=""),
                name="referee_own_address",
                violation_error_message=_("Two referees cannot have the same address."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """What a referee answers. A draft until it is given; then it is not changed.

    Personal data: somebody's judgement of an applicant. Retention: `Part.REFERENCES`.
    """

    wagtail_reference_index_ignore = True

    referee = models.OneToOneField(Referee, models.CASCADE, related_name="reference", verbose_name=_("referee"))
    form_version = models.CharField(_("version of the form"), max_length=20)
    language = models.CharField(_("language"), max_length=5, default="nb")
    answers = models.JSONField(_("answers"), default=dict, help_text="Question key → answer, the questions' words with them.")
    may_be_read = models.BooleanField(_("the applicant may read it"), null=True)
    by_telephone = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written down on the telephone by")
    )
    window = models.CharField(
        _("window"), max_length=16, blank=True, help_text="Which window saved it last, so that an older one does not overwrite it unseen."
    )
    saved_at = models.DateTimeField(_("saved"))
    given_at = models.DateTimeField(_("given"), null=True, blank=True)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return str(self.given_at or self.saved_at)
