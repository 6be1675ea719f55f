"""The bank, quizzes and attempts."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PreviewableMixin, RevisionMixin
from wagtail.search import index

from lms.blocks.body import SHORT_FEATURES
from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.units.models import Unit

from .approval import Answer as Answer
from .approval import FactStatus as FactStatus
from .approval import Profession as Profession
from .approval import ReviewStatus as ReviewStatus
from .approval import StatementBlock
from .blocks import QuestionBlocks
from .page_forms import ChangeForm, ReviewedForm
from .rules.statements import Claim, claims_of_page


class Question(PreviewableMixin, RevisionMixin, index.Indexed, models.Model):
    """A question of the bank. `body` holds exactly one block, whose type is the question's type. Holds no personal data."""

    key = models.CharField(_("key"), max_length=40, unique=True, help_text=_("For example TAU-05."))
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
        help_text=_("Empty for the central bank."),
    )
    subject = models.SlugField(
        _("subject"),
        max_length=80,
        db_index=True,
        help_text=_("What the question is about, for example the course's address."),
    )
    prompt = models.TextField(_("question"))
    body = StreamField(QuestionBlocks(), verbose_name=_("answers"))
    critical = models.BooleanField(_("critical"), default=False, help_text=_("Must be right to pass."))
    outcome = models.PositiveSmallIntegerField(_("learning outcome"), null=True, blank=True)
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("Shown after any answer."))
    status = models.CharField(_("foundation"), max_length=10, choices=FactStatus, default=FactStatus.GENERAL)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    needs = models.JSONField(_("whose approval it needs"), default=list, blank=True)
    variant_of = models.CharField(
        _("variant of"),
        max_length=40,
        blank=True,
        help_text=_("The key of a question that asks the same in other words. A test has one of them, and another the next time."),
    )
    retired = models.BooleanField(_("no longer used"), default=False)

    search_fields: ClassVar = [
        index.SearchField("prompt"),
        index.AutocompleteField("key"),
        index.AutocompleteField("prompt"),
        index.FilterField("subject"),
        index.FilterField("unit_id"),
        index.FilterField("retired"),
    ]

    class Meta:
        ordering = ["key"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    spoken: "QuestionTranslation | None" = None  # the words a reader gets instead, see `selectors.speak`

    def __str__(self) -> str:
        return f"{self.key} {self.prompt}"

    def clean(self) -> None:
        """A variant is one of a question in the same bank that is none itself."""
        if (
            self.variant_of
            and not Question.objects.filter(key=self.variant_of, subject=self.subject, variant_of="").exclude(pk=self.pk).exists()
        ):
            raise ValidationError({"variant_of": _("No question of this subject has that key, or it is a variant itself.")})

    @property
    def family(self) -> str:
        """What it has in common with its variants, and they with each other."""
        return self.variant_of or self.key

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """As a learner meets it, and the answer beside it."""
        return "quizzes/preview.html"


class QuestionTranslation(models.Model):
    """A question's words in another language. `body` holds the same block, filled in the same order; the key and what is right stay the question's.

    `made_from` is the fingerprint of the question it was made from: when the question says something else, its own words are shown again.
    Holds no personal data.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="translations", verbose_name=_("question"))
    language = models.CharField(_("language"), max_length=10)
    prompt = models.TextField(_("question"))
    body = StreamField(QuestionBlocks(), verbose_name=_("answers"))
    explanation = models.TextField(_("explanation"), blank=True, help_text=_("Shown after any answer."))
    made_from = models.CharField(_("made from"), max_length=64, blank=True, editable=False)
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, blank=True, editable=False, help_text="Of the question as files say it."
    )

    class Meta:
        ordering = ["question", "language"]
        verbose_name = _("translated question")
        verbose_name_plural = _("translated questions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "language"], name="question_translated_once")]

    def __str__(self) -> str:
        return f"{self.question.key} · {self.language}"


class ChangeClass(models.TextChoices):
    """What a new edition asks of those who already did the step."""

    WORDING = "wording", _("wording: nobody need be told")
    IMPORTANT = "important", _("important: tell those trained")
    RETAKE = "retake", _("retake: those trained do this step again")


class ChangingPage(Page):
    """A page that people do, and that says of each change what it asks of those who have done it."""

    change_class = models.CharField(_("what kind of change is this?"), max_length=10, choices=ChangeClass, blank=True)
    change_note = models.CharField(
        _("what has changed?"),
        max_length=250,
        blank=True,
        help_text=_("One sentence for those who have done this step."),
    )
    retake_from = models.DateField(
        _("retake: what people have no longer counts from"),
        null=True,
        blank=True,
        help_text=_("At most 90 days ahead. Empty: today."),
    )

    base_form_class = ChangeForm

    change_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("change_class"),
                FieldPanel("change_note"),
                FieldPanel(
                    "retake_from",
                    heading=_("Only for a retake: the day it begins"),
                    help_text=_("Until then what people have counts. At most 90 days ahead; empty means today."),
                ),
            ],
            heading=_("This change"),
            help_text=_(
                "Answer before you publish; for a draft it can wait. For «important» and «retake» you see whom it touches before it is out."
            ),
        )
    ]

    class Meta:
        abstract = True

    @property
    def asks_something(self) -> bool:
        """Whether publishing it asks something of those who have done it."""
        return bool(self.first_published_at) and self.change_class in (ChangeClass.IMPORTANT, ChangeClass.RETAKE)


class PageEdition(AppendOnly):
    """What a page said when it was published, as `freezing.next_edition` tells it. Append-only."""

    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255)
    content = models.JSONField(_("content"), help_text="The page as Wagtail serialises it.")
    content_hash = models.CharField(_("fingerprint"), max_length=64)
    change_class = models.CharField(_("kind of change"), max_length=10, choices=ChangeClass, default=ChangeClass.WORDING)
    note = models.CharField(_("note"), max_length=250, blank=True)
    at = models.DateTimeField(_("published"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"


class ReviewedPage(ChangingPage):
    """A page whose text may need a professional's yes: to each of its statements, or to the whole of it."""

    review_status = models.CharField(
        _("professional review"),
        max_length=12,
        choices=ReviewStatus,
        default=ReviewStatus.NOT_APPROVED,
    )
    review_needs = models.JSONField(
        _("whose approval it needs"), default=list, blank=True, help_text=_("With commas between: jur, med, psyk, hms, org, erf.")
    )
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True, help_text=_("Name and profession."))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    review_note = models.TextField(
        _("to those who approve"),
        max_length=800,
        blank=True,
        help_text=_("What they should look at, and what nobody has settled. Learners do not see it."),
    )
    statements = StreamField(
        [("statement", StatementBlock())],
        verbose_name=_("statements"),
        blank=True,
        default=list,
        help_text=_("What the text says about health, law and safety. Each is approved by itself, and again when its words change."),
    )

    base_form_class = ReviewedForm

    class Meta:
        abstract = True

    @property
    def said(self) -> list[Any]:
        """What it says to its readers, block by block, as the database keeps it."""
        return list(self.body.raw_data)

    @property
    def claims(self) -> list[Claim]:
        """What in it must be approved before readers are no longer told that it is not: `Approval.objects.waiting` says what of it waits."""
        return claims_of_page(
            self.pk or 0,
            status=self.review_status,
            needs=self.review_needs,
            raw_statements=list(self.statements.raw_data),
            body=self.said,
        )

    @property
    def awaits_approval(self) -> bool:
        """Whether a yes to anything in it is lacking. 1 query, none where nobody's is needed."""
        return bool(Approval.objects.waiting(self.claims))


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Reads over what professionals have said."""

    def newest(self, claims: Iterable[Claim]) -> dict[Claim, "Approval"]:
        """What was said last of each of these words, where anything was. 1 query, none without claims."""
        wanted = set(claims)
        if not wanted:
            return {}
        rows = self.filter(key__in={claim.key for claim in wanted}).select_related("by").order_by("at", "pk")
        said = {Claim(row.key, row.digest, row.need): row for row in rows}
        return {claim: row for claim, row in said.items() if claim in wanted}

    def waiting(self, claims: Iterable[Claim]) -> list[Claim]:
        """Those of the words that have no yes. 1 query, none without claims."""
        wanted = list(claims)
        return unapproved(wanted, self.newest(wanted))


def unapproved(claims: Iterable[Claim], said: Mapping[Claim, "Approval"]) -> list[Claim]:
    """Those of the words that have no yes, by what `newest` found. No query."""
    return [claim for claim in claims if claim not in said or said[claim].answer != Answer.APPROVED]


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

    objects = ApprovalQuerySet.as_manager()

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


class QuizPage(ChangingPage):
    """A test drawn from the bank. Holds no personal data."""

    introduction = RichTextField(_("introduction"), features=SHORT_FEATURES, blank=True)
    subject = models.SlugField(
        _("subject in the bank"),
        max_length=80,
        help_text=_("The test draws on the bank's questions on this subject."),
    )
    draw = models.PositiveSmallIntegerField(
        _("number of questions"),
        default=0,
        help_text=_("0 for all. Critical questions are always among those drawn."),
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("per cent right to pass"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_("Critical questions must all be right besides."),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("subject"),
        FieldPanel("draw"),
        FieldPanel("pass_percent"),
        FieldPanel("minutes"),
        *ChangingPage.change_panels,
    ]
    subpage_types: ClassVar = ["courses.Translation"]
    template = "quizzes/quiz_page.html"

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")


class Attempt(models.Model):
    """One person's attempt at a quiz, with every question as it was shown.

    Personal data: what somebody answered and how it went. Seen by the person alone; others see passed or not. Retention: three years; the
    one by which a step was finished as long as that.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="attempts", verbose_name=_("person"))
    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="attempts", verbose_name=_("test"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    number = models.PositiveSmallIntegerField(_("number"))
    seed = models.PositiveBigIntegerField(_("seed"), help_text="Draws and shuffles the questions; the same seed gives the same test.")
    pass_percent = models.PositiveSmallIntegerField(_("per cent right to pass"))
    language = models.CharField(
        _("language"), max_length=10, default="nb", help_text="In which it was asked for; each question tells what it said."
    )
    started_at = models.DateTimeField(_("started"))
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("per cent right"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["person", "quiz", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["person", "quiz"],
                condition=models.Q(submitted_at__isnull=True),
                name="attempt_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True, passed__isnull=True)
                | models.Q(submitted_at__isnull=False, passed__isnull=False),
                name="attempt_marked_when_handed_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} {self.number}"


class Response(models.Model):
    """One question of an attempt: as it was shown, what was answered, and (after handing in) whether it was right.

    Personal data: as the attempt. Retention: with it.
    """

    wagtail_reference_index_ignore = True

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses", verbose_name=_("attempt"))
    position = models.PositiveSmallIntegerField(_("position"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="responses", verbose_name=_("question"))
    shown = models.JSONField(_("as shown"), help_text="rules.Shown as JSON: texts, order and key at the time.")
    answer = models.JSONField(_("answer"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    correct = models.BooleanField(_("right"), null=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="response_position_once")]

    def __str__(self) -> str:
        return f"{self.attempt} / {self.position}"
