"""Forms of the board, a case's page, and being away."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person
from lms.recruitment.selectors.board import SHOWS, STAGES, Wanted

DO_NOT_WRITE = _("Do not write anything about health, rus or faith.")
_DAY = {"type": "date"}


class FilterForm(forms.Form):
    """The choices above the board, shown as they were understood."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    rolle = forms.ChoiceField(label=_("Role"), required=False)
    enhet = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, wanted: Wanted, *, roles: Sequence[tuple[str, str]], units: Sequence[tuple[str, str]]) -> None:
        super().__init__(initial={"q": wanted.text, "rolle": wanted.role, "enhet": wanted.unit}, auto_id="filter-%s")
        for name, choices, chosen, everything in (
            ("rolle", roles, wanted.role, _("All roles")),
            ("enhet", units, wanted.unit, _("All units")),
        ):
            self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]
            if len(choices) < 2 and not chosen:
                del self.fields[name]


def wanted_of(data: Any) -> Wanted:
    """What an address asks the board to show."""
    show, stage = data.get("vis", "all"), data.get("steg", "")
    role, unit, text = (data.get(name, "").replace("\0", "") for name in ("rolle", "enhet", "q"))  # PostgreSQL refuses a NUL
    return Wanted(
        show=show if show in SHOWS else "all",
        role=role,
        unit=unit,
        text=text[:80].strip(),
        stage=stage if stage in STAGES else "",
    )


class HandOverForm(forms.Form):
    """Who shall see to a case."""

    to = forms.ModelChoiceField(label=_("Who sees to it?"), queryset=Person.objects.none(), empty_label=_("Choose …"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        """`people` are those who may."""
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Person.objects.filter(pk__in=[each.pk for each in people])  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """An applicant has told us that they do not want to go on."""

    reason = forms.CharField(
        label=_("What did they say?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=DO_NOT_WRITE,
    )


class AwayForm(forms.Form):
    """From when to when one is away, and who stands in."""

    first_day = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=_("Last day away"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"), help_text=_("That day is included.")
    )
    deputy = forms.ModelChoiceField(label=_("Who stands in for you?"), queryset=Person.objects.none(), empty_label=_("Choose …"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        """`people` are those who recruit where the asking person does."""
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = Person.objects.filter(pk__in=[each.pk for each in people])  # type: ignore[attr-defined]
