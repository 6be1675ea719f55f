"""What was decided about equivalents, kept beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly
from lms.people.models import Person

from .ledger import Qualification


class EquivalentDecision(AppendOnly):
    """That evidence for one qualification was said to count as another, or no longer, why, and what it was seen to do before. Append-only.

    Personal data: who decided. Retention: it stays, the name goes with the person.
    """

    wagtail_reference_index_ignore = True

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="+", verbose_name=_("qualification"))
    counts_as = models.ForeignKey(Qualification, models.CASCADE, related_name="+", verbose_name=_("counts as"))
    counts = models.BooleanField(_("counts from then on"))
    reason = models.CharField(_("reason"), max_length=300)
    dry_run = models.JSONField(_("what it was seen to do"), help_text="`requirements.trials.Trial`, numbers only.")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("decision about an equivalent")
        verbose_name_plural = _("decisions about equivalents")

    def __str__(self) -> str:
        return f"{self.qualification} → {self.counts_as} · {self.counts}"
