"""What staff register of papers: days and people, and no words of their own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.recruitment.models import Application
from lms.recruitment.selectors.papers import hosts, receivers

DAY_ERRORS = {"required": _("Write the day."), "invalid": _("Write the day as 31.12.2026.")}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CertificateForm(forms.Form):
    """Which day, to whom."""

    shown_on = forms.DateField(label=_("Shown"), widget=_day(), error_messages=DAY_ERRORS)
    shown_to = forms.ModelChoiceField(
        label=_("Shown to"),
        queryset=Person.objects.none(),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose to whom.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, application: Application, on: date, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["shown_to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = receivers(application, on=on)


class TrialShiftForm(forms.Form):
    """Which day, with whom, and whether it has been."""

    on = forms.DateField(label=_("Day"), widget=_day(), error_messages=DAY_ERRORS)
    host = forms.ModelChoiceField(
        label=_("Host"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Not settled"),
        help_text=_("Somebody who knows the place and is there the whole time."),
    )
    held = forms.BooleanField(label=_("The shift has been"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, application: Application, on: date, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["host"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = hosts(application, on=on)


class RegisterGuidelineForm(forms.Form):
    """For somebody without a device."""

    read = forms.IntegerField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("The applicant has read the guideline, has had time to ask, and has said that they will follow it"),
        error_messages={"required": _("Tick here when they have said so.")},
    )


class OwnGuidelineForm(forms.Form):
    """The applicant's own word. `read` is the revision they have before them."""

    read = forms.IntegerField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=_("I have read this and will follow it"), error_messages={"required": _("Tick here if you have read it and will follow it.")}
    )
