"""Enrolment, progress, completion, and a person's own notes. Readiness never reads these: it reads the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.courses.models import CoursePage, Edition
from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.quizzes.models import Attempt
from lms.units.models import Unit


class Enrolment(models.Model):
    """A person takes a course as it is in a unit.

    Personal data: what somebody is learning, where. Retention: with the person.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="enrolments", verbose_name=_("person"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="enrolments", verbose_name=_("course"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="enrolments", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=10, blank=True, help_text="In which to read the course. Empty: as the interface.")
    enrolled_at = models.DateTimeField(_("enrolled"))
    finished_at = models.DateTimeField(
        _("last finished"),
        null=True,
        blank=True,
        help_text="For lists; what counts is the evidence.",
    )

    class Meta:
        ordering = ["enrolled_at", "pk"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["person", "course", "unit"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"{self.course} · {self.unit}"


class StepProgress(models.Model):
    """Where a person is in a step: when it was last open, and what was ticked or tried in it.

    Personal data: learning in detail; seen by the person alone. Retention: 12 months after the last visit.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("step"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="+", verbose_name=_("course"))
    state = models.JSONField(
        _("state"),
        default=dict,
        help_text="By block: ticked points, answers to knowledge checks, the path through a dilemma.",
    )
    opened_at = models.DateTimeField(_("first opened"))
    seen_at = models.DateTimeField(_("last open"))

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="progress_once")]
        indexes = [models.Index(fields=["person", "-seen_at"], name="progress_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.page_id}"


class StepCompletion(models.Model):
    """That a person finished a step, in exactly this edition and language. A second unit asks only for what is its own.

    Personal data: what somebody has done, when. Retention: as the evidence that rests on it.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="completions", verbose_name=_("person"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="completions", verbose_name=_("edition"))
    page = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name=_("step"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    attempt = models.OneToOneField(
        Attempt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="completion",
        verbose_name=_("attempt"),
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1, help_text="Each renewal of the course is a new round.")
    language = models.CharField(_("language"), max_length=10, default="nb")
    translation = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("translation"),
        help_text="The edition of the translation that was read, if it was not the source.",
    )
    at = models.DateTimeField(_("finished"))

    class Meta:
        ordering = ["at"]
        verbose_name = _("finished step")
        verbose_name_plural = _("finished steps")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "edition", "round"],
                condition=models.Q(attempt__isnull=True),
                name="completion_once_a_round",
            )
        ]
        indexes = [models.Index(fields=["person", "page", "-at"], name="completion_person_page")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.edition_id}"


class ReflectionNote(models.Model):
    """A person's own answer to a reflection, kept only because they said so. Never shown to anybody else, in no report and no export but their own.

    Personal data: free text by the person. Retention: until the person deletes it; at the latest with the person.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="reflections", verbose_name=_("person"))
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("step"))
    key = models.CharField(_("key"), max_length=40)
    prompt = models.TextField(_("question"))
    text = models.TextField(_("answer"))
    at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        constraints = [models.UniqueConstraint(fields=["person", "page", "key"], name="reflection_once")]

    def __str__(self) -> str:
        return self.key


class Snapshot(AppendOnly):
    """Something that was shown, named by its content: a step as a unit's people met it, or a course's order. One row for all who saw the same.

    Personal data: of a contact card, whoever a unit named on it. Retention: as long as what somebody finished points at it.
    """

    wagtail_reference_index_ignore = True

    digest = models.CharField(
        _("fingerprint"), max_length=64, primary_key=True, help_text="SHA-256 of the content in its canonical spelling."
    )
    content = models.JSONField(_("content"))
    at = models.DateTimeField(_("first kept"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")

    def __str__(self) -> str:
        return self.digest[:12]


class Showing(AppendOnly):
    """What a person was shown when they finished a step or handed in a test, and what they had done in it. Written in the same moment.

    Of a test that finished a step, the showing is the attempt's. What somebody wrote to themselves is never among it.

    Personal data: answers to knowledge checks, ways through dilemmas, ticks. Retention: with the completion or the attempt.
    """

    wagtail_reference_index_ignore = True

    completion = models.OneToOneField(StepCompletion, models.CASCADE, null=True, related_name="showing", verbose_name=_("finished step"))
    attempt = models.OneToOneField(Attempt, models.CASCADE, null=True, related_name="showing", verbose_name=_("attempt"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    language = models.CharField(_("language"), max_length=5)
    step = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("the step"))
    outline = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("the course"))
    personal = models.JSONField(
        _("what was done in it"), default=dict, help_text="By block: order shown, what was answered, whether it was right."
    )

    class Meta:
        verbose_name = _("showing")
        verbose_name_plural = _("showings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(completion__isnull=True) ^ models.Q(attempt__isnull=True), name="showing_of_exactly_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.completion_id or ''} {self.attempt_id or ''}".strip()


class AnswerRead(AppendOnly):
    """That somebody opened another person's answers. Append-only; shown to the person.

    Personal data: who read what, when. Retention: with the completion or the attempt that was read.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("whose answers"))
    reader = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("read by"))
    completion = models.ForeignKey(StepCompletion, models.CASCADE, null=True, related_name="reads", verbose_name=_("finished step"))
    attempt = models.ForeignKey(Attempt, models.CASCADE, null=True, related_name="reads", verbose_name=_("attempt"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading of answers")
        verbose_name_plural = _("readings of answers")
        indexes = [models.Index(fields=["person", "-at"], name="answerread_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(completion__isnull=True) ^ models.Q(attempt__isnull=True), name="answerread_of_exactly_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} · {self.person_id}"
