"""Openings: what a unit looks for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from lms.blocks.body import BodyBlocks
from lms.blocks.page_forms import ReadablePageForm
from lms.roles.models import Role


class OpeningPage(Page):
    """An opening («utlysning») below a unit's page: what, for whom, time asked. Holds no personal data."""

    role = models.ForeignKey(Role, models.PROTECT, related_name="+", verbose_name=_("role"))
    lead = models.TextField(_("what it is, in two sentences"), max_length=400)
    for_whom = models.TextField(_("for whom"), max_length=400, blank=True)
    time_asked = models.CharField(_("time asked"), max_length=160, blank=True, help_text=_("For example «every other week, three hours»."))
    closes_on = models.DateField(_("last day to apply"), null=True, blank=True, help_text=_("Empty: open until further notice."))
    body = StreamField(BodyBlocks(), verbose_name=_("content"), blank=True)

    base_form_class = ReadablePageForm
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("role"),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("for_whom"), FieldPanel("time_asked"), FieldPanel("closes_on")], heading=_("In short")),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["content.UnitPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "recruitment/opening_page.html"

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
