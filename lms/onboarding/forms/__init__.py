"""Inviting somebody."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.selectors import languages
from lms.recruitment.forms.rulings import FirstDayField
from lms.roles.models import Role

EARLIEST = date(1950, 1, 1)
FURTHEST_AHEAD = timedelta(days=2 * 366)


class InviteForm(forms.Form):
    """Who, as what, from when."""

    given_name = forms.CharField(label=_("First name"), max_length=80, error_messages={"required": _("Write the first name.")})
    family_name = forms.CharField(label=_("Last name"), max_length=80, error_messages={"required": _("Write the last name.")})
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("They log in with it, and get a letter that says what to do. Leave empty if they have none."),
        error_messages={"invalid": _("This does not look like an e-mail address. Look once more.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        validators=[RegexValidator(r"^\+?[0-9 ]{3,20}$", _("Write digits and spaces only."))],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    role = forms.ModelChoiceField(
        label=_("Role"),
        queryset=Role.objects.all(),
        empty_label=_("Choose …"),
        error_messages={"required": _("Choose what they shall do.")},
    )
    starts_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The planned first shift. For somebody who has been with you for long: the day they began."),
        error_messages={
            "required": _("Write the first day."),
            "invalid": _("Write the day as 31.12.2026."),
        },
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=languages, initial=settings.LANGUAGE_CODE)

    def clean_starts_on(self) -> date:
        """A day that can be meant."""
        day: date = self.cleaned_data["starts_on"]
        if day < EARLIEST or day > timezone.localdate() + FURTHEST_AHEAD:
            raise ValidationError(_("Is this the right year?"))
        return day


class ConfirmForm(forms.Form):
    """Which proposal is confirmed: the one on the screen. For an admission also the first day, and the one that the letter on the screen has."""

    ruling = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.DateField(widget=forms.HiddenInput, required=False)
    starts_on = FirstDayField(help_text=_("The planned first shift. It stands in the letter."))

    def __init__(self, *args: Any, is_admission: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_admission:
            del self.fields["starts_on"]
