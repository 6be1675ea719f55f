"""Talks: that somebody would like one, and the days on which a unit wants to have one. Never what was said."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Person
from lms.units.models import Unit


class Urgency(models.TextChoices):
    """When somebody would like to talk. Why is never asked."""

    SOON = "soon", pgettext_lazy("a talk", "soon")
    WHENEVER = "whenever", pgettext_lazy("a talk", "when it suits")


class WishOutcome(models.TextChoices):
    """How a wish for a talk ended."""

    TALKED = "talked", _("talked together")
    WITHDRAWN = "withdrawn", _("withdrawn")


class TalkWish(models.Model):
    """That a tidgiver would like to talk with somebody who answers for their unit; one open at a time in a unit. No words, so nothing private in it.

    Personal data: that somebody would like a talk, with whom and when; never about what. Retention: 180 days after it was closed.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="talk_wishes", verbose_name=_("person"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talk_wishes", verbose_name=_("unit"))
    urgency = models.CharField(_("when"), max_length=10, choices=Urgency)
    whom = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("with whom"),
        help_text="Empty: with whoever follows up the unit. Nobody else sees a wish to talk with one of them.",
    )
    at = models.DateTimeField(_("said"))
    seen_at = models.DateTimeField(_("seen"), null=True)
    seen_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("seen by"))
    agreed_on = models.DateField(_("agreed for"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    outcome = models.CharField(_("how it ended"), max_length=10, choices=WishOutcome, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("wish for a talk")
        verbose_name_plural = _("wishes for a talk")
        constraints = [
            models.UniqueConstraint(fields=["person", "unit"], condition=models.Q(closed_at__isnull=True), name="talkwish_one_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, outcome="") | models.Q(closed_at__isnull=False) & ~models.Q(outcome=""),
                name="talkwish_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_on__isnull=True) | models.Q(seen_at__isnull=False), name="talkwish_agreed_is_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.unit_id}"


class TalkKind(models.TextChoices):
    """What a planned talk is for."""

    FIRST = "first", _("first talk after the beginning")
    MONTHS = "months", _("talk after three months")
    YEARLY = "yearly", _("yearly talk")
    CLOSING = "closing", _("closing talk")


class FollowUp(models.Model):
    """A talk that a unit wants to have with one of its tidgivere: its kind and its day. There is nowhere to write what was said.

    Personal data: that a talk is to be, or was, and when. Retention: one year after it was done, at the latest with the assignment.
    """

    assignment = models.ForeignKey("roles.Assignment", models.CASCADE, related_name="follow_ups", verbose_name=_("assignment"))
    kind = models.CharField(_("kind"), max_length=10, choices=TalkKind)
    due_on = models.DateField(_("day"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("planned by"))
    done_on = models.DateField(_("done"), null=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by"))

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("planned talk")
        verbose_name_plural = _("planned talks")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "kind"], condition=models.Q(done_on__isnull=True), name="followup_one_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.kind}"
