"""An import of a register, on its way from a file to people. What comes of it belongs to the rooms below; what is here goes when it is done."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.units.models import Unit

from .rules.stages import Stage

STAGES = [
    (Stage.COLUMNS.value, _("columns to choose")),
    (Stage.CHECKING.value, _("is being checked")),
    (Stage.CHECKED.value, _("checked, not imported")),
    (Stage.WRITING.value, _("is being imported")),
    (Stage.DONE.value, _("imported")),
    (Stage.STOPPED.value, _("stopped")),
    (Stage.GONE.value, _("removed, not imported")),
]


class Import(models.Model):
    """An existing register that somebody reads in for a unit and those below it: where it stands, and how many of what.

    Personal data: who imported what when, and the name of the file; names of those in it are in the rows that point here. Retention: a year.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    stage = models.CharField(_("stage"), max_length=10, choices=STAGES, default=Stage.COLUMNS.value)
    file_name = models.CharField(_("file"), max_length=200)
    # Kind, encoding and delimiter; the row of the headings, the headings, and samples below each.
    shape = models.JSONField(_("shape"), default=dict)
    head = models.JSONField(_("head"), default=dict)
    meanings = models.JSONField(_("meanings of the columns"), default=list)
    counts = models.JSONField(_("counts"), default=dict)
    # Which check or writing is under way: an older one that comes back to life finds another number here, and stops.
    run = models.PositiveIntegerField(_("run"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0, help_text="The last row of the file that is checked, or written.")
    total = models.PositiveIntegerField(_("of"), default=0, help_text="How many rows there are, or persons to write; 0 while nobody knows.")
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # Why it stopped, in the words of the rules, at which row, and what it was about.
    trouble = models.JSONField(_("trouble"), default=dict)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by"))
    created_at = models.DateTimeField(_("uploaded"))
    touched_at = models.DateTimeField(_("last worked on"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage__in=[each.value for each in Stage]),
                name="import_stage_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.unit}"

    @property
    def headings(self) -> list[str]:
        """The headings of the file, in the order of its columns."""
        found: list[str] = self.head.get("headings", [])
        return found

    @property
    def samples(self) -> list[list[str]]:
        """What stands first below each heading."""
        found: list[list[str]] = self.head.get("samples", [])
        return found

    def counted(self, name: str) -> int:
        """One of the numbers of the check or the writing."""
        found: Any = self.counts.get(name, 0)
        return int(found)


class ImportFile(models.Model):
    """The file of an import, as it was uploaded.

    Personal data: all that stands in it. Retention: until the import is done, at most seven days after somebody last worked on it.
    """

    wagtail_reference_index_ignore = True

    of = models.OneToOneField(Import, models.CASCADE, related_name="file", verbose_name=_("import"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")

    def __str__(self) -> str:
        return str(self.of_id)


class Answer(models.TextChoices):
    """What is decided about somebody whom we may know."""

    UNDECIDED = "", _("not decided")
    SAME = "same", _("the same person")
    NEW = "new", _("somebody new")
    SKIP = "skip", _("leave out")


class ImportEntry(models.Model):
    """One person of the register, as the check found them, and what was decided if we may know them already.

    Personal data: name, e-mail, telephone, assignments and evidence to be imported. Retention: as the file.
    """

    wagtail_reference_index_ignore = True

    of = models.ForeignKey(Import, models.CASCADE, related_name="entries", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    given_name = models.CharField(_("first name"), max_length=80)
    family_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    posts = models.JSONField(_("assignments"), default=list)
    learnt = models.JSONField(_("evidence"), default=list)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name=_("person"))
    doubt = models.CharField(_("doubt"), max_length=10, blank=True)
    candidates = models.JSONField(_("candidates"), default=list)
    answer = models.CharField(_("answer"), max_length=4, choices=Answer, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("person in an import")
        verbose_name_plural = _("persons in imports")
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_entry_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def decided(self) -> bool:
        """Whether it is clear who this is."""
        return not self.doubt or self.answer != Answer.UNDECIDED


class ImportFault(models.Model):
    """Something that is wrong in a row of the register.

    Personal data: what stood in the cell. Retention: as the file.
    """

    wagtail_reference_index_ignore = True

    of = models.ForeignKey(Import, models.CASCADE, related_name="faults", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    column = models.PositiveSmallIntegerField(_("column"), null=True)
    why = models.CharField(_("why"), max_length=30)
    stood = models.CharField(_("what stood there"), max_length=200, blank=True)
    near = models.CharField(_("what is near"), max_length=120, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("fault in an import")
        verbose_name_plural = _("faults in imports")
        indexes = [models.Index(fields=["of", "number"], name="import_fault_row")]

    def __str__(self) -> str:
        return f"{self.number} · {self.why}"
