"""The outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A letter that was, or will be, sent. Its key makes posting twice the same as posting once.

    Personal data: an e-mail address and what was written to it. Retention: 180 days after it was sent.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"))
    send_after = models.DateTimeField(_("not before"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["send_after"],
                condition=models.Q(sent_at__isnull=True, stopped_at__isnull=True),
                name="letter_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject
