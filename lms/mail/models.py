"""The outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A letter that was, or will be, sent. Its key makes posting twice the same as posting once.

    Personal data: an e-mail address and what was written to it. Retention: 180 days after it was sent; a text with a secret link goes at once.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
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
