"""Proposing a ruling, and saying why one is sent back or undone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lms.recruitment.models import CODES_OF, Code, Outcome
from lms.recruitment.rules.rulings import MOST, sensitive_words, tidy

FURTHEST_AHEAD = timedelta(days=366)
STANDING_LINE = _("Write nothing about health, rus or faith.")


class FirstDayField(forms.DateField):
    """The planned first shift: today or later, within a year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("First day"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": _("Write the first day."), "invalid": _("Write the day as 31.12.2026.")},
            **kwargs,
        )

    def clean(self, value: Any) -> date | None:
        """A day that can be meant."""
        day: date | None = super().clean(value)
        today = timezone.localdate()
        if day and day < today:
            raise ValidationError(_("The first day cannot lie behind us."))
        if day and day > today + FURTHEST_AHEAD:
            raise ValidationError(_("Is this the right year?"))
        return day


class ProposeForm(forms.Form):
    """What is proposed, why, and the one sentence that the applicant reads."""

    outcome = forms.ChoiceField(
        label=_("What do you propose?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what is proposed.")}
    )
    code = forms.ChoiceField(
        label=_("Reason, for the numbers"),
        required=False,
        help_text=_("The applicant does not see this. For an admission you need not choose."),
    )
    sentence = forms.CharField(
        label=_("One sentence to the applicant"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the letter, word for word. Plain and kind, about the task. Write nothing about health, rus or faith."),
        error_messages={"required": _("Write the sentence that the applicant is to read.")},
    )
    is_read_again = forms.BooleanField(label=_("I have read the sentence again, and it is meant so"), required=False)
    starts_on = FirstDayField(required=False, help_text=_("Only for an admission. Whoever confirms can change it."))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["outcome"].choices = [(each.value, capfirst(each.label)) for each in Outcome]  # type: ignore[attr-defined]
        groups = [
            (capfirst(outcome.label), [(code.value, capfirst(code.label)) for code in codes])
            for outcome, codes in CODES_OF.items()
            if outcome is not Outcome.ADMITTED
        ]
        self.fields["code"].choices = [("", _("Choose …")), *groups]  # type: ignore[attr-defined]
        if not data or not sensitive_words(data.get("sentence", "")):
            del self.fields["is_read_again"]

    def clean_sentence(self) -> str:
        """On one line."""
        return tidy(self.cleaned_data["sentence"])

    def clean(self) -> dict[str, Any]:
        """An admission has one reason; so nobody needs to choose it."""
        data = super().clean() or {}
        if data.get("outcome") == Outcome.ADMITTED:
            data["code"] = Code.SUITED
        data.setdefault("is_read_again", False)
        return data


class ReasonForm(forms.Form):
    """Why a ruling is sent back or undone."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=STANDING_LINE,
        error_messages={"required": _("Write why.")},
    )


def add_reasons(form: forms.Form, error: ValidationError) -> None:
    """Put each reason of an action beside its field; what has no field here stands above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, reasons in error.message_dict.items():
        form.add_error(field if field in form.fields else None, " ".join(reasons) if field in form.fields else reasons)
