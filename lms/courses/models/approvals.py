"""What professionals have said of the curriculum's words."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly
from lms.people.models import Person


class Answer(models.TextChoices):
    """What a professional can say of words."""

    APPROVED = "approved", _("approved")
    CHANGE = "change", _("asks for a change")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Profession(models.TextChoices):
    """Whose yes a text on health, law, safety or the organisation can need, by the word that stands in the files."""

    LAW = "jur", _("lawyer")
    MEDICINE = "med", _("doctor or other health worker")
    MIND = "psyk", _("professional in mental health")
    SAFETY = "hms", _("safety adviser")
    HOUSE = "org", _("the organisation itself")
    LIVED = "erf", _("somebody with own experience")


class Approval(AppendOnly):
    """What a named professional has said of words: yes, or what should be changed. The newest row counts, and only for those very words.

    `key` and `digest` say which words (`rules.statements.Claim`), and `words` keeps them as they were read. Append-only.

    Personal data: the professional's name and title, and who wrote it down. Retention: as long as the curriculum is in use; who wrote it down goes
    with the person.
    """

    wagtail_reference_index_ignore = True

    key = models.CharField(_("key"), max_length=40)
    digest = models.CharField(_("fingerprint"), max_length=64)
    need = models.CharField(_("profession"), max_length=10, choices=Profession)
    words = models.TextField(_("words"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    said = models.TextField(_("what should be changed"), blank=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("profession and workplace"), max_length=120)
    on = models.DateField(_("date"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("registered by"))
    at = models.DateTimeField(_("registered"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("professional approval")
        verbose_name_plural = _("professional approvals")
        indexes: ClassVar = [models.Index(fields=["key", "digest", "need"], name="approval_of_words")]
        constraints: ClassVar = [
            models.CheckConstraint(name="approval_says_what_to_change", condition=~models.Q(answer="change", said="")),
            models.CheckConstraint(name="approval_by_somebody", condition=~models.Q(name="") & ~models.Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.need} · {self.answer}"
