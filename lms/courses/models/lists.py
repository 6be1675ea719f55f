"""What the texts of all courses lean on: sources and telephone numbers; and what the curriculum's files said last time."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from lms.courses.rules import SOURCE_LANGUAGE
from lms.ui.widgets import WordsInput


class Source(models.Model):
    """Something the curriculum cites; pages and questions name it by its key. Holds no personal data."""

    key = models.CharField(_("key"), max_length=20, unique=True, help_text=_("What pages cite it by, for example K1."))
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    checked = models.DateField(_("last checked"), help_text=_("The day somebody last read the source."))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Number(models.Model):
    """A telephone number that texts may name: whose it is, and when one rings. The one list of them. Holds no personal data.

    What it says in another language stands in fields of its own: those who read the cards must understand all of it or none.
    """

    key = models.CharField(_("number"), max_length=20, unique=True, help_text=_("As it is written: 116 117."))
    name = models.CharField(_("who answers"), max_length=80)
    called = models.JSONField(
        _("what texts call them"),
        default=list,
        blank=True,
        help_text=_("With commas between. A text that names them beside another number is found."),
    )
    when = models.CharField(_("when one rings"), max_length=160)
    hours = models.CharField(_("opening hours"), max_length=80, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False, help_text=_("Stands on the cards of what to do when somebody is in danger."))
    sources = models.JSONField(_("sources"), default=list, blank=True, help_text=_("Their keys, with commas between: K1, K3."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name_nn = models.CharField(_("who answers, in nynorsk"), max_length=80, blank=True)
    when_nn = models.CharField(_("when one rings, in nynorsk"), max_length=160, blank=True)
    hours_nn = models.CharField(_("opening hours, in nynorsk"), max_length=80, blank=True)
    name_en = models.CharField(_("who answers, in English"), max_length=80, blank=True)
    when_en = models.CharField(_("when one rings, in English"), max_length=160, blank=True)
    hours_en = models.CharField(_("opening hours, in English"), max_length=80, blank=True)

    language = SOURCE_LANGUAGE  # that of the words it says here and now; `speak` changes both

    panels: ClassVar = [
        FieldPanel("key"),
        FieldPanel("name"),
        FieldPanel("when"),
        FieldPanel("hours"),
        MultiFieldPanel([FieldPanel("name_nn"), FieldPanel("when_nn"), FieldPanel("hours_nn")], heading=_("In nynorsk")),
        MultiFieldPanel([FieldPanel("name_en"), FieldPanel("when_en"), FieldPanel("hours_en")], heading=_("In English")),
        FieldPanel("urgent"),
        FieldPanel("called", widget=WordsInput),
        FieldPanel("sources", widget=WordsInput),
        FieldPanel("order"),
    ]

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    def speak(self, language: str) -> None:
        """Say it in a language, if all of it can be said there; nothing is saved. Otherwise its own words stand."""
        said = {name: getattr(self, f"{name}_{language}", "") for name in ("name", "when", "hours")}
        if said["name"] and said["when"] and (said["hours"] or not self.hours):
            self.name, self.when, self.hours, self.language = said["name"], said["when"], said["hours"], language


class LoadedPiece(models.Model):
    """What a piece of the curriculum's files said when it was last loaded, so that an unchanged file leaves an editor's changes alone.

    Apart from the page it became: a page's fields travel with its revisions, and going back to an older one must not make the file look new.
    Holds no personal data.
    """

    wagtail_reference_index_ignore = True

    path = models.CharField(_("piece"), max_length=200, unique=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+", verbose_name=_("page"))

    class Meta:
        verbose_name = _("piece loaded from files")
        verbose_name_plural = _("pieces loaded from files")

    def __str__(self) -> str:
        return self.path
