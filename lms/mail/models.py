"""The outbox, and the words of letters."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from .rules import fill
from .texts import kind_of


class Channel(models.TextChoices):
    """The way a letter goes."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("text message")


class Letter(models.Model):
    """A letter that was, or will be, sent. Its key makes posting twice the same as posting once.

    Personal data: an e-mail address or a telephone number, and what was written to it. Retention: 180 days after it was sent; a text with a secret
    link goes at once.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    channel = models.CharField(_("way"), max_length=5, choices=Channel, default=Channel.EMAIL)
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    calendar = models.TextField(_("calendar entry"), blank=True, help_text="An iCalendar file that goes with it.")
    created_at = models.DateTimeField(_("written"))
    send_after = models.DateTimeField(_("not before"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    returned_at = models.DateTimeField(
        _("came back"), null=True, blank=True, help_text="The address took no letter, or none would go for hours."
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    is_secret = models.BooleanField(
        _("holds a secret link"), default=False, help_text="Its text is removed as soon as it is sent, stopped or given up."
    )
    is_patient = models.BooleanField(_("waits for the morning"), default=False, help_text="It is not sent in the quiet hours.")
    error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["send_after"],
                condition=models.Q(sent_at__isnull=True, stopped_at__isnull=True, returned_at__isnull=True),
                name="letter_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class LetterText(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """The words of a letter, written at the editors' desk. They go once they are published; else the shipped ones do. Holds no personal data."""

    key = models.CharField(_("which letter"), max_length=40)
    language = models.CharField(_("language"), max_length=5, default="nb")
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    body = models.TextField(_("text"))

    class Meta:
        ordering = ["key", "language"]
        verbose_name = _("words of a letter")
        verbose_name_plural = _("words of letters")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="lettertext_once")]

    def __str__(self) -> str:
        kind = kind_of(self.key)
        return f"{capfirst(str(kind.label)) if kind else self.key} ({dict(settings.LANGUAGES).get(self.language, self.language)})"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The page on which the CMS shows the letter while it is written."""
        return "mail/text_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The letter with its blanks filled for somebody invented."""
        kind = kind_of(self.key)
        samples = kind.samples if kind else {}
        return {"text": self, "subject": fill(self.subject, samples), "body": fill(self.body, samples)}
