"""The schedule's memory, and a kind of row for every room."""

from typing import Any

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


class AppendOnly(models.Model):
    """A row that is written once. Correcting means adding another row that says so. Holds no personal data itself."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; refuses to change one."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save(*args, **kwargs)
