"""Forms of the coordinator's desk."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.qualifications.models import EvidenceKind, Qualification
from lms.roles.models import Role

from .selectors import Filter

STATES = [
    ("all", _("Everybody")),
    ("ready", _("Ready")),
    ("lacking", _("Lacking something")),
    ("soon", _("Due soon")),
    ("paused", _("Has a break")),
]
SORTS = [("state", _("Those who lack something first")), ("name", _("By name"))]


class FilterForm(forms.Form):
    """What to show. Nonsense in the address is passed over."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    rolle = forms.ChoiceField(label=_("Role"), required=False)
    sorter = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rolle"].choices = [("", _("All roles")), *((role.key, role.name) for role in roles)]  # type: ignore[attr-defined]


def filter_of(data: Any) -> Filter:
    """The filter that an address asks for."""
    state, sort = data.get("vis", "all"), data.get("sorter", "state")
    return Filter(
        state=state if state in dict(STATES) else "all",
        role=data.get("rolle", ""),
        text=data.get("q", "")[:80].strip(),
        sort=sort if sort in dict(SORTS) else "state",
    )


class RegisterForm(forms.Form):
    """Something somebody has learnt, written down by a responsible person."""

    KINDS = (
        (EvidenceKind.REGISTERED, _("Took the course by word of mouth or on paper")),
        (EvidenceKind.RECOGNISED, _("Has learnt it earlier, and we recognise it")),
        (EvidenceKind.OUTSIDE, _("Has a certificate from elsewhere")),
    )
    qualification = forms.ModelChoiceField(label=_("What"), queryset=Qualification.objects.all(), empty_label=_("Choose …"))
    kind = forms.ChoiceField(label=_("How"), choices=KINDS, widget=forms.RadioSelect)
    earned_on = forms.DateField(label=_("Which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    valid_until = forms.DateField(
        label=_("Last valid day on the certificate"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for a certificate from elsewhere with a day of its own. That day is included."),
    )
    reason = forms.CharField(
        label=_("What it rests on"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example «Went through the course together at the office». Nothing about health, and no names of guests or participants."
        ),
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
        """A last valid day belongs to a certificate from elsewhere, and comes after the day it was earned."""
        data: dict[str, Any] = super().clean() or {}
        until, earned = data.get("valid_until"), data.get("earned_on")
        if until and data.get("kind") != EvidenceKind.OUTSIDE:
            self.add_error("valid_until", _("Only a certificate from elsewhere has a last day of its own."))
        elif until and earned and until < earned:
            self.add_error("valid_until", _("The last valid day cannot come before the day it was earned."))
        return data


class RevokeForm(forms.Form):
    """Why a piece of evidence no longer counts."""

    reason = forms.CharField(label=_("Why does it no longer count?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
