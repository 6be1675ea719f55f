"""Certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.qualifications.models import Evidence


class Certificate(models.Model):
    """The document for one piece of evidence, with the words as they stood when it was issued. Whether it is valid is computed from the evidence.

    Personal data: name, what was learnt, unit. Retention: as the evidence. The public page shows no more than it must.
    """

    wagtail_reference_index_ignore = True

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="certificate", verbose_name=_("evidence"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="certificates", verbose_name=_("person"))
    code = models.CharField(_("code"), max_length=20, unique=True)
    person_name = models.CharField(_("name"), max_length=170)
    title = models.CharField(_("course"), max_length=255)
    edition = models.CharField(_("edition"), max_length=80)
    unit_name = models.CharField(_("unit"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="nb")
    issued_at = models.DateTimeField(_("issued"))

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return f"{self.title} · {self.person_name}"
