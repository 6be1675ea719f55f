"""Forms about talks: for which day one is agreed, and planning one. Days and kinds only: there is nowhere to write what it is about."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.roles.models import Assignment, TalkKind, TalkWish

AHEAD = timedelta(days=2 * 365)


def _ahead(day: date, today: date) -> date:
    if not today <= day <= today + AHEAD:
        raise ValidationError(_("Choose a day from today on, at most two years ahead."))
    return day


class AgreeForm(forms.Form):
    """For which day a talk is agreed."""

    day = forms.DateField(label=_("Agreed for"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any = None, *, wish: TalkWish, today: date) -> None:
        super().__init__(data, auto_id=f"wish-{wish.pk}-%s", initial={"day": wish.agreed_on})
        self.wish, self.today = wish, today

    def clean_day(self) -> date:
        """Today or later."""
        return _ahead(self.cleaned_data["day"], self.today)


class PlanTalkForm(forms.Form):
    """What kind of talk, and which day; for somebody with several assignments, in which."""

    kind = forms.ChoiceField(label=_("What talk?"), choices=[("", _("Choose …")), *TalkKind.choices])
    due_on = forms.DateField(label=_("Which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    assignment = forms.ChoiceField(label=_("In which assignment"))

    def __init__(self, data: Any = None, *, assignments: Sequence[Assignment], today: date) -> None:
        super().__init__(data, auto_id="talk-%s")
        self.today = today
        self._assignments = {str(each.pk): each for each in assignments}
        self.fields["assignment"].choices = [(pk, str(each)) for pk, each in self._assignments.items()]  # type: ignore[attr-defined]
        if len(assignments) < 2:
            del self.fields["assignment"]

    def clean_due_on(self) -> date:
        """Today or later."""
        return _ahead(self.cleaned_data["due_on"], self.today)

    @property
    def about(self) -> Assignment:
        """The assignment that is meant; once the form is valid."""
        chosen = self.cleaned_data.get("assignment")
        return self._assignments[chosen] if chosen else next(iter(self._assignments.values()))
