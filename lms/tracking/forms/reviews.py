"""Forms of the review of the register."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.roles.models import Answer, Assignment


class DayForm(forms.Form):
    """A last day said of one assignment in the review of the register. Why is never asked."""

    ANSWER: ClassVar[Answer]
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, assignment: Assignment, today: date) -> None:
        super().__init__(data, auto_id=f"{self.ANSWER.value}-{assignment.pk}-%s", initial={"day": self.proposed(today)})
        self.assignment, self.today = assignment, today

    def proposed(self, today: date) -> date:
        """The day that stands there when nobody has chosen one."""
        return today


class BreakForm(DayForm):
    """To which day somebody has a break."""

    ANSWER = Answer.PAUSED
    button = _("Has a break")
    day = forms.DateField(label=_("Break to and including"), widget=DayForm.base_fields["day"].widget)

    def proposed(self, today: date) -> date:
        """A quarter of a year."""
        return today + timedelta(days=91)

    def clean_day(self) -> date:
        """The break goes on today, and two years at most: longer is an end."""
        day: date = self.cleaned_data["day"]
        if not self.today <= day <= self.today + timedelta(days=2 * 365):
            raise ValidationError(_("Choose a day from today on, at most two years ahead."))
        return day


class LastDayForm(DayForm):
    """Which day was somebody's last."""

    ANSWER = Answer.ENDED
    button = _("Has ended")
    day = forms.DateField(label=_("Last day"), widget=DayForm.base_fields["day"].widget)

    def clean_day(self) -> date:
        """Between the first day and today."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(_("This day lies ahead. Write it down when it has come, so that the list stays true."))
        if day < self.assignment.starts_on:
            raise ValidationError(_("The last day cannot come before the first."))
        return day
