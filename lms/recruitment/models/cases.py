"""A case: an application, what has happened to it, and who may not see it."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.operations.models import AppendOnly
from lms.people.models import Person
from lms.recruitment.rules import stages
from lms.roles.models import Role
from lms.units.models import Unit

from .openings import OpeningPage
from .processes import PoliceBasis, Process

OPEN = sorted(str(stage) for stage in stages.OPEN)
ENDED = sorted(str(stage) for stage in stages.ENDED)


class Stage(models.TextChoices):
    """Where a case stands; the moves between them stand in `rules.stages`."""

    RECEIVED = "received", _("received")
    CONTACTED = "contacted", _("contacted")
    INTERVIEW_1 = "interview_1", _("interview 1")
    INTERVIEW_2 = "interview_2", _("interview 2")
    INTERVIEW_3 = "interview_3", _("interview 3")
    REFERENCES = "references", _("references")
    TRIAL_SHIFT = "trial_shift", _("trial shift")
    RULING = "ruling", _("ruling")
    WAITING_LIST = "waiting_list", _("waiting list")
    ADMITTED = "admitted", _("admitted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Channel(models.TextChoices):
    """How somebody heard of us. None of them says anything of the person."""

    FRIEND = "friend", _("from somebody I know")
    VOLUNTEER_CENTRE = "volunteer_centre", _("a volunteer centre")
    VOLUNTEER_SITE = "volunteer_site", _("frivillig.no or another site for volunteers")
    SOCIAL_MEDIA = "social_media", _("social media")
    PRESS = "press", _("newspaper, radio, film or Megafon")
    WEBSITE = "website", _("Blå Kors' website")
    PARTNER = "partner", _("a congregation, school, workplace or organisation")
    EVENT = "event", _("a stand or a meeting")
    OTHER = "other", _("another way")


class Source(models.TextChoices):
    """How a case began."""

    FORM = "form", _("application form")
    NOMINATION = "nomination", _("nomination from inside")


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reads over cases. Lists begin in `policies`, never here."""

    def open(self) -> "ApplicationQuerySet":
        """Cases that have not ended."""
        return self.filter(stage__in=OPEN)

    def ended(self) -> "ApplicationQuerySet":
        """Cases that have."""
        return self.filter(stage__in=ENDED)


class Application(models.Model):
    """Somebody wants to be a tidgiver, or is nominated for another role.

    `stage` is changed by `actions.cases.move` alone, which writes a `Move`. Never health, faith, own experience or criminal record.
    Personal data: name, contact, what the applicant wrote. Retention: by part (`rules.retention`); stage, dates, unit, role, channel stay as counts.
    """

    wagtail_reference_index_ignore = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications", verbose_name=_("unit"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name=_("role"))
    process = models.ForeignKey(Process, models.PROTECT, related_name="applications", verbose_name=_("process"))
    opening = models.ForeignKey(OpeningPage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opening"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.FORM)
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("person"),
        help_text=_("Known from before, or since the admission."),
    )
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$")])
    language = models.CharField(_("language"), max_length=5, default="nb")
    interests = models.JSONField(_("what they would like to do"), default=list, blank=True)
    skills = models.TextField(_("skills and languages"), max_length=600, blank=True)
    times = models.JSONField(_("when they can"), default=list, blank=True)
    motivation = models.TextField(_("why"), max_length=1200, blank=True)
    channel = models.CharField(_("heard of us"), max_length=16, choices=Channel, blank=True)
    has_ties = models.BooleanField(_("knows somebody in the unit"), null=True, help_text=_("Yes or no only; never whom."))
    informed_version = models.CharField(_("version of the information given"), max_length=20, blank=True)
    key = models.CharField(_("key"), max_length=64, unique=True, help_text="What makes sending the form twice the same as sending it once.")
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="owned_applications", verbose_name=_("who sees to it")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.RECEIVED)
    stage_since = models.DateTimeField(_("in this stage since"))
    received_at = models.DateTimeField(_("received"))
    contacted_at = models.DateTimeField(_("first contact"), null=True, blank=True)
    ruled_at = models.DateTimeField(_("ruled"), null=True, blank=True, help_text="First answer yes, no or not yet; or withdrawn.")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    forgotten = models.JSONField(_("forgotten parts"), default=dict, blank=True, help_text="Part → day, as ISO dates.")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(fields=["unit", "stage", "received_at"], name="application_board"),
            models.Index(fields=["stage", "ended_at"], name="application_retention"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(stage__in=OPEN + ENDED), name="application_known_stage"),
            models.CheckConstraint(
                condition=models.Q(stage__in=ENDED, ended_at__isnull=False) | models.Q(ended_at__isnull=True) & ~models.Q(stage__in=ENDED),
                name="application_ended_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Forgotten applicant"))

    @property
    def name(self) -> str:
        """First and last name; empty once it is forgotten."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_open(self) -> bool:
        """Whether the case has not ended."""
        return self.stage in stages.OPEN


class Move(AppendOnly):
    """That a case went from one stage to another. Append-only. `by` is None for the applicant and for the system; `actor` says which.

    Personal data: who did what in a case. Retention: with the case's counts; the reason is removed with the notes.
    """

    wagtail_reference_index_ignore = True

    class Actor(models.TextChoices):
        """Who can move a case."""

        STAFF = "staff", _("staff")
        APPLICANT = "applicant", _("applicant")
        SYSTEM = "system", _("system")

    application = models.ForeignKey(Application, models.CASCADE, related_name="moves", verbose_name=_("application"))
    from_stage = models.CharField(_("from"), max_length=12, choices=Stage, blank=True)
    to_stage = models.CharField(_("to"), max_length=12, choices=Stage)
    actor = models.CharField(_("moved by"), max_length=10, choices=Actor, default=Actor.STAFF)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("move")
        verbose_name_plural = _("moves")

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"


class Tie(models.Model):
    """Somebody has said that they know the applicant. They then have no part in the case. Never how they know them.

    Personal data: that two people know each other. Retention: removed with the scores.
    """

    wagtail_reference_index_ignore = True

    application = models.ForeignKey(Application, models.CASCADE, related_name="ties", verbose_name=_("application"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        constraints = [models.UniqueConstraint(fields=["application", "person"], name="tie_once")]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.person_id}"


class FileRead(AppendOnly):
    """That somebody opened a part of a case. Append-only; shown to the unit's leader and, without names, to the applicant.

    Personal data: who read what. Retention: removed with the part that was read, at the latest with the identity.
    """

    wagtail_reference_index_ignore = True

    class What(models.TextChoices):
        """What was opened."""

        CASE = "case", _("the application")
        SHEETS = "sheets", _("the interviewers' sheets")
        REFERENCES = "references", _("the references")

    application = models.ForeignKey(Application, models.CASCADE, related_name="reads", verbose_name=_("application"))
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("person"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [models.Index(fields=["application", "person", "what", "at"], name="fileread_recent")]

    def __str__(self) -> str:
        return f"{self.what} · {self.at}"


class PoliceCertificate(models.Model):
    """That a police certificate was shown: which day and to whom, and nothing else. There is no field for what stood in it.

    Personal data: that it was shown. Retention: with the scores.
    """

    wagtail_reference_index_ignore = True

    application = models.OneToOneField(Application, models.CASCADE, related_name="police_certificate", verbose_name=_("application"))
    basis = models.CharField(_("legal basis"), max_length=8, choices=PoliceBasis)
    shown_on = models.DateField(_("shown"))
    shown_to = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("shown to"))

    class Meta:
        verbose_name = _("police certificate shown")
        verbose_name_plural = _("police certificates shown")

    def __str__(self) -> str:
        return str(self.shown_on)


class TrialShift(models.Model):
    """A shift on trial, with somebody who knows the place. Personal data: when, and who was host. Retention: with the scores."""

    wagtail_reference_index_ignore = True

    application = models.OneToOneField(Application, models.CASCADE, related_name="trial_shift", verbose_name=_("application"))
    on = models.DateField(_("day"))
    host = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("host"))
    held = models.BooleanField(_("has been"), default=False)

    class Meta:
        verbose_name = _("trial shift")
        verbose_name_plural = _("trial shifts")

    def __str__(self) -> str:
        return str(self.on)


class GuidelineSigned(AppendOnly):
    """That an applicant has read a guideline and will follow it, and in which version. Append-only; no signature is stored.

    `registered_by` is None when the applicant did it on their own page. Personal data: that and when. Retention: with the scores.
    """

    wagtail_reference_index_ignore = True

    application = models.OneToOneField(Application, models.CASCADE, related_name="guideline_signed", verbose_name=_("application"))
    title = models.CharField(_("guideline"), max_length=255)
    revision = models.PositiveBigIntegerField(_("version"), null=True, blank=True)
    registered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("registered by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("guideline signed")
        verbose_name_plural = _("guidelines signed")

    def __str__(self) -> str:
        return self.title


class SecretLink(models.Model):
    """An address that opens one thing for one person without a login: an applicant's own case, or a referee's form.

    The token is random and only its hash is kept; one purpose; expires. Several may be open at once: a reminder does not kill the first letter.
    Personal data: that a link was sent. Retention: removed with the identity.
    """

    wagtail_reference_index_ignore = True

    class Purpose(models.TextChoices):
        """What it opens."""

        APPLICANT = "applicant", _("the applicant's own case")
        REFERENCE = "reference", _("a referee's form")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    application = models.ForeignKey(Application, models.CASCADE, related_name="links", verbose_name=_("application"))
    referee = models.ForeignKey(
        "recruitment.Referee", models.CASCADE, null=True, blank=True, related_name="links", verbose_name=_("referee")
    )
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose="reference", referee__isnull=False) | models.Q(purpose="applicant", referee__isnull=True),
                name="secretlink_points_at_its_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.application_id}"


class Receipt(AppendOnly):
    """What a night of forgetting removed, in numbers. Append-only. Holds no personal data."""

    at = models.DateTimeField(_("when"))
    counts = models.JSONField(_("removed"), default=dict, help_text="Part → number of cases.")
    kept = models.JSONField(_("kept"), default=dict, help_text="Part → number of ended cases whose clock has not run out.")

    class Meta:
        ordering = ["-at"]
        verbose_name = _("receipt of forgetting")
        verbose_name_plural = _("receipts of forgetting")

    def __str__(self) -> str:
        return str(self.at)
