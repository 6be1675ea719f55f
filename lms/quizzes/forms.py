"""The form behind a question in the Wagtail admin."""

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import policies


class Discipline(models.TextChoices):
    """Whose approval a statement may need. The values are those of the curriculum's files."""

    LAW = "jur", _("lawyer")
    MEDICINE = "med", _("health professional")
    PSYCHOLOGY = "psyk", _("psychologist")
    SAFETY = "hms", _("health and safety officer")
    ORGANISATION = "org", _("the organisation")
    EXPERIENCE = "erf", _("people with lived experience")


class QuestionForm(WagtailAdminModelForm):
    """Offers the units the user writes for, and asks for approvals by ticking."""

    needs = forms.MultipleChoiceField(label=_("whose approval it needs"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "needs" in self.fields:
            known = list(Discipline.choices)
            # What a file has brought stays, though nobody here has a word for it.
            strange = [(value, value) for value in self.instance.needs or [] if value not in Discipline.values]
            self.fields["needs"].choices = known + strange
        if "unit" in self.fields:
            self._limit_units()

    def _limit_units(self) -> None:
        reached = policies.reach(self.for_user, on=timezone.localdate()) if self.for_user else policies.Reach()
        units = policies.homes(reached)
        field = self.fields["unit"]
        field.queryset = units
        central = reached.allows("change" if self.instance.pk else "add", None)
        field.required = not central
        field.empty_label = str(_("the central bank")) if central else None
        if not self.instance.pk and not central and not self.initial.get("unit"):
            self.initial["unit"] = units.order_by("path").first()

    def clean_key(self) -> str:
        """Keys are written one way, so that «tau-5» is not another question than «TAU-5»."""
        return str(self.cleaned_data["key"]).strip().upper()

    def clean_subject(self) -> str:
        """An address, whatever was typed."""
        return slugify(self.cleaned_data["subject"])
