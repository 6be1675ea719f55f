"""Sending in a certificate from elsewhere, and saying what one thinks of it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Qualification, WhyBack
from .papers import ACCEPT, SafePaper, most_read, safe_paper


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class DaysForm(forms.Form):
    """When something was learnt, and until when the certificate itself says it counts."""

    earned_on = _day(_("Which day was the course?"), help_text=_("If it took several days, the last of them."))
    valid_until = _day(
        _("Last valid day on the certificate"), required=False, help_text=_("Only if the certificate says so. That day is included.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_earned_on(self) -> date:
        """Nothing is learnt in the future."""
        day: date = self.cleaned_data["earned_on"]
        if day > self.today:
            raise ValidationError(_("The day cannot lie ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        """The last valid day comes after the day of the course."""
        data: dict[str, Any] = super().clean() or {}
        until, earned = data.get("valid_until"), data.get("earned_on")
        if until and earned and until < earned:
            self.add_error("valid_until", _("The last valid day cannot come before the day it was earned."))
        return data


class SubmitForm(DaysForm):
    """A certificate from elsewhere, with its file."""

    field_order = ("qualification", "provider", "earned_on", "valid_until", "file")
    qualification = forms.ModelChoiceField(label=_("What does it show?"), queryset=Qualification.objects.none(), empty_label=_("Choose …"))
    provider = forms.CharField(
        label=_("Who held the course?"), max_length=120, help_text=_("For example «Norsk Folkehjelp» or «Røde Kors Bergen».")
    )
    file = forms.FileField(
        label=_("The certificate"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("A PDF or a picture. Where the picture was taken is removed. Send no health information."),
        error_messages={"required": _("Choose the file first."), "empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, offered: QuerySet[Qualification], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["qualification"]
        field.queryset = offered

    def clean_file(self) -> SafePaper:
        """The file as it is kept."""
        content: bytes = self.cleaned_data["file"].read(most_read())
        return safe_paper(content)


class SendBackForm(forms.Form):
    """Why a certificate does not count."""

    why = forms.ChoiceField(label=_("Why?"), choices=WhyBack, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In a sentence, to the person"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("They get it in a letter. Nothing about health."),
    )

    def clean(self) -> dict[str, Any]:
        """«Something else» says nothing by itself."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("why") == WhyBack.OTHER and not data.get("note"):
            self.add_error("note", _("Write what it is, so that they know what to do."))
        return data
