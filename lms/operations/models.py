"""The schedule's memory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduledJob(models.Model):
    """When a job of `settings.SCHEDULE` runs next; the row that makes exactly one of several workers run it. Holds no personal data."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    next_run = models.DateTimeField(_("next run"))
    last_run = models.DateTimeField(_("last run"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")

    def __str__(self) -> str:
        return self.name
