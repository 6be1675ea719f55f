"""What is said of how true a text is: how it is founded, whose yes it needs, and what those can say. Below the models, which keep it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class FactStatus(models.TextChoices):
    """How well a statement is founded."""

    VERIFIED = "verified", _("verified in its source")
    STATED = "stated", _("stated in a report")
    GENERAL = "general", _("general knowledge, not checked")
    UNCERTAIN = "uncertain", _("uncertain or soon outdated")


class ReviewStatus(models.TextChoices):
    """Whether a named professional has approved a text."""

    NOT_APPROVED = "not_approved", _("not approved yet")
    APPROVED = "approved", _("approved")


class Profession(models.TextChoices):
    """Whose yes a text on health, law, safety or the organisation can need, by the word that stands in the files."""

    LAW = "jur", _("lawyer")
    MEDICINE = "med", _("doctor or other health worker")
    MIND = "psyk", _("professional in mental health")
    SAFETY = "hms", _("safety adviser")
    HOUSE = "org", _("the organisation itself")
    LIVED = "erf", _("somebody with own experience")


class Answer(models.TextChoices):
    """What a professional can say of words."""

    APPROVED = "approved", _("approved")
    CHANGE = "change", _("asks for a change")
    WITHDRAWN = "withdrawn", _("withdrawn")


_PROFESSION = f"({'|'.join(Profession.values)})"


class StatementBlock(blocks.StructBlock):
    """Something the text says about health, law or safety, in the words it has there."""

    key = blocks.RegexBlock(r"^[A-Z]+-P[0-9]+$", label=_("key"), max_length=20, help_text=_("For example TAU-P01."))
    text = blocks.TextBlock(label=_("the words, as they stand in the text"), max_length=400, rows=2)
    status = blocks.ChoiceBlock(label=_("foundation"), choices=FactStatus.choices)
    sources = blocks.ListBlock(blocks.CharBlock(max_length=20), label=_("sources"), required=False, default=[])
    needs = blocks.RegexBlock(
        rf"^{_PROFESSION}(, ?{_PROFESSION})*$",
        label=_("whose approval it needs"),
        max_length=80,
        required=False,
        help_text=_("With commas between: jur, med, psyk, hms, org, erf."),
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Statement")
