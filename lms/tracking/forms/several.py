"""Forms of what is done for several people at once."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.qualifications.models import Qualification

from . import ExemptionForm


class SeveralForm(forms.Form):
    """Nothing more to say. `asked` are the ids of the qualifications that are asked of those who were chosen."""

    def __init__(self, data: Any = None, *, today: date, asked: list[int]) -> None:
        super().__init__(data)
        self.today = today


class BreakForSeveralForm(SeveralForm):
    """To which day the break lasts."""

    until = forms.DateField(
        label=_("Last day of the break"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Then they come back by themselves. Leave it empty if nobody knows yet."),
    )

    def clean_until(self) -> date | None:
        """The break goes on today, and two years at most: longer is an end."""
        day: date | None = self.cleaned_data["until"]
        if day and not self.today <= day <= self.today + timedelta(days=2 * 365):
            raise ValidationError(_("Choose a day from today on, at most two years ahead."))
        return day


class ExemptSeveralForm(ExemptionForm):
    """From what, from when to when, and why."""

    def __init__(self, data: Any = None, *, today: date, asked: list[int]) -> None:
        super().__init__(data, offered=Qualification.objects.filter(pk__in=asked), initial={"starts_on": today})
        self.today = today

    def clean(self) -> dict[str, Any]:
        """As for one: the last day comes after the first, and has not passed."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("starts_on"), data.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day cannot come before the first."))
        elif last and last < self.today:
            self.add_error("until", _("Choose a day from today on."))
        return data
