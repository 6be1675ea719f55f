"""Interviews by round, the guides behind them, and each interviewer's own sheet."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.recruitment.blocks import GuideBlocks

from .cases import Application

ROUNDS = [(1, _("round 1")), (2, _("round 2")), (3, _("round 3"))]


class InterviewGuide(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Questions and criteria for one round, written in the CMS by the centre. Publishing it makes a `GuideEdition`. Holds no personal data."""

    title = models.CharField(_("title"), max_length=120)
    round = models.PositiveSmallIntegerField(_("round"), choices=ROUNDS, unique=True)
    body = StreamField(GuideBlocks(), verbose_name=_("guide"))

    panels: ClassVar = [FieldPanel("title"), FieldPanel("round"), FieldPanel("body")]

    class Meta:
        ordering = ["round"]
        verbose_name = _("interview guide")
        verbose_name_plural = _("interview guides")

    def __str__(self) -> str:
        return self.title

    @property
    def content(self) -> dict[str, Any]:
        """What an edition of it holds, as it stands. Questions and criteria are known by their blocks' ids, which stay when words change."""
        content: dict[str, Any] = {"introduction": "", "questions": [], "closing": "", "criteria": []}
        for block in self.body:
            value = block.value
            match block.block_type:
                case "text":
                    content["closing" if content["questions"] else "introduction"] += value.source
                case "question":
                    content["questions"].append({"key": block.id, "text": value["text"], "probe": value["probe"]})
                case "criterion":
                    anchors = [value[f"anchor_{number}"] for number in range(1, 5)]
                    content["criteria"].append({"key": block.id, "name": value["name"], "anchors": anchors, "is_flag": value["is_flag"]})
        return content

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The guide as an interviewer has it."""
        return "recruitment/interviews/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """What is written now, saved or not."""
        return {**super().get_preview_context(request, mode_name), "guide": self.content}


class GuideEdition(AppendOnly):
    """A published version of a guide, as the interviewers of a round have it. Append-only. Holds no personal data."""

    wagtail_reference_index_ignore = True

    guide = models.ForeignKey(InterviewGuide, models.PROTECT, related_name="editions", verbose_name=_("guide"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    content = models.JSONField(
        _("content"), help_text="{introduction, questions: [{key, text, probe}], closing, criteria: [{key, name, anchors, is_flag}]}"
    )
    at = models.DateTimeField(_("published"))

    class Meta:
        ordering = ["-number"]
        verbose_name = _("edition of a guide")
        verbose_name_plural = _("editions of guides")
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="guideedition_number_once")]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"


class Interview(models.Model):
    """One round's conversation. One that is called off stays, and another may take its place.

    Personal data: when and where somebody meets whom. Retention: with the scores.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        """Where it stands."""

        OFFERED = "offered", _("times offered")
        BOOKED = "booked", _("booked")
        CALLED_OFF = "called_off", _("called off")

    application = models.ForeignKey(Application, models.CASCADE, related_name="interviews", verbose_name=_("application"))
    round = models.PositiveSmallIntegerField(_("round"), choices=ROUNDS)
    guide = models.ForeignKey(GuideEdition, models.PROTECT, related_name="+", verbose_name=_("guide"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OFFERED)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    place = models.CharField(_("place"), max_length=160, blank=True)
    link = models.URLField(_("video link"), blank=True)
    sequence = models.PositiveSmallIntegerField(
        _("calendar sequence"), default=0, help_text="Rises each time it is moved, as calendars ask."
    )
    other_times_wish = models.CharField(_("the applicant's wish for other times"), max_length=200, blank=True)
    other_times_at = models.DateTimeField(_("asked for other times"), null=True, blank=True)
    arranged_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("arranged by"))
    created_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["round", "-pk"]
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], condition=~models.Q(state="called_off"), name="interview_one_a_round"),
            models.CheckConstraint(
                condition=~models.Q(state="booked") | models.Q(starts_at__isnull=False), name="interview_booked_has_time"
            ),
            models.CheckConstraint(condition=models.Q(round__range=(1, 3)), name="interview_round_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_round_display()} · {self.starts_at or self.get_state_display()}"


class OfferedTime(models.Model):
    """A time that the applicant may choose. Personal data: when somebody may meet. Retention: with the interview."""

    wagtail_reference_index_ignore = True

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="offered_times", verbose_name=_("interview"))
    starts_at = models.DateTimeField(_("starts"))

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("offered time")
        verbose_name_plural = _("offered times")
        constraints = [models.UniqueConstraint(fields=["interview", "starts_at"], name="offeredtime_once")]

    def __str__(self) -> str:
        return str(self.starts_at)


class Seat(models.Model):
    """Somebody interviews in a round. Personal data: who interviewed whom. Retention: with the scores."""

    wagtail_reference_index_ignore = True

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="seats", verbose_name=_("interview"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="seats", verbose_name=_("interviewer"))

    class Meta:
        verbose_name = _("interviewer")
        verbose_name_plural = _("interviewers")
        constraints = [models.UniqueConstraint(fields=["interview", "person"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.interview_id} · {self.person_id}"


class ScoreSheet(models.Model):
    """One interviewer's own sheet; sealed once handed in, and read by others only when every sheet of the round is in.

    Personal data: an interviewer's notes on an applicant. Retention: the notes by `Part.NOTES`, the rest by `Part.SCORES`.
    """

    wagtail_reference_index_ignore = True

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="sheet", verbose_name=_("seat"))
    notes = models.JSONField(_("notes"), default=dict, blank=True, help_text="Question key → text.")
    draft = models.JSONField(_("scores not handed in"), default=dict, blank=True, help_text="Criterion key → 1–4 or null.")
    saved_at = models.DateTimeField(_("saved"))
    sealed_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")

    def __str__(self) -> str:
        return f"{self.seat_id} · {self.sealed_at or ''}"


class Score(AppendOnly):
    """One criterion's score on a sheet. Append-only: a changed score is a new row beside the first.

    Personal data: an interviewer's judgement of an applicant. Retention: with the scores.
    """

    wagtail_reference_index_ignore = True

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores", verbose_name=_("sheet"))
    criterion = models.CharField(_("criterion"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"), default=1, help_text="1 is the first, given before anybody else's was seen.")
    value = models.PositiveSmallIntegerField(_("score"), null=True, blank=True, help_text="Empty: not seen.")
    reason = models.CharField(_("why it was changed"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["criterion", "number"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion", "number"], name="score_numbered_once"),
            models.CheckConstraint(condition=models.Q(value__isnull=True) | models.Q(value__range=(1, 4)), name="score_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.value}"


class FlagDecision(AppendOnly):
    """What a second named person decided about a safeguarding flag, in writing. Append-only: the latest one counts, for what was raised until then.

    Personal data: a judgement of an applicant. Retention: the text by `Part.NOTES`, that it was decided by `Part.SCORES`.
    """

    wagtail_reference_index_ignore = True

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="flag_decisions", verbose_name=_("interview"))
    criterion = models.CharField(_("flag"), max_length=40)
    may_go_on = models.BooleanField(_("the case may go on"))
    text = models.TextField(_("decision"), max_length=600, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["at"]
        verbose_name = _("decision on a flag")
        verbose_name_plural = _("decisions on flags")
        constraints = [models.UniqueConstraint(fields=["interview", "criterion", "at"], name="flagdecision_one_at_a_time")]

    def __str__(self) -> str:
        return self.criterion
