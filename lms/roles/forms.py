"""Giving somebody a responsibility."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person

from .models import ResponsibilityKind
from .selectors import person_by_email


class GrantForm(forms.Form):
    """Who, what, and from when; the person is chosen among those known in the unit, or found by e-mail."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none(), required=False, empty_label=_("Choose …"))
    email = forms.EmailField(
        label=_("Or the e-mail address of somebody else"),
        required=False,
        help_text=_("Somebody who is known in another unit. Leave it empty if you have chosen above."),
        error_messages={"invalid": _("This does not look like an e-mail address. Look once more.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Responsibility"), error_messages={"required": _("Choose a responsibility.")})
    is_deputy = forms.BooleanField(
        label=_("As deputy"), required=False, help_text=_("A deputy may do the same, and steps in when the other is away.")
    )
    starts_on = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the first day."), "invalid": _("Write the day as 31.12.2026.")},
    )

    def __init__(self, *args: Any, people: QuerySet[Person], kinds: Iterable[ResponsibilityKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who, kind = self.fields["person"], self.fields["kind"]
        assert isinstance(who, forms.ModelChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        who.queryset = people
        kind.choices = [("", _("Choose …")), *((each.value, each.label.capitalize()) for each in kinds)]

    def clean(self) -> dict[str, Any]:
        """Exactly one person is meant, and is known; found by e-mail they become `person`."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "email" not in cleaned or "person" not in cleaned:
            return cleaned
        email = cleaned.pop("email")
        if email and cleaned["person"]:
            raise ValidationError({"email": _("Choose from the list, or write an address, not both.")})
        if email:
            cleaned["person"] = person_by_email(email)
            if cleaned["person"] is None:
                raise ValidationError(
                    {"email": _("We know nobody with this address. Write them in as a tidgiver first, or look once more.")}
                )
        if not cleaned["person"]:
            raise ValidationError({"person": _("Choose somebody from the list, or write an address below.")})
        return cleaned
